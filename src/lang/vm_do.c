// SPDX-License-Identifier: GPL-3.0-or-later
// vm_do: the instructions that are functions: all but those on numbers and variables, which the loop
// has in itself. Each finds its operands on top of the stack (vm->sp) and leaves its result there.
#include "lang/vm_do.h"

#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "lang/element.h"

// -- telling the listener ------------------------------------------------------------------------

bool do_tell_assign(Vm *vm, const char *name, Value *v, Err *e) {
  VmEvent ev = {.kind = VM_ASSIGN, .name = name, .value = *v};
  bool ok = vm_emit(vm, &ev, e);
  *v = ev.value;
  vm_name_tensor(*v, name);
  return ok;
}

bool do_tell_call(Vm *vm, const Frame *f, Err *e) {
  size_t n = f->proto->n_params;
  const char **names = mem_alloc((n + 1) * sizeof *names);
  for (size_t i = 0; i < n; i++) names[i] = f->proto->params[i].name;
  VmEvent ev = {.kind = VM_CALL, .name = f->proto->name, .args = vm->stack + f->base, .n_args = (int)n, .arg_names = names};
  // The place of a call is the call, in the frame around.
  const Frame *caller = vm->n_frames > 1 ? f - 1 : f;
  ev.at = vm_span_of(caller);
  bool ok = vm_emit_at(vm, &ev, e);
  mem_free(names);
  return ok;
}

bool do_tell_return(Vm *vm, const Frame *f, Value *v, Err *e) {
  VmEvent ev = {.kind = VM_RETURN, .name = f->proto->name, .value = *v};
  bool ok = vm_emit(vm, &ev, e);
  *v = ev.value;
  return ok;
}

bool do_trace_begin(Vm *vm, bool whole, Err *e) {
  if (vm->trace) return err_set(e, ERR_VALUE, _("a recording is on already: trace(...) does not go within trace(...)"));
  if (!vm->hooks.trace_begin) return err_set(e, ERR_VALUE, _("nothing records here"));
  vm_box(vm, vm->sp); // the listener sees all of it
  vm->trace = vm->hooks.trace_begin(vm->hooks.self, vm, vm_here(vm), whole, e);
  vm->trace_nested = vm->nested;
  vm->trace_bottom = vm->n_frames - 1;
  return vm->trace != NULL;
}

bool do_trace_end(Vm *vm, Value *v, Err *e) {
  void *token = vm->trace;
  Value result = *v;
  vm->trace = NULL;
  *v = vm->hooks.trace_end ? vm->hooks.trace_end(vm->hooks.self, token, result, true, e) : value_retain(result);
  value_release(result);
  return e->code == ERR_NONE;
}
// -- values ------------------------------------------------------------------------------------

static void replace(Vm *vm, size_t n, Value v) {
  vm_pop_to(vm, vm->sp - n);
  vm->stack[vm->sp++] = v;
}

bool do_infix(Vm *vm, int which, Err *e) {
  Value out, *top = vm->stack + vm->sp;
  if (element_infix(vm, which, &top[-2], &top[-1], &out)) {
    replace(vm, 2, out);
    return true;
  }
  vm_box(vm, 2);
  if (!vm_infix(vm, which, top[-2], top[-1], &out, e)) return false;
  replace(vm, 2, out);
  return true;
}

bool do_matmul_t(Vm *vm, Err *e) {
  Value out, *top = vm->stack + vm->sp;
  if (!vm_apply(vm, vm->op_matmul_t, (Tensor *[]){top[-2].as.t, top[-1].as.t}, 2, NULL, &out, e)) return false;
  replace(vm, 2, out);
  return true;
}

bool do_infix_named(Vm *vm, const char *sign, Err *e) {
  vm_box(vm, 2);
  Value out, *top = vm->stack + vm->sp;
  if (!vm_infix_named(vm, sign, top[-2], top[-1], &out, e)) return false;
  replace(vm, 2, out);
  return true;
}

