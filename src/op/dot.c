// SPDX-License-Identifier: GPL-3.0-or-later
// dot: how well two vectors agree: the sum of the products of their elements.
#include "op/elementwise.h"
#include "op/rows.h"

MAP2(product, x * y)

static Tensor *forward(OpCall *c, Err *e) {
  const Tensor *x = c->in[0], *y = c->in[1];
  if (x->shape.rank == 1 && shape_eq(&x->shape, &y->shape))
    return tensor_scalar((float)rows_dot(x->data, y->data, x->size));
  err_set(e, ERR_SHAPE, _("dot: two vectors of one length are needed, not shapes %s and %s"),
          shape_text(&x->shape).s, shape_text(&y->shape).s);
  return NULL;
}

static bool grad(const OpCall *c, const Tensor *out, const Tensor *dout, const bool *needs, Tensor **din,
                 Err *e) {
  (void)out;
  for (int k = 0; k < 2; k++)
    if (needs[k] && !(din[k] = tensor_map2(dout, c->in[1 - k], product, e))) return false;
  return true;
}

static void why(Why *w, const OpCall *c, const Tensor *out, size_t i) {
  (void)out, (void)i;
  if (c->in[0]->size == 0) op_why_add(w, "0");
  for (size_t j = 0; why_each(w, c->in[0]->size, " + ", &j); j++) {
    op_why_at(w, c, 0, j, WHY_PRODUCT);
    op_why_add(w, " * ");
    op_why_at(w, c, 1, j, WHY_ATOM);
  }
}

const OpDef op_dot = {
  .name = "dot",
  .params = {{"x", ARG_TENSOR, NULL}, {"y", ARG_TENSOR, NULL}},
  .doc = N_("Scalar product of two vectors"),
  .shape = "x: [N], y: [N] -> []",
  .formula = "z = sum_i x_i * y_i",
  .gradient = "dx = dz * y, dy = dz * x",
  .source = "Grassmann, Die lineale Ausdehnungslehre, 1844",
  .examples = {{"dot([1, 2], [3, 4])", "11"}},
  .checks = {"x[A] y[A]", "x[1] y[1]"},
  .forward = forward,
  .grad = grad,
  .why = why,
};
