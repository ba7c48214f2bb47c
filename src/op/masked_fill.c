// SPDX-License-Identifier: GPL-3.0-or-later
// masked_fill: x, but a fixed value wherever the mask is not 0: -inf before a softmax hides what must not
// be seen. What was filled in does not depend on x and passes no gradient.
#include "op/elementwise.h"

MAP3(fill, x != 0 ? y : g)

MAP2(outside, y != 0 ? 0 : x)

static Tensor *forward(OpCall *c, Err *e) {
  const Tensor *x = c->in[0], *mask = c->in[1];
  Tensor *value = tensor_scalar((float)c->attr[0].num), *out = tensor_map3(x, mask, value, fill, e);
  tensor_release(value);
  if (!out || shape_eq(&out->shape, &x->shape)) return out;
  err_set(e, ERR_SHAPE, _("masked_fill: a mask of shape %s is too large for a tensor of shape %s"),
          shape_text(&mask->shape).s, shape_text(&x->shape).s);
  tensor_release(out);
  return NULL;
}

static bool grad(const OpCall *c, const Tensor *out, const Tensor *dout, const bool *needs, Tensor **din,
                 Err *e) {
  (void)out;
  return !needs[0] || (din[0] = tensor_map2(dout, c->in[1], outside, e)) != NULL;
}

static void why(Why *w, const OpCall *c, const Tensor *out, size_t i) {
  size_t at = op_broadcast_index(c->in[1], out, i);
  if (c->in[1]->data[at] != 0) op_why_num(w, c->attr[0].num, WHY_ANY);
  else op_why_at(w, c, 0, i, WHY_ANY);
  op_why_note(w, c, 1, at);
}

const OpDef op_masked_fill = {
  .name = "masked_fill",
  .params = {{"x", ARG_TENSOR, NULL}, {"mask", ARG_TENSOR, NULL}, {"value", ARG_NUM, NULL}},
  .doc = N_("x with value in all places where the mask is not 0"),
  .shape = N_("x: [A...], mask: [A..., broadcast] -> [A...]"),
  .formula = "y_i = value if mask_i != 0 else x_i",
  .gradient = N_("dx = dy where the mask is 0, else 0"),
  .source = "as torch.masked_fill: Paszke et al., PyTorch, 2019",
  .examples = {{"masked_fill([1, 2], [0, 1], -inf)", "[1, -inf]"}},
  .checks = {"x[A,B] m[A,B]; value=7; whole m 0..2", "x[A,B] m[B]; value=-1; whole m 0..2",
             "x[A,B,C] m[]; value=0; whole m 0..2"},
  .forward = forward,
  .grad = grad,
  .why = why,
};
