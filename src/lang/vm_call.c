// SPDX-License-Identifier: GPL-3.0-or-later
// vm_call: beginning a call: what kind of thing is called, which argument goes where; frames and the
// room on the stack; making functions and models.
#include "base/i18n.h"
#include "base/mem.h"
#include "base/settings.h"
#include "lang/builtin.h"
#include "lang/machine.h"

// -- the stack ---------------------------------------------------------------------------------

bool vm_reserve(Vm *vm, size_t n, Err *e) {
  size_t need = vm->sp + n;
  if (need <= vm->cap_stack) return true;
  size_t to = need + need / 2 + 64;
  Value *p = mem_try_realloc(vm->stack, to * sizeof *p);
  if (!p) return err_set(e, ERR_MEMORY, _("out of memory: too many values are waiting to be used"));
  vm->stack = p;
  vm->cap_stack = to;
  return true;
}

void vm_pop_to(Vm *vm, size_t sp) {
  while (vm->sp > sp) value_release(vm->stack[--vm->sp]);
}

bool vm_push_frame(Vm *vm, Proto *p, ObjFunc *f, size_t base, Err *e) {
  if ((double)vm->n_frames >= settings.depth) {
    err_set(e, ERR_LIMIT, _("calls lie within calls more than %.0f deep"), settings.depth);
    err_hint(e, _("does %s call itself without end? The bound is the setting depth"), p->name);
    return false;
  }
  size_t given = vm->sp - base;
  if (!vm_reserve(vm, p->n_locals - given + p->max_stack, e)) return false;
  while (vm->sp < base + p->n_locals) vm->stack[vm->sp++] = (Value){.type = VALUE_UNSET};
  mem_grow(&vm->frames, &vm->cap_frames, vm->n_frames + 1, sizeof *vm->frames);
  vm->frames[vm->n_frames++] = (Frame){.proto = p, .func = f, .ip = p->code, .base = base};
  return true;
}

// -- arguments of the language's functions ---------------------------------------------------------

static bool wrong_count(const Proto *p, int got, Err *e) {
  Str usage = {0};
  proto_usage(p, &usage);
  arity_error(str_c(&usage), (int)p->n_required, (int)p->n_params, got, e);
  str_free(&usage);
  return false;
}

typedef struct ParamNames { const Proto *p; size_t i; } ParamNames;

static const char *next_param(void *ctx) {
  ParamNames *c = ctx;
  return c->i < c->p->n_params ? c->p->params[c->i++].name : NULL;
}

static bool no_such_param(const Proto *p, const char *given, Err *e) {
  Str list = {0};
  for (size_t i = 0; i < p->n_params; i++) str_addf(&list, "%s%s", i ? ", " : "", p->params[i].name);
  err_set(e, ERR_NAME, _("%s has no argument %s; it takes %s"), p->name, given, p->n_params ? str_c(&list) : _("none"));
  err_did_you_mean(e, given, next_param, &(ParamNames){p, 0});
  str_free(&list);
  return false;
}

// Named arguments lie above the positional ones: each is moved to the place of its parameter.
static bool place_named(Vm *vm, const Proto *p, size_t base, const CallShape *shape, Err *e) {
  size_t n = p->n_params;
  Value *given = vm->stack + base + shape->n_pos;
  Value *placed = mem_alloc((n + 1) * sizeof *placed);
  bool ok = true;
  for (size_t i = (size_t)shape->n_pos; i < n; i++) placed[i] = (Value){.type = VALUE_UNSET};
  for (int k = 0; ok && k < shape->n_named; k++) {
    size_t i = 0;
    while (i < n && p->params[i].name != shape->names[k]) i++;
    if (i == n) ok = no_such_param(p, shape->names[k], e);
    else if (i < (size_t)shape->n_pos || placed[i].type != VALUE_UNSET)
      ok = err_set(e, ERR_TYPE, _("%s is given its argument %s twice"), p->name, shape->names[k]);
    else placed[i] = given[k];
  }
  if (ok) {
    vm->sp = base + (size_t)shape->n_pos;
    for (size_t i = (size_t)shape->n_pos; i < n; i++) vm->stack[vm->sp++] = placed[i];
  }
  mem_free(placed);
  return ok;
}

