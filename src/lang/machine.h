// SPDX-License-Identifier: GPL-3.0-or-later
// machine: the inside of a Vm, shared by the files that make it up (vm*.c, call_op.c).
//
// One stack of values holds everything: [callee, locals.., operands..] of each open call. A frame
// says where its part begins. Calls between functions of the language push a frame and do not recurse
// in C; only builtins that call back (map, grad) nest vm_execute.
#ifndef LANG_MACHINE_H
#define LANG_MACHINE_H

#include "base/map.h"
#include "lang/proto.h"
#include "lang/vm.h"

#define VM_MAX_NESTED 150 // builtins that call functions that call builtins ...
enum { STEPS_BETWEEN_POLLS = 1000 };

typedef struct Frame {
  Proto *proto;
  ObjFunc *func;       // borrowed from the stack, where it lies below the locals; NULL: a statement
  const uint32_t *ip;  // the next instruction
  size_t base;         // index in the stack of the first local
} Frame;

typedef struct Global {
  const char *name;
  Value value;         // VALUE_UNSET: not defined
  Value known;         // the operation, builtin or constant of that name, or unset
  uint64_t defined_at; // order of definition
  uint64_t logged_in;  // the statement whose undo log has its old value
  uint64_t bound_in;   // the vm_run that last bound it
} Global;

typedef struct Undo { uint32_t slot; uint64_t defined_at, bound_in; Value old; } Undo;

// Signs of the language that the machine has an instruction for, in the order of vm_ops.def.
enum { INFIX_ADD, INFIX_SUB, INFIX_MUL, INFIX_DIV, INFIX_MOD, INFIX_POW, INFIX_MATMUL,
       INFIX_EQ, INFIX_NE, INFIX_LT, INFIX_LE, INFIX_GT, INFIX_GE, N_INFIX };
extern const char *const infix_signs[N_INFIX];

struct Vm {
  VmHooks hooks;
  Tape tape;
  Value *stack;
  size_t sp, cap_stack;
  Frame *frames;
  size_t n_frames, cap_frames;
  int nested;                 // calls of vm_execute within each other
  Global *globals;
  size_t n_globals, cap_globals;
  Map global_of;              // name -> slot
  Undo *undo;
  size_t n_undo, cap_undo;
  uint64_t serial;            // counts statements, definitions and runs
  uint64_t statement;         // the one running, 0 outside
  uint64_t run;               // the last vm_run
  size_t ran;                 // of the source of the last vm_run, in bytes
  double steps;               // instructions run by this statement
  long until_poll;            // and until the next look whether it may go on
  void *trace;                // the listener's token while a trace is on
  int trace_nested;           // the vm_execute that began it
  size_t trace_bottom;        // the frame that began it
  bool again;                 // this run is done again
  // The tokeniser that was used last, made ready: the record is retained, so it stays what it was.
  struct { Value record; void *made; void (*drop)(void *made); } tokeniser;
  bool peeking;               // within vm_peek
  VmProgress progress;        // of this statement
  struct { float *x; size_t n, cap; double stride, seen; } losses; // of the statement that trained last
  double began, told;         // when it began, and when the listener was last told; seconds
  const OpDef *infix[N_INFIX];
  const OpDef *op_index, *op_put; // x[..], x[..] = v
  const OpDef *op_matmul_t;       // x @ y.T
  const char *name_T, *name_shape, *name_grad, *name_forward; // interned
};

// -- vm_loop.c -----------------------------------------------------------------------------------
// Runs until the frame at index `bottom` has returned; *out is what it returned.
bool vm_execute(Vm *vm, size_t bottom, Value *out, Err *e);

// -- vm.c ----------------------------------------------------------------------------------------
Span vm_span_of(const Frame *f);            // of the instruction before f->ip
// Where long work may be stopped: Ctrl-C, memory. Called after each operation.
bool vm_poll(Vm *vm, Err *e);
void vm_forget_tokeniser(Vm *vm);
// The same, and the bound of the statement's length: called where until_poll has run down.
bool vm_poll_steps(Vm *vm, Err *e);
bool vm_emit(Vm *vm, VmEvent *ev, Err *e);  // fills ev->at; call it while vm->trace, and take ev->value back
bool vm_emit_at(Vm *vm, VmEvent *ev, Err *e); // ev->at is filled
void vm_intend(Vm *vm, bool builtin, const char *name, const ParamDef *params, Value *args, int n); // while vm->trace
Span vm_here(const Vm *vm);                 // the expression being run
void vm_name_tensor(Value v, const char *name);

// -- vm_call.c -----------------------------------------------------------------------------------
typedef enum CallResult { CALL_FAILED, CALL_DONE, CALL_FRAME } CallResult;
// Calls stack[callee] with the values above it: pos of them by position, the rest named. Done: the
// result lies in the callee's place. Frame: a frame was pushed.
CallResult vm_begin_call(Vm *vm, size_t callee, const CallShape *shape, Err *e);
bool vm_push_frame(Vm *vm, Proto *p, ObjFunc *f, size_t base, Err *e);
void vm_pop_to(Vm *vm, size_t sp);          // releases what lies above
bool vm_reserve(Vm *vm, size_t n, Err *e);  // room for n more values on the stack
bool vm_make_closure(Vm *vm, const Frame *f, Proto *p, Value *out, Err *e);
bool vm_make_model(Vm *vm, const Frame *f, Value *out, Err *e);
bool vm_make_param(Vm *vm, Value *v, const char *name, Err *e); // *v becomes a leaf

