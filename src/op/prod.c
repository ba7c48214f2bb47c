// SPDX-License-Identifier: GPL-3.0-or-later
// prod: multiplies a row. Each element moves the product as much as the product of all the others: what
// stands before it times what stands after it, so that zeros need no division.
#include "op/reduce.h"

static double row_prod(const OpCall *c, const float *x, size_t n, size_t step) {
  (void)c;
  double prod = 1;
  for (size_t j = 0; j < n; j++) prod *= (double)x[j * step];
  return prod;
}

static void row_grad(const OpCall *c, float *dx, const float *x, size_t n, size_t step, double y, double g) {
  (void)c, (void)y;
  double before = 1, after = g;
  for (size_t j = 0; j < n; j++) {
    dx[j * step] = (float)before;
    before *= (double)x[j * step];
  }
  for (size_t j = n; j-- > 0;) {
    dx[j * step] = (float)((double)dx[j * step] * after);
    after *= (double)x[j * step];
  }
}

static Tensor *forward(OpCall *c, Err *e) { return op_reduce(c, op_keepdim(c, 1), row_prod, e); }

static bool grad(const OpCall *c, const Tensor *out, const Tensor *dout, const bool *needs, Tensor **din,
                 Err *e) {
  return op_reduce_grad(c, out, dout, row_grad, needs, din, e);
}

static void why(Why *w, const OpCall *c, const Tensor *out, size_t i) {
  (void)out;
  why_product(w, c, op_row(op_rows_again(c), i));
}

const OpDef op_prod = {
  .name = "prod",
  .params = {{"x", ARG_TENSOR, NULL}, {"dim", ARG_DIMS, "nil"}, {"keepdim", ARG_BOOL, "false"}},
  .doc = N_("Product of all elements, or along one dimension"),
  .shape = "x: [A..., N, B...] -> [A..., B...]",
  .formula = "y = x_1 * x_2 * ... * x_N",
  .gradient = N_("dx_j = dy * product of all x_k with k != j"),
  .source = "NumPy: Harris et al., Array programming with NumPy, 2020",
  .examples = {{"prod([2, 3, 4])", "24"}, {"prod([[1, 2], [3, 4]], dim=1)", "[2, 12]"}},
  .checks = {"x[A,B]", "x[A,B,C]; dim=1", "x[A,B]; dim=-1; keepdim=true", "x[]", "x[A,B]; dim=0"},
  .forward = forward,
  .grad = grad,
  .why = why,
};
