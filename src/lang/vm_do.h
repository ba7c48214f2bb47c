// SPDX-License-Identifier: GPL-3.0-or-later
// vm_do: the instructions that are functions. Each finds its operands on top of the stack (vm->sp),
// leaves its result there, and returns false with e filled where it fails.
#ifndef LANG_VM_DO_H
#define LANG_VM_DO_H

#include "lang/machine.h"

// -- telling the listener, while vm->trace
bool do_tell_assign(Vm *vm, const char *name, Value *v, Err *e);
bool do_tell_call(Vm *vm, const Frame *f, Err *e);
bool do_tell_return(Vm *vm, const Frame *f, Value *v, Err *e);
bool do_trace_begin(Vm *vm, bool whole, Err *e);
bool do_trace_end(Vm *vm, Value *v, Err *e);

// -- variables
bool do_unset_local(const char *name, Err *e); // the error; false
bool do_load_global(Vm *vm, const Proto *p, uint32_t slot, Value *out, Err *e);
bool do_load_known(Vm *vm, const Proto *p, uint32_t slot, Value *out, Err *e);
bool do_store_global(Vm *vm, uint32_t slot, Value v, Err *e); // takes v
bool do_own(Vm *vm, const Frame *f, const char *name, Err *e);
bool do_add(Vm *vm, const Frame *f, bool global, uint32_t slot, Err *e);
bool do_join_var(Vm *vm, const Frame *f, bool global, uint32_t slot, uint32_t operand, Err *e);
bool do_store_path(Vm *vm, const Frame *f, const Path *p, bool value_on_top, Err *e);
bool do_load_path(Vm *vm, const Frame *f, const Path *p, Err *e);

// -- values
bool do_infix(Vm *vm, int which, Err *e);
bool do_matmul_t(Vm *vm, Err *e);
bool do_infix_named(Vm *vm, const char *sign, Err *e);
bool do_negate(Vm *vm, Err *e);
bool do_not(Vm *vm, Err *e);
bool do_contains(Vm *vm, bool want, Err *e);
bool do_bracket(Vm *vm, uint32_t operand, Err *e);
bool do_list(Vm *vm, size_t n, Err *e);
bool do_join(Vm *vm, uint32_t operand, Err *e);
bool do_record(Vm *vm, const CallShape *s, Err *e);
bool do_format(Vm *vm, const char *spec, Err *e);
bool do_concat(Vm *vm, size_t n, Err *e);
bool do_closure(Vm *vm, const Frame *f, Proto *p, Err *e);
bool do_param(Vm *vm, const Frame *f, uint32_t slot, Err *e);
bool do_model(Vm *vm, const Frame *f, Err *e);
bool do_index(Vm *vm, const Subs *subs, Err *e);
bool do_field(Vm *vm, const char *name, Err *e);
bool do_method(Vm *vm, const char *name, bool *found, Err *e);
bool do_unpack(Vm *vm, size_t n, Err *e);

// -- calls, loops, statements
bool do_iterate(Vm *vm, bool *more, Err *e); // a cursor -> a cursor item
bool do_call(Vm *vm, const CallShape *shape, bool invoke, Err *e);
bool do_result(Vm *vm, bool silent, Err *e);
bool do_command(Vm *vm, Value line, Err *e);

#endif
