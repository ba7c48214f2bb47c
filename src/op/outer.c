// SPDX-License-Identifier: GPL-3.0-or-later
// outer: every element of one vector times every element of the other: a table of products.
#include "op/elementwise.h"

MAP2(product, x * y)

static Tensor *reshaped(Tensor *t, int64_t rows, int64_t cols, Err *e) {
  Shape s = {.rank = 2, .dim = {rows, cols}};
  return tensor_reshape(t, &s, e);
}

static Tensor *forward(OpCall *c, Err *e) {
  Tensor *x = c->in[0], *y = c->in[1];
  if (x->shape.rank != 1 || y->shape.rank != 1) {
    err_set(e, ERR_SHAPE, _("outer: two vectors are needed, not shapes %s and %s"), shape_text(&x->shape).s,
            shape_text(&y->shape).s);
    return NULL;
  }
  Tensor *column = reshaped(x, x->shape.dim[0], 1, e);
  Tensor *out = column ? tensor_map2(column, y, product, e) : NULL;
  tensor_release(column);
  return out;
}

static bool grad(const OpCall *c, const Tensor *out, const Tensor *dout, const bool *needs, Tensor **din,
                 Err *e) {
  (void)out;
  if (needs[0] && !(din[0] = tensor_matmul(dout, false, c->in[1], false, e))) return false;
  return !needs[1] || (din[1] = tensor_matmul(dout, true, c->in[0], false, e)) != NULL;
}

static void why(Why *w, const OpCall *c, const Tensor *out, size_t i) {
  (void)out;
  size_t cols = c->in[1]->size;
  op_why_at(w, c, 0, i / cols, WHY_PRODUCT);
  op_why_add(w, " * ");
  op_why_at(w, c, 1, i % cols, WHY_ATOM);
}

const OpDef op_outer = {
  .name = "outer",
  .params = {{"x", ARG_TENSOR, NULL}, {"y", ARG_TENSOR, NULL}},
  .doc = N_("Table of the products of each element of x with each of y"),
  .shape = "x: [N], y: [M] -> [N, M]",
  .formula = "z[i, j] = x_i * y_j",
  .gradient = "dx = dz @ y, dy = dz.T @ x",
  .source = "Grassmann, Die lineale Ausdehnungslehre, 1844",
  .examples = {{"outer([1, 2], [3, 4])", "[[3, 4],\n [6, 8]]"}},
  .checks = {"x[A] y[B]", "x[1] y[B]"},
  .forward = forward,
  .grad = grad,
  .why = why,
};
