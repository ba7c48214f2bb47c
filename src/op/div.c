// SPDX-License-Identifier: GPL-3.0-or-later
// div: x / y, element by element. Dividing by zero gives inf or nan, as IEEE 754 says.
#include "op/elementwise.h"

MAP2(kernel, x / y)
SCALAR2(x / y)

static Tensor *forward(OpCall *c, Err *e) { return ew_forward2(c, kernel, e); }

MAP3(grad_x, g / y)
MAP3(grad_y, -g * x / (y * y))

static bool grad(const OpCall *c, const Tensor *out, const Tensor *dout, const bool *needs, Tensor **din,
                 Err *e) {
  (void)out;
  return ew_grad2(c, dout, grad_x, grad_y, needs, din, e);
}

const OpDef op_div = {
  .name = "div",
  .symbol = "/",
  .params = {{"x", ARG_TENSOR, NULL}, {"y", ARG_TENSOR, NULL}},
  .doc = N_("Quotient of two tensors, element by element"),
  .shape = N_("x: [A...], y: [B...] -> [A... and B..., broadcast]"),
  .formula = "z_i = x_i / y_i",
  .gradient = "dx = dz / y, dy = -dz * x / y^2",
  .source = "NumPy: Harris et al., Array programming with NumPy, 2020",
  .examples = {{"1 / 2", "0.5"}, {"[1, 2] / 4", "[0.25, 0.50]"}},
  .checks = {"x[A,B] y[A,B]; domain y 0.5..2", "x[A,B] y[B]; domain y 0.5..2",
             "x[A,1] y[1,B]; domain y 0.5..2", "x[] y[A,B,C]; domain y 0.5..2",
             "x[A,1,C] y[B,1]; domain y 0.5..2"},
  .forward = forward,
  .grad = grad,
  .why = why_infix,
  .scalar = scalar,
};
