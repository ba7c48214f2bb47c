// SPDX-License-Identifier: GPL-3.0-or-later
// value: what variables hold. Values never change once a second holder may see them; so the heap
// has no cycles and exact reference counts free everything at once.
//
// Functions borrow Values they are given and return owned ones, unless they say otherwise.
#ifndef LANG_VALUE_H
#define LANG_VALUE_H

#include "base/err.h"
#include "base/map.h"
#include "base/source.h"
#include "tensor/tensor.h"

typedef enum ValueType {
  VAL_NIL, VAL_BOOL, VAL_NUM,                    // held in the Value itself
  VAL_TENSOR = 5,                                   // a Tensor (rank 0 behaves as a number)
  VAL_STR, VAL_LIST, VAL_RECORD, VAL_RANGE,
  VAL_FUNC,                                      // def, fn, model, or a method bound to its model
  VAL_BUILTIN,                                   // an OpDef or a BuiltinDef
  VAL_MODEL,                                     // an instance of a model
  VAL_HANDLE,                                    // something of C's: a recording, an optimiser
} ValueType;

// A variable without a value: inside the machine only, never seen by builtins or listeners.
#define VALUE_UNSET ((ValueType)3)
// A float32 that was an element of a tensor (as.num has it): on the machine's stack only, see vm_element.c.
#define VALUE_FLOAT ((ValueType)4)

// Nesting is bounded when data is built (depth), so that printing, comparing, JSON and freeing may
// recurse: building deeper than VALUE_MAX_DEPTH is an ERR_LIMIT.
#define VALUE_MAX_DEPTH 1000
typedef struct Obj { uint32_t refs; uint8_t type; uint16_t depth; } Obj;

typedef struct Value {
  ValueType type;
  union { bool b; double num; Tensor *t; Obj *obj; uint32_t *refs; } as; // Obj and Tensor begin with their count
} Value;

typedef struct ObjStr { Obj o; size_t n, len, cap; char s[]; } ObjStr;  // n bytes, len code points; cap without the NUL
typedef struct ObjList { Obj o; size_t n, cap; Value *items; } ObjList;
typedef struct Field { const char *name; Value value; } Field;          // name interned
typedef struct ObjRecord {
  Obj o;
  size_t n, cap;
  Field *fields; // in order of writing
  Map places;    // of a record with many fields: where each is; empty in a small one
} ObjRecord;
typedef struct ObjRange { Obj o; double start, step; size_t n; } ObjRange;

typedef struct Proto Proto; // compiled code; see lang/proto.h
typedef struct ObjFunc {
  Obj o;
  Proto *proto;      // retained
  Value self;        // the model a method is bound to, or nil
  size_t n_captures;
  Value *captures;   // by value, when the function was made
} ObjFunc;

typedef struct BuiltinDef BuiltinDef; // lang/builtin.h
struct OpDef;
struct OpAttr;
typedef struct ObjBuiltin {
  Obj o;
  const struct OpDef *op; // or
  const BuiltinDef *builtin;
  // Of an operation, once it was called: see call_quick.c.
  bool prepared;
  int n_in;
  struct OpAttr *defaults;
} ObjBuiltin;

// An instance: its arguments, parameters, sub-models and other variables, and its methods.
typedef struct ObjModel {
  Obj o;
  Proto *proto;      // the model's
  size_t n;
  Field *fields;     // in order of definition; a param's value is a leaf tensor (see tape.h)
  bool *is_param;
  size_t n_methods;
  Field *methods;    // unbound functions; bound when they are read through the instance
} ObjModel;

typedef struct HandleType {
  const char *name;                          // "trace"
  const char *phrase;                        // N_("a trace"), for messages; NULL: the name
  void (*drop)(void *p);
  void (*format)(void *p, Str *out);         // what printing it shows; NULL: <name>
  // h.name and h.name = v, where it has such fields. False with e clear: no field of that name.
  bool (*get)(void *p, const char *name, Value *out, Err *e);
  bool (*set)(void *p, const char *name, Value v, Err *e);
  const char *const *fields;                 // names, ended by NULL, for suggestions; may be NULL
  size_t (*len)(void *p);                    // len(h); NULL: it has none
  bool (*index)(void *p, Value at, Value *out, Err *e); // h[at]; NULL: it has no items
} HandleType;
typedef struct ObjHandle { Obj o; const HandleType *type; void *p; struct ObjHandle *next; } ObjHandle;