static bool all_given(const Vm *vm, const Proto *p, size_t base, int got, Err *e) {
  for (size_t i = 0; i < p->n_params; i++) {
    bool given = base + i < vm->sp && vm->stack[base + i].type != VALUE_UNSET;
    if (given || p->params[i].def) continue;
    if (got < (int)p->n_required) return wrong_count(p, got, e);
    return err_set(e, ERR_TYPE, _("%s is not given its argument %s"), p->name, p->params[i].name);
  }
  return true;
}

static CallResult begin_func(Vm *vm, size_t callee, const CallShape *shape, Err *e) {
  ObjFunc *f = (ObjFunc *)vm->stack[callee].as.obj;
  Proto *p = f->proto;
  size_t base = callee + 1;
  int got = shape->n_pos + shape->n_named;
  if ((size_t)shape->n_pos > p->n_params) {
    wrong_count(p, got, e);
    return CALL_FAILED;
  }
  if (shape->n_named > 0) {
    // Placing them fills the parameters' places up.
    if (!vm_reserve(vm, p->n_params, e) || !place_named(vm, p, base, shape, e)) return CALL_FAILED;
  }
  if ((size_t)got < p->n_params || shape->n_named > 0)
    if (!all_given(vm, p, base, got, e)) return CALL_FAILED;
  return vm_push_frame(vm, p, f, base, e) ? CALL_FRAME : CALL_FAILED;
}

// -- other things that are called --------------------------------------------------------------------

static CallResult call_known(Vm *vm, size_t callee, const CallShape *shape, Err *e) {
  ObjBuiltin *b = (ObjBuiltin *)vm->stack[callee].as.obj;
  const char *name = b->op ? b->op->name : b->builtin->name;
  const ParamDef *params = b->op ? b->op->params : b->builtin->params;
  BoundArgs args;
  Value out;
  bool quick = call_is_quick(vm, b, vm->stack + callee + 1, shape);
  if (!quick && !bind_args(name, params, vm->stack + callee + 1, shape, &args, e)) return CALL_FAILED;
  bool ok = quick ? call_quick(vm, b, vm->stack + callee + 1, &out, e) : b->op ? call_op(vm, b->op, &args, &out, e) : call_builtin(vm, b->builtin, &args, &out, e);
  if (!ok) return CALL_FAILED;
  vm_pop_to(vm, callee);
  vm->stack[vm->sp++] = out;
  return CALL_DONE;
}

static CallResult call_model(Vm *vm, size_t callee, const CallShape *shape, Err *e) {
  Value model = vm->stack[callee];
  Value forward = value_method(model, vm->name_forward, e);
  if (forward.type == VAL_NIL) {
    const char *name = ((const ObjModel *)model.as.obj)->proto->name;
    err_set(e, ERR_TYPE, _("the model %s cannot be called: it has no method forward"), name);
    return CALL_FAILED;
  }
  vm->stack[callee] = forward;
  value_release(model);
  return begin_func(vm, callee, shape, e);
}

CallResult vm_begin_call(Vm *vm, size_t callee, const CallShape *shape, Err *e) {
  Value f = vm->stack[callee];
  switch (f.type) {
  case VAL_FUNC: return begin_func(vm, callee, shape, e);
  case VAL_BUILTIN: return call_known(vm, callee, shape, e);
  case VAL_MODEL: return call_model(vm, callee, shape, e);
  default: break;
  }
  Str s = {0};
  value_describe(f, &s);
  err_set(e, ERR_TYPE, _("%s is not a function: it cannot be called"), str_c(&s));
  str_free(&s);
  return CALL_FAILED;
}

static bool call_from_c(Vm *vm, int n, Value *out, Err *e) {
  size_t callee = vm->sp - (size_t)n - 1, bottom = vm->n_frames;
  switch (vm_begin_call(vm, callee, &(CallShape){.n_pos = n}, e)) {
  case CALL_FRAME: return vm_execute(vm, bottom, out, e);
  case CALL_DONE: *out = vm->stack[--vm->sp]; return true;
  default: return false;
  }
}

