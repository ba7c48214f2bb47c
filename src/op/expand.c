// SPDX-License-Identifier: GPL-3.0-or-later
// expand: repeats dimensions of size 1 (and missing ones in front) up to a shape: broadcasting by hand.
// An element that was repeated gets the sum of the gradients of its copies.
#include "op/elementwise.h"
#include "op/reduce.h"

static Tensor *forward(OpCall *c, Err *e) {
  const Shape *s = &c->in[0]->shape;
  Shape to = {0};
  OpAttr shape = c->attr[0];
  int64_t ints[TENSOR_MAX_RANK] = {0};
  for (int d = 0; d < shape.n && d < TENSOR_MAX_RANK; d++) {
    int own = d - (shape.n - s->rank); // -1 stands for the size that x has
    ints[d] = shape.ints[d] == -1 && own >= 0 && own < s->rank ? s->dim[own] : shape.ints[d];
  }
  shape.ints = ints;
  return op_shape(c, &shape, &to, e) ? tensor_expand(c->in[0], &to, e) : NULL;
}

static bool grad(const OpCall *c, const Tensor *out, const Tensor *dout, const bool *needs, Tensor **din,
                 Err *e) {
  (void)out;
  return !needs[0] || (din[0] = tensor_sum_to(dout, &c->in[0]->shape, e)) != NULL;
}

static void why(Why *w, const OpCall *c, const Tensor *out, size_t i) {
  op_why_at(w, c, 0, op_broadcast_index(c->in[0], out, i), WHY_ANY);
}

const OpDef op_expand = {
  .name = "expand",
  .params = {{"x", ARG_TENSOR, NULL}, {"shape", ARG_SHAPE, NULL}},
  .doc = N_("Repeats dimensions of size 1 up to a shape; -1 keeps a size"),
  .shape = "x: [1, B] -> [A, B]",
  .formula = "y[i, j] = x[0, j]",
  .gradient = N_("dx = sum of dy over what was repeated"),
  .source = "NumPy: Harris et al., Array programming with NumPy, 2020",
  .examples = {{"expand([1, 2], 2, 2)", "[[1, 2],\n [1, 2]]"}},
  .checks = {"x[A,1]; shape=[A,B]", "x[B]; shape=[A,B]", "x[A,1,B]; shape=[-1,C,-1]", "x[]; shape=[A]"},
  .forward = forward,
  .grad = grad,
  .why = why,
};
