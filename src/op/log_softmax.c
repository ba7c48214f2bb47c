// SPDX-License-Identifier: GPL-3.0-or-later
// log_softmax: the logarithm of softmax, without the detour through weights that may be too small
// to write down: x_i - log(sum_j exp(x_j)), with the largest score taken off inside.
#include <math.h>

#include "op/reduce.h"

static void row_log_softmax(float *y, const float *x, size_t n, size_t step) {
  float most = -INFINITY;
  for (size_t j = 0; j < n; j++) most = x[j * step] > most ? x[j * step] : most;
  double sum = 0;
  for (size_t j = 0; j < n; j++) sum += (double)expf(x[j * step] - most);
  double log_sum = (double)most + log(sum);
  for (size_t j = 0; j < n; j++) y[j * step] = (float)((double)x[j * step] - log_sum);
}

static void row_grad(float *dx, const float *y, const float *dy, size_t n, size_t step) {
  double sum = 0;
  for (size_t j = 0; j < n; j++) sum += (double)dy[j * step];
  for (size_t j = 0; j < n; j++) {
    size_t at = j * step;
    dx[at] = (float)((double)dy[at] - exp((double)y[at]) * sum);
  }
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
