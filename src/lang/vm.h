// SPDX-License-Identifier: GPL-3.0-or-later
// vm: runs compiled statements. One Vm is one session of the language: its global variables, its
// limits, and whoever listens to its run.
//
// A statement that fails (an error, Ctrl-C, a limit) leaves every variable as it was before it.
#ifndef LANG_VM_H
#define LANG_VM_H

#include "lang/value.h"
#include "op/op.h"
#include "tape/tape.h"

typedef struct Vm Vm;

// What a listener is told, in order. All pointers are borrowed for the call; retain what is kept.
typedef enum VmEventKind {
  VM_CALL,    // a function of the language is entered: name, args
  VM_RETURN,  // and left: name, value
  VM_OP,      // an operation was applied: op, inputs (args), value
  VM_BUILTIN, // a builtin returned: name, args, value
  VM_ASSIGN,  // a variable was bound: name, value
  VM_UPDATE,  // a parameter got other numbers: name, the ones before (args), value
  VM_GRAD,    // the gradient of a tensor is complete (value): args are the tensor and what its operation hands on
              // to each of its inputs (nil: nothing). The operation is what made the tensor; NULL: nothing did
} VmEventKind;

typedef struct VmEvent {
  VmEventKind kind;
  Span at;               // the expression or statement
  const char *name;      // interned: function, operation or variable
  const OpDef *op;       // VM_OP
  Value *args;           // VM_CALL, VM_OP, VM_BUILTIN: as passed, in parameter order; VM_UPDATE: before
  int n_args;
  const char *const *arg_names; // VM_CALL: parameter names; otherwise NULL
  Value value;           // all but VM_CALL
} VmEvent;

// The event that tells of what a backward pass does at a tensor; its args are the caller's (mem_free). `here`: its
// place where it is not known where the tensor was made.
VmEvent vm_flow_event(const TapeFlow *f, Span here);

// An operation or builtin is about to be applied.
typedef struct VmIntent {
  bool builtin;
  const char *name;
  Span at;
  const ParamDef *params; // NULL: of a sign
  Value *args;            // by parameter; VALUE_UNSET where not given
  int n_args;
} VmIntent;

// How far a statement has got that trains: steps of an optimiser, or words that word2vec has gone through.
typedef struct VmProgress {
  double steps;      // taken
  double share;      // of its loops over ranges and lists that is done, 0 to 1; negative: unknown
  double seconds;    // since it began
  double loss;       // the last one backward was called with; nan: none
  bool done;
} VmProgress;

typedef struct VmHooks {
  void *self;
  // The prompt's answer to an expression statement not ended by ';'. NULL: nothing is shown.
  void (*result)(void *self, Value v);
  void (*print)(void *self, const char *text, size_t n);              // print(); NULL: stdout
  void (*note)(void *self, const char *text);                         // said in passing. NULL: not said
  bool (*command)(void *self, const char *line, Span at, Err *e);     // a ':' line. NULL: an error
  // A statement that trains goes on: told now and then, and at its end (p->done) if it was told before.
  void (*progress)(void *self, const VmProgress *p);                  // NULL: nothing is shown
  // attention_flag was seen while code runs; vm_peek may be called.
  void (*attend)(void *self);                                         // NULL: nobody looks
  // Source text that defines a name nothing else defines, or NULL: the library in the language itself.
  // It is run the first time the name is used; its definitions are no variables of the user's.
  const char *(*library)(void *self, const char *name);
  const char *(*library_name)(void *self, size_t i); // the i-th such name, NULL past the last; NULL: none known
  // trace(EXPR): begin gives the listener's token (NULL on error); event records (false stops the
  // statement with e filled); end makes the value that trace() returns, or drops the recording
  // where ok is false.
  // `whole`: all of the source is recorded, not an expression in it. The listener may put another value in the
  // place of an event's value or of a VM_CALL's argument (which it then releases), or of an intent's argument
  // (which stays its own): the run goes on with that.
  void *(*trace_begin)(void *self, Vm *vm, Span at, bool whole, Err *e);
  bool (*trace_event)(void *token, VmEvent *ev, Err *e);
  void (*trace_point)(void *token); // now vm_point_take may be called. NULL: not told
  void (*trace_intent)(void *token, const VmIntent *in); // NULL: not told
  Value (*trace_end)(void *self, void *token, Value result, bool ok, Err *e);
} VmHooks;