bool do_negate(Vm *vm, Err *e) {
  vm_box(vm, 1);
  Value out;
  if (!vm_negate(vm, vm->stack[vm->sp - 1], &out, e)) return false;
  replace(vm, 1, out);
  return true;
}

bool do_not(Vm *vm, Err *e) {
  vm_box(vm, 1);
  Value out;
  if (!vm_not(vm, vm->stack[vm->sp - 1], &out, e)) return false;
  replace(vm, 1, out);
  return true;
}

bool do_contains(Vm *vm, bool want, Err *e) {
  vm_box(vm, 2);
  bool found;
  const Value *top = vm->stack + vm->sp;
  if (!vm_contains(top[-2], top[-1], &found, e)) return false;
  replace(vm, 2, value_bool(found == want));
  return true;
}

bool do_bracket(Vm *vm, uint32_t operand, Err *e) {
  Value out;
  size_t n = operand >> 1;
  vm_box(vm, n);
  if (!vm_bracket(vm, vm->stack + vm->sp - n, n, operand & 1, &out, e)) return false;
  replace(vm, n, out);
  return true;
}

bool do_list(Vm *vm, size_t n, Err *e) {
  vm_box(vm, n);
  Value out = value_list(vm->stack + vm->sp - n, n, e);
  if (out.type == VAL_NIL) return false;
  replace(vm, n, out);
  return true;
}

bool do_join(Vm *vm, uint32_t operand, Err *e) {
  size_t n = operand >> 1;
  size_t at = vm->sp - n - 1;
  vm_box(vm, n + 1);
  Value left = vm->stack[at];
  vm->stack[at] = value_nil(); // so that the operand is held once
  bool ok = vm_join_to(vm, &left, vm->stack + at + 1, n, operand & 1, e);
  vm->stack[at] = left;
  vm_pop_to(vm, at + 1);
  return ok;
}

bool do_load_global(Vm *vm, const Proto *p, uint32_t slot, Value *out, Err *e) {
  if (!vm_find_global(vm, slot, e)) return e->code ? false : vm_undefined(vm, vm->globals[slot].name, p, e);
  const Global *g = &vm->globals[slot]; // found only now: the library may have grown the table
  *out = value_retain(g->value.type == VALUE_UNSET ? g->known : g->value);
  return true;
}

bool do_load_known(Vm *vm, const Proto *p, uint32_t slot, Value *out, Err *e) {
  if (!vm_find_known(vm, slot, e)) return e->code ? false : vm_undefined(vm, vm->globals[slot].name, p, e);
  *out = value_retain(vm->globals[slot].known);
  return true;
}

bool do_unset_local(const char *name, Err *e) {
  return err_set(e, ERR_NAME, _("%s is used before it is given a value"), name);
}

bool do_store_global(Vm *vm, uint32_t slot, Value v, Err *e) {
  const char *name = vm->globals[slot].name;
  v = vm_boxed(v);
  vm_name_tensor(v, name);
  vm_bind_global(vm, slot, v);
  return !vm->trace || do_tell_assign(vm, name, &vm->globals[slot].value, e);
}

