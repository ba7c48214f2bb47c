// SPDX-License-Identifier: GPL-3.0-or-later
// minimum: the smaller of x and y, element by element; nan where either is. The gradient goes to
// the smaller side; where both are equal, half to each.
#include <math.h>

#include "op/elementwise.h"

MAP2(kernel, x < y || isnan(x) ? x : y)
SCALAR2(x < y || isnan(x) ? x : y)

static Tensor *forward(OpCall *c, Err *e) { return ew_forward2(c, kernel, e); }

MAP3(grad_x, x < y ? g : x > y ? 0 : g / 2)
MAP3(grad_y, y < x ? g : y > x ? 0 : g / 2)

static bool grad(const OpCall *c, const Tensor *out, const Tensor *dout, const bool *needs, Tensor **din,
                 Err *e) {
  (void)out;
  return ew_grad2(c, dout, grad_x, grad_y, needs, din, e);
}

const OpDef op_minimum = {
  .name = "minimum",
  .params = {{"x", ARG_TENSOR, NULL}, {"y", ARG_TENSOR, NULL}},
  .doc = N_("The smaller of x and y, element by element"),
  .shape = N_("x: [A...], y: [B...] -> [A... and B..., broadcast]"),
  .formula = "z_i = min(x_i, y_i)",
  .gradient = N_("dx = dz where x < y, dz / 2 where x = y, else 0; dy likewise"),
  .source = "NumPy: Harris et al., Array programming with NumPy, 2020",
  .examples = {{"minimum(2, 3)", "2"}, {"minimum([1, -1], 0)", "[0, -1]"}},
  .checks = {"x[A,B] y[A,B]; distinct", "x[A,B] y[B]; distinct", "x[A,1] y[1,B]; distinct",
             "x[] y[A,B,C]; distinct", "x[A,1,C] y[B,1]; distinct"},
  .forward = forward,
  .grad = grad,
  .why = why_call,
  .scalar = scalar,
};
