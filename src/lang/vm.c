// SPDX-License-Identifier: GPL-3.0-or-later
// vm: the machine's loop, and running source text statement by statement.
//
// The loop keeps the stack pointer, the locals and the next instruction in registers; SAVE writes them
// back before anything that may look at the stack, LOAD reads them after anything that may move it.
#include "lang/vm.h"

#include <stdio.h>
#include <string.h>

#include "base/i18n.h"
#include "base/interrupt.h"
#include "base/mem.h"
#include "base/settings.h"
#include "lang/compiler.h"
#include "lang/machine.h"
#include "lang/parser.h"

enum { STEPS_BETWEEN_POLLS = 1000 };

// -- life --------------------------------------------------------------------------------------

Vm *vm_new(void) {
  if (mem_limit() == 0) mem_set_limit((size_t)(settings.memory * 1024 * 1024));
  Vm *vm = mem_zalloc(sizeof *vm);
  for (int i = 0; i < N_INFIX; i++) vm->infix[i] = op_find(infix_signs[i]);
  vm->op_index = op_find("index");
  vm->op_put = op_find("index_put");
  vm->name_T = name_of("T");
  vm->name_shape = name_of("shape");
  vm->name_grad = name_of("grad");
  vm->name_forward = name_of("forward");
  return vm;
}

void vm_free(Vm *vm) {
  if (!vm) return;
  vm_pop_to(vm, 0);
  vm_free_globals(vm);
  mem_free(vm->stack);
  mem_free(vm->frames);
  mem_free(vm);
}

VmHooks *vm_hooks(Vm *vm) { return &vm->hooks; }
Tape *vm_tape(Vm *vm) { return &vm->tape; }

// -- stopping, listening -------------------------------------------------------------------------

bool vm_poll(Vm *vm, Err *e) {
  (void)vm;
  if (interrupt_pending()) {
    interrupt_check(e);
    return false;
  }
  if (!mem_exhausted()) return true;
  err_set(e, ERR_MEMORY, _("out of memory: the values of this session need more than there is"));
  err_hint(e, _("the bound is the setting memory, %.0f MiB"), settings.memory);
  return false;
}

// Once in a while: also the bound of the statement's length.
static bool poll_steps(Vm *vm, Err *e) {
  vm->steps += STEPS_BETWEEN_POLLS;
  if (settings.steps > 0 && vm->steps > settings.steps) {
    err_set(e, ERR_LIMIT, _("this statement has run for more than %.0f instructions"), settings.steps);
    err_hint(e, _("the bound is the setting steps"));
    return false;
  }
  return vm_poll(vm, e);
}

static Span span_of(const Frame *f) {
  size_t i = f->ip > f->proto->code ? (size_t)(f->ip - f->proto->code) - 1 : 0;
  return (Span){f->proto->src, f->proto->places[i].start, f->proto->places[i].end};
}

Span vm_here(const Vm *vm) {
  return vm->n_frames ? span_of(&vm->frames[vm->n_frames - 1]) : (Span){0};
}

bool vm_emit(Vm *vm, VmEvent *ev, Err *e) {
  ev->at = vm_here(vm);
  return !vm->hooks.trace_event || vm->hooks.trace_event(vm->trace, ev, e);
}

static bool tell_assign(Vm *vm, const char *name, Value v, Err *e) {
  VmEvent ev = {.kind = VM_ASSIGN, .name = name, .value = v};
  return vm_emit(vm, &ev, e);
}

static bool tell_call(Vm *vm, const Frame *f, Err *e) {
  size_t n = f->proto->n_params;
  const char **names = mem_alloc((n + 1) * sizeof *names);
  for (size_t i = 0; i < n; i++) names[i] = f->proto->params[i].name;
  VmEvent ev = {.kind = VM_CALL, .name = f->proto->name, .args = vm->stack + f->base, .n_args = (int)n, .arg_names = names};
  // The place of a call is the call, in the frame around.
  const Frame *caller = vm->n_frames > 1 ? f - 1 : f;
  ev.at = span_of(caller);
  bool ok = !vm->hooks.trace_event || vm->hooks.trace_event(vm->trace, &ev, e);
  mem_free(names);
  return ok;
}