// The variable of a changing instruction: x = x + e, x[i] = e.
static Value *variable(Vm *vm, const Frame *f, bool global, uint32_t slot, Err *e) {
  if (!global) {
    Value *v = &vm->stack[f->base + slot];
    if (v->type != VALUE_UNSET) return v;
    do_unset_local(f->proto->locals[slot], e);
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
  Value *v = global ? &vm->globals[slot].value : &vm->stack[f->base + slot];
  const char *name = global ? vm->globals[slot].name : f->proto->locals[slot];
  if (global) vm->globals[slot].bound_in = vm->run;
  vm_name_tensor(*v, name);
  return !vm->trace || do_tell_assign(vm, name, v, e);
}

// While a part is worked on, the variable's slot may move (a callback grows the tables): it is taken out.
bool do_add(Vm *vm, const Frame *f, bool global, uint32_t slot, Err *e) {
  Value *var = variable(vm, f, global, slot, e), sum;
  if (!var) return false;
  if (!global && element_infix(vm, INFIX_ADD, var, &vm->stack[vm->sp - 1], &sum)) {
    value_release(*var);
    *var = sum;
    vm_pop_to(vm, vm->sp - 1);
    return true;
  }
  vm_box(vm, 1);
  *var = vm_boxed(*var);
  bool ok = vm_add_to(vm, var, vm->stack[vm->sp - 1], e);
  vm_pop_to(vm, vm->sp - 1);
  return ok && changed(vm, f, global, slot, e);
}

bool do_join_var(Vm *vm, const Frame *f, bool global, uint32_t slot, uint32_t operand, Err *e) {
  size_t n = operand >> 1;
  vm_box(vm, n);
  Value *var = variable(vm, f, global, slot, e);
  if (!var) return false;
  bool ok = vm_join_to(vm, var, vm->stack + vm->sp - n, n, operand & 1, e);
  vm_pop_to(vm, vm->sp - n);
  return ok && changed(vm, f, global, slot, e);
}

bool do_store_path(Vm *vm, const Frame *f, const Path *p, bool value_on_top, Err *e) {
  Value *var = variable(vm, f, p->global, p->slot, e);
  if (!var) return false;
  size_t first = vm->sp - (size_t)p->n_values - 1;
  size_t value_at = value_on_top ? vm->sp - 1 : first;
  const Value *at = vm->stack + (value_on_top ? first : first + 1);
  if (p->one && element_set(vm, var, &p->steps[0].subs, at, vm->stack[value_at])) {
    vm_pop_to(vm, first);
    if (p->global) vm->globals[p->slot].bound_in = vm->run;
    return true;
  }
  vm_box(vm, vm->sp - first);
  *var = vm_boxed(*var);
  bool ok = vm_assign_path(vm, var, p, at, vm->stack[value_at], e);
  vm_pop_to(vm, first);
  return ok && changed(vm, f, p->global, p->slot, e);
}

bool do_load_path(Vm *vm, const Frame *f, const Path *p, Err *e) {
  Value out;
  Value *var = variable(vm, f, p->global, p->slot, e);
  vm_box(vm, (size_t)p->n_values);
  if (var) *var = vm_boxed(*var);
  if (!var || !vm_load_path(vm, *var, p, vm->stack + vm->sp - p->n_values, &out, e)) return false;
  vm->stack[vm->sp++] = out;
  return true;
}

bool do_index(Vm *vm, const Subs *subs, Err *e) {
  Value out, *top = vm->stack + vm->sp;
  if (element_get(vm, top[-subs->n_values - 1], subs, top - subs->n_values, &out)) {
    replace(vm, (size_t)subs->n_values + 1, out);
    return true;
  }
  vm_box(vm, (size_t)subs->n_values + 1);
  if (!vm_index(vm, top[-subs->n_values - 1], subs, top - subs->n_values, &out, e)) return false;
  replace(vm, (size_t)subs->n_values + 1, out);
  return true;
}

bool do_field(Vm *vm, const char *name, Err *e) {
  vm_box(vm, 1);
  Value out;
  if (!vm_get_field(vm, vm->stack[vm->sp - 1], name, &out, e)) return false;
  replace(vm, 1, out);
  return true;
}

// A function that the value carries itself: a field, or a method of a model.
bool do_method(Vm *vm, const char *name, bool *found, Err *e) {
  vm_box(vm, 1);
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

bool do_record(Vm *vm, const CallShape *s, Err *e) {
  size_t n = (size_t)s->n_named;
  vm_box(vm, n);
  Value out = value_record(NULL, 0, e), *items = vm->stack + vm->sp - n;
  for (size_t i = 0; i < n && e->code == ERR_NONE; i++) value_set_field(&out, s->names[i], value_retain(items[i]), e);
  if (e->code != ERR_NONE) {
    value_release(out);
    return false;
  }
  replace(vm, n, out);
  return true;
}

bool do_format(Vm *vm, const char *spec, Err *e) {
  vm_box(vm, 1);
  Str s = {0};
  Value out = value_nil();
  if (vm_format(vm->stack[vm->sp - 1], spec, &s, e)) out = value_str(str_c(&s), s.n, e);
  str_free(&s);
  if (out.type == VAL_NIL) return false;
  replace(vm, 1, out);
  return true;
}

bool do_concat(Vm *vm, size_t n, Err *e) {
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

bool do_unpack(Vm *vm, size_t n, Err *e) {
  vm_box(vm, 1);
  Value v = vm->stack[--vm->sp];
  bool ok = vm_unpack(vm, v, n, vm->stack + vm->sp, e);
  if (ok) vm->sp += n;
  value_release(v);
  return ok;
}

bool do_own(Vm *vm, const Frame *f, const char *name, Err *e) {
  Value out;
  if (f->func->self.type != VAL_MODEL)
    return err_set(e, ERR_NAME, _("%s is not ready yet: the model is still being made"), name);
  if (!vm_get_field(vm, f->func->self, name, &out, e)) return false;
  vm->stack[vm->sp++] = out;
  return true;
}

bool do_closure(Vm *vm, const Frame *f, Proto *p, Err *e) {
  Value out;
  if (!vm_make_closure(vm, f, p, &out, e)) return false;
  vm->stack[vm->sp++] = out;
  return true;
}

bool do_param(Vm *vm, const Frame *f, uint32_t slot, Err *e) {
  const char *name = f->proto->locals[slot];
  Value *local = &vm->stack[f->base + slot], old = *local;
  if (!vm_make_param(vm, &vm->stack[vm->sp - 1], name, e)) return false;
  *local = vm->stack[--vm->sp];
  value_release(old);
  return !vm->trace || do_tell_assign(vm, name, local, e);
}

bool do_model(Vm *vm, const Frame *f, Err *e) {
  Value out;
  if (!vm_make_model(vm, f, &out, e)) return false;
  vm->stack[vm->sp++] = out;
  return true;
}

// -- calls, loops, statements --------------------------------------------------------------------

bool do_iterate(Vm *vm, bool *more, Err *e) {
  Value item, *top = vm->stack + vm->sp;
  double cursor = top[-1].as.num;
  *more = vm_walk(vm, top[-2], &cursor, &item, e);
  if (!*more) return e->code == ERR_NONE;
  top[-1].as.num = cursor;
  vm->stack[vm->sp++] = item;
  return true;
}

bool do_call(Vm *vm, const CallShape *given, bool invoke, Err *e) {
  CallShape shape = *given;
  size_t n = (size_t)(shape.n_pos + shape.n_named);
  vm_box(vm, n + 1 + invoke);
  if (invoke) {
    Value *receiver = vm->stack + vm->sp - n - 1;
    if (receiver->type == VALUE_UNSET) { // the function came from the value: it is not passed
      memmove(receiver, receiver + 1, n * sizeof *receiver);
      vm->sp--;
    } else {
      n++;
      shape.n_pos++;
    }
  }
  return vm_begin_call(vm, vm->sp - n - 1, &shape, e) != CALL_FAILED;
}

bool do_result(Vm *vm, bool silent, Err *e) {
  vm_box(vm, 1);
  Value v = vm->stack[vm->sp - 1];
  if (v.type != VAL_NIL) {
    vm_bind_global(vm, vm_global_slot(vm, name_of("ans")), value_retain(v));
    if (!silent && vm_poll(vm, e) && vm->hooks.result) vm->hooks.result(vm->hooks.self, v);
  }
  vm_pop_to(vm, vm->sp - 1);
  return e->code == ERR_NONE;
}

bool do_command(Vm *vm, Value line, Err *e) {
  if (vm->hooks.command) return vm->hooks.command(vm->hooks.self, value_cstr(line), vm_here(vm), e);
  return err_set(e, ERR_NAME, _("there is nobody here to take the command :%s"), value_cstr(line));
}
