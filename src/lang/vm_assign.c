// SPDX-License-Identifier: GPL-3.0-or-later
// vm_assign: assignment to a part of a variable: x[i, :] = v, r.a[0] = v, m.W = v.
//
// The variable is rebuilt along the path. What nobody else holds is changed in place; what is shared is
// copied first, so no other variable sees the change. A part is taken out of its container before it is
// changed: then the path is its only holder.
#include <string.h>

#include "base/i18n.h"
#include "lang/machine.h"
#include "lang/subscript.h"

// -- parts of tensors --------------------------------------------------------------------------

// Applies index or index_put: the slices are its numbers.
static bool apply(Vm *vm, const OpDef *op, Value *args, int n, const Slice *slices, Value *out, Err *e) {
  Tensor *in[2];
  int64_t ints[4 * TENSOR_MAX_RANK];
  int rank = args[0].as.t->shape.rank;
  for (int i = 0; i < n; i++) in[i] = args[i].as.t;
  for (int d = 0; d < rank; d++) {
    ints[4 * d] = slices[d].start;
    ints[4 * d + 1] = slices[d].n;
    ints[4 * d + 2] = slices[d].step;
    ints[4 * d + 3] = slices[d].drop;
  }
  OpAttr attr = {.n = 4 * rank, .ints = ints};
  Tensor *t = tape_apply(&vm->tape, op, in, n, &attr, e);
  if (!t) return false;
  *out = value_tensor(t);
  VmEvent ev = {.kind = VM_OP, .name = name_of(op->name), .op = op, .args = args, .n_args = n, .value = *out};
  bool ok = vm_poll(vm, e) && (!vm->trace || vm_emit(vm, &ev, e));
  *out = ev.value;
  if (ok) return true;
  value_release(*out);
  *out = value_nil();
  return false;
}

bool subscript_read(Vm *vm, Value x, const Slice *slices, Value *out, Err *e) {
  const OpDef *op = vm->op_index;
  if (op) return apply(vm, op, &x, 1, slices, out, e);
  Tensor *t = tensor_slice(x.as.t, slices, e);
  if (t) *out = value_tensor(t);
  return t != NULL;
}

// Whether the change must be remembered: for a gradient, for `:why`, for a listener.
static bool is_remembered(const Vm *vm, const Tensor *x, const Tensor *v) {
  if (vm->trace || tape_requires_grad(x) || tape_requires_grad(v)) return true;
  return vm->tape.nodes_left > 0 && vm->tape.bytes_left > x->size * sizeof(float);
}

static bool put(Vm *vm, Value *x, const Slice *slices, Tensor *v, Err *e) {
  if (vm->op_put && is_remembered(vm, x->as.t, v)) {
    Value args[2] = {*x, value_tensor(v)}, out;
    if (!apply(vm, vm->op_put, args, 2, slices, &out, e)) return false;
    value_release(*x);
    *x = out;
    return true;
  }
  Tensor *t = tensor_unshare(x->as.t, e);
  *x = t ? value_tensor(t) : value_nil();
  if (t) tensor_slice_put(t, slices, v);
  return t && vm_poll(vm, e);
}

static bool fits(const Tensor *v, const Tensor *x, const Slice *slices, Err *e) {
  Shape part = {0}, both;
  for (int d = 0; d < x->shape.rank; d++)
    if (!slices[d].drop) part.dim[part.rank++] = slices[d].n;
  Err ignored = {0};
  bool ok = shape_broadcast(&v->shape, &part, &both, &ignored) && shape_eq(&both, &part);
  err_clear(&ignored);
  if (ok) return true;
  Str a = {0}, b = {0};
  shape_str(&v->shape, &a);
  shape_str(&part, &b);
  err_set(e, ERR_SHAPE, _("a value of shape %s does not fit into a part of shape %s"), str_c(&a), str_c(&b));
  str_free(&a);
  str_free(&b);
  return false;
}

static bool assign_tensor(Vm *vm, Value *x, const Subs *subs, const Value *at, Value v, Err *e) {
  Slice slices[TENSOR_MAX_RANK];
  if (x->as.t->shape.rank == 0) return err_set(e, ERR_TYPE, _("a number has no items to change"));
  if (!subscript_slices(&x->as.t->shape, subs, at, slices, e)) return false;
  Tensor *t = tensor_of_value(vm, v, e);
  if (!t && e->code == ERR_NONE)
    return err_set(e, ERR_TYPE, _("a tensor holds numbers: %s does not fit into it"), value_phrase(v));
  bool ok = t && fits(t, x->as.t, slices, e) && put(vm, x, slices, t, e);
  tensor_release(t);
  return ok;
}

// -- the path ----------------------------------------------------------------------------------

static bool assign(Vm *vm, Value *var, const PathStep *step, int n, const Value *at, Value v, Err *e);

