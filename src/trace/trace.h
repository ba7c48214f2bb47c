// SPDX-License-Identifier: GPL-3.0-or-later
// trace: the recording of one run, and walking it in both directions.
//
// Values never change, so a recording is references to them: walking back costs nothing and shows
// exactly what was there. Recording is bounded by settings.record: at the bound the values of the oldest events are
// dropped, their outlines stay; what is looked at later is computed by running it again from where it began. A
// recording that cannot be run again (made inside a function) ends there with a clear error.
#ifndef TRACE_TRACE_H
#define TRACE_TRACE_H

#include "lang/vm.h"

#define TRACE_NONE UINT32_MAX // no event

// A call is a VM_CALL, the events inside it, and its VM_RETURN. The two ends lie at the caller's
// depth, the events inside one deeper.
typedef struct Event {
  VmEventKind kind;
  uint32_t depth;        // calls open around it (0: the traced expression itself)
  uint32_t call;         // index of the VM_CALL event it happened in; TRACE_NONE at depth 0
  uint32_t end;          // VM_CALL: index of its VM_RETURN (or the last event where it failed);
                         // VM_RETURN: index of its VM_CALL; others: their own index
  Span at;               // src retained by the trace
  const char *name;
  const OpDef *op;
  int n_args;
  uint32_t began;        // VM_BUILTIN: how many events came before what it did; others: their own index
  Value *args;           // owned
  const char **arg_names;// interned names, the array is the trace's; or NULL
  Value value;           // owned
  bool gone;             // args and value are nil: they were dropped to stay within the bound
  bool pinned;           // they stay while the window is where it is (window.c)
} Event;

typedef struct Trace Trace;
extern const HandleType trace_handle; // the type of the value that trace(EXPR) gives; p is a Trace

// Fills the trace_* members of a Vm's hooks.
void trace_attach(Vm *vm);

Trace *trace_retain(Trace *t);
void trace_release(Trace *t);
Trace *trace_of(Value v);                    // NULL where v is no recording; borrowed
size_t trace_len(const Trace *t);
const Event *trace_event(const Trace *t, size_t i);
// The same with the event after it and what variables were seen there at hand: for the place one is at.
const Event *trace_look(const Trace *t, size_t i);
// The same without its values, which may be gone: args may be NULL and value nil. For looking at many.
const Event *trace_outline(const Trace *t, size_t i);
// The machine that computes again what was dropped, borrowed; NULL: what is gone stays so.
void trace_set_vm(Trace *t, Vm *vm);
// The events whose values are here: [*lo, *hi). What is outside is computed again when it is looked at.
size_t trace_n_points(const Trace *t); // in the middle of the run, from which it can be computed
void trace_held(const Trace *t, size_t *lo, size_t *hi);
Value trace_result(const Trace *t);          // borrowed
const ParamDef *trace_params(const Event *ev); // of its operation or builtin; NULL: it has none
void trace_text(const Trace *t, Str *out);   // the recorded expression, on one line
// The source text at a place on one line: runs of blanks as one, cut to `cols` columns.
void trace_span_text(Span at, int cols, Str *out);

// The first event whose value v is (the same thing, not an equal one); TRACE_NONE: it was there before, or is a number.
uint32_t trace_birth(Trace *t, Value v);
uint32_t trace_gradient(Trace *t, Value v); // the first VM_GRAD event of v; TRACE_NONE: none
double trace_bytes(const Trace *t);
// Appends what tape_walk_back tells: the gradient of a loss, from it back to what it was computed from, one event
// a tensor. (A recording whose value is a loss that requires a gradient ends in that by itself, if the run did not
// call backward or grad.) On failure nothing is appended.
bool trace_add_backward(Trace *t, Tensor *loss, Err *e);

// The call whose inside is seen at event i: an end of a call counts as inside it. TRACE_NONE: none.
uint32_t trace_frame(const Trace *t, size_t i);
// What each variable held at event i, innermost call first, in each call the latest binding first.
// Arguments count as bound by the call.
typedef void TraceVarFn(void *ctx, const char *name, Value v);
void trace_variables(const Trace *t, size_t i, TraceVarFn *f, void *ctx);
// The VM_CALL events of the calls open at event i (as for trace_frame), outermost first. Where there
// are more than max it is the innermost ones. Returns how many.
int trace_calls(const Trace *t, size_t i, size_t *call_events, int max);

// -- walking --------------------------------------------------------------------------------------
// A position is an event, and which calls have been opened by stepping into them. The events inside
// a call that is not open are passed over: `next` goes from its VM_CALL to its VM_RETURN. In an open
// call `next` visits each event and leaves it at its end, so it behaves as in any debugger, and the
// same set of visible events serves both directions. Stepping across an end of a call into it opens
// it once more, stepping out takes one opening back. So each of step and next is undone exactly
// by its reverse, in any mixture. Each move returns false, and moves nothing, where it cannot go on.
typedef struct Walk {
  Trace *t;         // retained
  size_t at;
  uint32_t *opened; // how often each call is open; NULL: no call is
} Walk;

void walk_start(Walk *w, Trace *t);    // at the first event
void walk_end(Walk *w);
bool walk_step(Walk *w, int dir);      // next or previous event, into calls
bool walk_next(Walk *w, int dir);      // next or previous visible event: over calls
// To the return of the call seen (trace_frame), or back to its entry, closing it. From that end itself:
// of the call around it.
bool walk_finish(Walk *w, int dir);
// To a later (earlier) line of this call, or out of it: past what a loop still has to do.
bool walk_until(Walk *w, int dir);
bool walk_continue(Walk *w, int dir);  // to the end or the beginning
bool walk_goto(Walk *w, size_t i);     // false where there is no such event; opens the calls around it
// To the next event whose operation, function or variable contains text.
bool walk_search(Walk *w, const char *text, int dir);

// Between trace.c and walk.c: the how-manieth call a VM_CALL event begins, and how many there are.
uint32_t trace_call_number(const Trace *t, uint32_t call_event);
uint32_t trace_n_calls(const Trace *t);

#endif