static bool tell_return(Vm *vm, const Frame *f, Value v, Err *e) {
  VmEvent ev = {.kind = VM_RETURN, .name = f->proto->name, .value = v};
  return vm_emit(vm, &ev, e);
}

static bool trace_begin(Vm *vm, Err *e) {
  if (vm->trace) return err_set(e, ERR_VALUE, _("a recording is on already: trace(...) does not go within trace(...)"));
  if (!vm->hooks.trace_begin) return err_set(e, ERR_VALUE, _("nothing records here"));
  vm->trace = vm->hooks.trace_begin(vm->hooks.self, vm_here(vm), e);
  vm->trace_nested = vm->nested;
  return vm->trace != NULL;
}

static bool trace_end(Vm *vm, Value *v, Err *e) {
  void *token = vm->trace;
  Value result = *v;
  vm->trace = NULL;
  *v = vm->hooks.trace_end ? vm->hooks.trace_end(vm->hooks.self, token, result, true, e) : value_retain(result);
  value_release(result);
  return e->code == ERR_NONE;
}

void vm_name_tensor(Value v, const char *name) {
  if (v.type == VAL_TENSOR && !v.as.t->name) v.as.t->name = name;
}

// -- the slower instructions -----------------------------------------------------------------------
// Each finds its operands on top of the stack (vm->sp) and leaves its result there.

static void replace(Vm *vm, size_t n, Value v) {
  vm_pop_to(vm, vm->sp - n);
  vm->stack[vm->sp++] = v;
}

static bool do_infix(Vm *vm, int which, Err *e) {
  Value out, *top = vm->stack + vm->sp;
  if (!vm_infix(vm, which, top[-2], top[-1], &out, e)) return false;
  replace(vm, 2, out);
  return true;
}

static bool do_contains(Vm *vm, bool want, Err *e) {
  bool found;
  const Value *top = vm->stack + vm->sp;
  if (!vm_contains(top[-2], top[-1], &found, e)) return false;
  replace(vm, 2, value_bool(found == want));
  return true;
}

static bool do_bracket(Vm *vm, uint32_t operand, Err *e) {
  Value out;
  size_t n = operand >> 1;
  if (!vm_bracket(vm, vm->stack + vm->sp - n, n, operand & 1, &out, e)) return false;
  replace(vm, n, out);
  return true;
}

static bool do_list(Vm *vm, size_t n, Err *e) {
  Value out = value_list(vm->stack + vm->sp - n, n, e);
  if (out.type == VAL_NIL) return false;
  replace(vm, n, out);
  return true;
}

static bool do_join(Vm *vm, uint32_t operand, Err *e) {
  size_t n = operand >> 1;
  size_t at = vm->sp - n - 1;
  Value left = vm->stack[at];
  vm->stack[at] = value_nil(); // so that the operand is held once
  bool ok = vm_join_to(vm, &left, vm->stack + at + 1, n, operand & 1, e);
  vm->stack[at] = left;
  vm_pop_to(vm, at + 1);
  return ok;
}

static bool load_global(Vm *vm, const Proto *p, uint32_t slot, Value *out, Err *e) {
  if (!vm_find_global(vm, slot, e)) return e->code ? false : vm_undefined(vm, vm->globals[slot].name, p, e);
  const Global *g = &vm->globals[slot]; // found only now: the library may have grown the table
  *out = value_retain(g->value.type == VALUE_UNSET ? g->known : g->value);
  return true;
}

static bool unset_local(const char *name, Err *e) {
  return err_set(e, ERR_NAME, _("%s is used before it is given a value"), name);
}

