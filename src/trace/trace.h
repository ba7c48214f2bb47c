// SPDX-License-Identifier: GPL-3.0-or-later
// trace: the recording of one run, and walking it in both directions.
//
// Values never change, so a recording is references to them: walking back costs nothing and shows
// exactly what was there. Recording is bounded by settings.record; at the bound the run stops with
// a clear error.
#ifndef TRACE_TRACE_H
#define TRACE_TRACE_H

#include "lang/vm.h"

typedef struct Event {
  VmEventKind kind;
  uint32_t depth;        // calls open around it (0: the traced expression itself)
  uint32_t call;         // index of the VM_CALL event it happened in; UINT32_MAX at depth 0
  uint32_t end;          // VM_CALL: index of its VM_RETURN (or the last event where it failed)
  Span at;               // src retained by the trace
  const char *name;
  const OpDef *op;
  int n_args;
  Value *args;           // owned
  const char **arg_names;// owned array of interned names, or NULL
  Value value;           // owned
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
Value trace_result(const Trace *t);          // borrowed

// What each variable held at event i, innermost call first: visit names in order of last binding.
typedef void TraceVarFn(void *ctx, const char *name, Value v);
void trace_variables(const Trace *t, size_t i, TraceVarFn *f, void *ctx);
// Names of the calls open at event i, outermost first; returns how many.
int trace_calls(const Trace *t, size_t i, size_t *call_events, int max);

// -- walking ---------------------------------------------------------------------------------
// A position is an event index. Each move returns false, and moves nothing, at either end; the
// reverse of a move is its mirror: what n does, N undoes.
typedef struct Walk { Trace *t; size_t at; } Walk; // t retained by its holder
bool walk_step(Walk *w, int dir);      // next or previous event, into calls
bool walk_next(Walk *w, int dir);      // next or previous event at this depth or above: over calls
bool walk_finish(Walk *w, int dir);    // to the return of the call around, or back to its entry
bool walk_continue(Walk *w, int dir);  // to the end or the beginning
bool walk_goto(Walk *w, size_t i);
bool walk_search(Walk *w, const char *text, int dir); // next event whose operation, function or variable contains text

#endif
