// SPDX-License-Identifier: GPL-3.0-or-later
// training: what goes around backward and step: no_grad, detach, freezing, clipping, and parameters and
// optimisers saved and restored.
#include <math.h>
#include <string.h>

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

// -- constants ---------------------------------------------------------------------------------

static bool call_no_grad(Vm *vm, int argc, const Value *args, Value *out, Err *e) {
  (void)argc;
  if (args[0].type != VAL_FUNC && args[0].type != VAL_BUILTIN && args[0].type != VAL_MODEL)
    return wrong(_("no_grad wants a function to call, as no_grad(fn() m(x)), not %s"), args[0], e);
  bool outer = vm->tape.no_grad;
  vm->tape.no_grad = true;
  bool ok = vm_call(vm, args[0], NULL, 0, out, e);
  vm->tape.no_grad = outer;
  return ok;
}

// The same numbers in a tensor that remembers nothing. An update of a parameter does not reach it.
static Tensor *numbers_of(Tensor *t, Err *e) { return tensor_reshape(t, &t->shape, e); }

static bool call_detach(Vm *vm, int argc, const Value *args, Value *out, Err *e) {
  (void)vm, (void)argc;
  Tensor *t = numbers_of(args[0].as.t, e);
  if (t) *out = value_tensor(t);
  return t != NULL;
}

static bool call_item(Vm *vm, int argc, const Value *args, Value *out, Err *e) {
  (void)vm, (void)argc;
  const Tensor *t = args[0].as.t;
  if (t->size != 1) return wrong(_("item wants a single number, not %s"), args[0], e);
  *out = value_num((double)t->data[0]);
  return true;
}

typedef struct Switch { bool on, any; } Switch;

static bool set_frozen(void *ctx, const char *name, Tensor *leaf, Err *e) {
  (void)name, (void)e;
  Switch *s = ctx;
  tape_set_requires_grad(leaf, s->on);
  s->any = true;
  return true;
}

static bool switch_all(Value v, bool on, Err *e) {
  Switch s = {.on = on};
  if (!each_param(v, set_frozen, &s, e)) return false;
  return s.any || wrong(on ? _("unfreeze wants a model or parameters, not %s") : _("freeze wants a model or parameters, not %s"), v, e);
}

static bool call_freeze(Vm *vm, int argc, const Value *args, Value *out, Err *e) {
  (void)vm, (void)argc, (void)out;
  return switch_all(args[0], false, e);
}

static bool call_unfreeze(Vm *vm, int argc, const Value *args, Value *out, Err *e) {
  (void)vm, (void)argc, (void)out;
  return switch_all(args[0], true, e);
}

// -- clipping ----------------------------------------------------------------------------------

typedef struct Leaves { Tensor **t; size_t n, cap; } Leaves;

static bool add_leaf(void *ctx, const char *name, Tensor *leaf, Err *e) {
  (void)name, (void)e;
  Leaves *l = ctx;
  for (size_t i = 0; i < l->n; i++)
    if (l->t[i] == leaf) return true;
  mem_grow(&l->t, &l->cap, l->n + 1, sizeof *l->t);
  l->t[l->n++] = leaf;
  return true;
}

static bool all_leaves(Value v, Leaves *l, Err *e) {
  const Optim *o = optimiser_of(v);
  for (size_t i = 0; o && i < o->n; i++) add_leaf(l, NULL, o->params[i].leaf, e);
  return o || each_param(v, add_leaf, l, e);
}

static bool call_clip(Vm *vm, int argc, const Value *args, Value *out, Err *e) {
  (void)vm, (void)argc;
  double norm, max = args[1].as.num, type = args[2].as.num;
  if (!(max >= 0) || !(type > 0)) return err_set(e, ERR_VALUE, "%s", _("clip_grad_norm: max_norm and norm_type must be positive"));
  Leaves l = {0};
  bool ok = all_leaves(args[0], &l, e);
  if (ok && l.n == 0) ok = wrong(_("clip_grad_norm wants a model or parameters, not %s"), args[0], e);
  ok = ok && optim_clip_grad_norm(l.t, l.n, max, type, &norm, e);
  mem_free(l.t);
  if (ok) *out = value_num(norm);
  return ok;
}

// -- saving and restoring ----------------------------------------------------------------------

static bool save_leaf(void *ctx, const char *name, Tensor *leaf, Err *e) {
  Tensor *t = numbers_of(leaf, e);
  return t && value_set_field(ctx, name, value_tensor(t), e);
}

static void state_name(const Optim *o, const OptimParam *p, const char *what, Str *out) {
  str_clear(out);
  if (o->n_groups > 1) str_addf(out, "%zu.", p->group);
  str_addf(out, "%s.%s", p->name, what);
}

