// SPDX-License-Identifier: GPL-3.0-or-later
// tensor: n-dimensional arrays of float32, row-major and contiguous. Knows shapes, storage,
// broadcasting and BLAS; knows no operation by name.
//
// Tensors are reference counted and do not change once another owner may see them. Functions
// borrow their arguments and return a new reference, which the caller releases. Functions that
// allocate may fail: they return NULL and fill e.
#ifndef TENSOR_TENSOR_H
#define TENSOR_TENSOR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/str.h"

#define TENSOR_MAX_RANK 8

typedef struct Shape {
  int rank;                      // 0 for a scalar
  int64_t dim[TENSOR_MAX_RANK];  // dim[0] is the slowest
} Shape;

// How a tensor came about: kept by whoever made it (the tape), dropped with the tensor.
typedef struct Origin Origin;
struct Origin { void (*drop)(Origin *self); };

typedef struct Storage Storage; // reference-counted block of floats, shared by views

typedef struct Tensor {
  uint32_t refs;
  Shape shape;
  size_t size;       // elements
  float *data;       // into storage
  Storage *storage;
  Origin *origin;    // owned; NULL for a tensor made by hand
  uint64_t serial;   // what was made later has a larger one: an operation's result than all its inputs
  bool mask;         // 0s and 1s from a comparison: x[mask] picks elements, and does not mean rows 0 and 1
  bool hosted;       // the header lies in its first storage's block
  const char *name;  // interned name of the first variable it was bound to, or NULL: `why` uses it
} Tensor;

// -- life ------------------------------------------------------------------------------------
Tensor *tensor_new(const Shape *s, Err *e);   // contents undefined. Too big -> ERR_LIMIT/ERR_MEMORY
Tensor *tensor_full(const Shape *s, float v, Err *e);
Tensor *tensor_scalar(float v);               // rank 0; never NULL
Tensor *tensor_from(const float *data, const Shape *s, Err *e); // copies
Tensor *tensor_retain(Tensor *t);
void tensor_release(Tensor *t);               // NULL is fine; never recurses, however long the chain of origins
Tensor *tensor_copy(const Tensor *t, Err *e); // own storage, no origin
void tensor_renumber(Tensor *t); // after its numbers were changed in place: it counts as made now
// t itself where nobody else can see it, else a copy; consumes the reference to t. Drops the origin.
Tensor *tensor_unshare(Tensor *t, Err *e);
// Nobody else shares its storage.
bool tensor_is_alone(const Tensor *t);
// Makes t's data writable for whoever may change t itself: where others share the storage, t gets one of
// its own, with undefined contents. *old: the data as it was, which stays valid until t is written.
bool tensor_renew(Tensor *t, const float **old, Err *e);
void tensor_share(Tensor *t, const Tensor *from); // t gets the numbers of a tensor of its shape, and its storage

// -- shapes ----------------------------------------------------------------------------------
Shape shape_of(int rank, const int64_t *dim);
bool shape_eq(const Shape *a, const Shape *b);
bool shape_size(const Shape *s, size_t *n, Err *e); // overflow and the memory limit are errors
void shape_str(const Shape *s, Str *out);           // (3, 4)  (5,)  ()
// The same for messages: err_set(e, ERR_SHAPE, "... %s", shape_text(&t->shape).s).
typedef struct ShapeText { char s[TENSOR_MAX_RANK * 22 + 4]; } ShapeText;
ShapeText shape_text(const Shape *s);
// NumPy's rule. On failure: "shapes (3, 4) and (5,) do not broadcast: 4 against 5 in the last dimension".
bool shape_broadcast(const Shape *a, const Shape *b, Shape *out, Err *e);
// dim counted from the end when negative; "dim 3 is out of range for shape (2, 3)".
bool shape_dim(const Shape *s, int64_t dim, int *out, Err *e);
// Steps (in elements) for walking t as if it had shape `to`; 0 where it is broadcast.
void shape_strides(const Shape *s, const Shape *to, int64_t stride[TENSOR_MAX_RANK]);

// -- views that share storage, and copies that move elements ------------------------------------
Tensor *tensor_reshape(Tensor *t, const Shape *s, Err *e);              // shares storage
// Rows [start, start + n); shares.
Tensor *tensor_block(Tensor *t, int64_t start, int64_t n, bool drop_dim, Err *e);
Tensor *tensor_permute(const Tensor *t, const int *axes, Err *e);       // copies
Tensor *tensor_expand(const Tensor *t, const Shape *to, Err *e);        // copies, broadcast
Tensor *tensor_sum_to(const Tensor *t, const Shape *to, Err *e);        // adjoint of expand
// Basic slicing, one entry a dimension: elements start, start+step, ... (n of them).
typedef struct Slice { int64_t start, n, step; bool drop; } Slice;      // drop: x[3], not x[3:4]
Tensor *tensor_slice(const Tensor *t, const Slice *s, Err *e);          // copies (or shares a block)
// t unshared; v broadcastable to the slice.
void tensor_slice_put(Tensor *t, const Slice *s, const Tensor *v);
void tensor_slice_add(Tensor *t, const Slice *s, const Tensor *v);      // t[slice] += v

// -- elementwise drivers ---------------------------------------------------------------------
// Inner loops over n elements; sa, sb, sc are 1 or 0 (a broadcast scalar in this run).
typedef void Map1(float *restrict o, const float *restrict a, size_t n);
typedef void Map2(float *restrict o, const float *a, int sa, const float *b, int sb, size_t n);
typedef void Map3(float *restrict o, const float *a, int sa, const float *b, int sb, const float *c, int sc,
                  size_t n);
Tensor *tensor_map1(const Tensor *a, Map1 *f, Err *e);
Tensor *tensor_map2(const Tensor *a, const Tensor *b, Map2 *f, Err *e); // broadcasts
Tensor *tensor_map3(const Tensor *a, const Tensor *b, const Tensor *c, Map3 *f, Err *e);

void tensor_add_numbers(float *restrict to, const float *restrict from, size_t n); // to[i] += from[i]

// Views t as [outer, n, inner] around dimension dim: element (o, i, k) at (o*n + i)*inner + k.
typedef struct Axis { size_t outer, n, inner; } Axis;
Axis tensor_axis(const Tensor *t, int dim);

// -- linear algebra (the only callers of BLAS) ---------------------------------------------------
// out = a @ b as NumPy's matmul: 1-d operands are vectors, leading dimensions are batches and
// broadcast. ta/tb: use the last two dimensions of a/b transposed.
Tensor *tensor_matmul(const Tensor *a, bool ta, const Tensor *b, bool tb, Err *e);
// out += a @ b; out has the product's size and only the caller holds it.
bool tensor_matmul_add(Tensor *out, const Tensor *a, bool ta, const Tensor *b, bool tb, Err *e);

// -- text ------------------------------------------------------------------------------------
// Index of element i as "[1, 0]"; and the reverse of row-major counting.
void tensor_unravel(const Shape *s, size_t i, int64_t idx[TENSOR_MAX_RANK]);
size_t tensor_ravel(const Shape *s, const int64_t *idx);

// A number as it is shown: integers whole, otherwise `digits` significant ones; inf, -inf, nan.
void format_number(Str *out, double x, int digits);
// Text that can be typed back in, rows on lines of their own, columns aligned. Tensors of more than
// `max` elements (0 = no limit), or of more than a screen of lines, show a header line
// `# shape (300, 400)  min -3.1  mean 0.01  max 3.2` and their edges with an ellipsis `...`.
void tensor_format(Str *out, const Tensor *t, int digits, size_t max, int edge);

#endif
