// SPDX-License-Identifier: GPL-3.0-or-later
// dropout: while training, each element is set to 0 with probability p, so that nothing can rely on any
// one of them; those that stay grow by 1 / (1 - p), so that the mean stays. Otherwise x is handed on as it
// is.
//
// Saved for the gradient: the factor of each element, 0 or 1 / (1 - p).
#include "base/rng.h"
#include "op/elementwise.h"
#include "op/random.h"

MAP2(product, x * y)

static bool is_on(const OpCall *c) { return c->attr[1].num != 0 && c->attr[0].num > 0; }

static void draw(Rng *r, float *x, size_t n, float p, float keep) {
  rng_fill_uniform(r, x, n, 0, 1);
  for (size_t i = 0; i < n; i++) x[i] = x[i] < p ? 0 : keep;
}

static Tensor *forward(OpCall *c, Err *e) {
  double p = c->attr[0].num;
  if (!(p >= 0 && p <= 1)) {
    err_set(e, ERR_VALUE, _("dropout: p is a probability from 0 to 1, not %g"), p);
    return NULL;
  }
  Tensor *x = c->in[0];
  if (!is_on(c)) return tensor_reshape(x, &x->shape, e);
  float keep = p < 1 ? (float)(1 / (1 - p)) : 0;
  c->saved[0] = random_tensor(&x->shape, draw, (float)p, keep, e);
  return c->saved[0] ? tensor_map2(x, c->saved[0], product, e) : NULL;
}

static bool grad(const OpCall *c, const Tensor *out, const Tensor *dout, const bool *needs, Tensor **din,
                 Err *e) {
  (void)out;
  if (!needs[0]) return true;
  din[0] = is_on(c) ? tensor_map2(dout, c->saved[0], product, e) : tensor_copy(dout, e);
  return din[0] != NULL;
}

static void why(Why *w, const OpCall *c, const Tensor *out, size_t i) {
  (void)out;
  bool dropped = is_on(c) && c->saved[0]->data[i] == 0;
  if (dropped) op_why_num(w, 0, WHY_ANY), op_why_note(w, c, 0, i);
  else op_why_at(w, c, 0, i, is_on(c) ? WHY_PRODUCT : WHY_ANY);
  if (is_on(c) && !dropped) op_why_add(w, " / (1 - %.9g)", c->attr[0].num);
}

const OpDef op_dropout = {
  .name = "dropout",
  .params = {{"x", ARG_TENSOR, NULL}, {"p", ARG_NUM, "0.5"}, {"training", ARG_BOOL, "true"}},
  .doc = N_("Sets elements to 0 with probability p and scales the others by 1 / (1 - p)"),
  .shape = "x: [A...] -> [A...]",
  .formula = N_("y_i = 0 with probability p, else x_i / (1 - p)"),
  .gradient = N_("dx = dy / (1 - p) where x was kept, else 0"),
  .source = "Srivastava et al., Dropout, 2014",
  .examples = {{"dropout([1, 2], 0)", "[1, 2]"}, {"dropout([1, 2], 1)", "[0, 0]"},
               {"dropout([1, 2], 0.5, training=false)", "[1, 2]"}},
  .checks = {"x[A,B]", "x[A,B]; p=0.2", "x[A]; p=1", "x[A,B]; training=false"},
  .forward = forward,
  .grad = grad,
  .why = why,
};
