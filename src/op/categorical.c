// SPDX-License-Identifier: GPL-3.0-or-later
// categorical: draws a class from each row of scores, with the probabilities that softmax gives them.
#include <math.h>

#include "op/random.h"

// One draw: the class in whose share of the sum the point u falls.
static bool draw(const float *x, size_t n, float *out, Err *e) {
  double most = -INFINITY, sum = 0;
  for (size_t j = 0; j < n; j++) {
    if (isnan(x[j])) return err_set(e, ERR_VALUE, _("categorical: a score is nan"));
    most = fmax(most, (double)x[j]);
  }
  if (!isfinite(most)) return err_set(e, ERR_VALUE, _("categorical: the largest score of a row is %g"), most);
  for (size_t j = 0; j < n; j++) sum += exp((double)x[j] - most);
  double u = rng_uniform(rng_global()) * sum, below = 0;
  for (size_t j = 0; j < n; j++) {
    double share = exp((double)x[j] - most);
    if (share > 0) *out = (float)j; // the last one that can be, should rounding leave u at the end
    below += share;
    if (u < below) break;
  }
  return true;
}

static Tensor *forward(OpCall *c, Err *e) {
  const Tensor *x = c->in[0];
  Shape s = x->shape;
  if (s.rank == 0 || s.dim[s.rank - 1] == 0) {
    err_set(e, ERR_SHAPE, _("categorical: there are no classes in a tensor of shape %s"),
            shape_text(&x->shape).s);
    return NULL;
  }
  size_t n = (size_t)s.dim[--s.rank], work = 0;
  Tensor *out = tensor_new(&s, e);
  for (size_t r = 0; out && r < out->size; r++) {
    if (draw(x->data + r * n, n, out->data + r, e) && op_go_on(&work, 20 * n, e)) continue;
    tensor_release(out);
    return NULL;
  }
  return out;
}

const OpDef op_categorical = {
  .name = "categorical",
  .params = {{"logits", ARG_TENSOR, NULL}},
  .doc = N_("A class drawn from each row, with probabilities softmax(logits)"),
  .shape = "logits: [A..., C] -> [A...]",
  .formula = "P(y_i = j) = exp(x_ij) / sum_k exp(x_ik)",
  .source = "Luce, Individual choice behavior, 1959",
  .examples = {{"categorical([-inf, 0, -inf])", "1"}, {"categorical([[0, -inf], [-inf, 5]])", "[0, 1]"}},
  .forward = forward,
  .why = why_value,
};
