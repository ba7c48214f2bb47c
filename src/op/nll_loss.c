// SPDX-License-Identifier: GPL-3.0-or-later
// nll_loss: the negative log-likelihood of the right classes, from logarithms of probabilities (as log_softmax
// gives them). cross_entropy(x, t) is nll_loss(log_softmax(x), t).
#include "op/class_loss.h"

static double row_loss(OpCall *c, const ClassLoss *l, size_t r) {
  if (class_ignored(l, r)) return 0;
  size_t target = class_target(l, r);
  return -class_weight(l, target) * (double)c->in[0]->data[r * l->classes + target];
}

static Tensor *forward(OpCall *c, Err *e) {
  return class_loss_check(c, e) ? class_loss_forward(c, row_loss, e) : NULL;
}

static void weight_slopes(double *dw, const OpCall *c, const ClassLoss *l, size_t r, double scale) {
  size_t target = class_target(l, r);
  dw[target] -= scale * (double)c->in[0]->data[r * l->classes + target];
}

static bool grad(const OpCall *c, const Tensor *out, const Tensor *dout, const bool *needs, Tensor **din,
                 Err *e) {
  if (needs[2] && !(din[2] = class_loss_weight_grad(c, out, dout, weight_slopes, e))) return false;
  if (!needs[0]) return true;
  ClassLoss l = class_loss_again(c);
  if (!(din[0] = tensor_full(&c->in[0]->shape, 0, e))) return false;
  for (size_t r = 0; r < l.rows; r++) {
    if (class_ignored(&l, r)) continue;
    size_t target = class_target(&l, r);
    din[0]->data[r * l.classes + target] = (float)(-class_weight(&l, target) * class_loss_scale(&l, dout, r));
  }
  return true;
}

static void term(Why *w, const OpCall *c, const ClassLoss *l, size_t r, bool alone) {
  size_t target = class_target(l, r);
  op_why_note(w, c, 1, r);
  if (l->weight) {
    op_why_at(w, c, 2, target, WHY_PRODUCT);
    op_why_add(w, " * ");
  }
  op_why_at(w, c, 0, r * l->classes + target, alone || l->weight ? WHY_ATOM : WHY_SUM);
}

static void why(Why *w, const OpCall *c, const Tensor *out, size_t i) {
  (void)out;
  class_loss_why(w, c, true, term, i);
}

const OpDef op_nll_loss = {
  .name = "nll_loss",
  .params = {{"input", ARG_TENSOR, NULL}, CLASS_LOSS_PARAMS},
  .doc = N_("Mean of minus the log-probabilities input at the target classes"),
  .shape = N_("input: [A..., C], target: [A...] of class numbers, weight: [C] -> [], or [A...] with reduction=none"),
  .formula = "y = -sum_i w_target_i x_i,target_i / sum_i w_target_i",
  .gradient = N_("dx_ij = -dy * w_j / sum_i w_target_i where j = target_i, else 0"),
  .source = "Fisher, On the mathematical foundations of theoretical statistics, 1922",
  .examples = {{"nll_loss([[-1, -2], [-3, -4]], [0, 1])", "2.5"}, {"nll_loss(log_softmax([0, 0]), 1)", "0.6931"}},
  .checks = {"x[A,C] t[A] w[]; whole t 0..C; whole w 1..2", "x[C] t[] w[C]; whole t 0..C; domain w 0.5..4",
             "x[A,B,C] t[A,B] w[C]; whole t 0..C; domain w 0.5..4; reduction=sum",
             "x[5,C] t[5] w[C]; whole t 0..C; domain w 0.5..4",
             "x[4,C] t[4] w[C]; whole t -1..C; domain w 0.5..4; ignore_index=-1; reduction=none",
             "x[6,C] t[6] w[]; whole t 0..C; whole w 1..2"},
  .forward = forward,
  .grad = grad,
  .why = why,
};
