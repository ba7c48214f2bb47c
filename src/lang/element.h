// SPDX-License-Identifier: GPL-3.0-or-later
// element: single elements of lists and tensors, read, written and reckoned with in place. Inlined into the
// machine's loop (vm_loop.c) and where it goes for everything else (vm_do.c).
//
// x[i, j] is a tensor of rank 0, through the tape, as every part of a tensor is: so a gradient and `:why` find
// their way through it. Where nobody will ask (x needs no gradient, the statement has remembered all that it
// may, nobody listens), it is a VALUE_FLOAT instead: the same number in the machine's own stack, with the
// same arithmetic in float32. What leaves the stack is made a tensor again (vm_box), so no one sees one.
//
// Each function returns false where it is not its case, having done nothing.
#ifndef LANG_ELEMENT_H
#define LANG_ELEMENT_H

#include "lang/machine.h"

static inline Value value_float(float x) { return (Value){.type = VALUE_FLOAT, .as.num = (double)x}; }

// Whether nobody will ask how what is made of t came about.
static inline bool nobody_asks(const Vm *vm, const Tensor *t) {
  return !vm->trace && vm->tape.nodes_left == 0 && !vm->tape.follow && !tape_requires_grad(t);
}

// The number that a tensor operation would see in v; false where v is none, or somebody may ask.
static inline bool float_of(const Vm *vm, const Value *v, float *x) {
  if (v->type == VAL_NUM || v->type == VALUE_FLOAT) *x = (float)v->as.num;
  else if (v->type == VAL_TENSOR && v->as.t->shape.rank == 0 && nobody_asks(vm, v->as.t)) *x = v->as.t->data[0];
  else return false;
  return true;
}

static inline bool element_infix(const Vm *vm, int which, const Value *a, const Value *b, Value *out) {
  float x, y;
  if (vm->trace || (a->type == VAL_NUM && b->type == VAL_NUM) || !float_of(vm, a, &x) || !float_of(vm, b, &y)) return false;
  switch (which) {
  case INFIX_ADD: *out = value_float(x + y); return true;
  case INFIX_SUB: *out = value_float(x - y); return true;
  case INFIX_MUL: *out = value_float(x * y); return true;
  case INFIX_DIV: *out = value_float(x / y); return true;
  case INFIX_EQ: *out = value_float(x == y); return true;
  case INFIX_NE: *out = value_float(x != y); return true;
  case INFIX_LT: *out = value_float(x < y); return true;
  case INFIX_LE: *out = value_float(x <= y); return true;
  case INFIX_GT: *out = value_float(x > y); return true;
  case INFIX_GE: *out = value_float(x >= y); return true;
  default: return false;
  }
}

// -- places ------------------------------------------------------------------------------------

// A subscript within a dimension of n; false: see to it elsewhere, where the errors are.
static inline bool place(const Value *at, int64_t n, int64_t *i) {
  if (at->type != VAL_NUM || !(at->as.num >= -(double)n && at->as.num < (double)n)) return false;
  *i = (int64_t)at->as.num;
  if ((double)*i != at->as.num) return false;
  if (*i < 0) *i += n;
  return true;
}

static inline bool tensor_place(const Tensor *t, const Subs *subs, const Value *at, size_t *offset) {
  if (subs->n != t->shape.rank || subs->n_values != subs->n) return false;
  int64_t all = 0, i;
  for (int d = 0; d < subs->n; d++) {
    if (!place(&at[d], t->shape.dim[d], &i)) return false;
    all = all * t->shape.dim[d] + i;
  }
  *offset = (size_t)all;
  return true;
}

static inline bool element_get(const Vm *vm, Value x, const Subs *subs, const Value *at, Value *out) {
  int64_t i;
  size_t offset;
  if (x.type == VAL_LIST) {
    const ObjList *l = (const ObjList *)x.as.obj;
    if (subs->n_values != 1 || !place(at, (int64_t)l->n, &i)) return false;
    *out = value_retain(l->items[i]);
    return true;
  }
  if (x.type != VAL_TENSOR || !nobody_asks(vm, x.as.t)) return false;
  if (tensor_place(x.as.t, subs, at, &offset)) {
    *out = value_float(x.as.t->data[offset]);
    return true;
  }
  Err ignored = {0}; // there is nothing that could fail, once the place is known
  bool row = subs->n_values == 1 && x.as.t->shape.rank > 1 && place(at, x.as.t->shape.dim[0], &i);
  Tensor *t = row ? tensor_block(x.as.t, i, 1, true, &ignored) : NULL;
  if (t) *out = value_tensor(t);
  return t != NULL;
}

// v borrowed
static inline bool element_set(const Vm *vm, Value *var, const Subs *subs, const Value *at, Value v) {
  int64_t i;
  size_t offset;
  double x;
  if (var->type == VAL_LIST) {
    ObjList *l = (ObjList *)var->as.obj;
    bool simple = l->o.refs == 1 && !value_on_heap(v) && v.type != VALUE_FLOAT && !vm->trace;
    if (!simple || subs->n_values != 1 || !place(at, (int64_t)l->n, &i)) return false;
    Value old = l->items[i];
    l->items[i] = v;
    value_release(old);
    return true;
  }
  if (var->type != VAL_TENSOR) return false;
  Tensor *t = var->as.t;
  bool alone = t->refs == 1 && tensor_is_alone(t) && (!t->origin || tape_is_forgotten(t));
  if (!alone || !nobody_asks(vm, t) || !value_is_number(v, &x)) return false;
  if (v.type == VAL_TENSOR && tape_requires_grad(v.as.t)) return false;
  if (!tensor_place(t, subs, at, &offset)) return false;
  t->data[offset] = (float)x;
  tape_mark_forgotten(t);
  return true;
}

#endif
