// SPDX-License-Identifier: GPL-3.0-or-later
// op: the operation table. One file an operation, one line in src/op/local.mk.
//
// From an OpDef come the builtin, its help and completion, its place on the tape, its event in a
// recording, the answer to `:why`, its gradient check, its examples in the tests and its entry in
// the manual. Nothing else in the program names an operation, except the parser's infix symbols.
#ifndef OP_OP_H
#define OP_OP_H

#include "base/i18n.h"
#include "tensor/tensor.h"

#define OP_MAX_PARAMS 10
#define OP_MAX_SAVED 3

// What a parameter takes. Shared with the builtins of src/lang.
typedef enum ArgKind {
  ARG_END,      // ends a list of parameters
  ARG_TENSOR,   // a tensor or number            -> in[]
  ARG_TENSORS,  // a list of tensors             -> in[] (all of them)
  ARG_NUM,      // a number                      -> attr.num; attr.n = -1 for nil, where that is the default
  ARG_INT,      // a whole number                -> attr.num
  ARG_BOOL,     // true/false                    -> attr.num 1/0
  ARG_DIM,      // a dimension, or nil for all   -> attr.num, attr.n = -1 for nil
  ARG_DIMS,     // as ARG_DIM, or several dimensions -> attr.ints[attr.n] (operations only)
  ARG_INTS,     // whole numbers: a list, a tensor or one number -> attr.ints[attr.n]
  ARG_SHAPE,    // as ARG_INTS, or all remaining positional arguments: zeros(3, 4) or zeros([3, 4])
  ARG_WORD,     // a string, one of the words of def, "mean|sum|none"; the first is the default -> attr.num, its place
                // (operations only)
  ARG_TEXT,     // a string -> attr.ints[attr.n], its bytes (operations only)
  ARG_ANY,      // any value (builtins of src/lang only)
  ARG_REST,     // any number of values (builtins of src/lang only)
} ArgKind;

typedef struct ParamDef {
  const char *name;
  ArgKind kind;
  const char *def; // default as source text ("-1", "nil", "1e-5"); NULL: must be given
} ParamDef;

typedef struct OpAttr {
  double num;
  int n;               // length of ints; -1: nil
  const int64_t *ints; // borrowed during a call; owned by the node afterwards
} OpAttr;

typedef struct OpDef OpDef;

// One application of an operation. in[] holds the tensor arguments in the order of the parameters;
// attr[] the others, indexed by their position among the non-tensor parameters.
typedef struct OpCall {
  const OpDef *def;
  int n_in;
  Tensor **in;
  const OpAttr *attr;
  Tensor *saved[OP_MAX_SAVED]; // set by forward for grad's use; released with the call
} OpCall;

// How loosely a place in a formula may bind: an operand of + may be a product, an operand of **
// must stand by itself. Looser text, and a negative number, is put in parentheses there.
typedef enum WhyLevel {
  WHY_ANY,     // an argument, or the whole formula
  WHY_SUM,     // beside + (left of -)
  WHY_PRODUCT, // left of * and /, or right of -
  WHY_POWER,   // after a prefix -
  WHY_ATOM,    // everywhere else
} WhyLevel;

// Collects the arithmetic behind one cell as gb source text: what it says, evaluated, is the cell.
// op_why_in writes element i of in[k]: its number, or, where that input is an unnamed step itself,
// the arithmetic behind it; it also notes the cell as one the answer comes from. op/explain.h has
// the shapes that formulas come in: calls, infix signs, long sums.
typedef struct Why Why;
struct Why {
  Str text;
  int digits;   // significant digits of numbers
  int terms;    // longer sums and lists are elided in the middle; 0: never
  void (*in)(Why *w, const OpCall *c, int k, size_t i, WhyLevel at);
  void (*note)(Why *w, const OpCall *c, int k, size_t i);
};
void op_why_add(Why *w, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
void op_why_more(Why *w, const char *sign, size_t n); // the sign, and that n more terms follow
void op_why_num(Why *w, double x, WhyLevel at);
static inline void op_why_in(Why *w, const OpCall *c, int k, size_t i) { w->in(w, c, k, i, WHY_ATOM); }
static inline void op_why_at(Why *w, const OpCall *c, int k, size_t i, WhyLevel at) { w->in(w, c, k, i, at); }
// Only notes the cell: it decided the answer (a condition, an index) but is no part of the sum.
static inline void op_why_note(Why *w, const OpCall *c, int k, size_t i) { w->note(w, c, k, i); }
// Index into in[k] of the element that broadcasting pairs with element i of out.
size_t op_broadcast_index(const Tensor *in, const Tensor *out, size_t i);
size_t op_broadcast_index_in(const Tensor *in, const Shape *out, size_t i);

typedef struct OpExample { const char *code, *result; } OpExample; // run by the tests as they stand

struct OpDef {
  const char *name;      // as NumPy or PyTorch spell it
  const char *symbol;    // infix or prefix sign ("+", "@"), or NULL
  ParamDef params[OP_MAX_PARAMS];
  const char *doc;       // one line, English; marked with N_ and translated when shown
  const char *shape;     // "x: [..., N] -> y: [..., N]"
  const char *formula;   // "y_i = exp(x_i - max x) / sum_j exp(x_j - max x)"
  const char *gradient;  // "dx = y * (dy - sum(dy * y))", or NULL
  const char *source;    // paper or book, with year
  OpExample examples[4];
  // Cases of the gradient check, grammar in tests/unit/test_gradients.c. Needed where grad is set.
  const char *checks[7];

  // A new tensor header (storage may be shared with an input). NULL with e filled on error.
  Tensor *(*forward)(OpCall *c, Err *e);
  // Gradient of each input: din[k] is a new reference of in[k]'s shape, or left NULL where it is
  // zero or needs[k] is false. NULL member: not differentiable.
  bool (*grad)(const OpCall *c, const Tensor *out, const Tensor *dout, const bool *needs,
               Tensor **din, Err *e);
  // grad may find a tensor in din[k] that only it holds: what has reached in[k] from elsewhere. It adds its
  // part to that. (For operations whose part is small beside the input, or that add for nothing.)
  bool grad_adds;
  // in[1] is a table whose rows in[0] names, and its gradient is nothing but the rows of dout, each added to the
  // row it was taken from. The tape may then keep those rows in place of a whole table, and does not call grad.
  bool grad_rows;
  // The arithmetic of element i of out.
  void (*why)(Why *w, const OpCall *c, const Tensor *out, size_t i);
  // Elementwise on plain numbers, in double; NULL where numbers go through tensors. The arguments
  // are the first two parameters (round: x and decimals); functions of one ignore the second.
  double (*scalar)(double a, double b);
};

// The table, sorted by name, made from src/op/local.mk. op_find: by name or symbol; NULL: none.
extern const OpDef *const op_table[];
extern const size_t n_ops;
const OpDef *op_find(const char *name);
int op_n_attr(const OpDef *d);
// Place of a word (n bytes) among "mean|sum|none"; -1: none of them.
int op_word(const char *words, const char *word, size_t n);
// "softmax(x, dim=-1)"
void op_usage(const char *name, const ParamDef *params, Str *out);

#endif
