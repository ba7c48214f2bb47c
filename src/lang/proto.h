// SPDX-License-Identifier: GPL-3.0-or-later
// proto: compiled code. One Proto is one statement, function, method or model; it is shared by all
// the functions made from it and never changes after the compiler is done with it.
//
// An instruction is one 32-bit word: the opcode in the low 8 bits, its operand in the upper 24. The
// opcodes are listed, with what they do, in vm_ops.def.
#ifndef LANG_PROTO_H
#define LANG_PROTO_H

#include "lang/value.h"
#include "op/op.h"

typedef enum VmCode {
#define VM(name, operand, doc) CODE_##name,
#include "lang/vm_ops.def"
#undef VM
  N_CODES
} VmCode;

#define CODE_OPERAND_MAX ((uint32_t)0xFFFFFF)
static inline uint32_t code_make(VmCode op, uint32_t operand) { return (uint32_t)op | operand << 8; }
static inline VmCode code_op(uint32_t word) { return (VmCode)(word & 0xFF); }
static inline uint32_t code_operand(uint32_t word) { return word >> 8; }

typedef struct ProtoPlace { uint32_t start, end; } ProtoPlace; // bytes of Proto.src

// The subscripts of one pair of brackets, as they lie on the stack: a slice takes three values.
typedef struct Subs {
  uint8_t n;
  uint8_t n_values;
  bool slice[TENSOR_MAX_RANK];
} Subs;

// The way from a variable to the part that is assigned: r.a[0] is a field, then subscripts.
typedef struct PathStep {
  const char *field; // NULL: subscripts
  Subs subs;
} PathStep;

typedef struct Path {
  bool global;
  uint32_t slot;      // of the variable
  int n_steps;
  int n_values;       // subscripts of all steps together
  bool one;           // x[i], x[i, j]: one step of subscripts
  PathStep *steps;
} Path;

// The arguments of a call: n_pos values by position, then one for each name.
typedef struct CallShape {
  int n_pos, n_named;
  const char **names;
} CallShape;

// Where a captured value is found when the function is made: in the function around it.
typedef enum CaptureFrom { CAPTURE_LOCAL, CAPTURE_CAPTURE, CAPTURE_OWN } CaptureFrom;
typedef struct Capture { const char *name; CaptureFrom from; uint32_t index; } Capture;

typedef struct ProtoParam {
  const char *name;
  char *def; // source text of the default, or NULL
} ProtoParam;

// A variable of a model's body that becomes a field, or a `def` that becomes a method.
typedef struct ProtoField { const char *name; uint32_t slot; bool is_param, is_method; } ProtoField;

typedef enum ProtoKind { PROTO_TOP, PROTO_FN, PROTO_METHOD, PROTO_MODEL } ProtoKind;

struct Proto {
  uint32_t refs;
  ProtoKind kind;
  const char *name;      // interned; "fn" where it has none
  char *doc;             // the `##` lines of a def, or NULL
  Source *src;           // retained
  ProtoPlace at;         // the whole definition
  uint32_t *code;
  ProtoPlace *places;    // one an instruction
  size_t n_code, cap_code, cap_places;
  Value *consts;
  size_t n_consts, cap_consts;
  const char **names;
  size_t n_names, cap_names;
  Proto **protos;
  size_t n_protos, cap_protos;
  CallShape *calls;
  size_t n_calls, cap_calls;
  Path *paths;
  size_t n_paths, cap_paths;
  Subs *subs;
  size_t n_subs, cap_subs;
  Capture *captures;
  size_t n_captures, cap_captures;
  ProtoParam *params;    // the first locals
  size_t n_params, n_required, cap_params;
  const char **locals;   // names
  size_t n_locals, cap_locals;
  ProtoField *fields;    // PROTO_MODEL
  size_t n_fields, cap_fields;
  uint32_t body;         // where the code begins that needs no defaults: all arguments are given
  size_t max_stack;      // values on the stack above the locals, at most
};

Proto *proto_new(ProtoKind kind, const char *name, Source *src);
Proto *proto_retain(Proto *p);
void proto_release(Proto *p);
// "attend(Q, K, V, mask=nil)"
void proto_usage(const Proto *p, Str *out);

#endif