static bool save_param(const Optim *o, const OptimParam *p, Str *name, Value *out, Err *e) {
  state_name(o, p, "step", name);
  bool ok = value_set_field(out, name_intern(name->s, name->n), value_tensor(tensor_scalar((float)p->steps)), e);
  const OptimRule *rule = &optim_rules[o->kind];
  for (int k = 0; ok && k < OPTIM_MAX_STATE && rule->state[k]; k++) {
    if (!p->state[k]) continue;
    state_name(o, p, rule->state[k], name);
    ok = save_leaf(out, name_intern(name->s, name->n), p->state[k], e);
  }
  return ok;
}

static bool call_state_dict(Vm *vm, int argc, const Value *args, Value *out, Err *e) {
  (void)vm, (void)argc;
  const Optim *o = optimiser_of(args[0]);
  if (!o && args[0].type != VAL_MODEL) return wrong(_("state_dict wants a model or an optimiser, not %s"), args[0], e);
  *out = value_record(NULL, 0, e);
  if (out->type == VAL_NIL) return false;
  if (!o) return each_param(args[0], save_leaf, out, e);
  Str name = {0};
  bool ok = true;
  for (size_t i = 0; ok && i < o->n; i++) ok = save_param(o, &o->params[i], &name, out, e);
  str_free(&name);
  return ok;
}

typedef struct Loader {
  Vm *vm;
  Value from;       // a record
  bool strict, check;
  size_t used;
} Loader;

// The tensor saved under that name, a new reference; NULL where there is none, or it does not fit.
static Tensor *saved(const Loader *l, const char *name, const Shape *shape, bool needed, Err *e) {
  const Value *v = value_field(l->from, name);
  if (!v) {
    if (needed) err_set(e, ERR_VALUE, _("load_state_dict: there is no %s among the saved values"), name);
    return NULL;
  }
  Tensor *t = tensor_of_value(l->vm, *v, e);
  if (!t) {
    err_set(e, ERR_TYPE, _("load_state_dict: %s is no tensor"), name);
  } else if (!shape_eq(&t->shape, shape)) {
    err_set(e, ERR_SHAPE, _("load_state_dict: %s has shape %s here, the saved one %s"), name, shape_text(shape).s,
            shape_text(&t->shape).s);
    tensor_release(t);
    t = NULL;
  }
  return t;
}

static bool load_leaf(void *ctx, const char *name, Tensor *leaf, Err *e) {
  Loader *l = ctx;
  Tensor *t = saved(l, name, &leaf->shape, l->strict, e);
  if (!t) return e->code == ERR_NONE;
  l->used++;
  Tensor *before = NULL;
  bool ok = true;
  if (!l->check) {
    before = l->vm->trace ? tape_keep(leaf) : NULL;
    ok = optim_assign(leaf, t, e);
  }
  if (ok && before) {
    Value old = value_tensor(before);
    VmEvent ev = {.kind = VM_UPDATE, .name = name, .args = &old, .n_args = 1, .value = value_tensor(leaf)};
    ok = vm_emit(l->vm, &ev, e);
  }
  tensor_release(before);
  tensor_release(t);
  return ok;
}

static bool all_used(const Loader *l, Value model, Err *e) {
  const ObjRecord *r = (const ObjRecord *)l->from.as.obj;
  if (!l->strict || l->used >= r->n) return true;
  Value own = value_record(NULL, 0, e);
  if (own.type == VAL_NIL || !each_param(model, save_leaf, &own, e)) {
    value_release(own);
    return false;
  }
  for (size_t i = 0; i < r->n; i++)
    if (!value_field(own, r->fields[i].name))
      err_set(e, ERR_VALUE, _("load_state_dict: the model has no parameter %s"), r->fields[i].name);
  value_release(own);
  return e->code == ERR_NONE;
}

// First a look whether all of it fits, then the change.
static bool load_model(Loader *l, Value model, Err *e) {
  l->check = true;
  if (!each_param(model, load_leaf, l, e) || !all_used(l, model, e)) return false;
  l->check = false;
  return each_param(model, load_leaf, l, e);
}

static bool load_param(Loader *l, const Optim *o, OptimParam *p, Str *name, Err *e) {
  Shape scalar = {0};
  state_name(o, p, "step", name);
  Tensor *t = saved(l, name_intern(name->s, name->n), &scalar, l->strict, e);
  if (t && !l->check) p->steps = (double)t->data[0];
  tensor_release(t);
  const OptimRule *rule = &optim_rules[o->kind];
  for (int k = 0; !e->code && k < OPTIM_MAX_STATE && rule->state[k]; k++) {
    state_name(o, p, rule->state[k], name);
    t = saved(l, name_intern(name->s, name->n), &p->leaf->shape, false, e);
    Tensor *own = t ? numbers_of(t, e) : NULL; // no one else's history
    tensor_release(t);
    if (l->check || e->code) {
      tensor_release(own);
      continue;
    }
    tensor_release(p->state[k]);
    p->state[k] = own;
  }
  return e->code == ERR_NONE;
}

