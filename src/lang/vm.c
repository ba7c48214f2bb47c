// SPDX-License-Identifier: GPL-3.0-or-later
// vm: the life of a machine, where long work is stopped, and running source text statement by statement.
#include "lang/vm.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/i18n.h"
#include "base/interrupt.h"
#include "base/map.h"
#include "base/mem.h"
#include "base/rng.h"
#include "base/settings.h"
#include "lang/compiler.h"
#include "lang/machine.h"
#include "lang/parser.h"

// -- life --------------------------------------------------------------------------------------

Vm *vm_new(void) {
  if (mem_limit() == 0) mem_set_limit((size_t)(settings.memory * 1024 * 1024));
  Vm *vm = mem_zalloc(sizeof *vm);
  for (int i = 0; i < N_INFIX; i++) vm->infix[i] = op_find(infix_signs[i]);
  vm->op_index = op_find("index");
  vm->op_matmul_t = op_find("matmul_t");
  vm->op_put = op_find("index_put");
  vm->name_T = name_of("T");
  vm->name_shape = name_of("shape");
  vm->name_grad = name_of("grad");
  vm->name_forward = name_of("forward");
  return vm;
}

void vm_forget_tokeniser(Vm *vm) {
  if (!vm->tokeniser.made) return;
  vm->tokeniser.drop(vm->tokeniser.made);
  value_release(vm->tokeniser.record);
  vm->tokeniser.made = NULL;
}

void vm_free(Vm *vm) {
  if (!vm) return;
  vm_forget_tokeniser(vm);
  vm_pop_to(vm, 0);
  vm_free_globals(vm);
  mem_free(vm->losses.x);
  mem_free(vm->stack);
  mem_free(vm->frames);
  mem_free(vm);
}

VmHooks *vm_hooks(Vm *vm) { return &vm->hooks; }
Tape *vm_tape(Vm *vm) { return &vm->tape; }

// -- stopping, listening -------------------------------------------------------------------------

// The next jump back or call is where a listener may look: the count is made to run down there.
static void hurry(Vm *vm) {
  if (vm->until_poll < 0) return;
  vm->steps -= (double)(vm->until_poll + 1);
  vm->until_poll = -1;
}

static void attend(Vm *vm) {
  if (vm->peeking || vm->statement == 0) return;
  attention_flag = 0;
  vm->hooks.attend(vm->hooks.self);
}

bool vm_poll(Vm *vm, Err *e) {
  if (attention_flag && vm->hooks.attend) hurry(vm);
  if (interrupt_pending()) {
    interrupt_check(e);
    return false;
  }
  if (!mem_exhausted()) return true;
  err_set(e, ERR_MEMORY, _("out of memory: the values of this session need more than there is"));
  err_hint(e, _("the bound is the setting memory, %.0f MiB"), settings.memory);
  return false;
}

bool vm_poll_steps(Vm *vm, Err *e) {
  vm->steps += (double)(STEPS_BETWEEN_POLLS - vm->until_poll);
  vm->until_poll = STEPS_BETWEEN_POLLS;
  if (attention_flag && vm->hooks.attend) attend(vm);
  if (vm->trace && vm->hooks.trace_point) vm->hooks.trace_point(vm->trace);
  if (settings.steps > 0 && vm->steps > settings.steps) {
    err_set(e, ERR_LIMIT, _("this statement has run for more than %.0f instructions"), settings.steps);
    err_hint(e, _("the bound is the setting steps"));
    return false;
  }
  return vm_poll(vm, e);
}

void vm_point_soon(Vm *vm) {
  vm->steps -= (double)vm->until_poll; // the poll counts them as run
  vm->until_poll = 0;
}

Span vm_span_of(const Frame *f) {
  size_t i = f->ip > f->proto->code ? (size_t)(f->ip - f->proto->code) - 1 : 0;
  return (Span){f->proto->src, f->proto->places[i].start, f->proto->places[i].end};
}

Span vm_here(const Vm *vm) {
  return vm->n_frames ? vm_span_of(&vm->frames[vm->n_frames - 1]) : (Span){0};
}

bool vm_emit_at(Vm *vm, VmEvent *ev, Err *e) {
  return !vm->hooks.trace_event || vm->hooks.trace_event(vm->trace, ev, e);
}