static inline Value value_nil(void) { return (Value){.type = VAL_NIL}; }
static inline Value value_bool(bool b) { return (Value){.type = VAL_BOOL, .as.b = b}; }
static inline Value value_num(double x) { return (Value){.type = VAL_NUM, .as.num = x}; }
static inline Value value_tensor(Tensor *t) { return (Value){.type = VAL_TENSOR, .as.t = t}; } // takes the reference
Value value_str(const char *s, size_t n, Err *e);          // copies; invalid UTF-8 is an error; nil with e filled on failure
Value value_list(const Value *items, size_t n, Err *e);    // retains the items
Value value_range(double start, double step, size_t n);
Value value_record(const Field *fields, size_t n, Err *e); // retains the values
Value value_handle(const HandleType *type, void *p);       // takes p
Value value_op(const struct OpDef *op);
Value value_builtin(const BuiltinDef *def);
Value value_func(Proto *p, Value self, const Value *captures, size_t n, Err *e);   // retains everything
Value value_model(Proto *p, const Field *fields, const bool *is_param, size_t n, const Field *methods,
                  size_t n_methods, Err *e);                                       // retains everything

void value_free(Value v); // its last holder lets go of what lives on the heap
static inline bool value_on_heap(Value v) { return v.type >= VAL_TENSOR; }
static inline Value value_retain(Value v) {
  if (value_on_heap(v)) ++*v.as.refs;
  return v;
}
static inline void value_release(Value v) {
  if (!value_on_heap(v)) return;
  if (*v.as.refs == 1) value_free(v);
  else --*v.as.refs;
}

// -- changing a value whose only holder asks ------------------------------------------------------
// Each takes care that nobody else sees the change: where *v is shared it becomes a copy first.
// On failure *v is what it was.
bool value_unshare(Value *v, Err *e);                                // a list, record or model
bool value_push(Value *list, Value item, Err *e);                    // takes item
bool value_set_field(Value *v, const char *name, Value x, Err *e);   // takes x; a record grows, a model does not
bool value_deepen(Value *v, Value inner, Err *e);                    // notes that inner was put into v
// *x becomes what the parameter of that name is made of: a leaf (see tape.h), a record of leaves which
// count as parameters by their own names, or nil: no parameter.
bool value_as_param(Value *x, const char *name, Err *e);
bool value_append_str(Value *str, const char *s, size_t n, Err *e);  // s is valid UTF-8

// The model's method bound to it, or nil where it has none of that name (or with e filled).
Value value_method(Value model, const char *name, Err *e);

const char *value_type_name(Value v);   // "number", "tensor", "string", "list", "record", "function", ...
const char *value_phrase(Value v);           // for errors: "a tensor", "an optimiser", "nil", translated
void value_describe(Value v, Str *out); // for errors: "a tensor of shape (3, 4)", "a string", "nil"
const char *value_cstr(Value v);        // of a string; borrowed
Value *value_field(Value v, const char *name); // of a record or model; interned name; NULL where absent
bool value_is_number(Value v, double *x);      // num, bool, or a tensor of rank 0
bool value_truth(Value v, Err *e, bool *out);  // what `if` takes; a tensor of many elements is an error
bool value_is_whole(Value v, int64_t *i);      // a number without a fraction (and within 2^53)
bool value_equal(Value a, Value b);            // deep, exact; tensors by shape and elements

// As the prompt shows it (bounded: at most `rows` lines; 0 = everything). Strings with quotes inside
// containers and bare at the top where `bare`.
void value_format(Value v, Str *out, int rows, bool bare);
// On one line, with every digit: of data, what makes the same value again when it is typed in.
void value_literal(Value v, Str *out);
// JSON with every digit (17 significant for numbers, 9 for float32). Functions and handles are errors.
bool value_json(Value v, Str *out, Err *e);

#endif
