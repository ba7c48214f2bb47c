// SPDX-License-Identifier: GPL-3.0-or-later
// binary_cross_entropy_with_logits: binary cross-entropy of sigmoid(x), worked out from x itself, so that
// large scores do not overflow. pos_weight makes a missed yes dearer than a missed no.
#include <math.h>

#include "op/loss.h"

// log(1 + exp(-x)) without overflow.
static inline float softplus_minus(float x) { return log1pf(expf(-fabsf(x))) + (x < 0 ? -x : 0); }
static inline float sigmoid_minus(float x) { return 1 / (1 + expf(x)); }

LOSS_LOOP(value, (1 - t) * x + (1 + (p - 1) * t) * softplus_minus(x))
LOSS_LOOP(dx, (1 - t) - (1 + (p - 1) * t) * sigmoid_minus(x))
LOSS_LOOP(dt, (p - 1) * softplus_minus(x) - x)

static bool numbers(const OpCall *c, float *p, float *q, Err *e) {
  (void)q, (void)e;
  *p = (float)c->attr[1].num;
  return true;
}

// (1 - t) * x + log(1 + exp(-x)); for scores far below 0 that logarithm is -x.
static void term(Why *w, const OpCall *c, size_t kx, size_t kt) {
  op_why_add(w, "(1 - ");
  op_why_at(w, c, 1, kt, WHY_PRODUCT);
  op_why_add(w, ") * ");
  op_why_at(w, c, 0, kx, WHY_ATOM);
  op_why_add(w, " + ");
  if (c->attr[1].num != 1) {
    op_why_add(w, "(1 + (");
    op_why_num(w, c->attr[1].num, WHY_SUM);
    op_why_add(w, " - 1) * ");
    op_why_at(w, c, 1, kt, WHY_ATOM);
    op_why_add(w, ") * ");
  }
  bool far = c->in[0]->data[kx] < -300;
  op_why_add(w, far ? "(-" : "log(1 + exp(-");
  op_why_at(w, c, 0, kx, WHY_POWER);
  op_why_add(w, far ? ")" : "))");
}

static const LossKind kind = {.value = value, .dx = dx, .dt = dt, .n_tensors = 3, .numbers = numbers,
                              .term = term};

LOSS_FUNCTIONS

const OpDef op_binary_cross_entropy_with_logits = {
  .name = "binary_cross_entropy_with_logits",
  .params = {{"input", ARG_TENSOR, NULL}, {"target", ARG_TENSOR, NULL},
             {"weight", ARG_TENSOR, "1"}, {"reduction", ARG_WORD, LOSS_REDUCTION}, {"pos_weight", ARG_NUM, "1"}},
  .doc = N_("Mean surprise of sigmoid(input) at the yes/no targets, without overflow"),
  .shape = N_("input, target: [A...], weight: [A...] or less -> [], or [A...] with reduction=none"),
  .formula = "y = mean_i w_i ((1 - t_i) x_i + (1 + (pos_weight - 1) t_i) log(1 + exp(-x_i)))",
  .gradient = "dx_i = dy * w_i (sigmoid(x_i) - t_i) / N",
  .source = "Cox, The regression analysis of binary sequences, 1958",
  .examples = {{"binary_cross_entropy_with_logits([0, 0], [1, 0])", "0.6931"},
               {"binary_cross_entropy_with_logits(-1000, 1)", "1000"}},
  .checks = {"x[A,B] t[A,B] w[A,B]; domain t 0..1; domain w 0.1..2",
             "x[A,B] t[A,B] w[B]; reduction=sum; pos_weight=3; domain t 0..1; domain w 0.1..2",
             "x[A,B] t[A,B] w[]; reduction=none; domain t 0..1; domain w 1..2"},
  .forward = forward,
  .grad = grad,
  .why = why,
};
