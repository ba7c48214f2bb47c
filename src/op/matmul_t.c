// SPDX-License-Identifier: GPL-3.0-or-later
// matmul_t: x @ y.T: each row of x against each row of y. What `x @ y.T` is computed by where nobody watches:
// the transpose is not written out.
#include "op/product.h"

static Tensor *forward(OpCall *c, Err *e) { return product_forward(c, true, e); }

static bool grad(const OpCall *c, const Tensor *out, const Tensor *dout, const bool *needs, Tensor **din,
                 Err *e) {
  (void)out;
  return product_grad(c, true, dout, needs, din, e);
}

static void why(Why *w, const OpCall *c, const Tensor *out, size_t i) { product_why(w, c, true, out, i); }

const OpDef op_matmul_t = {
  .name = "matmul_t",
  .params = {{"x", ARG_TENSOR, NULL}, {"y", ARG_TENSOR, NULL}},
  .doc = N_("x @ y.T: how well each row of x agrees with each row of y"),
  .shape = N_("x: [A..., N, K], y: [A..., M, K] -> [A..., N, M]"),
  .formula = "z[i, j] = sum_k x[i, k] * y[j, k]",
  .gradient = "dx = dz @ y, dy = dz.T @ x",
  .source = "Cayley, A memoir on the theory of matrices, 1858",
  .examples = {{"matmul_t([[1, 2]], [[3, 4], [5, 6]])", "[[11, 17]]"}},
  .checks = {"x[A,B] y[C,B]", "x[B] y[C,B]", "x[D,A,B] y[C,B]", "x[D,1,A,B] y[E,C,B]", "x[B] y[D,C,B]", "x[A,B] y[B]"},
  .forward = forward,
  .grad = grad, .grad_adds = true,
  .why = why,
};
