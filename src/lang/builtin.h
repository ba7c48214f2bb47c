// SPDX-License-Identifier: GPL-3.0-or-later
// builtin: functions of the language that are not tensor operations. One file a family in
// src/lang/builtin/ (one line in its local.mk), one row a function: FILE.c exports
// `const BuiltinDef builtin_FILE[]`, ended by a row whose name is NULL.
#ifndef LANG_BUILTIN_H
#define LANG_BUILTIN_H

#include "lang/vm.h"

// args has one value for each parameter (defaults filled in); for ARG_REST the values from that
// position on are args[k..argc). *out is owned by the caller. Kinds other than ARG_ANY and ARG_REST have
// been checked: ARG_NUM, ARG_INT and ARG_BOOL arrive as VAL_NUM/VAL_BOOL, ARG_TENSOR as VAL_TENSOR.
struct BuiltinDef {
  const char *name;
  ParamDef params[OP_MAX_PARAMS];
  const char *doc;
  OpExample examples[4];
  bool (*call)(Vm *vm, int argc, const Value *args, Value *out, Err *e);
};

// All of them, sorted by name. NULL: none of that name.
size_t builtin_count(void);
const BuiltinDef *builtin_at(size_t i);
const BuiltinDef *builtin_find(const char *name);

// split(x, size, dim) of a tensor, whose text sibling lives elsewhere: pieces of one size (the last may be
// smaller), or of the sizes in a list.
bool split_tensor(Vm *vm, Value x, Value size, int64_t dim, Value *out, Err *e);

#endif
