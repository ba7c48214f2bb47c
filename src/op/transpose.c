// SPDX-License-Identifier: GPL-3.0-or-later
// transpose: exchanges two dimensions; of a matrix, rows become columns. A vector or number stays as
// it is, as NumPy's x.T has it.
#include "op/axes.h"
#include "op/reduce.h"

static bool order(const OpCall *c, Axes *axes, Err *e) {
  const Shape *s = &c->in[0]->shape;
  bool plain = c->attr[0].num == -2 && c->attr[1].num == -1;
  for (int d = 0; d < s->rank; d++) axes->of[d] = d;
  if (plain && s->rank < 2) return true;
  int a, b;
  if (!op_dim(c, &c->attr[0], s, &a, e) || !op_dim(c, &c->attr[1], s, &b, e)) return false;
  axes->of[a] = b;
  axes->of[b] = a;
  return true;
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

const OpDef op_transpose = {
  .name = "transpose",
  .params = {{"x", ARG_TENSOR, NULL}, {"dim0", ARG_INT, "-2"}, {"dim1", ARG_INT, "-1"}},
  .doc = N_("Exchanges two dimensions: rows become columns"),
  .shape = "x: [A..., N, M] -> [A..., M, N]",
  .formula = "y[..., i, j] = x[..., j, i]",
  .gradient = "dx = transpose(dy)",
  .source = "Cayley, A memoir on the theory of matrices, 1858",
  .examples = {{"transpose([[1, 2], [3, 4]])", "[[1, 3],\n [2, 4]]"}},
  .checks = {"x[A,B]", "x[A,B,C]; dim0=0; dim1=-1", "x[A]", "x[A,B,C]"},
  .forward = forward,
  .grad = grad,
  .why = why,
};