bool vm_call(Vm *vm, Value f, const Value *args, int n, Value *out, Err *e) {
  size_t sp = vm->sp, bottom = vm->n_frames;
  *out = value_nil();
  if (vm->statement == 0 && bottom == 0) { // not within a statement: as one of its own
    tape_begin(&vm->tape);
    vm->steps = 0;
    vm->until_poll = STEPS_BETWEEN_POLLS;
  }
  if (!vm_reserve(vm, (size_t)n + 1, e)) return false;
  vm->stack[vm->sp++] = value_retain(f);
  for (int i = 0; i < n; i++) vm->stack[vm->sp++] = value_retain(args[i]);
  bool ok = call_from_c(vm, n, out, e);
  vm->n_frames = bottom;
  vm_pop_to(vm, sp);
  if (!ok && vm->statement == 0 && bottom == 0 && mem_exhausted()) mem_recover();
  return ok;
}

// -- functions and models --------------------------------------------------------------------------

static Value captured(const Vm *vm, const Frame *f, const Capture *c) {
  switch (c->from) {
  case CAPTURE_LOCAL: return vm->stack[f->base + c->index];
  case CAPTURE_CAPTURE: return f->func->captures[c->index];
  case CAPTURE_OWN: break;
  }
  return (Value){.type = VAL_FUNC, .as.obj = &f->func->o};
}

static void box_captured(const Vm *vm, const Frame *f, const Capture *c) {
  if (c->from != CAPTURE_LOCAL) return;
  Value *v = &vm->stack[f->base + c->index];
  *v = vm_boxed(*v);
}

bool vm_make_closure(Vm *vm, const Frame *f, Proto *p, Value *out, Err *e) {
  Value few[16];
  for (size_t i = 0; i < p->n_captures; i++) box_captured(vm, f, &p->captures[i]);
  Value *captures = p->n_captures <= 16 ? few : mem_alloc(p->n_captures * sizeof *captures);
  for (size_t i = 0; i < p->n_captures; i++) captures[i] = captured(vm, f, &p->captures[i]);
  Value self = f->func && p->kind != PROTO_METHOD ? f->func->self : value_nil();
  *out = value_func(p, self, captures, p->n_captures, e);
  if (captures != few) mem_free(captures);
  return out->type != VAL_NIL;
}

bool vm_make_param(Vm *vm, Value *v, const char *name, Err *e) {
  if (v->type == VAL_NIL || v->type == VAL_RECORD) return value_as_param(v, name, e);
  Tensor *t = tensor_of_value(vm, *v, e);
  if (!t) {
    Str s = {0};
    value_describe(*v, &s);
    err_set(e, ERR_TYPE, _("the parameter %s must be a tensor of numbers, not %s"), name, str_c(&s));
    str_free(&s);
    return false;
  }
  value_release(*v);
  *v = value_tensor(t);
  return value_as_param(v, name, e);
}

bool vm_make_model(Vm *vm, const Frame *f, Value *out, Err *e) {
  Proto *p = f->proto;
  Field *fields = mem_alloc((p->n_fields + 1) * sizeof *fields), *methods = mem_alloc((p->n_fields + 1) * sizeof *methods);
  bool *is_param = mem_alloc(p->n_fields + 1);
  size_t n = 0, n_methods = 0;
  for (size_t i = 0; i < p->n_fields; i++) {
    Value *local = &vm->stack[f->base + p->fields[i].slot], v = *local = vm_boxed(*local);
    if (v.type == VALUE_UNSET) continue; // assigned in a branch that was not taken
    if (p->fields[i].is_method) {
      methods[n_methods++] = (Field){p->fields[i].name, v};
    } else {
      is_param[n] = p->fields[i].is_param;
      fields[n++] = (Field){p->fields[i].name, v};
    }
  }
  *out = value_model(p, fields, is_param, n, methods, n_methods, e);
  mem_free(fields);
  mem_free(methods);
  mem_free(is_param);
  return out->type != VAL_NIL;
}