static bool load_optimiser(Loader *l, Optim *o, Err *e) {
  Str name = {0};
  for (int pass = 0; pass < 2; pass++) {
    l->check = pass == 0;
    for (size_t i = 0; !e->code && i < o->n; i++) load_param(l, o, &o->params[i], &name, e);
  }
  str_free(&name);
  return e->code == ERR_NONE;
}

static bool call_load_state_dict(Vm *vm, int argc, const Value *args, Value *out, Err *e) {
  (void)argc, (void)out;
  if (args[1].type != VAL_RECORD) return wrong(_("load_state_dict wants a record of tensors by name, not %s"), args[1], e);
  Loader l = {.vm = vm, .from = args[1], .strict = args[2].as.b};
  Optim *o = optimiser_of(args[0]);
  if (o) return load_optimiser(&l, o, e);
  if (args[0].type == VAL_MODEL) return load_model(&l, args[0], e);
  return wrong(_("load_state_dict wants a model or an optimiser, not %s"), args[0], e);
}

// -- for fit -----------------------------------------------------------------------------------

static bool call_accepts(Vm *vm, int argc, const Value *args, Value *out, Err *e) {
  (void)vm, (void)argc, (void)e;
  double n = args[1].as.num;
  const Proto *p = args[0].type == VAL_FUNC ? ((const ObjFunc *)args[0].as.obj)->proto : NULL;
  *out = value_bool(p ? n >= (double)p->n_required && n <= (double)p->n_params : args[0].type == VAL_BUILTIN);
  return true;
}

#define LINE "model line() { param w = 2; def forward(x) { return w * x } }\nm = line(); "

const BuiltinDef builtin_training[] = {
  {.name = "no_grad", .params = {{"f", ARG_ANY, NULL}}, .call = call_no_grad,
   .doc = N_("Calls f without remembering anything for gradients, and gives what it returns"),
   .examples = {{"x = requires_grad([1, 2]); no_grad(fn() x * 2)", "[2, 4]"}}},
  {.name = "detach", .params = {{"x", ARG_TENSOR, NULL}}, .call = call_detach,
   .doc = N_("x as numbers only: no gradient goes through it, and updates of a parameter do not reach it"),
   .examples = {{"x = requires_grad([1, 2]); backward(sum(x * detach(x))); x.grad", "[1, 2]"}}},
  {.name = "item", .params = {{"x", ARG_TENSOR, NULL}}, .call = call_item,
   .doc = N_("The number in a tensor of one element"), .examples = {{"item([[7]])", "7"}}},
  {.name = "freeze", .params = {{"m", ARG_ANY, NULL}}, .call = call_freeze,
   .doc = N_("Lets the parameters of a model be constants: they gather no gradient and do not change"),
   .examples = {{LINE "freeze(m); opt = sgd(m, lr=1); step(opt); m.w", "2"}}},
  {.name = "unfreeze", .params = {{"m", ARG_ANY, NULL}}, .call = call_unfreeze,
   .doc = N_("Undoes freeze"), .examples = {{LINE "freeze(m); unfreeze(m); backward(m(3)); m.w.grad", "3"}}},
  {.name = "clip_grad_norm", .params = {{"params", ARG_ANY, NULL}, {"max_norm", ARG_NUM, NULL}, {"norm_type", ARG_NUM, "2"}},
   .call = call_clip,
   .doc = N_("Scales the gradients of a model so that their common norm is at most max_norm; gives what it was"),
   .examples = {{LINE "backward(m(4)); clip_grad_norm(m, 1)", "4"}}},
  {.name = "state_dict", .params = {{"m", ARG_ANY, NULL}}, .call = call_state_dict,
   .doc = N_("The numbers of a model's parameters, or an optimiser's state, as they are now, by name"),
   .examples = {{LINE "state_dict(m)", "{w: 2}"}}},
  {.name = "load_state_dict", .params = {{"m", ARG_ANY, NULL}, {"values", ARG_ANY, NULL}, {"strict", ARG_BOOL, "true"}},
   .call = call_load_state_dict,
   .doc = N_("Gives the parameters of a model, or an optimiser's state, the numbers saved by state_dict"),
   .examples = {{LINE "load_state_dict(m, {w: 5}); m.w", "5"}}},
  {.name = "accepts", .params = {{"f", ARG_ANY, NULL}, {"n", ARG_INT, NULL}}, .call = call_accepts,
   .doc = N_("Can f be called with n arguments?"), .examples = {{"accepts(fn(x, y=1) x, 2)", "true"}}},
  {.name = NULL},
};