Vm *vm_new(void);
void vm_free(Vm *vm); // NULL is fine
VmHooks *vm_hooks(Vm *vm);
Tape *vm_tape(Vm *vm);

// Parses all of src, then runs it statement by statement. False: e is filled (with its place), the
// failing statement is undone, the ones before it stand.
bool vm_run(Vm *vm, Source *src, Err *e);
// How much of its source the last vm_run has run, in bytes: statements that did not fail.
size_t vm_ran(const Vm *vm);
// Parses and runs src as one expression (or statements of which the last is an expression), shows
// nothing, changes no variable that it does not assign. *out is owned.
bool vm_eval(Vm *vm, Source *src, Value *out, Err *e);
// The same from within a hook, while a statement runs: the statement's memory of how values were made, its
// account of instructions and the random generator are afterwards what they were. False with e clear
// while a recording is made.
bool vm_peek(Vm *vm, Source *src, Value *out, Err *e);
// Runs src (statements or one expression) as vm_eval does, recorded through the trace hooks as
// trace(...) records an expression; *out is what hooks.trace_end made.
bool vm_trace(Vm *vm, Source *src, Value *out, Err *e);
// Calls f from C. *out is owned. Nested calls count against the depth limit.
bool vm_call(Vm *vm, Value f, const Value *args, int n, Value *out, Err *e);

// Global variables. Names are interned. get borrows; NULL where absent.
const Value *vm_get(Vm *vm, const char *name);
void vm_set(Vm *vm, const char *name, Value v); // retains v
void vm_unset(Vm *vm, const char *name);
// Walks the user's variables in the order of definition: *i from 0; NULL at the end.
const char *vm_next_global(Vm *vm, size_t *i);
// Any name known at the top level: variables, operations, builtins; for completion and suggestions.
const char *vm_next_name(Vm *vm, size_t *i);

// All that has identity, at one time: the global variables (values are shared), the random generator, and the
// parameters and optimisers within reach; for checks that must leave no mark, and for runs that are done again.
typedef struct VmSnapshot VmSnapshot;
VmSnapshot *vm_snapshot(Vm *vm);
void vm_return_to(Vm *vm, const VmSnapshot *s);
void vm_restore(Vm *vm, VmSnapshot *s);     // the same, and frees s
void vm_snapshot_free(VmSnapshot *s);
double vm_snapshot_bytes(const VmSnapshot *s); // of parameters, gradients and optimisers
void vm_snapshot_leave_out(VmSnapshot *s, const HandleType *type); // variables that are such handles stay as they are
bool vm_snapshot_holds(const VmSnapshot *s, Value v); // in a variable, also within lists, records and models
const Vm *vm_of_snapshot(const VmSnapshot *s);
// The global variable of that name as it was then; NULL: there was none.
const Value *vm_snapshot_get(const VmSnapshot *s, const char *name);
// Puts another value in the place of one wherever the variables have it, in lists, records and models too.
// False: they do not. A parameter that was kept (tape_keep) gets the numbers of the other one.
bool vm_replace(Vm *vm, Value old, Value with, Err *e);
// The parameters within reach of the variables.
typedef void VmLeafFn(void *ctx, Tensor *leaf);
void vm_each_leaf(Vm *vm, VmLeafFn *f, void *ctx);
// Between an outermost statement and what it calls: is the code that runs that statement itself?
bool vm_at_top(const Vm *vm);
// A recorded run in the middle, taken within hooks.trace_point (NULL: not here, inside a builtin that calls back), and
// run on from there with a listener's token until it ends or the listener ends it; the machine is then as it was.
// vm_point_soon asks to be told of the next such place.
typedef struct VmPoint VmPoint;
VmPoint *vm_point_take(Vm *vm);
void vm_point_free(VmPoint *p); // NULL is fine
double vm_point_bytes(const VmPoint *p); // at most: much of it is shared
bool vm_point_resume(Vm *vm, const VmPoint *p, void *token, Err *e);
void vm_point_soon(Vm *vm);
// Set while a run is done again: it writes no files.
void vm_set_again(Vm *vm, bool again);

// What backward was called with at the steps of the statement that trains, or trained last: all of them, or,
// of very many, every second, fourth ... from the first on (*stride).
size_t vm_losses(const Vm *vm, const float **losses, double *stride);

// Globals that the last vm_run bound (for lesson tasks that wait for a name).
bool vm_was_bound(Vm *vm, const char *name);

// Source text of a function or model value (what `:source` shows); false for builtins.
bool vm_function_source(Value f, Span *out);

#endif
