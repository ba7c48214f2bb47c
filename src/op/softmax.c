// SPDX-License-Identifier: GPL-3.0-or-later
// softmax: turns scores into weights that are positive and sum to 1, by the ratio of their
// exponentials. An -inf score gets weight 0.
//
// The largest score is taken off first: the ratio stays the same and exp cannot overflow. A row of
// nothing but -inf has no such weights: it is nan, as in PyTorch.
//
// The scores are divided by a temperature: above 1 the weights even out, below 1 the largest wins.
#include "base/fast.h"
#include "op/reduce.h"
#include "op/rows.h"

static double temperature(const OpCall *c) { return c->attr[1].num; }

static void row_softmax(const OpCall *c, float *y, const float *x, size_t n) {
  float most = rows_max(x, n);
  double sum = rows_exp(y, x, most, (float)(1 / temperature(c)), n);
  rows_scale(y, y, 0, 1 / sum, n);
}

HOT_LOOP static void above_mean(float *dx, const float *y, const float *dy, float mean, float scale,
                                size_t n) {
  for (size_t j = 0; j < n; j++) dx[j] = y[j] * (dy[j] - mean) * scale;
}

// dy_j moves weight j up, and through the common denominator every weight down: what is left is
// how much dy_j stands above the weighted mean of all of them.
static void row_grad(const OpCall *c, float *dx, const float *x, const float *y, const float *dy, size_t n) {
  (void)x;
  above_mean(dx, y, dy, (float)rows_dot(y, dy, n), (float)(1 / temperature(c)), n);
}

static Tensor *forward(OpCall *c, Err *e) {
  if (temperature(c) > 0) return op_scan(c, row_softmax, e);
  err_set(e, ERR_VALUE, _("softmax: the temperature must be above 0, not %g"), temperature(c));
  return NULL;
}

static bool grad(const OpCall *c, const Tensor *out, const Tensor *dout, const bool *needs, Tensor **din,
                 Err *e) {
  return op_scan_grad(c, out, dout, row_grad, needs, din, e);
}

// "exp(3)", "exp(3 / 2)", or "exp((3 - 1000) / 2)" where the largest score must be taken off.
static void why_exp(Why *w, const OpCall *c, size_t i, double shift) {
  bool divided = temperature(c) != 1;
  op_why_add(w, divided && shift != 0 ? "exp((" : "exp(");
  if (shift != 0 || !divided) why_minus_shift(w, c, 0, i, shift);
  else op_why_at(w, c, 0, i, WHY_PRODUCT);
  if (divided) op_why_add(w, shift != 0 ? ") / %.9g)" : " / %.9g)", temperature(c));
  else op_why_add(w, ")");
}

static void why(Why *w, const OpCall *c, const Tensor *out, size_t i) {
  (void)out;
  Axis rows = op_rows_again(c);
  size_t first = i - i / rows.inner % rows.n * rows.inner;
  double shift = why_shift(c, (WhyRow){0, first, rows.n, rows.inner});
  why_exp(w, c, i, shift);
  op_why_add(w, " / (");
  for (size_t j = 0; why_each(w, rows.n, " + ", &j); j++) why_exp(w, c, first + j * rows.inner, shift);
  op_why_add(w, ")");
}

const OpDef op_softmax = {
  .name = "softmax",
  .params = {{"x", ARG_TENSOR, NULL}, {"dim", ARG_DIM, "-1"}, {"temperature", ARG_NUM, "1"}},
  .doc = N_("Scores to weights: positive numbers that sum to 1 along dim"),
  .shape = "x: [A..., N, B...] -> [A..., N, B...]",
  .formula = N_("y_i = exp(x_i / T) / sum_j exp(x_j / T), T the temperature"),
  .gradient = "dx = y * (dy - sum(dy * y)) / T",
  .source = "Bridle, Probabilistic interpretation of feedforward network outputs, 1990",
  .examples = {{"softmax([0, 0])", "[0.5, 0.5]"}, {"softmax([0, -inf])", "[1, 0]"},
               {"softmax([0, 1], temperature=0.5)", "[0.1192, 0.8808]"}},
  .checks = {"x[A,B]", "x[A,B]; dim=0", "x[A,B,C]; dim=1", "x[B]",
             "x[A,B]; temperature=0.5", "x[A,B,C]; dim=1; temperature=3"},
  .forward = forward,
  .grad = grad,
  .why = why,
};
