// SPDX-License-Identifier: GPL-3.0-or-later
// learning: gradients and parameters: backward, grad, requires_grad, zero_grad, params, shape.
#include "base/i18n.h"
#include "base/map.h"
#include "base/mem.h"
#include "lang/builtin.h"
#include "lang/machine.h"
#include "lang/optimiser.h"
#include "lang/parameters.h"

static bool wrong(const char *fmt, Value v, Err *e) {
  Str s = {0};
  value_describe(v, &s);
  err_set(e, ERR_TYPE, fmt, str_c(&s));
  str_free(&s);
  return false;
}

static bool call_shape(Vm *vm, int argc, const Value *args, Value *out, Err *e) {
  (void)argc;
  return vm_get_field(vm, value_tensor(args[0].as.t), vm->name_shape, out, e);
}

// -- backward ----------------------------------------------------------------------------------

// Each tensor's gradient is an event of a recording, at the place in the program that made the tensor.
static bool tell_flow(void *ctx, const TapeFlow *f, Err *e) {
  Vm *vm = ctx;
  VmEvent ev = vm_flow_event(f, vm_here(vm));
  bool ok = vm_emit_at(vm, &ev, e);
  mem_free(ev.args);
  return ok;
}

static bool call_backward(Vm *vm, int argc, const Value *args, Value *out, Err *e) {
  (void)argc, (void)out;
  if (args[0].type != VAL_TENSOR) return wrong(_("backward wants a loss that was computed from tensors, not %s"), args[0], e);
  if (!tape_backward(args[0].as.t, vm->trace ? tell_flow : NULL, vm, e)) return false;
  vm_progress_loss(vm, (double)args[0].as.t->data[0]);
  return true;
}

static bool call_loss_history(Vm *vm, int argc, const Value *args, Value *out, Err *e) {
  (void)argc, (void)args;
  const float *losses;
  double stride;
  size_t n = vm_losses(vm, &losses, &stride);
  Tensor *t = tensor_from(losses, &(Shape){.rank = 1, .dim = {(int64_t)n}}, e);
  if (t) *out = value_tensor(t);
  return t != NULL;
}

static bool call_requires_grad(Vm *vm, int argc, const Value *args, Value *out, Err *e) {
  (void)vm, (void)argc;
  Tensor *leaf = tape_leaf(args[0].as.t, e);
  if (leaf) *out = value_tensor(leaf);
  return leaf != NULL;
}

// -- grad --------------------------------------------------------------------------------------

// The tensors that the gradient is asked for: one, or those of a list. Owned by the caller.
typedef struct Tensors { Tensor **t; int n; } Tensors;

static void free_tensors(Tensors *ts) {
  for (int i = 0; i < ts->n; i++) tensor_release(ts->t[i]);
  mem_free(ts->t);
  *ts = (Tensors){0};
}

// As leaves of their own, where a function is to be called with them.
static bool take(Vm *vm, Tensors *ts, Value v, bool as_leaf, Err *e) {
  if (!as_leaf && v.type != VAL_TENSOR) return wrong(_("grad wants tensors to differentiate by, not %s"), v, e);
  Tensor *t = tensor_of_value(vm, v, e);
  if (!t) return e->code == ERR_NONE ? wrong(_("grad wants tensors to differentiate by, not %s"), v, e) : false;
  if (as_leaf) {
    Tensor *leaf = tape_leaf(t, e);
    tensor_release(t);
    t = leaf;
  }
  if (t) ts->t[ts->n++] = t;
  return t != NULL;
}

static bool take_all(Vm *vm, Tensors *ts, Value x, bool as_leaf, Err *e) {
  const ObjList *l = x.type == VAL_LIST ? (const ObjList *)x.as.obj : NULL;
  size_t n = l ? l->n : 1;
  if (n > 1000000) return err_set(e, ERR_LIMIT, _("grad: %zu tensors are too many"), n);
  ts->t = mem_alloc((n + 1) * sizeof *ts->t);
  if (!l) return take(vm, ts, x, as_leaf, e);
  for (size_t i = 0; i < n; i++)
    if (!take(vm, ts, l->items[i], as_leaf, e)) return false;
  return true;
}

static bool loss_of(Vm *vm, Value f, const Tensors *x, Value *loss, Err *e) {
  Value *args = mem_alloc(((size_t)x->n + 1) * sizeof *args);
  for (int i = 0; i < x->n; i++) args[i] = value_tensor(x->t[i]);
  bool ok = vm_call(vm, f, args, x->n, loss, e);
  mem_free(args);
  if (ok && loss->type != VAL_TENSOR) return wrong(_("grad wants a function that computes one number from tensors; this one gave %s"), *loss, e);
  return ok;
}

// As it was asked: one tensor, or a list of them.
static bool answer(const Tensors *g, bool list, Value *out, Err *e) {
  if (!list) {
    *out = value_tensor(tensor_retain(g->t[0]));
    return true;
  }
  *out = value_list(NULL, 0, e);
  for (int i = 0; i < g->n && e->code == ERR_NONE; i++) value_push(out, value_tensor(tensor_retain(g->t[i])), e);
  return e->code == ERR_NONE;
}

