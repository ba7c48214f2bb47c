// SPDX-License-Identifier: GPL-3.0-or-later
// permute: dimensions in a new order: dimension d of the result is dimension dims[d] of x.
#include "op/axes.h"
#include "op/reduce.h"

static bool order(const OpCall *c, Axes *axes, Err *e) {
  const Shape *s = &c->in[0]->shape;
  unsigned seen = 0;
  for (int d = 0; d < s->rank && d < c->attr[0].n; d++) {
    OpAttr dim = {.num = (double)c->attr[0].ints[d]};
    if (!op_dim(c, &dim, s, &axes->of[d], e)) return false;
    seen |= 1u << axes->of[d];
  }
  if (c->attr[0].n == s->rank && seen == (1u << s->rank) - 1) return true;
  return err_set(e, ERR_VALUE, _("permute: name each dimension of shape %s once"), shape_text(s).s);
}

static Axes order_again(const OpCall *c) {
  Axes axes = {{0}};
  Err e = {0};
  order(c, &axes, &e);
  err_clear(&e);
  return axes;
}

static Tensor *forward(OpCall *c, Err *e) {
  Axes axes;
  return order(c, &axes, e) ? tensor_permute(c->in[0], axes.of, e) : NULL;
}

static bool grad(const OpCall *c, const Tensor *out, const Tensor *dout, const bool *needs, Tensor **din,
                 Err *e) {
  (void)out;
  Axes axes = order_again(c);
  return axes_grad(c, &axes, dout, needs, din, e);
}

static void why(Why *w, const OpCall *c, const Tensor *out, size_t i) {
  Axes axes = order_again(c);
  op_why_at(w, c, 0, axes_index(c, &axes, out, i), WHY_ANY);
}

const OpDef op_permute = {
  .name = "permute",
  .params = {{"x", ARG_TENSOR, NULL}, {"dims", ARG_SHAPE, NULL}},
  .doc = N_("Puts the dimensions in a new order"),
  .shape = N_("x: [A, B, C] -> [those in the order of dims]"),
  .formula = "y[i_dims...] = x[i...]",
  .gradient = N_("dx = permute(dy, the inverse order)"),
  .source = "PyTorch: Paszke et al., 2019",
  .examples = {{"permute([[1, 2], [3, 4]], 1, 0)", "[[1, 3],\n [2, 4]]"}},
  .checks = {"x[A,B]; dims=[1,0]", "x[A,B,C]; dims=[2,0,1]", "x[A,B,C]; dims=[-1,1,0]"},
  .forward = forward,
  .grad = grad,
  .why = why,
};
