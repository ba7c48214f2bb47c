// SPDX-License-Identifier: GPL-3.0-or-later
// cumsum: running totals along a row. x_j is part of every total from j on, so its gradient is the
// running total of the gradients, taken from the other end.
#include "op/reduce.h"

static void row_cumsum(const OpCall *c, float *y, const float *x, size_t n) {
  (void)c;
  double sum = 0;
  for (size_t j = 0; j < n; j++) y[j] = (float)(sum += (double)x[j]);
}

static void row_grad(const OpCall *c, float *dx, const float *x, const float *y, const float *dy, size_t n) {
  (void)c, (void)x, (void)y;
  double sum = 0;
  for (size_t j = n; j-- > 0;) dx[j] = (float)(sum += (double)dy[j]);
}

static Tensor *forward(OpCall *c, Err *e) { return op_scan(c, row_cumsum, e); }

static bool grad(const OpCall *c, const Tensor *out, const Tensor *dout, const bool *needs, Tensor **din,
                 Err *e) {
  return op_scan_grad(c, out, dout, row_grad, needs, din, e);
}

static void why(Why *w, const OpCall *c, const Tensor *out, size_t i) {
  (void)out;
  Axis rows = op_rows_again(c);
  size_t j = i / rows.inner % rows.n;
  why_sum(w, c, (WhyRow){0, i - j * rows.inner, j + 1, rows.inner});
}

const OpDef op_cumsum = {
  .name = "cumsum",
  .params = {{"x", ARG_TENSOR, NULL}, {"dim", ARG_DIM, "-1"}},
  .doc = N_("Running totals along one dimension"),
  .shape = "x: [A..., N, B...] -> [A..., N, B...]",
  .formula = "y_i = sum_(j <= i) x_j",
  .gradient = "dx_j = sum_(i >= j) dy_i",
  .source = "NumPy: Harris et al., Array programming with NumPy, 2020",
  .examples = {{"cumsum([1, 2, 3])", "[1, 3, 6]"}},
  .checks = {"x[A,B]", "x[A,B]; dim=0", "x[A,B,C]; dim=1", "x[B]"},
  .forward = forward,
  .grad = grad,
  .why = why,
};