static bool store_global(Vm *vm, uint32_t slot, Value v, Err *e) {
  const char *name = vm->globals[slot].name;
  vm_name_tensor(v, name);
  vm_bind_global(vm, slot, v);
  return !vm->trace || tell_assign(vm, name, v, e);
}

// The variable of a changing instruction: x = x + e, x[i] = e.
static Value *variable(Vm *vm, const Frame *f, bool global, uint32_t slot, Err *e) {
  if (!global) {
    Value *v = &vm->stack[f->base + slot];
    if (v->type != VALUE_UNSET) return v;
    unset_local(f->proto->locals[slot], e);
    return NULL;
  }
  vm_log_global(vm, slot);
  Global *g = &vm->globals[slot];
  if (g->value.type == VALUE_UNSET && g->known.type != VALUE_UNSET)
    vm_bind_global(vm, slot, value_retain(g->known));
  if (g->value.type != VALUE_UNSET) return &g->value;
  vm_undefined(vm, g->name, f->proto, e);
  return NULL;
}

static bool changed(Vm *vm, const Frame *f, bool global, uint32_t slot, Err *e) {
  Value v = global ? vm->globals[slot].value : vm->stack[f->base + slot];
  const char *name = global ? vm->globals[slot].name : f->proto->locals[slot];
  if (global) vm->globals[slot].bound_in = vm->run;
  vm_name_tensor(v, name);
  return !vm->trace || tell_assign(vm, name, v, e);
}

// While a part is worked on, the variable's slot may move (a callback grows the tables): it is taken out.
static bool do_add(Vm *vm, const Frame *f, bool global, uint32_t slot, Err *e) {
  Value *var = variable(vm, f, global, slot, e);
  if (!var) return false;
  bool ok = vm_add_to(vm, var, vm->stack[vm->sp - 1], e);
  vm_pop_to(vm, vm->sp - 1);
  return ok && changed(vm, f, global, slot, e);
}

static bool do_join_var(Vm *vm, const Frame *f, bool global, uint32_t slot, uint32_t operand, Err *e) {
  size_t n = operand >> 1;
  Value *var = variable(vm, f, global, slot, e);
  if (!var) return false;
  bool ok = vm_join_to(vm, var, vm->stack + vm->sp - n, n, operand & 1, e);
  vm_pop_to(vm, vm->sp - n);
  return ok && changed(vm, f, global, slot, e);
}

static bool do_store_path(Vm *vm, const Frame *f, const Path *p, bool value_on_top, Err *e) {
  Value *var = variable(vm, f, p->global, p->slot, e);
  if (!var) return false;
  size_t first = vm->sp - (size_t)p->n_values - 1;
  size_t value_at = value_on_top ? vm->sp - 1 : first;
  const Value *at = vm->stack + (value_on_top ? first : first + 1);
  bool ok = vm_assign_path(vm, var, p, at, vm->stack[value_at], e);
  vm_pop_to(vm, first);
  return ok && changed(vm, f, p->global, p->slot, e);
}

static bool do_load_path(Vm *vm, const Frame *f, const Path *p, Err *e) {
  Value out;
  const Value *var = variable(vm, f, p->global, p->slot, e);
  if (!var || !vm_load_path(vm, *var, p, vm->stack + vm->sp - p->n_values, &out, e)) return false;
  vm->stack[vm->sp++] = out;
  return true;
}

static bool do_index(Vm *vm, const Subs *subs, Err *e) {
  Value out, *top = vm->stack + vm->sp;
  if (!vm_index(vm, top[-subs->n_values - 1], subs, top - subs->n_values, &out, e)) return false;
  replace(vm, (size_t)subs->n_values + 1, out);
  return true;
}

static bool do_field(Vm *vm, const char *name, Err *e) {
  Value out;
  if (!vm_get_field(vm, vm->stack[vm->sp - 1], name, &out, e)) return false;
  replace(vm, 1, out);
  return true;
}

