// SPDX-License-Identifier: GPL-3.0-or-later
// vm_point: a recorded run in the middle: its open calls, what lies on the stack, and all that has identity. From there
// it can be run on as often as one likes.
#include <string.h>

#include "base/mem.h"
#include "lang/machine.h"

struct VmPoint {
  VmSnapshot *state;
  Tape tape;
  Value *stack;      // from the callee of the outermost frame on; retained
  Frame *frames;     // base counts from there; protos retained
  size_t n, n_frames;
};

VmPoint *vm_point_take(Vm *vm) {
  if (vm->nested != vm->trace_nested || vm->n_frames <= vm->trace_bottom) return NULL;
  size_t first = vm->frames[vm->trace_bottom].base - 1;
  VmPoint *p = mem_zalloc(sizeof *p);
  p->tape = vm->tape;
  p->n = vm->sp - first;
  p->n_frames = vm->n_frames - vm->trace_bottom;
  p->stack = mem_alloc((p->n + 1) * sizeof *p->stack);
  p->frames = mem_alloc(p->n_frames * sizeof *p->frames);
  for (size_t i = 0; i < p->n; i++) p->stack[i] = value_retain(vm->stack[first + i]);
  memcpy(p->frames, vm->frames + vm->trace_bottom, p->n_frames * sizeof *p->frames);
  for (size_t i = 0; i < p->n_frames; i++) {
    p->frames[i].base -= first;
    proto_retain(p->frames[i].proto);
  }
  // It is asked for by a jump back, which is done then, or by the beginning of a function, which has been told.
  Frame *top = &p->frames[p->n_frames - 1];
  if (code_op(top->ip[-1]) != CODE_ENTER) top->ip--;
  p->state = vm_snapshot(vm);
  return p;
}

void vm_point_free(VmPoint *p) {
  if (!p) return;
  for (size_t i = 0; i < p->n; i++) value_release(p->stack[i]);
  for (size_t i = 0; i < p->n_frames; i++) proto_release(p->frames[i].proto);
  vm_snapshot_free(p->state);
  mem_free(p->stack);
  mem_free(p->frames);
  mem_free(p);
}

double vm_point_bytes(const VmPoint *p) {
  return (double)(p->n * sizeof(Value) + p->n_frames * sizeof(Frame)) + vm_snapshot_bytes(p->state);
}

static bool push(Vm *vm, const VmPoint *p, Err *e) {
  const Frame *top = &p->frames[p->n_frames - 1];
  size_t first = vm->sp;
  if (!vm_reserve(vm, p->n + top->proto->n_locals + top->proto->max_stack, e)) return false;
  for (size_t i = 0; i < p->n; i++) vm->stack[vm->sp++] = value_retain(p->stack[i]);
  mem_grow(&vm->frames, &vm->cap_frames, vm->n_frames + p->n_frames, sizeof *vm->frames);
  for (size_t i = 0; i < p->n_frames; i++) {
    vm->frames[vm->n_frames] = p->frames[i];
    vm->frames[vm->n_frames++].base += first;
  }
  return true;
}

bool vm_point_resume(Vm *vm, const VmPoint *p, void *token, Err *e) {
  uint64_t outer;
  size_t mark = vm_begin_statement(vm, &outer), bottom = vm->n_frames;
  Tape tape = vm->tape;
  Value out = value_nil();
  bool ok = push(vm, p, e);
  if (ok) {
    VmSnapshot *now = vm_snapshot(vm); // of what the run had made by then, too
    vm_return_to(vm, p->state);
    vm->tape = p->tape;
    vm->trace = token;
    vm->trace_nested = vm->nested + 1;
    vm->trace_bottom = bottom;
    ok = vm_execute(vm, bottom, &out, e);
    vm->trace = NULL;
    vm->tape = tape;
    vm_restore(vm, now);
  }
  value_release(out);
  vm_end_statement(vm, mark, outer, true);
  return ok;
}
