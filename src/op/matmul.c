// SPDX-License-Identifier: GPL-3.0-or-later
// matmul: the matrix product. Each element is a row of x times a column of y, summed: how well the
// two agree. Vectors are a row on the left and a column on the right; leading dimensions are batches.
#include "op/product.h"

static Tensor *forward(OpCall *c, Err *e) { return product_forward(c, false, e); }

static bool grad(const OpCall *c, const Tensor *out, const Tensor *dout, const bool *needs, Tensor **din,
                 Err *e) {
  (void)out;
  return product_grad(c, false, dout, needs, din, e);
}

static void why(Why *w, const OpCall *c, const Tensor *out, size_t i) { product_why(w, c, false, out, i); }

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
  .grad = grad, .grad_adds = true,
  .why = why,
};