// A function that the value carries itself: a field, or a method of a model.
static bool find_method(Vm *vm, const char *name, bool *found, Err *e) {
  Value v = vm->stack[vm->sp - 1], out = value_nil();
  *found = false;
  if (value_field(v, name)) out = value_retain(*value_field(v, name));
  else if (v.type == VAL_MODEL) out = value_method(v, name, e);
  if (out.type == VAL_NIL && !value_field(v, name)) return e->code == ERR_NONE;
  *found = true;
  replace(vm, 1, out);
  vm->stack[vm->sp++] = (Value){.type = VALUE_UNSET};
  return true;
}

static bool do_record(Vm *vm, const CallShape *s, Err *e) {
  size_t n = (size_t)s->n_named;
  Value out = value_record(NULL, 0, e), *items = vm->stack + vm->sp - n;
  for (size_t i = 0; i < n && e->code == ERR_NONE; i++) value_set_field(&out, s->names[i], value_retain(items[i]), e);
  if (e->code != ERR_NONE) {
    value_release(out);
    return false;
  }
  replace(vm, n, out);
  return true;
}

static bool do_format(Vm *vm, const char *spec, Err *e) {
  Str s = {0};
  Value out = value_nil();
  if (vm_format(vm->stack[vm->sp - 1], spec, &s, e)) out = value_str(str_c(&s), s.n, e);
  str_free(&s);
  if (out.type == VAL_NIL) return false;
  replace(vm, 1, out);
  return true;
}

static bool do_concat(Vm *vm, size_t n, Err *e) {
  Value out = value_str("", 0, e);
  for (size_t i = vm->sp - n; i < vm->sp && e->code == ERR_NONE; i++) {
    const ObjStr *s = (const ObjStr *)vm->stack[i].as.obj;
    value_append_str(&out, s->s, s->n, e);
  }
  if (e->code != ERR_NONE) {
    value_release(out);
    return false;
  }
  replace(vm, n, out);
  return true;
}

static bool do_unpack(Vm *vm, size_t n, Err *e) {
  Value v = vm->stack[--vm->sp];
  bool ok = vm_unpack(vm, v, n, vm->stack + vm->sp, e);
  if (ok) vm->sp += n;
  value_release(v);
  return ok;
}

static bool do_own(Vm *vm, const Frame *f, const char *name, Err *e) {
  Value out;
  if (f->func->self.type != VAL_MODEL)
    return err_set(e, ERR_NAME, _("%s is not ready yet: the model is still being made"), name);
  if (!vm_get_field(vm, f->func->self, name, &out, e)) return false;
  vm->stack[vm->sp++] = out;
  return true;
}

static bool do_result(Vm *vm, bool silent, Err *e) {
  Value v = vm->stack[vm->sp - 1];
  if (v.type != VAL_NIL) {
    vm_bind_global(vm, vm_global_slot(vm, name_of("ans")), value_retain(v));
    if (!silent && vm_poll(vm, e) && vm->hooks.result) vm->hooks.result(vm->hooks.self, v);
  }
  vm_pop_to(vm, vm->sp - 1);
  return e->code == ERR_NONE;
}

static bool do_command(Vm *vm, Value line, Err *e) {
  if (vm->hooks.command) return vm->hooks.command(vm->hooks.self, value_cstr(line), vm_here(vm), e);
  return err_set(e, ERR_NAME, _("there is nobody here to take the command :%s"), value_cstr(line));
}

// -- the loop ----------------------------------------------------------------------------------

#define SAVE() (f->ip = ip, vm->sp = (size_t)(sp - vm->stack))
#define LOAD() (f = &vm->frames[vm->n_frames - 1], ip = f->ip, locals = vm->stack + f->base, sp = vm->stack + vm->sp)
#define TRY(call) do { SAVE(); if (!(call)) goto failed; LOAD(); } while (0)
#define ARITH(code, which, result) \
  case code: \
    if (sp[-1].type == VAL_NUM && sp[-2].type == VAL_NUM && !vm->trace) { \
      double x = sp[-2].as.num, y = sp[-1].as.num; \
      *--sp = value_nil(); \
      sp[-1] = result; \
    } else { \
      TRY(do_infix(vm, which, e)); \
    } \
    break

