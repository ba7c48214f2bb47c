// SPDX-License-Identifier: GPL-3.0-or-later
// cross_entropy: how surprised the scores are by the right classes: the mean of -log softmax(logits)
// at the targets. Its gradient is as simple as can be: what was predicted minus what was right.
//
// Saved for the gradient: the probabilities, softmax(logits).
#include <math.h>

#include "op/ids.h"
#include "op/reduce.h"

static bool shapes_fit(const OpCall *c, Err *e) {
  const Shape *x = &c->in[0]->shape, *t = &c->in[1]->shape;
  Shape expected = *x;
  if (x->rank > 0) expected.rank--;
  if (x->rank > 0 && shape_eq(&expected, t)) return true;
  return err_set(e, ERR_SHAPE, _("cross_entropy: logits of shape %s take targets of shape %s, not %s"),
                 shape_text(x).s, shape_text(&expected).s, shape_text(t).s);
}

// The loss of one row, and its probabilities p.
static double row_loss(const float *x, float *p, size_t n, size_t target) {
  double most = -INFINITY, sum = 0;
  for (size_t j = 0; j < n; j++) most = (double)x[j] > most ? (double)x[j] : most;
  for (size_t j = 0; j < n; j++) sum += exp((double)x[j] - most);
  for (size_t j = 0; j < n; j++) p[j] = (float)(exp((double)x[j] - most) / sum);
  return most + log(sum) - (double)x[target];
}

static Tensor *forward(OpCall *c, Err *e) {
  if (!shapes_fit(c, e)) return NULL;
  const Tensor *x = c->in[0], *target = c->in[1];
  int64_t classes = x->shape.dim[x->shape.rank - 1];
  const char *what = _("cross_entropy: target %g is not one of the %lld classes (0 to %lld)");
  if (!ids_check(target, classes, what, e)) return NULL;
  if (!(c->saved[0] = tensor_new(&x->shape, e))) return NULL;
  size_t n = (size_t)classes, work = 0;
  double loss = 0;
  for (size_t r = 0; r < target->size; r++) {
    loss += row_loss(x->data + r * n, c->saved[0]->data + r * n, n, (size_t)target->data[r]);
    if (!op_go_on(&work, 8 * n, e)) return NULL;
  }
  return tensor_scalar((float)(loss / (double)target->size));
}

static bool grad(const OpCall *c, const Tensor *out, const Tensor *dout, const bool *needs, Tensor **din,
                 Err *e) {
  (void)out;
  if (!needs[0]) return true;
  const Tensor *p = c->saved[0], *target = c->in[1];
  Tensor *dx = din[0] = tensor_copy(p, e);
  if (!dx) return false;
  size_t n = (size_t)p->shape.dim[p->shape.rank - 1];
  for (size_t r = 0; r < target->size; r++) dx->data[r * n + (size_t)target->data[r]] -= 1;
  float scale = (float)((double)dout->data[0] / (double)target->size);
  for (size_t i = 0; i < dx->size; i++) dx->data[i] *= scale;
  return true;
}

// log(exp(a) + exp(b) + ...) - a for each target, over how many there are.
static void why(Why *w, const OpCall *c, const Tensor *out, size_t i) {
  (void)out, (void)i;
  const Tensor *x = c->in[0];
  size_t n = (size_t)x->shape.dim[x->shape.rank - 1], rows = c->in[1]->size;
  if (rows != 1) op_why_add(w, rows ? "(" : "(0");
  for (size_t r = 0; why_each(w, rows, " + ", &r); r++) {
    WhyRow row = {0, r * n, n, 1};
    double shift = why_shift(c, row);
    op_why_add(w, "log(");
    why_exp_sum(w, c, row, shift);
    op_why_add(w, shift != 0 ? ") - (" : ") - ");
    op_why_at(w, c, 0, r * n + (size_t)c->in[1]->data[r], shift != 0 ? WHY_SUM : WHY_PRODUCT);
    if (shift != 0) {
      op_why_add(w, " - ");
      op_why_num(w, shift, WHY_ATOM);
      op_why_add(w, ")");
    }
    op_why_note(w, c, 1, r);
  }
  if (rows != 1) op_why_add(w, ") / %zu", rows);
}

const OpDef op_cross_entropy = {
  .name = "cross_entropy",
  .params = {{"logits", ARG_TENSOR, NULL}, {"target", ARG_TENSOR, NULL}},
  .doc = N_("Mean surprise at the target classes: -log softmax(logits) there"),
  .shape = "logits: [A..., C], target: [A...] of class numbers -> []",
  .formula = "y = mean_i (log(sum_j exp(x_ij)) - x_i,target_i)",
  .gradient = "dx_ij = dy * (softmax(x)_ij - (1 if j = target_i else 0)) / N",
  .source = "Good, Rational decisions, 1952; Bridle 1990",
  .examples = {{"cross_entropy([0, 0], 1)", "0.6931"}, {"cross_entropy([[9, 9], [3, 3]], [0, 1])", "0.6931"}},
  .checks = {"x[A,C] t[A]; whole t 0..C", "x[C] t[]; whole t 0..C", "x[A,B,C] t[A,B]; whole t 0..C"},
  .forward = forward,
  .grad = grad,
  .why = why,
};
