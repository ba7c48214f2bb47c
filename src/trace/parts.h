// SPDX-License-Identifier: GPL-3.0-or-later
// parts: the inside of a Trace, for the files of src/trace only.
#ifndef TRACE_PARTS_H
#define TRACE_PARTS_H

#include "base/idmap.h"
#include "trace/again.h"

// What is computed again: the values of events from `a` on, until `b` or until there is no room after `wanted`.
// A point in the middle of the run: what happens from event `event` on can be computed from there.
typedef struct Held { uint32_t event; int n_args; Value *args, value; } Held; // values of an event, retained
typedef struct Point {
  size_t event;
  VmPoint *vm;
  Held *held;      // of the bindings that are seen there
  size_t n_held, cap_held;
  double bytes;
} Point;

typedef struct Refill { size_t at, a, b, wanted; bool done; } Refill;

typedef struct Link {
  uint32_t bind;   // the latest VM_ASSIGN before it at the same level of calls
  uint32_t number; // VM_CALL: how many calls began before it; VM_ASSIGN: where its list is in `lists`, 0: it has none
} Link;

// A call that is being recorded. The one at the bottom is the traced expression.
typedef struct Open { uint32_t call, bind, since; } Open; // since: bindings without a list

struct Trace {
  uint32_t refs;
  Span at;         // the traced expression
  Event *events;
  Link *links;
  size_t n, cap_events, cap_links;
  uint32_t n_calls;
  // So that looking up variables does not walk a whole loop, now and then a binding has a list: how many names its
  // call has bound by then, and the latest binding of each.
  uint32_t *lists;
  size_t n_lists, cap_lists;
  Value result;
  Start *start;    // NULL: it cannot be run again
  Change *changes; // that were applied while it ran; owned
  size_t n_changes;
  const char ***names;  // owned arrays of parameter names, by function
  IdMap names_of;
  size_t n_names, cap_names;
  double bytes;    // that the recording holds now
  // What was dropped to stay within the bound is computed again when it is looked at (window.c).
  Vm *vm;          // borrowed; NULL: it cannot be computed again
  size_t lo, hi;   // the events whose values are here, besides the pinned ones and those from n_run on
  size_t n_run;    // events of the run itself, SIZE_MAX while it runs
  uint32_t *pins;  // earlier events whose values variables still have at event lo
  size_t n_pins, cap_pins;
  Refill *refill;  // while it is being computed again
  Point *points;   // in the order of events
  size_t n_points, cap_points;
  size_t gap;      // events between two of them, at least
  bool want_point;
  bool unrepeatable; // it turned out not to do the same again
  IdMap births;      // the first event whose value something is, made when first asked for
  IdMap grads;       // the first event that tells of a tensor's gradient
  size_t n_births; // events that both know
  // while it is recorded
  Open *open;
  size_t n_open, cap_open;
  IdMap seen;
  uint32_t *began; // how many events there were when each of the builtins began that run now
  size_t n_began, cap_began;
  Value *held;     // what was put in the place of arguments
  size_t n_held, cap_held;
};

// -- trace.c ------------------------------------------------------------------------------------
void trace_drop_event(Event *ev);                    // its values; its outline stays
void trace_take_event(Trace *t, Event *ev, const VmEvent *from); // the values of an event, as they are now
double trace_event_bytes(Trace *t, const Event *ev); // of its values, beyond what `seen` has
Trace *trace_being_refilled(void);

// -- look.c -------------------------------------------------------------------------------------
// The bindings seen at event i, innermost call first, each name once (hidden: once in each call, also those that an
// inner call hides): event b binds its name, or its argument k.
typedef void BindingFn(void *ctx, uint32_t b, int k);
void trace_bindings(const Trace *t, size_t i, bool hidden, BindingFn *f, void *ctx);

void look_make_list(Trace *t, uint32_t b);           // of the bindings at b, which is one

// -- window.c -----------------------------------------------------------------------------------
// Makes room after an event was recorded. False: there is none, and e is filled.
bool window_bound(Trace *t, Err *e);
void window_point(Trace *t);                         // a point may be taken now
void window_free(Trace *t);
bool window_record(Trace *t, VmEvent *ev, Err *e);   // while t->refill
// Makes the values of event i and of the one after it be there, if that can be.
void window_see(Trace *t, size_t i);
const Event *window_whole(Trace *t, size_t i);       // event i, with nil for arguments that are gone

#endif
