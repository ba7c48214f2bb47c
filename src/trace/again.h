// SPDX-License-Identifier: GPL-3.0-or-later
// again: a recorded run is done again from the state it began in, with something changed: a number in the middle,
// or an argument. The run is the same up to the change, random numbers too.
#ifndef TRACE_AGAIN_H
#define TRACE_AGAIN_H

#include "trace/trace.h"

typedef enum ChangeKind {
  CHANGE_START,   // something that was there before the run
  CHANGE_VALUE,   // the value of an event
  CHANGE_ARG,     // an argument of an event
  CHANGE_NAMED,   // an argument by its name, each time it is passed at one place of the source
  CHANGE_GLOBAL,  // a variable before the run, by its name
} ChangeKind;

typedef struct Change {
  ChangeKind kind;
  VmEventKind event_kind;
  size_t event;       // VALUE, ARG: in the run that the changes before this one give
  int arg;
  const char *name;   // interned: the event's, the function's (NAMED), the variable's (GLOBAL)
  const char *param;  // NAMED
  uint32_t at;        // NAMED: where the call begins in its source
  Value old, with;    // START: what goes, what comes; NAMED, GLOBAL: with. Retained
  size_t cell;        // VALUE, ARG: this element becomes x; of a plain number, 0
  double x;
} Change;
void change_free(Change *c);

// False with e filled where t cannot be run again in vm: it was recorded inside a function, or in another machine.
bool trace_may_run_again(const Trace *t, const Vm *vm, Err *e);
// Runs it again with changes, in their order; the machine is afterwards as it was before. What the program prints
// is not shown. NULL with e filled where the run fails with them.
Trace *trace_again(Vm *vm, const Trace *t, const Change *changes, size_t n, Err *e);

// The change that gives a cell of the value of event i (arg < 0) or of one of its arguments another number: where the
// value came about, so that all that used it sees the change. t was run with the n changes before.
bool change_of_cell(Trace *t, size_t i, int arg, size_t cell, double x, const Change *before, size_t n, Change *out,
                    Err *e);
// The change that gives a variable or an argument of that name another value (retained): a variable from before
// the run, else the argument of the first call that has one, at that place of the source.
bool change_of_name(Trace *t, const char *name, Value v, Change *out, Err *e);

// -- between trace.c and again.c ---------------------------------------------------------------------
typedef struct Start Start; // what a run began from
// Where vm is now; or, in a run that is done again, what that one began from, with copies of the changes. NULL: not repeatable.
Start *start_of(Vm *vm, Span at, bool whole, Change **changes, size_t *n);
bool again_change_start(Vm *vm, const Trace *t, Err *e); // the changes of t to what was there before the run
bool again_refill(Trace *t, const VmPoint *from, Err *e); // runs t again for its window, from the start or a point
void start_release(Start *s);
const Start *trace_start(const Trace *t);
const VmSnapshot *start_snapshot(const Start *s);
// Applies c to the event number i, which is about to be recorded.
bool change_event(const Change *c, size_t i, VmEvent *ev, Err *e);
// Applies c to what is about to be computed; the new argument, which the caller holds on to while the run lasts, or NULL.
Value *change_argument(const Change *c, size_t i, const VmIntent *in);

#endif