static bool call_grad(Vm *vm, int argc, const Value *args, Value *out, Err *e) {
  (void)argc;
  bool is_function = args[0].type == VAL_FUNC || args[0].type == VAL_BUILTIN || args[0].type == VAL_MODEL;
  Value loss = value_nil();
  Tensors x = {0}, g = {0};
  bool ok = take_all(vm, &x, args[1], is_function, e);
  if (ok && is_function) ok = loss_of(vm, args[0], &x, &loss, e);
  else if (ok && args[0].type == VAL_TENSOR) loss = value_retain(args[0]);
  else if (ok) ok = wrong(_("grad wants a loss that was computed from tensors, or a function, not %s"), args[0], e);
  if (ok) {
    g.t = mem_zalloc(((size_t)x.n + 1) * sizeof *g.t);
    tape_follow(vm_tape(vm));
    ok = tape_gradients(loss.as.t, x.t, x.n, g.t, vm->trace ? tell_flow : NULL, vm, e);
    g.n = ok ? x.n : 0;
  }
  ok = ok && answer(&g, args[1].type == VAL_LIST, out, e);
  free_tensors(&x);
  free_tensors(&g);
  value_release(loss);
  return ok;
}

// -- parameters --------------------------------------------------------------------------------

static bool add_param(void *ctx, const char *name, Tensor *leaf, Err *e) {
  return value_set_field(ctx, name, value_tensor(tensor_retain(leaf)), e);
}

static bool call_params(Vm *vm, int argc, const Value *args, Value *out, Err *e) {
  (void)vm, (void)argc;
  if (args[0].type != VAL_MODEL) return wrong(_("params wants a model, not %s"), args[0], e);
  *out = value_record(NULL, 0, e);
  return out->type != VAL_NIL && each_param(args[0], add_param, out, e);
}

static bool zero(void *ctx, const char *name, Tensor *leaf, Err *e) {
  (void)name, (void)e;
  tape_zero_grad(leaf);
  *(bool *)ctx = true;
  return true;
}

static bool call_zero_grad(Vm *vm, int argc, const Value *args, Value *out, Err *e) {
  (void)vm, (void)argc, (void)out;
  Optim *o = optimiser_of(args[0]);
  bool any = args[0].type == VAL_MODEL || args[0].type == VAL_TENSOR;
  if (o) optim_zero_grad(o);
  else if (each_param(args[0], zero, &any, e) && !any)
    return wrong(_("zero_grad wants an optimiser, a model or a tensor, not %s"), args[0], e);
  return e->code == ERR_NONE;
}

#define SQUARE "x = requires_grad([1, 2]); "

const BuiltinDef builtin_learning[] = {
  {.name = "shape", .params = {{"x", ARG_TENSOR, NULL}}, .call = call_shape,
   .doc = N_("The length of each dimension of x"), .examples = {{"shape([[1, 2, 3], [4, 5, 6]])", "[2, 3]"}}},
  {.name = "backward", .params = {{"loss", ARG_ANY, NULL}}, .call = call_backward,
   .doc = N_("Adds the gradient of loss to the .grad of every parameter it was computed from"),
   .examples = {{SQUARE "backward(sum(x * x)); x.grad", "[2, 4]"}}},
  {.name = "loss_history", .params = {{NULL, ARG_END, NULL}}, .call = call_loss_history,
   .doc = N_("The losses at the steps of the training that runs, or ran last, also where Ctrl-C ended it; of very many steps, some at even distances"),
   .examples = {{"model M() { param w = 2; def forward(x) { return w * x } }\nm = M(); opt = sgd(m, lr=1)\n"
                 "for t in range(3) { zero_grad(opt); backward(m(1)); step(opt) }\nloss_history()", "[2, 1, 0]"}}},
  {.name = "grad", .params = {{"loss", ARG_ANY, NULL}, {"x", ARG_ANY, NULL}}, .call = call_grad,
   .doc = N_("The gradient of loss by x, or by each of a list; loss may be a function: its gradient at x"),
   .examples = {{"grad(fn(x) sum(x ** 2), [1, 2])", "[2, 4]"}}},
  {.name = "requires_grad", .params = {{"x", ARG_TENSOR, NULL}}, .call = call_requires_grad,
   .doc = N_("x as a tensor that gathers its gradient when backward is called"),
   .examples = {{SQUARE "backward(sum(3 * x)); x.grad", "[3, 3]"}}},
  {.name = "zero_grad", .params = {{"x", ARG_ANY, NULL}}, .call = call_zero_grad,
   .doc = N_("Forgets the gradients that the parameters of an optimiser or a model, or a tensor, have gathered"),
   .examples = {{SQUARE "backward(sum(x)); zero_grad(x); x.grad", ""}}},
  {.name = "params", .params = {{"m", ARG_ANY, NULL}}, .call = call_params,
   .doc = N_("The parameters of a model by name; those of a model within it as inner.name"),
   .examples = {{"model M(n) { param w = ones(n) }; params(M(2))", "{w: [1, 1]}"}}},
  {.name = NULL},
};
