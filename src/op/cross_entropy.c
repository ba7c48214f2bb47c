// SPDX-License-Identifier: GPL-3.0-or-later
// cross_entropy: how surprised the scores are by the right classes: the mean of -log softmax(logits)
// at the targets. Its gradient is as simple as can be: what was predicted minus what was right.
//
// With label smoothing, a part of the right class's share is spread evenly over all classes.
// Saved for the gradient: the probabilities, softmax(logits).
#include <math.h>

#include "op/class_loss.h"
#include "op/rows.h"

static double smoothing(const OpCall *c) { return c->attr[2].num; }

// The probabilities p of one row; returns log(sum_j exp(x_j)).
static double row_softmax(const float *x, float *p, size_t n) {
  float most = rows_max(x, n);
  double sum = rows_exp(p, x, most, 1, n);
  rows_scale(p, p, 0, 1 / sum, n);
  return (double)most + log(sum);
}

static double row_loss(OpCall *c, const ClassLoss *l, size_t r) {
  size_t n = l->classes;
  const float *x = c->in[0]->data + r * n;
  double log_sum = row_softmax(x, c->saved[0]->data + r * n, n), spread = 0, s = smoothing(c);
  if (class_ignored(l, r)) return 0;
  size_t target = class_target(l, r);
  double loss = class_weight(l, target) * (log_sum - (double)x[target]);
  if (s == 0) return loss;
  for (size_t j = 0; j < n; j++) spread += class_weight(l, j) * (log_sum - (double)x[j]);
  return (1 - s) * loss + s / (double)n * spread;
}

static Tensor *forward(OpCall *c, Err *e) {
  if (!class_loss_check(c, e)) return NULL;
  if (!(smoothing(c) >= 0 && smoothing(c) <= 1)) {
    err_set(e, ERR_VALUE, _("cross_entropy: label_smoothing is between 0 and 1, not %g"), smoothing(c));
    return NULL;
  }
  if (!(c->saved[0] = tensor_new(&c->in[0]->shape, e))) return NULL;
  return class_loss_forward(c, row_loss, e);
}

// The row's loss is sum_j q_j (log_sum - x_j), q_j being the weighted share of class j.
static void row_grad(float *dx, const OpCall *c, const ClassLoss *l, size_t r, double scale) {
  size_t n = l->classes, target = class_target(l, r);
  const float *p = c->saved[0]->data + r * n;
  double s = smoothing(c), right = (1 - s) * class_weight(l, target), all = right;
  if (s != 0)
    for (size_t j = 0; j < n; j++) all += s / (double)n * class_weight(l, j);
  float times = (float)(scale * all);
  for (size_t j = 0; j < n; j++) dx[j] = p[j] * times;
  dx[target] -= (float)(scale * right);
  if (s == 0) return;
  for (size_t j = 0; j < n; j++) dx[j] -= (float)(scale * s / (double)n * class_weight(l, j));
}

// The surprise at each class, by its share.
static void weight_slopes(double *dw, const OpCall *c, const ClassLoss *l, size_t r, double scale) {
  size_t n = l->classes, target = class_target(l, r);
  const float *x = c->in[0]->data + r * n;
  double s = smoothing(c), most = (double)rows_max(x, n), sum = 0;
  for (size_t j = 0; j < n; j++) sum += exp((double)x[j] - most);
  double log_sum = most + log(sum);
  dw[target] += scale * (1 - s) * (log_sum - (double)x[target]);
  for (size_t j = 0; s != 0 && j < n; j++) dw[j] += scale * s / (double)n * (log_sum - (double)x[j]);
}

static bool grad(const OpCall *c, const Tensor *out, const Tensor *dout, const bool *needs, Tensor **din,
                 Err *e) {
  if (needs[2] && !(din[2] = class_loss_weight_grad(c, out, dout, weight_slopes, e))) return false;
  if (!needs[0]) return true;
  ClassLoss l = class_loss_again(c);
  Tensor *dx = din[0] = tensor_new(&c->in[0]->shape, e);
  for (size_t r = 0, work = 0; dx && r < l.rows; r++) {
    float *row = dx->data + r * l.classes;
    if (class_ignored(&l, r)) {
      for (size_t j = 0; j < l.classes; j++) row[j] = 0;
    } else {
      row_grad(row, c, &l, r, class_loss_scale(&l, dout, r));
    }
    if (!op_go_on(&work, l.classes, e)) return false;
  }
  return dx != NULL;
}

