// SPDX-License-Identifier: GPL-3.0-or-later
// smooth_l1_loss: the absolute difference with its corner at 0 rounded off: squared within beta. It is the
// Huber loss divided by its delta.
#include <math.h>

#include "op/loss.h"

LOSS_LOOP(value, fabsf(x - t) < p ? 0.5f * (x - t) * (x - t) / p : fabsf(x - t) - 0.5f * p)
LOSS_LOOP(dx, fabsf(x - t) < p ? (x - t) / p : (float)((x > t) - (x < t)))
LOSS_LOOP(dt, fabsf(x - t) < p ? (t - x) / p : (float)((x < t) - (x > t)))

static bool numbers(const OpCall *c, float *p, float *q, Err *e) {
  (void)q;
  *p = (float)c->attr[1].num;
  return *p >= 0 || err_set(e, ERR_VALUE, _("smooth_l1_loss: beta must not be negative, but is %g"),
                            c->attr[1].num);
}

static void term(Why *w, const OpCall *c, size_t kx, size_t kt) {
  float p = (float)c->attr[1].num, d = fabsf(c->in[0]->data[kx] - c->in[1]->data[kt]);
  op_why_add(w, d < p ? "0.5 * (" : "abs(");
  loss_difference(w, c, kx, kt);
  op_why_add(w, d < p ? ") ** 2 / " : ") - 0.5 * ");
  op_why_num(w, c->attr[1].num, WHY_ATOM);
}

static const LossKind kind = {.value = value, .dx = dx, .dt = dt, .n_tensors = 2, .numbers = numbers,
                              .term = term};

LOSS_FUNCTIONS

const OpDef op_smooth_l1_loss = {
  .name = "smooth_l1_loss",
  .params = {{"input", ARG_TENSOR, NULL}, {"target", ARG_TENSOR, NULL}, {"reduction", ARG_WORD, LOSS_REDUCTION},
             {"beta", ARG_NUM, "1"}},
  .doc = N_("Absolute difference, squared within beta of the target; the mean of it"),
  .shape = N_("input, target: [A...] -> [], or [A...] with reduction=none"),
  .formula = N_("y = mean_i (d^2 / (2 beta) where |d| < beta, else |d| - beta / 2), d = x_i - t_i"),
  .gradient = "dx_i = dy * clip((x_i - t_i) / beta, -1, 1) / N, dt = -dx",
  .source = "Girshick, Fast R-CNN, 2015",
  .examples = {{"smooth_l1_loss([0, 3], [1, 0])", "1.5"}, {"smooth_l1_loss([0, 3], 0, beta=0)", "1.5"}},
  .checks = {"x[A,B] t[A,B]", "x[A,B] t[A,B]; reduction=sum; beta=0.5",
             "x[A,B] t[A,B]; reduction=none; beta=2", "x[A,B] t[B]"},
  .forward = forward,
  .grad = grad,
  .why = why,
};
