// SPDX-License-Identifier: GPL-3.0-or-later
// log_softmax: the logarithm of softmax, without the detour through weights that may be too small
// to write down: x_i - log(sum_j exp(x_j)), with the largest score taken off inside.
#include <math.h>

#include "base/fast.h"
#include "base/fastmath.h"
#include "op/reduce.h"
#include "op/rows.h"

// y serves for the exponentials before it takes the result.
static void row_log_softmax(const OpCall *c, float *y, const float *x, size_t n) {
  (void)c;
  float most = rows_max(x, n);
  double log_sum = log(rows_exp(y, x, most, 1, n));
  rows_scale(y, x, (double)most + log_sum, 1, n);
}

HOT_LOOP static void take_share(float *dx, const float *y, const float *dy, float sum, size_t n) {
  for (size_t j = 0; j < n; j++) dx[j] = dy[j] - fast_exp(y[j]) * sum;
}

static void row_grad(const OpCall *c, float *dx, const float *x, const float *y, const float *dy, size_t n) {
  (void)c, (void)x;
  take_share(dx, y, dy, (float)rows_sum(dy, n), n);
}

static Tensor *forward(OpCall *c, Err *e) { return op_scan(c, row_log_softmax, e); }

static bool grad(const OpCall *c, const Tensor *out, const Tensor *dout, const bool *needs, Tensor **din,
                 Err *e) {
  return op_scan_grad(c, out, dout, row_grad, needs, din, e);
}

static void why(Why *w, const OpCall *c, const Tensor *out, size_t i) {
  (void)out;
  Axis rows = op_rows_again(c);
  WhyRow row = {0, i - i / rows.inner % rows.n * rows.inner, rows.n, rows.inner};
  double shift = why_shift(c, row);
  why_minus_shift(w, c, 0, i, shift);
  op_why_add(w, " - log(");
  why_exp_sum(w, c, row, shift);
  op_why_add(w, ")");
}

const OpDef op_log_softmax = {
  .name = "log_softmax",
  .params = {{"x", ARG_TENSOR, NULL}, {"dim", ARG_DIM, "-1"}},
  .doc = N_("Logarithm of softmax along dim"),
  .shape = "x: [A..., N, B...] -> [A..., N, B...]",
  .formula = "y_i = x_i - log(sum_j exp(x_j))",
  .gradient = "dx = dy - exp(y) * sum(dy)",
  .source = "Bridle, Probabilistic interpretation of feedforward network outputs, 1990",
  .examples = {{"log_softmax([0, 0])", "[-0.6931, -0.6931]"}},
  .checks = {"x[A,B]", "x[A,B]; dim=0", "x[A,B,C]; dim=1", "x[B]"},
  .forward = forward,
  .grad = grad,
  .why = why,
};
