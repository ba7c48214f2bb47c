// SPDX-License-Identifier: GPL-3.0-or-later
// softmax: turns scores into weights that are positive and sum to 1, by the ratio of their
// exponentials. An -inf score gets weight 0.
//
// The largest score is taken off first: the ratio stays the same and exp cannot overflow. A row of
// nothing but -inf has no such weights: it is nan, as in PyTorch.
#include <math.h>

#include "op/reduce.h"

static void row_softmax(float *y, const float *x, size_t n, size_t step) {
  float most = -INFINITY;
  for (size_t j = 0; j < n; j++) most = x[j * step] > most ? x[j * step] : most;
  double sum = 0;
  for (size_t j = 0; j < n; j++) sum += (double)(y[j * step] = expf(x[j * step] - most));
  for (size_t j = 0; j < n; j++) y[j * step] = (float)((double)y[j * step] / sum);
}

// dy_j moves weight j up, and through the common denominator every weight down: what is left is
// how much dy_j stands above the weighted mean of all of them.
static void row_grad(float *dx, const float *y, const float *dy, size_t n, size_t step) {
  double mean = 0;
  for (size_t j = 0; j < n; j++) mean += (double)y[j * step] * (double)dy[j * step];
  for (size_t j = 0; j < n; j++) dx[j * step] = (float)((double)y[j * step] * ((double)dy[j * step] - mean));
}

static Tensor *forward(OpCall *c, Err *e) { return op_scan(c, row_softmax, e); }

static bool grad(const OpCall *c, const Tensor *out, const Tensor *dout, const bool *needs, Tensor **din,
                 Err *e) {
  return op_scan_grad(c, out, dout, row_grad, needs, din, e);
}

static void why(Why *w, const OpCall *c, const Tensor *out, size_t i) {
  (void)out;
  Axis rows = op_rows_again(c);
  WhyRow row = {0, i - i / rows.inner % rows.n * rows.inner, rows.n, rows.inner};
  double shift = why_shift(c, row);
  op_why_add(w, "exp(");
  why_minus_shift(w, c, 0, i, shift);
  op_why_add(w, ") / (");
  why_exp_sum(w, c, row, shift);
  op_why_add(w, ")");
}

const OpDef op_softmax = {
  .name = "softmax",
  .params = {{"x", ARG_TENSOR, NULL}, {"dim", ARG_DIM, "-1"}},
  .doc = N_("Scores to weights: positive numbers that sum to 1 along dim"),
  .shape = "x: [A..., N, B...] -> [A..., N, B...]",
  .formula = "y_i = exp(x_i - max x) / sum_j exp(x_j - max x)",
  .gradient = "dx = y * (dy - sum(dy * y))",
  .source = "Bridle, Probabilistic interpretation of feedforward network outputs, 1990",
  .examples = {{"softmax([0, 0])", "[0.5, 0.5]"}, {"softmax([0, -inf])", "[1, 0]"}},
  .checks = {"x[A,B]", "x[A,B]; dim=0", "x[A,B,C]; dim=1", "x[B]"},
  .forward = forward,
  .grad = grad,
  .why = why,
};
