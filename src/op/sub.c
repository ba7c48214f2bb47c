// SPDX-License-Identifier: GPL-3.0-or-later
// sub: x - y, element by element. The right side moves the result the other way: its gradient is -dz.
#include "op/elementwise.h"

MAP2(kernel, x - y)
SCALAR2(x - y)

static Tensor *forward(OpCall *c, Err *e) { return ew_forward2(c, kernel, e); }

MAP1(negate, -x)

static bool grad(const OpCall *c, const Tensor *out, const Tensor *dout, const bool *needs, Tensor **din,
                 Err *e) {
  (void)out;
  if (needs[0] && !(din[0] = ew_sum_to(tensor_copy(dout, e), c->in[0], e))) return false;
  return !needs[1] || (din[1] = ew_sum_to(tensor_map1(dout, negate, e), c->in[1], e)) != NULL;
}

const OpDef op_sub = {
  .name = "sub",
  .symbol = "-",
  .params = {{"x", ARG_TENSOR, NULL}, {"y", ARG_TENSOR, NULL}},
  .doc = N_("Difference of two tensors, element by element"),
  .shape = N_("x: [A...], y: [B...] -> [A... and B..., broadcast]"),
  .formula = "z_i = x_i - y_i",
  .gradient = "dx = dz, dy = -dz",
  .source = "NumPy: Harris et al., Array programming with NumPy, 2020",
  .examples = {{"5 - 2", "3"}, {"[5, 7] - [1, 2]", "[4, 5]"}},
  .checks = {"x[A,B] y[A,B]", "x[A,B] y[B]", "x[A,1] y[1,B]", "x[] y[A,B,C]", "x[A,1,C] y[B,1]"},
  .forward = forward,
  .grad = grad,
  .why = why_infix,
  .scalar = scalar,
};
