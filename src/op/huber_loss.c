// SPDX-License-Identifier: GPL-3.0-or-later
// huber_loss: squared near the target and absolute beyond delta, so that far misses (outliers) do not rule.
#include <math.h>

#include "op/loss.h"

LOSS_LOOP(value, fabsf(x - t) <= p ? 0.5f * (x - t) * (x - t) : p * (fabsf(x - t) - 0.5f * p))
LOSS_LOOP(dx, x - t > p ? p : x - t < -p ? -p : x - t)
LOSS_LOOP(dt, t - x > p ? p : t - x < -p ? -p : t - x)

static bool numbers(const OpCall *c, float *p, float *q, Err *e) {
  (void)q;
  *p = (float)c->attr[1].num;
  return *p > 0 || err_set(e, ERR_VALUE, _("huber_loss: delta must be more than 0, not %g"), c->attr[1].num);
}

static void term(Why *w, const OpCall *c, size_t kx, size_t kt) {
  float p = (float)c->attr[1].num, d = fabsf(c->in[0]->data[kx] - c->in[1]->data[kt]);
  if (d <= p) {
    op_why_add(w, "0.5 * (");
    loss_difference(w, c, kx, kt);
    op_why_add(w, ") ** 2");
    return;
  }
  op_why_num(w, c->attr[1].num, WHY_PRODUCT);
  op_why_add(w, " * (abs(");
  loss_difference(w, c, kx, kt);
  op_why_add(w, ") - 0.5 * ");
  op_why_num(w, c->attr[1].num, WHY_ATOM);
  op_why_add(w, ")");
}

static const LossKind kind = {.value = value, .dx = dx, .dt = dt, .n_tensors = 2, .numbers = numbers,
                              .term = term};

LOSS_FUNCTIONS

const OpDef op_huber_loss = {
  .name = "huber_loss",
  .params = {{"input", ARG_TENSOR, NULL}, {"target", ARG_TENSOR, NULL}, {"reduction", ARG_WORD, LOSS_REDUCTION},
             {"delta", ARG_NUM, "1"}},
  .doc = N_("Squared difference up to delta, absolute difference beyond; the mean of it"),
  .shape = N_("input, target: [A...] -> [], or [A...] with reduction=none"),
  .formula = N_("y = mean_i (d^2 / 2 where |d| <= delta, else delta (|d| - delta / 2)), d = x_i - t_i"),
  .gradient = "dx_i = dy * clip(x_i - t_i, -delta, delta) / N, dt = -dx",
  .source = "Huber, Robust estimation of a location parameter, 1964",
  .examples = {{"huber_loss([0, 3], [1, 0])", "1.5"}, {"huber_loss([0, 3], 0, delta=2)", "2"}},
  .checks = {"x[A,B] t[A,B]", "x[A,B] t[A,B]; reduction=sum; delta=0.5",
             "x[A,B] t[A,B]; reduction=none; delta=2", "x[A,B] t[]"},
  .forward = forward,
  .grad = grad,
  .why = why,
};