// Unwinds to the frames that were there before.
static bool stop(Vm *vm, size_t bottom, Err *e) {
  err_at(e, vm_here(vm));
  if (vm->trace && vm->trace_nested == vm->nested) {
    void *token = vm->trace;
    vm->trace = NULL;
    Err ignored = {0};
    if (vm->hooks.trace_end) value_release(vm->hooks.trace_end(vm->hooks.self, token, value_nil(), false, &ignored));
    err_clear(&ignored);
  }
  vm_pop_to(vm, vm->frames[bottom].base - 1);
  vm->n_frames = bottom;
  vm->nested--;
  return false;
}

bool vm_execute(Vm *vm, size_t bottom, Value *out, Err *e) {
  Frame *f = &vm->frames[vm->n_frames - 1];
  const uint32_t *ip = f->ip;
  Value *sp, *locals;
  int until_poll = vm->until_poll;
  vm->nested++;
  LOAD();
  if (vm->nested > VM_MAX_NESTED) {
    err_set(e, ERR_LIMIT, _("functions that call functions through map, filter or grad lie too deep within each other"));
    goto failed;
  }
  for (;;) {
    if (--until_poll <= 0) {
      until_poll = STEPS_BETWEEN_POLLS;
      SAVE();
      if (!poll_steps(vm, e)) goto failed;
    }
    uint32_t word = *ip++, operand = code_operand(word);
    switch (code_op(word)) {
    case CODE_CONST: *sp++ = value_retain(f->proto->consts[operand]); break;
    case CODE_NIL: *sp++ = value_nil(); break;
    case CODE_TRUE: *sp++ = value_bool(true); break;
    case CODE_FALSE: *sp++ = value_bool(false); break;
    case CODE_POP: value_release(*--sp); break;

    case CODE_LOAD_LOCAL:
      if (locals[operand].type == VALUE_UNSET) {
        SAVE();
        unset_local(f->proto->locals[operand], e);
        goto failed;
      }
      *sp++ = value_retain(locals[operand]);
      break;
    case CODE_STORE_LOCAL: {
      Value old = locals[operand];
      locals[operand] = *--sp;
      value_release(old);
      vm_name_tensor(locals[operand], f->proto->locals[operand]);
      if (vm->trace) TRY(tell_assign(vm, f->proto->locals[operand], locals[operand], e));
      break;
    }
    case CODE_DEFAULT: locals[operand] = *--sp; break;
    case CODE_LOAD_GLOBAL: {
      Value v = vm->globals[operand].value;
      if (v.type == VALUE_UNSET) {
        SAVE();
        if (!load_global(vm, f->proto, operand, &v, e)) goto failed;
        LOAD();
        *sp++ = v;
      } else {
        *sp++ = value_retain(v);
      }
      break;
    }
    case CODE_STORE_GLOBAL: {
      Value v = *--sp;
      TRY(store_global(vm, operand, v, e));
      break;
    }
    case CODE_LOAD_CAPTURE: {
      Value v = f->func->captures[operand];
      if (v.type == VALUE_UNSET) {
        SAVE();
        unset_local(f->proto->captures[operand].name, e);
        goto failed;
      }
      *sp++ = value_retain(v);
      break;
    }
    case CODE_LOAD_FUNC: *sp++ = value_retain((Value){.type = VAL_FUNC, .as.obj = &f->func->o}); break;
    case CODE_LOAD_SELF: *sp++ = value_retain(f->func->self); break;
    case CODE_LOAD_OWN: TRY(do_own(vm, f, f->proto->names[operand], e)); break;
    case CODE_ADD_LOCAL:
      if (sp[-1].type == VAL_NUM && locals[operand].type == VAL_NUM && !vm->trace)
        locals[operand].as.num += (--sp)->as.num;
      else TRY(do_add(vm, f, false, operand, e));
      break;
    case CODE_ADD_GLOBAL: {
      Global *g = &vm->globals[operand];
      if (sp[-1].type == VAL_NUM && g->value.type == VAL_NUM && g->logged_in == vm->statement && !vm->trace)
        g->value.as.num += (--sp)->as.num;
      else TRY(do_add(vm, f, true, operand, e));
      break;
    }
    case CODE_JOIN_LOCAL: ip++; TRY(do_join_var(vm, f, false, operand, ip[-1], e)); break;
    case CODE_JOIN_GLOBAL: ip++; TRY(do_join_var(vm, f, true, operand, ip[-1], e)); break;
    case CODE_STORE_PATH: TRY(do_store_path(vm, f, &f->proto->paths[operand], false, e)); break;
    case CODE_STORE_PATH_TOP: TRY(do_store_path(vm, f, &f->proto->paths[operand], true, e)); break;
    case CODE_LOAD_PATH: TRY(do_load_path(vm, f, &f->proto->paths[operand], e)); break;

    ARITH(CODE_ADD, INFIX_ADD, value_num(x + y));
    ARITH(CODE_SUB, INFIX_SUB, value_num(x - y));
    ARITH(CODE_MUL, INFIX_MUL, value_num(x * y));
    ARITH(CODE_DIV, INFIX_DIV, value_num(x / y));
    ARITH(CODE_EQ, INFIX_EQ, value_bool(x == y));
    ARITH(CODE_NE, INFIX_NE, value_bool(x != y));
    ARITH(CODE_LT, INFIX_LT, value_bool(x < y));
    ARITH(CODE_LE, INFIX_LE, value_bool(x <= y));
    ARITH(CODE_GT, INFIX_GT, value_bool(x > y));
    ARITH(CODE_GE, INFIX_GE, value_bool(x >= y));
    case CODE_MOD: TRY(do_infix(vm, INFIX_MOD, e)); break;
    case CODE_POW: TRY(do_infix(vm, INFIX_POW, e)); break;
    case CODE_MATMUL: TRY(do_infix(vm, INFIX_MATMUL, e)); break;
    case CODE_INFIX: {
      Value v;
      SAVE();
      if (!vm_infix_named(vm, f->proto->names[operand], sp[-2], sp[-1], &v, e)) goto failed;
      replace(vm, 2, v);
      LOAD();
      break;
    }
    case CODE_NEG: {
      Value v;
      SAVE();
      if (!vm_negate(vm, sp[-1], &v, e)) goto failed;
      replace(vm, 1, v);
      LOAD();
      break;
    }
    case CODE_NOT: {
      Value v;
      SAVE();
      if (!vm_not(vm, sp[-1], &v, e)) goto failed;
      replace(vm, 1, v);
      LOAD();
      break;
    }
    case CODE_IN: TRY(do_contains(vm, true, e)); break;
    case CODE_NOT_IN: TRY(do_contains(vm, false, e)); break;

    case CODE_JUMP: ip = f->proto->code + operand; break;
    case CODE_LOOP:
      ip = f->proto->code + operand;
      if (interrupt_pending() || mem_exhausted()) TRY(vm_poll(vm, e));
      break;
    case CODE_JUMP_IF_FALSE:
    case CODE_AND:
    case CODE_OR: {
      bool truth;
      if (sp[-1].type == VAL_BOOL) {
        truth = sp[-1].as.b;
      } else {
        SAVE();
        if (!value_truth(sp[-1], e, &truth)) goto failed;
      }
      bool jump = truth == (code_op(word) == CODE_OR);
      if (jump) ip = f->proto->code + operand;
      if (!jump || code_op(word) == CODE_JUMP_IF_FALSE) value_release(*--sp);
      break;
    }
    case CODE_JUMP_IF_SET: {
      uint32_t target = *ip++;
      if (locals[operand].type != VALUE_UNSET) ip = f->proto->code + target;
      break;
    }
    case CODE_ITER:
      SAVE();
      if (!vm_walkable(sp[-1], e)) goto failed;
      *sp++ = value_num(0);
      break;
    case CODE_ITER_NEXT: {
      Value v;
      if (sp[-2].type == VAL_RANGE) {
        const ObjRange *r = (const ObjRange *)sp[-2].as.obj;
        double i = sp[-1].as.num;
        if (i < (double)r->n) {
          sp[-1].as.num = i + 1;
          *sp++ = value_num(r->start + i * r->step);
          break;
        }
      } else {
        SAVE();
        double cursor = sp[-1].as.num;
        bool more = vm_walk(vm, sp[-2], &cursor, &v, e);
        if (e->code != ERR_NONE) goto failed;
        LOAD();
        if (more) {
          sp[-1].as.num = cursor;
          *sp++ = v;
          break;
        }
      }
      sp -= 2;
      value_release(*sp);
      ip = f->proto->code + operand;
      break;
    }

    case CODE_BRACKET: TRY(do_bracket(vm, operand, e)); break;
    case CODE_LIST: TRY(do_list(vm, operand, e)); break;
    case CODE_JOIN: TRY(do_join(vm, operand, e)); break;
    case CODE_RECORD: TRY(do_record(vm, &f->proto->calls[operand], e)); break;
    case CODE_FORMAT:
      TRY(do_format(vm, operand == CODE_OPERAND_MAX ? NULL : value_cstr(f->proto->consts[operand]), e));
      break;
    case CODE_CONCAT: TRY(do_concat(vm, operand, e)); break;
    case CODE_CLOSURE: {
      Value v;
      SAVE();
      if (!vm_make_closure(vm, f, f->proto->protos[operand], &v, e)) goto failed;
      *sp++ = v;
      break;
    }
    case CODE_PARAM: {
      Value old = locals[operand];
      SAVE();
      if (!vm_make_param(vm, &sp[-1], f->proto->locals[operand], e)) goto failed;
      locals[operand] = *--sp;
      value_release(old);
      if (vm->trace) TRY(tell_assign(vm, f->proto->locals[operand], locals[operand], e));
      break;
    }
    case CODE_MODEL: {
      Value v;
      SAVE();
      if (!vm_make_model(vm, f, &v, e)) goto failed;
      *sp++ = v;
      break;
    }

    case CODE_INDEX: TRY(do_index(vm, &f->proto->subs[operand], e)); break;
    case CODE_FIELD: TRY(do_field(vm, f->proto->names[operand], e)); break;
    case CODE_UNPACK: TRY(do_unpack(vm, operand, e)); break;

    case CODE_METHOD: {
      bool found;
      TRY(find_method(vm, f->proto->names[operand], &found, e));
      if (found) ip += 2; // over loading the function of that name, and the swap
      break;
    }
    case CODE_SWAP: {
      Value v = sp[-1];
      sp[-1] = sp[-2];
      sp[-2] = v;
      break;
    }
    case CODE_CALL:
    case CODE_CALL_NAMED:
    case CODE_INVOKE:
    case CODE_INVOKE_NAMED: {
      bool named = code_op(word) == CODE_CALL_NAMED || code_op(word) == CODE_INVOKE_NAMED;
      CallShape shape = {.n_pos = (int)operand};
      if (named) shape = f->proto->calls[operand];
      size_t n = (size_t)(shape.n_pos + shape.n_named);
      if (code_op(word) == CODE_INVOKE || code_op(word) == CODE_INVOKE_NAMED) {
        Value *receiver = sp - n - 1;
        if (receiver->type == VALUE_UNSET) { // the function came from the value: it is not passed
          memmove(receiver, receiver + 1, n * sizeof *receiver);
          sp--;
        } else {
          n++;
          shape.n_pos++;
        }
      }
      TRY(vm_begin_call(vm, vm->sp - n - 1, &shape, e) != CALL_FAILED);
      break;
    }
    case CODE_ENTER:
      if (vm->trace) TRY(tell_call(vm, f, e));
      break;
    case CODE_RETURN: {
      SAVE();
      if (vm->trace && f->func && !tell_return(vm, f, sp[-1], e)) goto failed;
      Value v = *--sp;
      vm->sp--;
      vm_pop_to(vm, f->base - 1);
      vm->n_frames--;
      if (vm->n_frames == bottom) {
        vm->nested--;
        vm->until_poll = until_poll;
        *out = v;
        return true;
      }
      vm->stack[vm->sp++] = v;
      LOAD();
      break;
    }

    case CODE_RESULT: TRY(do_result(vm, operand, e)); break;
    case CODE_COMMAND: TRY(do_command(vm, f->proto->consts[operand], e)); break;
    case CODE_TRACE_BEGIN: TRY(trace_begin(vm, e)); break;
    case CODE_TRACE_END:
      SAVE();
      if (!trace_end(vm, &sp[-1], e)) goto failed;
      break;
    case N_CODES: break;
    }
  }
failed:
  return stop(vm, bottom, e);
}

