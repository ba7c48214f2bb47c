// SPDX-License-Identifier: GPL-3.0-or-later
// kl_div: how far a distribution (input: its logarithms) is from the target distribution: the extra surprise of
// who believes the one while the other holds. A target of 0 costs nothing.
#include <math.h>

#include "op/loss.h"

// p is 1 where the target, too, is given as logarithms.
LOSS_LOOP(value, p != 0 ? expf(t) * (t - x) : t == 0 ? 0 : t * (logf(t) - x))
LOSS_LOOP(dx, p != 0 ? -expf(t) : -t)
LOSS_LOOP(dt, p != 0 ? expf(t) * (t - x + 1) : t == 0 ? 0 : logf(t) + 1 - x)

static bool numbers(const OpCall *c, float *p, float *q, Err *e) {
  (void)q, (void)e;
  *p = (float)c->attr[1].num;
  return true;
}

static void term(Why *w, const OpCall *c, size_t kx, size_t kt) {
  bool logs = c->attr[1].num != 0;
  if (!logs && c->in[1]->data[kt] == 0) {
    op_why_at(w, c, 1, kt, WHY_SUM);
    op_why_note(w, c, 0, kx);
    return;
  }
  op_why_add(w, logs ? "exp(" : "");
  op_why_at(w, c, 1, kt, logs ? WHY_ANY : WHY_PRODUCT);
  op_why_add(w, logs ? ") * (" : " * (log(");
  op_why_at(w, c, 1, kt, logs ? WHY_SUM : WHY_ANY);
  op_why_add(w, logs ? " - " : ") - ");
  op_why_at(w, c, 0, kx, WHY_PRODUCT);
  op_why_add(w, ")");
}

static const LossKind kind = {.value = value, .dx = dx, .dt = dt, .n_tensors = 2, .numbers = numbers,
                              .term = term};

LOSS_FUNCTIONS

const OpDef op_kl_div = {
  .name = "kl_div",
  .params = {{"input", ARG_TENSOR, NULL}, {"target", ARG_TENSOR, NULL},
             {"reduction", ARG_WORD, LOSS_REDUCTION "|batchmean"},
             {"log_target", ARG_BOOL, "false"}},
  .doc = N_("Kullback-Leibler divergence of target from the log-probabilities input"),
  .shape = N_("input, target: [A...] -> [], or [A...] with reduction=none"),
  .formula = N_("y = mean_i t_i (log t_i - x_i); reduction=batchmean divides the sum by the first dimension"),
  .gradient = "dx_i = -dy * t_i / N",
  .source = "Kullback and Leibler, On information and sufficiency, 1951",
  .examples = {{"kl_div(log([0.5, 0.5]), [0.5, 0.5])", "0"},
               {"kl_div(log([0.5, 0.5]), [1, 0], reduction=\"sum\")", "0.6931"}},
  .checks = {"x[A,B] t[A,B]; domain t 0.1..1", "x[A,B] t[A,B]; reduction=batchmean; domain t 0.1..1",
             "x[A,B] t[A,B]; reduction=none; log_target=true", "x[A,B] t[A,B]; reduction=sum; domain t 0.1..1"},
  .forward = forward,
  .grad = grad,
  .why = why,
};