// Takes *place out, changes it, and puts it back.
static bool assign_inside(Vm *vm, Value *place, const PathStep *step, int n, const Value *at, Value v, Err *e) {
  Value inner = *place;
  *place = value_nil();
  bool ok = assign(vm, &inner, step, n, at, v, e);
  *place = inner;
  return ok;
}

static bool assign_field(Vm *vm, Value *var, const char *name, const PathStep *rest, int n, const Value *at, Value v, Err *e) {
  if (n == 0) return value_set_field(var, name, value_retain(v), e);
  if (!value_field(*var, name)) {
    Value none;
    return vm_get_field(vm, *var, name, &none, e) // which explains, unless it is a method
      ? (value_release(none), err_set(e, ERR_TYPE, _("%s cannot be assigned to"), name)) : false;
  }
  if (!value_unshare(var, e)) return false;
  Value inner = *value_field(*var, name);
  *value_field(*var, name) = value_nil();
  if (!assign(vm, &inner, rest, n, at, v, e)) {
    *value_field(*var, name) = inner;
    return false;
  }
  return value_set_field(var, name, inner, e); // a parameter of a model becomes a leaf again
}

static bool assign_item(Vm *vm, Value *var, const PathStep *step, int n, const Value *at, Value v, Err *e) {
  int64_t i;
  const Subs *subs = &step->subs;
  if (subs->n != 1 || subs->slice[0]) return err_set(e, ERR_INDEX, _("one item of a list is assigned at a time"));
  if (!subscript_place(*at, (int64_t)((const ObjList *)var->as.obj)->n, &i, e) || !value_unshare(var, e)) return false;
  Value *item = &((ObjList *)var->as.obj)->items[i];
  return assign_inside(vm, item, step + 1, n - 1, at + 1, v, e) && value_deepen(var, *item, e);
}

static bool assign_part(Vm *vm, Value *var, const PathStep *step, int n, const Value *at, Value v, Err *e) {
  const Subs *subs = &step->subs;
  switch (var->type) {
  case VAL_LIST: return assign_item(vm, var, step, n, at, v, e);
  case VAL_RECORD:
  case VAL_MODEL:
    if (subs->n != 1 || at->type != VAL_STR)
      return err_set(e, ERR_INDEX, _("the index of a record is one of its names, as text"));
    return assign_field(vm, var, name_of(value_cstr(*at)), step + 1, n - 1, at + 1, v, e);
  case VAL_TENSOR:
    if (n > 1) break;
    return assign_tensor(vm, var, subs, at, v, e);
  case VAL_STR: return err_set(e, ERR_TYPE, _("a string does not change: join parts of it into a new one"));
  default: break;
  }
  return err_set(e, ERR_TYPE, _("%s has no items to change"), value_phrase(*var));
}

// What a handle stands for has identity: it changes itself.
static bool assign_to_handle(Vm *vm, Value var, const char *name, Value v, Err *e) {
  const ObjHandle *h = (const ObjHandle *)var.as.obj;
  Value old;
  if (h->type->set && h->type->set(h->p, name, v, e)) return true;
  if (e->code == ERR_NONE && vm_get_field(vm, var, name, &old, e)) {
    value_release(old);
    err_set(e, ERR_TYPE, _("%s cannot be assigned to"), name);
  }
  return false;
}

static bool assign(Vm *vm, Value *var, const PathStep *step, int n, const Value *at, Value v, Err *e) {
  if (n == 0) {
    value_release(*var);
    *var = value_retain(v);
    return true;
  }
  if (!step->field) return assign_part(vm, var, step, n, at, v, e);
  if (var->type == VAL_HANDLE && n == 1) return assign_to_handle(vm, *var, step->field, v, e);
  if (var->type != VAL_RECORD && var->type != VAL_MODEL)
    return err_set(e, ERR_TYPE, _("%s has no fields to set"), value_phrase(*var));
  return assign_field(vm, var, step->field, step + 1, n - 1, at, v, e);
}

bool vm_assign_path(Vm *vm, Value *var, const Path *p, const Value *at, Value v, Err *e) {
  return assign(vm, var, p->steps, p->n_steps, at, v, e);
}

bool vm_load_path(Vm *vm, Value var, const Path *p, const Value *at, Value *out, Err *e) {
  *out = value_retain(var);
  for (int i = 0; i < p->n_steps; i++) {
    const PathStep *s = &p->steps[i];
    Value part;
    bool ok = s->field ? vm_get_field(vm, *out, s->field, &part, e) : vm_index(vm, *out, &s->subs, at, &part, e);
    at += s->subs.n_values;
    value_release(*out);
    *out = ok ? part : value_nil();
    if (!ok) return false;
  }
  return true;
}
