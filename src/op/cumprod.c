// SPDX-License-Identifier: GPL-3.0-or-later
// cumprod: running products along a row. x_j is a factor of every product from j on: its gradient adds up,
// for each of them, the product of the other factors.
#include "op/reduce.h"

static void row_cumprod(const OpCall *c, float *y, const float *x, size_t n) {
  (void)c;
  double prod = 1;
  for (size_t j = 0; j < n; j++) y[j] = (float)(prod *= (double)x[j]);
}

// From the last factor to the first, `later` is sum_(i > j) dy_i * x_(j+1) * ... * x_i, so that no division
// is needed and zeros are no special case.
static void row_grad(const OpCall *c, float *dx, const float *x, const float *y, const float *dy, size_t n) {
  (void)c;
  double later = 0;
  for (size_t j = n; j-- > 0;) {
    double before = j ? (double)y[j - 1] : 1;
    dx[j] = (float)(before * ((double)dy[j] + later));
    later = (double)x[j] * ((double)dy[j] + later);
  }
}

static Tensor *forward(OpCall *c, Err *e) { return op_scan(c, row_cumprod, e); }

static bool grad(const OpCall *c, const Tensor *out, const Tensor *dout, const bool *needs, Tensor **din,
                 Err *e) {
  return op_scan_grad(c, out, dout, row_grad, needs, din, e);
}

static void why(Why *w, const OpCall *c, const Tensor *out, size_t i) {
  (void)out;
  Axis rows = op_rows_again(c);
  size_t j = i / rows.inner % rows.n;
  why_product(w, c, (WhyRow){0, i - j * rows.inner, j + 1, rows.inner});
}

const OpDef op_cumprod = {
  .name = "cumprod",
  .params = {{"x", ARG_TENSOR, NULL}, {"dim", ARG_DIM, "-1"}},
  .doc = N_("Running products along one dimension"),
  .shape = "x: [A..., N, B...] -> [A..., N, B...]",
  .formula = "y_i = prod_(j <= i) x_j",
  .gradient = N_("dx_j = sum_(i >= j) dy_i * product of all x_k with k <= i, k != j"),
  .source = "NumPy: Harris et al., Array programming with NumPy, 2020",
  .examples = {{"cumprod([1, 2, 3, 4])", "[1, 2, 6, 24]"}},
  .checks = {"x[A,B]", "x[A,B]; dim=0", "x[A,B,C]; dim=1", "x[B]"},
  .forward = forward,
  .grad = grad,
  .why = why,
};
