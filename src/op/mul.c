// SPDX-License-Identifier: GPL-3.0-or-later
// mul: x * y, element by element: each side scales the other, and so does its gradient.
#include "op/elementwise.h"

MAP2(kernel, x * y)
SCALAR2(x * y)

// The product of two masks is their "and".
static Tensor *forward(OpCall *c, Err *e) {
  return (c->in[0]->mask && c->in[1]->mask ? ew_mask2 : ew_forward2)(c, kernel, e);
}

MAP3(grad_x, g * y)
MAP3(grad_y, g * x)

static bool grad(const OpCall *c, const Tensor *out, const Tensor *dout, const bool *needs, Tensor **din,
                 Err *e) {
  (void)out;
  return ew_grad2(c, dout, grad_x, grad_y, needs, din, e);
}

const OpDef op_mul = {
  .name = "mul",
  .symbol = "*",
  .params = {{"x", ARG_TENSOR, NULL}, {"y", ARG_TENSOR, NULL}},
  .doc = N_("Product of two tensors, element by element"),
  .shape = N_("x: [A...], y: [B...] -> [A... and B..., broadcast]"),
  .formula = "z_i = x_i * y_i",
  .gradient = "dx = dz * y, dy = dz * x",
  .source = "NumPy: Harris et al., Array programming with NumPy, 2020",
  .examples = {{"3 * 4", "12"}, {"[1, 2] * [3, 4]", "[3, 8]"}},
  .checks = {"x[A,B] y[A,B]", "x[A,B] y[B]", "x[A,1] y[1,B]", "x[] y[A,B,C]", "x[A,1,C] y[B,1]"},
  .forward = forward,
  .grad = grad,
  .why = why_infix,
  .scalar = scalar,
};
