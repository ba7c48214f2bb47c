// SPDX-License-Identifier: GPL-3.0-or-later
// matmul: the matrix product. Each element is a row of x times a column of y, summed: how well the
// two agree. Vectors are a row on the left and a column on the right; leading dimensions are batches.
#include "op/elementwise.h"

static Tensor *forward(OpCall *c, Err *e) { return tensor_matmul(c->in[0], false, c->in[1], false, e); }

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

// Sums the batches that y was repeated for, and gives the gradient the shape of the input.
static Tensor *to_input(Tensor *g, const Tensor *matrix, const Tensor *in, Err *e) {
  g = ew_sum_to(g, matrix, e);
  if (!g || shape_eq(&g->shape, &in->shape)) return g;
  Tensor *out = tensor_reshape(g, &in->shape, e);
  tensor_release(g);
  return out;
}

// x^T dz where all batches share the matrix y: one product of tall matrices instead of a sum of many.
static Tensor *shared_gradient(Tensor *x, Tensor *dz, Err *e) {
  int64_t k = x->shape.dim[x->shape.rank - 1], n = dz->shape.dim[dz->shape.rank - 1];
  int64_t rows = k > 0 ? (int64_t)x->size / k : 0;
  Shape tall_x = shape_of(2, (int64_t[]){rows, k}), tall_dz = shape_of(2, (int64_t[]){rows, n});
  Tensor *a = tensor_reshape(x, &tall_x, e), *b = a ? tensor_reshape(dz, &tall_dz, e) : NULL;
  Tensor *g = b ? tensor_matmul(a, true, b, false, e) : NULL;
  tensor_release(a);
  tensor_release(b);
  return g;
}

static bool grad(const OpCall *c, const Tensor *out, const Tensor *dout, const bool *needs, Tensor **din,
                 Err *e) {
  (void)out;
  Tensor *x = as_matrix(c->in[0], true, e), *y = as_matrix(c->in[1], false, e);
  Tensor *dz = x && y ? full_gradient(c, dout, e) : NULL;
  bool ok = dz != NULL;
  if (ok && needs[0]) ok = (din[0] = to_input(tensor_matmul(dz, false, y, true, e), x, c->in[0], e)) != NULL;
  if (ok && needs[1]) {
    bool shared = y->shape.rank == 2 && x->shape.rank > 2 && x->size > 0;
    Tensor *g = shared ? shared_gradient(x, dz, e) : tensor_matmul(x, true, dz, false, e);
    ok = (din[1] = to_input(g, y, c->in[1], e)) != NULL;
  }
  tensor_release(x);
  tensor_release(y);
  tensor_release(dz);
  return ok;
}

// Where row and column of element i begin, and the steps along them.
typedef struct Dot { size_t x, y, n, y_step; } Dot;

static Dot dot_of(const OpCall *c, const Tensor *out, size_t i) {
  const Shape *x = &c->in[0]->shape, *y = &c->in[1]->shape;
  size_t n = (size_t)x->dim[x->rank - 1];
  size_t cols = y->rank > 1 ? (size_t)y->dim[y->rank - 1] : 1;
  size_t rows = x->rank > 1 ? (size_t)x->dim[x->rank - 2] : 1;
  size_t col = i % cols, row = i / cols % rows, batch = i / cols / rows;
  Shape batches = {.rank = out->shape.rank - (x->rank > 1) - (y->rank > 1)};
  for (int d = 0; d < batches.rank; d++) batches.dim[d] = out->shape.dim[d];
  Tensor bx = {.shape = *x}, by = {.shape = *y}; // shapes of the batches of x and y
  bx.shape.rank = x->rank > 2 ? x->rank - 2 : 0;
  by.shape.rank = y->rank > 2 ? y->rank - 2 : 0;
  return (Dot){.x = (op_broadcast_index_in(&bx, &batches, batch) * rows + row) * n,
               .y = op_broadcast_index_in(&by, &batches, batch) * n * cols + col,
               .n = n, .y_step = cols};
}

static void why(Why *w, const OpCall *c, const Tensor *out, size_t i) {
  Dot d = dot_of(c, out, i);
  if (d.n == 0) op_why_num(w, 0, WHY_ANY);
  for (size_t j = 0; why_each(w, d.n, " + ", &j); j++) {
    op_why_at(w, c, 0, d.x + j, WHY_PRODUCT);
    op_why_add(w, " * ");
    op_why_at(w, c, 1, d.y + j * d.y_step, WHY_ATOM);
  }
}

const OpDef op_matmul = {
  .name = "matmul",
  .symbol = "@",
  .params = {{"x", ARG_TENSOR, NULL}, {"y", ARG_TENSOR, NULL}},
  .doc = N_("Matrix product; vectors are a row on the left, a column on the right"),
  .shape = "x: [A..., N, K], y: [A..., K, M] -> [A..., N, M]",
  .formula = "z[i, j] = sum_k x[i, k] * y[k, j]",
  .gradient = "dx = dz @ y.T, dy = x.T @ dz",
  .source = "Cayley, A memoir on the theory of matrices, 1858",
  .examples = {{"[1, 2] @ [3, 4]", "11"}, {"[[1, 2], [3, 4]] @ [1, 1]", "[3, 7]"}},
  .checks = {"x[A,B] y[B,C]", "x[B] y[B]", "x[D,A,B] y[B,C]", "x[D,1,A,B] y[E,B,C]", "x[B] y[D,B,C]",
             "x[D,A,B] y[B]"},
  .forward = forward,
  .grad = grad,
  .why = why,
};