// log(exp(a) + exp(b) + ...) - a
static void surprise(Why *w, const OpCall *c, WhyRow row, size_t j, double shift) {
  op_why_add(w, "log(");
  why_exp_sum(w, c, row, shift);
  op_why_add(w, shift != 0 ? ") - (" : ") - ");
  op_why_at(w, c, 0, row.first + j, shift != 0 ? WHY_SUM : WHY_PRODUCT);
  if (shift == 0) return;
  op_why_add(w, " - ");
  op_why_num(w, shift, WHY_ATOM);
  op_why_add(w, ")");
}

static void weighted_surprise(Why *w, const OpCall *c, const ClassLoss *l, WhyRow row, size_t j, double shift) {
  if (l->weight) {
    op_why_at(w, c, 2, j, WHY_PRODUCT);
    op_why_add(w, " * ");
  }
  op_why_add(w, "(");
  surprise(w, c, row, j, shift);
  op_why_add(w, ")");
}

static void term(Why *w, const OpCall *c, const ClassLoss *l, size_t r, bool alone) {
  (void)alone;
  size_t n = l->classes, target = class_target(l, r);
  WhyRow row = {0, r * n, n, 1};
  double shift = why_shift(c, row), s = smoothing(c);
  op_why_note(w, c, 1, r);
  if (s == 0) {
    if (l->weight) weighted_surprise(w, c, l, row, target, shift);
    else surprise(w, c, row, target, shift);
    return;
  }
  op_why_num(w, 1 - s, WHY_PRODUCT);
  op_why_add(w, " * ");
  weighted_surprise(w, c, l, row, target, shift);
  op_why_add(w, " + ");
  op_why_num(w, s, WHY_PRODUCT);
  op_why_add(w, " / %zu * (", n);
  for (size_t j = 0; why_each(w, n, " + ", &j); j++) weighted_surprise(w, c, l, row, j, shift);
  op_why_add(w, ")");
}

static void why(Why *w, const OpCall *c, const Tensor *out, size_t i) {
  (void)out;
  class_loss_why(w, c, false, term, i);
}

const OpDef op_cross_entropy = {
  .name = "cross_entropy",
  .params = {{"logits", ARG_TENSOR, NULL}, CLASS_LOSS_PARAMS, {"label_smoothing", ARG_NUM, "0"}},
  .doc = N_("Mean surprise at the target classes: -log softmax(logits) there"),
  .shape = N_("logits: [A..., C], target: [A...] of class numbers, weight: [C] -> [], or [A...] with reduction=none"),
  .formula = "y = mean_i (log(sum_j exp(x_ij)) - x_i,target_i)",
  .gradient = "dx_ij = dy * (softmax(x)_ij - (1 if j = target_i else 0)) / N",
  .source = "Good, Rational decisions, 1952; Bridle 1990; smoothing: Szegedy et al., Rethinking the Inception "
            "architecture, 2016",
  .examples = {{"cross_entropy([0, 0], 1)", "0.6931"}, {"cross_entropy([[9, 9], [3, 3]], [0, 1])", "0.6931"},
               {"cross_entropy([[0, 0], [5, 1]], [1, -100])", "0.6931"}},
  .checks = {"x[A,C] t[A] w[]; whole t 0..C; whole w 1..2", "x[C] t[] w[]; whole t 0..C; whole w 1..2",
             "x[A,B,C] t[A,B] w[C]; whole t 0..C; domain w 0.5..4; label_smoothing=0.1",
             "x[4,C] t[4] w[C]; whole t -1..C; domain w 0.5..4; ignore_index=-1; reduction=sum; label_smoothing=0.3",
             "x[A,C] t[A] w[C]; whole t 0..C; domain w 0.5..4; reduction=none; ignore_index=0",
             "x[6,C] t[6] w[C]; whole t 0..C; domain w 0.5..4"},
  .forward = forward,
  .grad = grad,
  .why = why,
};