bool vm_emit(Vm *vm, VmEvent *ev, Err *e) {
  ev->at = vm_here(vm);
  return vm_emit_at(vm, ev, e);
}

VmEvent vm_flow_event(const TapeFlow *f, Span here) {
  const OpDef *op = f->din ? f->node->call.def : NULL;
  VmEvent ev = {.kind = VM_GRAD, .name = op ? name_of(op->name) : f->t->name, .op = op, .at = here,
                .n_args = 1 + (op ? f->node->call.n_in : 0), .value = value_tensor(f->grad)};
  if (op && f->node->src) ev.at = (Span){f->node->src, f->node->at, f->node->end};
  ev.args = mem_alloc((size_t)ev.n_args * sizeof *ev.args);
  ev.args[0] = value_tensor(f->t);
  for (int k = 1; k < ev.n_args; k++) ev.args[k] = f->din[k - 1] ? value_tensor(f->din[k - 1]) : value_nil();
  return ev;
}

void vm_intend(Vm *vm, bool builtin, const char *name, const ParamDef *params, Value *args, int n) {
  if (!vm->hooks.trace_intent) return;
  VmIntent in = {builtin, name_of(name), vm_here(vm), params, args, n};
  vm->hooks.trace_intent(vm->trace, &in);
}

bool vm_at_top(const Vm *vm) { return vm->nested == 1 && vm->n_frames == 1; }
void vm_set_again(Vm *vm, bool again) { vm->again = again; }

void vm_name_tensor(Value v, const char *name) {
  if (v.type == VAL_TENSOR && !v.as.t->name) v.as.t->name = name;
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
  if (!ok && e->code == ERR_INTERRUPT && outer == 0 && !isnan(vm->progress.loss)) // backward was called
    err_hint(e, _("what %.0f steps have learned stays in the parameters; loss_history() has the losses"), vm->progress.steps);
  proto_release(p);
  vm_end_statement(vm, mark, outer, ok && !(vm->peeking && mode == COMPILE_EVAL)); // looking changes nothing
  return ok;
}

bool vm_run(Vm *vm, Source *src, Err *e) {
  Arena arena = {0};
  Ast *block = parse(src, &arena, e);
  bool ok = block != NULL;
  size_t ran = 0;
  vm->run = ++vm->serial;
  for (uint32_t i = 0; ok && i < block->list.n; i++) {
    Value v;
    ran = block->list.items[i]->start;
    ok = run_statements(vm, src, &block->list.items[i], 1, COMPILE_RUN, &v, e);
    value_release(v);
  }
  vm->ran = ok ? src->n : ran;
  arena_free(&arena);
  if (mem_exhausted() && vm->statement == 0) mem_recover();
  return ok;
}

size_t vm_ran(const Vm *vm) { return vm->ran; }

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

bool vm_peek(Vm *vm, Source *src, Value *out, Err *e) {
  if (vm->statement == 0) return vm_eval(vm, src, out, e);
  *out = value_nil();
  if (vm->trace || vm->peeking) return false;
  Tape tape = vm->tape;
  Rng rng = *rng_global();
  double steps = vm->steps;
  long until_poll = vm->until_poll;
  vm->peeking = true;
  vm->tape.no_grad = true;
  vm->tape.follow = false;
  vm->tape.nodes_left = 0;
  bool ok = vm_eval(vm, src, out, e);
  vm->tape = tape;
  *rng_global() = rng;
  vm->steps = steps;
  vm->until_poll = until_poll;
  vm->peeking = false;
  if (!ok && e->code == ERR_INTERRUPT) interrupt_flag = 1; // it was meant for the statement
  return ok;
}

bool vm_define_library(Vm *vm, Source *src, Err *e) {
  Value v;
  if (!run_whole(vm, src, COMPILE_LIBRARY, &v, e)) return false;
  value_release(v);
  return true;
}

bool vm_trace(Vm *vm, Source *src, Value *out, Err *e) { return run_whole(vm, src, COMPILE_TRACE, out, e); }

bool vm_function_source(Value f, Span *out) {
  const Proto *p = NULL;
  if (f.type == VAL_FUNC) p = ((const ObjFunc *)f.as.obj)->proto;
  else if (f.type == VAL_MODEL) p = ((const ObjModel *)f.as.obj)->proto;
  if (!p) return false;
  *out = (Span){p->src, p->at.start, p->at.end};
  return true;
}
