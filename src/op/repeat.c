// SPDX-License-Identifier: GPL-3.0-or-later
// repeat: x laid side by side with itself, so many times along each dimension. Numbers for more dimensions
// than x has are taken as new ones in front.
#include "op/reduce.h"
#include "op/remap.h"

static int64_t from(const OpCall *c, const Shape *out, const int64_t *at, size_t i) {
  (void)i;
  const Shape *x = &c->in[0]->shape;
  int64_t k = 0;
  int more = out->rank - x->rank;
  for (int d = 0; d < x->rank; d++) k = k * x->dim[d] + at[d + more] % x->dim[d];
  return k;
}

static Tensor *forward(OpCall *c, Err *e) {
  const Shape *x = &c->in[0]->shape;
  Shape s;
  if (!op_shape(c, &c->attr[0], &s, e)) return NULL;
  if (s.rank < x->rank) {
    err_set(e, ERR_VALUE, _("repeat: a number for each dimension of shape %s is needed, not %d"),
            shape_text(x).s, s.rank);
    return NULL;
  }
  for (int d = 0; d < x->rank; d++) {
    int64_t *n = &s.dim[d + s.rank - x->rank];
    if (__builtin_mul_overflow(*n, x->dim[d], n)) *n = INT64_MAX; // too large, which tensor_new says
  }
  return remap_forward(c, &s, from, 0, e);
}

static bool grad(const OpCall *c, const Tensor *out, const Tensor *dout, const bool *needs, Tensor **din,
                 Err *e) {
  (void)out;
  return remap_grad(c, dout, from, needs, din, e);
}

static void why(Why *w, const OpCall *c, const Tensor *out, size_t i) { remap_why(w, c, out, i, from); }

const OpDef op_repeat = {
  .name = "repeat",
  .params = {{"x", ARG_TENSOR, NULL}, {"sizes", ARG_SHAPE, NULL}},
  .doc = N_("x side by side with itself, so many times along each dimension"),
  .shape = "x: [A, B] -> [sizes_1 * A, sizes_2 * B]",
  .formula = "y[i, j] = x[i mod A, j mod B]",
  .gradient = N_("dx = sum of dy over the copies"),
  .source = "as torch.Tensor.repeat: Paszke et al., PyTorch, 2019",
  .examples = {{"repeat([1, 2], 2)", "[1, 2, 1, 2]"}, {"repeat([1, 2], 2, 1)", "[[1, 2],\n [1, 2]]"}},
  .checks = {"x[A]; sizes=[3]", "x[A,B]; sizes=[2,3]", "x[A]; sizes=[2,1,2]", "x[]; sizes=[2]"},
  .forward = forward,
  .grad = grad,
  .why = why,
};