// -- running text ------------------------------------------------------------------------------

// Code of the top level has no callee: nil lies in its place.
static bool run_proto(Vm *vm, Proto *p, Value *out, Err *e) {
  if (!vm_reserve(vm, 1, e)) return false;
  size_t bottom = vm->n_frames;
  vm->stack[vm->sp++] = value_nil();
  if (vm_push_frame(vm, p, NULL, vm->sp, e)) return vm_execute(vm, bottom, out, e);
  vm_pop_to(vm, vm->sp - 1);
  return false;
}

static bool run_statements(Vm *vm, Source *src, Ast *const *list, size_t n, CompileMode mode, Value *out, Err *e) {
  uint64_t outer;
  *out = value_nil();
  size_t mark = vm_begin_statement(vm, &outer);
  Proto *p = compile(vm, src, list, n, mode, e);
  bool ok = p && run_proto(vm, p, out, e) && vm_poll(vm, e);
  if (!ok) {
    value_release(*out);
    *out = value_nil();
    if (n > 0) err_at(e, (Span){src, list[0]->start, list[n - 1]->end});
  }
  proto_release(p);
  vm_end_statement(vm, mark, outer, ok);
  return ok;
}

bool vm_run(Vm *vm, Source *src, Err *e) {
  Arena arena = {0};
  Ast *block = parse(src, &arena, e);
  bool ok = block != NULL;
  vm->run = ++vm->serial;
  for (uint32_t i = 0; ok && i < block->list.n; i++) {
    Value v;
    ok = run_statements(vm, src, &block->list.items[i], 1, COMPILE_RUN, &v, e);
    value_release(v);
  }
  arena_free(&arena);
  if (mem_exhausted() && vm->statement == 0) mem_recover();
  return ok;
}

static bool run_whole(Vm *vm, Source *src, CompileMode mode, Value *out, Err *e) {
  Arena arena = {0};
  *out = value_nil();
  Ast *block = parse(src, &arena, e);
  bool ok = block && run_statements(vm, src, block->list.items, block->list.n, mode, out, e);
  arena_free(&arena);
  if (mem_exhausted() && vm->statement == 0) mem_recover();
  return ok;
}

bool vm_eval(Vm *vm, Source *src, Value *out, Err *e) { return run_whole(vm, src, COMPILE_EVAL, out, e); }

bool vm_trace(Vm *vm, Source *src, Value *out, Err *e) { return run_whole(vm, src, COMPILE_TRACE, out, e); }

bool vm_function_source(Value f, Span *out) {
  const Proto *p = NULL;
  if (f.type == VAL_FUNC) p = ((const ObjFunc *)f.as.obj)->proto;
  else if (f.type == VAL_MODEL) p = ((const ObjModel *)f.as.obj)->proto;
  if (!p) return false;
  *out = (Span){p->src, p->at.start, p->at.end};
  return true;
}
