// SPDX-License-Identifier: GPL-3.0-or-later
// progress: how far a statement has got that trains, whether its loop is written out, is fit's, or is that of a
// builtin. Each step of an optimiser counts; how much is left is read from the loops that are being run.
#include <math.h>
#include <time.h>

#include "base/mem.h"
#include "lang/machine.h"

#define TOLD_AFTER 0.5  // seconds: what is shorter needs no telling
#define TOLD_EVERY 0.1
#define MOST_LOSSES 4096

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

void vm_progress_begin(Vm *vm) {
  vm->progress = (VmProgress){.loss = (double)NAN};
  vm->began = vm->told = 0;
}

void vm_progress_loss(Vm *vm, double loss) {
  if (!vm->peeking) vm->progress.loss = loss;
}

// How many turns a loop over v makes; 0: not known.
static double turns_of(Value v) {
  switch (v.type) {
  case VAL_RANGE: return (double)((const ObjRange *)v.as.obj)->n;
  case VAL_LIST: return (double)((const ObjList *)v.as.obj)->n;
  case VAL_TENSOR: return v.as.t->shape.rank ? (double)v.as.t->shape.dim[0] : 0;
  default: return 0;
  }
}

// A loop keeps on the stack what it walks over and, above it, its cursor: the number of turns begun.
// Loops within it lie above.
static void add_loops(const Vm *vm, size_t from, size_t to, double *share, double *turn) {
  for (size_t i = from; i + 1 < to; i += 2) {
    double n = turns_of(vm->stack[i]);
    if (n == 0 || vm->stack[i + 1].type != VAL_NUM) return;
    double begun = vm->stack[i + 1].as.num;
    if (*share < 0) *share = 0;
    *share += *turn * (begun - 1) / n;
    *turn /= n;
  }
}

// The share of all loops around that is done, with `part` of the innermost turn; `alone` where there are none.
static double share_done(const Vm *vm, double part, double alone) {
  double share = -1, turn = 1;
  for (size_t k = 0; k < vm->n_frames; k++) {
    const Frame *f = &vm->frames[k];
    size_t to = k + 1 < vm->n_frames ? vm->frames[k + 1].base - 1 : vm->sp;
    add_loops(vm, f->base + f->proto->n_locals, to, &share, &turn);
  }
  return share < 0 ? alone : fmin(share + turn * part, 1);
}

// True where it is time to tell the listener.
static bool count(Vm *vm, double steps) {
  double t = now();
  if (vm->progress.steps == 0) vm->began = t;
  vm->progress.steps += steps;
  if (!vm->hooks.progress || t - vm->began < TOLD_AFTER || t - vm->told < TOLD_EVERY) return false;
  vm->told = t;
  vm->progress.seconds = t - vm->began;
  return true;
}

static void tell(Vm *vm, double share) {
  vm->progress.share = share;
  vm->hooks.progress(vm->hooks.self, &vm->progress);
}

// At most MOST_LOSSES numbers: when they are so many, every second goes, and from then on every second is left out.
static void keep_loss(Vm *vm) {
  if (vm->progress.steps == 0) vm->losses.n = 0, vm->losses.stride = 1, vm->losses.seen = 0;
  if (fmod(vm->losses.seen++, vm->losses.stride) != 0) return;
  if (vm->losses.n == MOST_LOSSES) {
    for (size_t i = 0; i < MOST_LOSSES / 2; i++) vm->losses.x[i] = vm->losses.x[2 * i];
    vm->losses.n = MOST_LOSSES / 2;
    vm->losses.stride *= 2; // this one still fits: MOST_LOSSES is even
  }
  mem_grow(&vm->losses.x, &vm->losses.cap, vm->losses.n + 1, sizeof *vm->losses.x);
  vm->losses.x[vm->losses.n++] = (float)vm->progress.loss;
}

size_t vm_losses(const Vm *vm, const float **losses, double *stride) {
  *losses = vm->losses.x;
  *stride = vm->losses.stride;
  return vm->losses.n;
}

void vm_progress_step(Vm *vm) {
  if (vm->peeking) return;
  keep_loss(vm);
  if (count(vm, 1)) tell(vm, share_done(vm, 1, -1)); // the step ends the turn
}

void vm_progress_part(Vm *vm, double steps, double part) {
  if (!vm->peeking && count(vm, steps)) tell(vm, share_done(vm, part, part));
}

void vm_progress_end(Vm *vm) {
  if (vm->told == 0) return;
  vm->told = 0;
  vm->progress.seconds = now() - vm->began;
  vm->progress.done = true;
  vm->hooks.progress(vm->hooks.self, &vm->progress);
}
