// SPDX-License-Identifier: GPL-3.0-or-later
// product: what the matrix products have in common: x @ y, and x @ y.T without copying y.
#include "op/product.h"

#include "op/elementwise.h"

bool product_is_turned(const OpCall *c, bool turned) { return turned && c->in[1]->shape.rank > 1; }

Tensor *product_forward(OpCall *c, bool turned, Err *e) {
  return tensor_matmul(c->in[0], false, c->in[1], product_is_turned(c, turned), e);
}

// A vector as the matrix it stands for: (K,) is (1, K) on the left and (K, 1) on the right.
static Tensor *as_matrix(Tensor *t, bool left, Err *e) {
  Shape s = t->shape;
  if (s.rank == 1) s = left ? shape_of(2, (int64_t[]){1, s.dim[0]}) : shape_of(2, (int64_t[]){s.dim[0], 1});
  return tensor_reshape(t, &s, e);
}

// dz with the dimensions that the product dropped put back.
static Tensor *full_gradient(const OpCall *c, const Tensor *dout, Err *e) {
  Shape s = dout->shape;
  if (c->in[0]->shape.rank == 1) { // a 1 for the row, before the column if there is one
    int at = c->in[1]->shape.rank == 1 ? s.rank : s.rank - 1;
    for (int d = s.rank++; d > at; d--) s.dim[d] = s.dim[d - 1];
    s.dim[at] = 1;
  }
  if (c->in[1]->shape.rank == 1) s.dim[s.rank++] = 1;
  return tensor_reshape((Tensor *)dout, &s, e);
}

// A product that is (a part of) the gradient of `in`: added to what is there, summed over the batches that it
// was repeated for, in its shape. `matrix` is `in` as a matrix.
static bool give(Tensor **din, const Tensor *a, bool ta, const Tensor *b, bool tb, const Tensor *matrix, const Tensor *in,
                 bool repeated, Err *e) {
  if (*din && !repeated) return tensor_matmul_add(*din, a, ta, b, tb, e);
  Tensor *g = ew_sum_to(tensor_matmul(a, ta, b, tb, e), matrix, e);
  Tensor *out = g ? tensor_reshape(g, &in->shape, e) : NULL;
  tensor_release(g);
  if (!*din || !out) {
    tensor_release(*din);
    *din = out;
    return out != NULL;
  }
  for (size_t i = 0; i < out->size; i++) (*din)->data[i] += out->data[i];
  tensor_release(out);
  return true;
}

// x^T dz, where all batches share the matrix y: one product of tall matrices instead of a sum of many.
static bool give_shared(Tensor **din, Tensor *x, Tensor *dz, const Tensor *y, const Tensor *in, Err *e) {
  int64_t k = x->shape.dim[x->shape.rank - 1], n = dz->shape.dim[dz->shape.rank - 1];
  int64_t rows = k > 0 ? (int64_t)x->size / k : 0;
  Shape tall_x = shape_of(2, (int64_t[]){rows, k}), tall_dz = shape_of(2, (int64_t[]){rows, n});
  Tensor *a = tensor_reshape(x, &tall_x, e), *b = a ? tensor_reshape(dz, &tall_dz, e) : NULL;
  bool ok = b && give(din, a, true, b, false, y, in, false, e);
  tensor_release(a);
  tensor_release(b);
  return ok;
}

// Has the product more batches than this input of it?
static bool is_repeated(const Tensor *matrix, const Tensor *dz) {
  for (int d = 1; d <= dz->shape.rank - 2; d++) {
    int own = matrix->shape.rank - 2 - d, all = dz->shape.rank - 2 - d;
    if (dz->shape.dim[all] != (own >= 0 ? matrix->shape.dim[own] : 1)) return true;
  }
  return false;
}

bool product_grad(const OpCall *c, bool turned, const Tensor *dout, const bool *needs, Tensor **din, Err *e) {
  turned = product_is_turned(c, turned);
  Tensor *x = as_matrix(c->in[0], true, e), *y = as_matrix(c->in[1], false, e);
  Tensor *dz = x && y ? full_gradient(c, dout, e) : NULL;
  bool ok = dz != NULL;
  if (ok && needs[0]) ok = give(&din[0], dz, false, y, !turned, x, c->in[0], is_repeated(x, dz), e);
  if (ok && needs[1]) {
    bool shared = y->shape.rank == 2 && x->shape.rank > 2 && x->size > 0;
    Tensor *left = turned ? dz : x, *right = turned ? x : dz;
    ok = shared ? give_shared(&din[1], left, right, y, c->in[1], e)
                : give(&din[1], left, true, right, false, y, c->in[1], is_repeated(y, dz), e);
  }
  tensor_release(x);
  tensor_release(y);
  tensor_release(dz);
  return ok;
}

// Where row and column of element i begin, and the steps along them.
typedef struct Dot { size_t x, y, n, y_step; } Dot;

static Dot dot_of(const OpCall *c, bool turned, const Tensor *out, size_t i) {
  const Shape *x = &c->in[0]->shape, *y = &c->in[1]->shape;
  size_t n = (size_t)x->dim[x->rank - 1];
  size_t cols = y->rank > 1 ? (size_t)y->dim[y->rank - (turned ? 2 : 1)] : 1;
  size_t rows = x->rank > 1 ? (size_t)x->dim[x->rank - 2] : 1;
  size_t col = i % cols, row = i / cols % rows, batch = i / cols / rows;
  Shape batches = {.rank = out->shape.rank - (x->rank > 1) - (y->rank > 1)};
  for (int d = 0; d < batches.rank; d++) batches.dim[d] = out->shape.dim[d];
  Tensor bx = {.shape = *x}, by = {.shape = *y}; // shapes of the batches of x and y
  bx.shape.rank = x->rank > 2 ? x->rank - 2 : 0;
  by.shape.rank = y->rank > 2 ? y->rank - 2 : 0;
  return (Dot){.x = (op_broadcast_index_in(&bx, &batches, batch) * rows + row) * n,
               .y = op_broadcast_index_in(&by, &batches, batch) * n * cols + (turned ? col * n : col),
               .n = n, .y_step = turned ? 1 : cols};
}

void product_why(Why *w, const OpCall *c, bool turned, const Tensor *out, size_t i) {
  Dot d = dot_of(c, product_is_turned(c, turned), out, i);
  if (d.n == 0) op_why_num(w, 0, WHY_ANY);
  for (size_t j = 0; why_each(w, d.n, " + ", &j); j++) {
    op_why_at(w, c, 0, d.x + j, WHY_PRODUCT);
    op_why_add(w, " * ");
    op_why_at(w, c, 1, d.y + j * d.y_step, WHY_ATOM);
  }
}
