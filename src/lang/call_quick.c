// SPDX-License-Identifier: GPL-3.0-or-later
// call_quick: operations called as they are called most: with tensors by position, everything else as it is
// by default. Nothing is bound then; call_op.c has every other call.
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "lang/machine.h"

bool vm_apply(Vm *vm, const OpDef *op, Tensor **in, int n_in, const OpAttr *attr, Value *out, Err *e) {
  vm->tape.at = vm_here(vm);
  Tensor *t = tape_apply(&vm->tape, op, in, n_in, attr, e);
  *out = t ? value_tensor(t) : value_nil();
  if (!t || vm_poll(vm, e)) return t != NULL;
  value_release(*out);
  *out = value_nil();
  return false;
}

// The default as call_op would make it; false: it is none of a number, a truth value, nil and a word.
static bool default_of(const ParamDef *p, OpAttr *attr) {
  *attr = (OpAttr){0};
  if (!p->def) return false;
  if (p->kind == ARG_WORD) return true; // the first
  if (p->kind != ARG_NUM && p->kind != ARG_INT && p->kind != ARG_BOOL && p->kind != ARG_DIM && p->kind != ARG_DIMS)
    return false;
  char *end;
  if (strcmp(p->def, "nil") == 0) attr->n = -1;
  else if (strcmp(p->def, "true") == 0 || strcmp(p->def, "false") == 0) attr->num = p->def[0] == 't';
  else if ((attr->num = strtod(p->def, &end)), *end) return false;
  return true;
}

enum { MOST_IN = 4 };

// Works out, once, how many tensors the operation takes (0: it is not called this way).
static void prepare(ObjBuiltin *b) {
  OpAttr attr[OP_MAX_PARAMS];
  int n_attr = 0, n_in = 0;
  bool ok = true;
  for (const ParamDef *p = b->op->params; ok && p < b->op->params + OP_MAX_PARAMS && p->kind != ARG_END; p++) {
    if (p->kind == ARG_TENSOR) ok = !p->def && n_attr == 0 && ++n_in <= MOST_IN;
    else ok = default_of(p, &attr[n_attr++]);
  }
  b->prepared = true;
  b->n_in = ok ? n_in : 0;
  if (!b->n_in || n_attr == 0) return;
  b->defaults = mem_alloc((size_t)n_attr * sizeof *b->defaults);
  memcpy(b->defaults, attr, (size_t)n_attr * sizeof *b->defaults);
}

bool call_is_quick(const Vm *vm, ObjBuiltin *b, const Value *args, const CallShape *shape) {
  if (!b->op || shape->n_named > 0 || vm->trace) return false;
  if (!b->prepared) prepare(b);
  if (b->n_in == 0 || shape->n_pos != b->n_in) return false;
  for (int k = 0; k < b->n_in; k++)
    if (args[k].type != VAL_TENSOR) return false;
  return true;
}

bool call_quick(Vm *vm, const ObjBuiltin *b, const Value *args, Value *out, Err *e) {
  Tensor *in[MOST_IN];
  for (int k = 0; k < b->n_in; k++) in[k] = args[k].as.t;
  return vm_apply(vm, b->op, in, b->n_in, b->defaults, out, e);
}