// -- vm_arith.c ----------------------------------------------------------------------------------
// *out is owned; a and b are borrowed.
bool vm_infix(Vm *vm, int which, Value a, Value b, Value *out, Err *e);
bool vm_infix_named(Vm *vm, const char *sign, Value a, Value b, Value *out, Err *e);
bool vm_negate(Vm *vm, Value a, Value *out, Err *e);
bool vm_not(Vm *vm, Value a, Value *out, Err *e);
const char *find_bytes(const char *s, size_t n, const char *part, size_t m); // NULL: not there
bool vm_contains(Value item, Value in, bool *out, Err *e);
// *var = *var + b; *var is owned by the caller and changed in place where it is its only holder.
bool vm_add_to(Vm *vm, Value *var, Value b, Err *e);
// *var = *var + [items]; takes nothing.
bool vm_join_to(Vm *vm, Value *var, const Value *items, size_t n, bool nested, Err *e);
bool vm_bracket(Vm *vm, const Value *items, size_t n, bool nested, Value *out, Err *e);

// -- vm_element.c --------------------------------------------------------------------------------
void vm_box(Vm *vm, size_t n); // the n values on top of the stack leave it: no VALUE_FLOAT among them
Value vm_boxed(Value v);

// -- vm_index.c ----------------------------------------------------------------------------------
bool vm_index(Vm *vm, Value v, const Subs *subs, const Value *at, Value *out, Err *e);
bool vm_get_field(Vm *vm, Value v, const char *name, Value *out, Err *e);
bool vm_assign_path(Vm *vm, Value *var, const Path *p, const Value *at, Value v, Err *e); // v borrowed
bool vm_load_path(Vm *vm, Value var, const Path *p, const Value *at, Value *out, Err *e);
// Item i of anything that can be walked; false with e clear at the end.
bool vm_walk(Vm *vm, Value v, double *cursor, Value *item, Err *e);
bool vm_walkable(Value v, Err *e);
bool vm_items(Vm *vm, Value v, Value *list, Err *e);    // all of them, as a list
bool vm_unpack(Vm *vm, Value v, size_t n, Value *out, Err *e);

// -- vm_globals.c --------------------------------------------------------------------------------
uint32_t vm_global_slot(Vm *vm, const char *name);   // made on first mention
void vm_log_global(Vm *vm, uint32_t slot);           // before it is changed
void vm_bind_global(Vm *vm, uint32_t slot, Value v); // takes v; logs
size_t vm_begin_statement(Vm *vm, uint64_t *outer);
void vm_end_statement(Vm *vm, size_t mark, uint64_t outer, bool ok);
// Is the slot bound, known, or defined by the library (which is then run)? e is filled where that failed.
bool vm_find_global(Vm *vm, uint32_t slot, Err *e);
bool vm_find_known(Vm *vm, uint32_t slot, Err *e);   // the same, but variables do not count
bool vm_define_library(Vm *vm, Source *src, Err *e); // runs definitions of the library
bool vm_undefined(Vm *vm, const char *name, const Proto *p, Err *e); // fills e, with what may be meant
void vm_free_globals(Vm *vm);

// -- progress.c ----------------------------------------------------------------------------------
void vm_progress_begin(Vm *vm);              // a statement begins
void vm_progress_loss(Vm *vm, double loss);  // backward was called
void vm_progress_step(Vm *vm);               // an optimiser took a step
void vm_progress_part(Vm *vm, double steps, double part); // a builtin that trains took some, and has done this part
void vm_progress_end(Vm *vm);

// -- call_op.c -----------------------------------------------------------------------------------
// Arguments by parameter: unset where not given. `rest` holds those of the parameter rest_at that
// takes any number (-1: none).
typedef struct BoundArgs {
  Value args[OP_MAX_PARAMS];
  int n_params;
  int rest_at, n_rest;
  const Value *rest;
} BoundArgs;
bool bind_args(const char *name, const ParamDef *params, const Value *given, const CallShape *shape,
               BoundArgs *out, Err *e);
bool call_op(Vm *vm, const OpDef *def, BoundArgs *args, Value *out, Err *e);
bool call_builtin(Vm *vm, const BuiltinDef *def, BoundArgs *args, Value *out, Err *e);
// An operation on values by position, as the language would call it.
bool call_op_values(Vm *vm, const OpDef *def, const Value *args, int n, Value *out, Err *e);
// The tensor that a value stands for: itself, a number, a range, nested lists of numbers. A new
// reference; NULL with e clear where it stands for none.
Tensor *tensor_of_value(Vm *vm, Value v, Err *e);
// "softmax(x, dim=-1) takes 1 or 2 arguments, got 3"; max < 0: any number.
bool arity_error(const char *usage, int min, int max, int got, Err *e);

// -- call_quick.c --------------------------------------------------------------------------------
// Applies an operation to tensors, through the tape, and looks whether it may go on.
bool vm_apply(Vm *vm, const OpDef *op, Tensor **in, int n_in, const OpAttr *attr, Value *out, Err *e);
// Is this a call with nothing but tensors, by position, while nobody listens?
bool call_is_quick(const Vm *vm, ObjBuiltin *b, const Value *args, const CallShape *shape);
bool call_quick(Vm *vm, const ObjBuiltin *b, const Value *args, Value *out, Err *e);

// -- call_dims.c ---------------------------------------------------------------------------------
// Several dimensions that do not lie side by side; and vm_apply for them.
bool dims_are_apart(const OpDef *def, Tensor **in, int n_in, const OpAttr *attr);
bool vm_apply_apart(Vm *vm, const OpDef *def, Tensor **in, int n_in, const OpAttr *attr, Value *out, Err *e);

// -- f-strings: format_spec.c --------------------------------------------------------------------
bool vm_format(Value v, const char *spec, Str *out, Err *e); // spec NULL: as print shows it

#endif
