// SPDX-License-Identifier: GPL-3.0-or-later
// optimisers: sgd, adam, adamw, adagrad, rmsprop: made here by the names of their options; and step.
#include <string.h>

#include "base/i18n.h"
#include "lang/builtin.h"
#include "lang/machine.h"
#include "lang/optimiser.h"

static bool make(OptimKind kind, const Value *args, Value *out, Err *e) {
  const BuiltinDef *def = builtin_find(optim_rules[kind].name);
  OptimOptions opt = {0};
  for (int i = 1; i < OP_MAX_PARAMS && def->params[i].kind != ARG_END; i++)
    if (!optimiser_set_option(kind, &opt, def->params[i].name, args[i], e)) return false;
  if (opt.nesterov && (opt.momentum <= 0 || opt.dampening != 0))
    return err_set(e, ERR_VALUE, "%s", _("sgd: nesterov needs a momentum, and no dampening"));
  Optim *o = optim_new(kind);
  if (optimiser_take(o, args[0], &opt, e)) *out = value_handle(&optimiser_handle, o);
  else optim_free(o);
  return e->code == ERR_NONE;
}

#define MAKER(name, kind) \
  static bool call_##name(Vm *vm, int argc, const Value *args, Value *out, Err *e) { \
    (void)vm, (void)argc; \
    return make(kind, args, out, e); \
  }
MAKER(sgd, OPTIM_SGD)
MAKER(adam, OPTIM_ADAM)
MAKER(adamw, OPTIM_ADAMW)
MAKER(adagrad, OPTIM_ADAGRAD)
MAKER(rmsprop, OPTIM_RMSPROP)

static bool tell_update(void *ctx, const OptimParam *p, Tensor *before, Err *e) {
  Vm *vm = ctx;
  Value old = value_tensor(before);
  VmEvent ev = {.kind = VM_UPDATE, .name = p->name, .args = &old, .n_args = 1, .value = value_tensor(p->leaf)};
  return vm_emit(vm, &ev, e);
}

static bool call_step(Vm *vm, int argc, const Value *args, Value *out, Err *e) {
  (void)argc, (void)out;
  Optim *o = optimiser_of(args[0]);
  if (!o) return err_set(e, ERR_TYPE, _("step wants an optimiser, such as adam(m), not %s"), value_phrase(args[0]));
  if (!optim_step(o, vm->trace ? tell_update : NULL, vm, e)) return false;
  vm_progress_step(vm);
  return true;
}

#define PARAMS {"params", ARG_ANY, NULL}
#define LINE "model line() { param w = 2; def forward(x) { return w * x } }\nm = line(); "

const BuiltinDef builtin_optimisers[] = {
  {.name = "sgd",
   .params = {PARAMS, {"lr", ARG_NUM, "0.001"}, {"momentum", ARG_NUM, "0"}, {"dampening", ARG_NUM, "0"},
              {"weight_decay", ARG_NUM, "0"}, {"nesterov", ARG_BOOL, "false"}, {"maximize", ARG_BOOL, "false"}},
   .call = call_sgd, .doc = N_("An optimiser that goes down the gradient, perhaps with momentum"),
   .examples = {{LINE "opt = sgd(m, lr=0.1); backward(m(1)); step(opt); m.w", "1.9"}}},
  {.name = "adam",
   .params = {PARAMS, {"lr", ARG_NUM, "0.001"}, {"betas", ARG_ANY, "[0.9, 0.999]"}, {"eps", ARG_NUM, "1e-08"},
              {"weight_decay", ARG_NUM, "0"}, {"amsgrad", ARG_BOOL, "false"}, {"maximize", ARG_BOOL, "false"}},
   .call = call_adam, .doc = N_("An optimiser whose steps are scaled by running means of the gradient and its square"),
   .examples = {{LINE "opt = adam(m, lr=0.5); backward(m(3)); step(opt); m.w", "1.5"}}},
  {.name = "adamw",
   .params = {PARAMS, {"lr", ARG_NUM, "0.001"}, {"betas", ARG_ANY, "[0.9, 0.999]"}, {"eps", ARG_NUM, "1e-08"},
              {"weight_decay", ARG_NUM, "0.01"}, {"amsgrad", ARG_BOOL, "false"}, {"maximize", ARG_BOOL, "false"}},
   .call = call_adamw, .doc = N_("Adam with weights that shrink by themselves, apart from the gradient"),
   .examples = {{LINE "opt = adamw(m, lr=0.5, weight_decay=0.5); backward(m(3)); step(opt); m.w", "1.0"}}},
  {.name = "adagrad",
   .params = {PARAMS, {"lr", ARG_NUM, "0.01"}, {"lr_decay", ARG_NUM, "0"}, {"weight_decay", ARG_NUM, "0"},
              {"initial_accumulator_value", ARG_NUM, "0"}, {"eps", ARG_NUM, "1e-10"}, {"maximize", ARG_BOOL, "false"}},
   .call = call_adagrad, .doc = N_("An optimiser whose steps shrink with all the gradients so far"),
   .examples = {{LINE "opt = adagrad(m, lr=0.5); backward(m(3)); step(opt); m.w", "1.5"}}},
  {.name = "rmsprop",
   .params = {PARAMS, {"lr", ARG_NUM, "0.01"}, {"alpha", ARG_NUM, "0.99"}, {"eps", ARG_NUM, "1e-08"},
              {"weight_decay", ARG_NUM, "0"}, {"momentum", ARG_NUM, "0"}, {"centered", ARG_BOOL, "false"},
              {"maximize", ARG_BOOL, "false"}},
   .call = call_rmsprop, .doc = N_("An optimiser whose steps are scaled by a running mean of the squared gradient"),
   .examples = {{LINE "opt = rmsprop(m, lr=0.1); backward(m(3)); step(opt); m.w", "1.0"}}},
  {.name = "step", .params = {{"opt", ARG_ANY, NULL}}, .call = call_step,
   .doc = N_("Changes the parameters of an optimiser once, by the gradients that backward has left"),
   .examples = {{LINE "opt = sgd(m, lr=1); backward(m(1)); step(opt); m.w", "1"}}},
  {.name = NULL},
};
