// SPDX-License-Identifier: GPL-3.0-or-later
// value: what variables hold. Values never change once a second holder may see them; so the heap
// has no cycles and exact reference counts free everything at once.
//
// Functions borrow Values they are given and return owned ones, unless they say otherwise.
#ifndef LANG_VALUE_H
#define LANG_VALUE_H

#include "base/err.h"
#include "base/source.h"
#include "tensor/tensor.h"

typedef enum ValueType {
  VAL_NIL, VAL_BOOL, VAL_NUM,                    // held in the Value itself
  VAL_TENSOR,                                    // a Tensor (rank 0 behaves as a number)
  VAL_STR, VAL_LIST, VAL_RECORD, VAL_RANGE,
  VAL_FUNC,                                      // def, fn, model, or a method bound to its model
  VAL_BUILTIN,                                   // an OpDef or a BuiltinDef
  VAL_MODEL,                                     // an instance of a model
  VAL_HANDLE,                                    // something of C's: a recording, an optimiser
} ValueType;

// Nesting is bounded when data is built (depth), so that printing, comparing, JSON and freeing may
// recurse: building deeper than VALUE_MAX_DEPTH is an ERR_LIMIT.
#define VALUE_MAX_DEPTH 1000
typedef struct Obj { uint32_t refs; uint8_t type; uint16_t depth; } Obj;

typedef struct Value {
  ValueType type;
  union { bool b; double num; Tensor *t; Obj *obj; } as;
} Value;

typedef struct ObjStr { Obj o; size_t n, len; char s[]; } ObjStr;       // n bytes, len code points
typedef struct ObjList { Obj o; size_t n, cap; Value *items; } ObjList;
typedef struct Field { const char *name; Value value; } Field;          // name interned
typedef struct ObjRecord { Obj o; size_t n, cap; Field *fields; } ObjRecord; // in order of writing
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
typedef struct ObjBuiltin { Obj o; const struct OpDef *op; const BuiltinDef *builtin; } ObjBuiltin;

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
  void (*drop)(void *p);
  void (*format)(void *p, Str *out);         // what printing it shows; NULL: <name>
} HandleType;
typedef struct ObjHandle { Obj o; const HandleType *type; void *p; } ObjHandle;

Value value_nil(void);
Value value_bool(bool b);
Value value_num(double x);
Value value_tensor(Tensor *t);                             // takes the reference
Value value_str(const char *s, size_t n, Err *e);          // copies; invalid UTF-8 is an error; nil with e filled on failure
Value value_list(const Value *items, size_t n, Err *e);    // retains the items
Value value_range(double start, double step, size_t n);
Value value_record(const Field *fields, size_t n, Err *e); // retains the values
Value value_handle(const HandleType *type, void *p);       // takes p

Value value_retain(Value v);
void value_release(Value v);

const char *value_type_name(Value v);   // "number", "tensor", "string", "list", "record", "function", ...
const char *value_cstr(Value v);        // of a string; borrowed
Value *value_field(Value v, const char *name); // of a record or model; interned name; NULL where absent
bool value_is_number(Value v, double *x);      // num, bool, or a tensor of rank 0
bool value_truth(Value v, Err *e, bool *out);  // what `if` takes; a tensor of many elements is an error
bool value_equal(Value a, Value b);            // deep, exact; tensors by shape and elements

// As the prompt shows it (bounded: at most `rows` lines; 0 = everything). Strings with quotes inside
// containers and bare at the top where `bare`.
void value_format(Value v, Str *out, int rows, bool bare);
// JSON with every digit (17 significant for numbers, 9 for float32). Functions and handles are errors.
bool value_json(Value v, Str *out, Err *e);

#endif
