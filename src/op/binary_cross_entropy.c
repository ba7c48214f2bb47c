// SPDX-License-Identifier: GPL-3.0-or-later
// binary_cross_entropy: how surprised probabilities are by yes/no targets. A logarithm is not taken below
// -100, so that a probability of exactly 0 or 1 costs much but not everything.
#include <math.h>

#include "op/loss.h"

static inline float log_of(float x) {
  const float y = logf(x);
  return y < -100 ? -100 : y;
}

static inline float at_least(float x, float low) { return x < low ? low : x; }

LOSS_LOOP(value, -(t * log_of(x) + (1 - t) * log_of(1 - x)))
LOSS_LOOP(dx, (x - t) / at_least(x * (1 - x), 1e-12f))
LOSS_LOOP(dt, log_of(1 - x) - log_of(x))

static void log_term(Why *w, const OpCall *c, size_t kx, bool of_one_minus, bool bounded) {
  op_why_add(w, bounded ? "maximum(log(" : "log(");
  if (of_one_minus) op_why_add(w, "1 - ");
  op_why_at(w, c, 0, kx, of_one_minus ? WHY_PRODUCT : WHY_ANY);
  op_why_add(w, bounded ? "), -100)" : ")");
}

static void term(Why *w, const OpCall *c, size_t kx, size_t kt) {
  double x = (double)c->in[0]->data[kx];
  op_why_at(w, c, 1, kt, WHY_PRODUCT);
  op_why_add(w, " * ");
  log_term(w, c, kx, false, log(x) < -100);
  op_why_add(w, " + (1 - ");
  op_why_at(w, c, 1, kt, WHY_PRODUCT);
  op_why_add(w, ") * ");
  log_term(w, c, kx, true, log(1 - x) < -100);
}

static const LossKind kind = {.value = value, .dx = dx, .dt = dt, .n_tensors = 3, .negative = true, .term = term};

LOSS_FUNCTIONS

const OpDef op_binary_cross_entropy = {
  .name = "binary_cross_entropy",
  .params = {{"input", ARG_TENSOR, NULL}, {"target", ARG_TENSOR, NULL},
             {"weight", ARG_TENSOR, "1"}, {"reduction", ARG_WORD, LOSS_REDUCTION}},
  .doc = N_("Mean surprise of the probabilities input at the yes/no targets"),
  .shape = N_("input, target: [A...], weight: [A...] or less -> [], or [A...] with reduction=none"),
  .formula = "y = -mean_i w_i (t_i log x_i + (1 - t_i) log(1 - x_i))",
  .gradient = "dx_i = dy * w_i (x_i - t_i) / (x_i (1 - x_i)) / N",
  .source = "Cox, The regression analysis of binary sequences, 1958",
  .examples = {{"binary_cross_entropy([0.5, 0.5], [1, 0])", "0.6931"}, {"binary_cross_entropy(0, 1)", "100"}},
  .checks = {"x[A,B] t[A,B] w[A,B]; domain x 0.2..0.8; domain t 0..1; domain w 0.1..2",
             "x[A,B] t[A,B] w[B]; reduction=sum; domain x 0.2..0.8; domain t 0..1; domain w 0.1..2",
             "x[A,B] t[A,B] w[]; reduction=none; domain x 0.2..0.8; domain t 0..1; domain w 1..2"},
  .forward = forward,
  .grad = grad,
  .why = why,
};
