// SPDX-License-Identifier: GPL-3.0-or-later
// add: x + y, element by element. A sum hands its gradient on, unchanged, to both sides.
#include "op/elementwise.h"

MAP2(kernel, x + y)
SCALAR2(x + y)

static Tensor *forward(OpCall *c, Err *e) { return ew_forward2(c, kernel, e); }

static bool grad(const OpCall *c, const Tensor *out, const Tensor *dout, const bool *needs, Tensor **din,
                 Err *e) {
  (void)out;
  for (int k = 0; k < 2; k++) {
    if (!needs[k]) continue;
    din[k] = ew_sum_to(tensor_retain((Tensor *)dout), c->in[k], e); // shared: who changes it copies it
    if (!din[k]) return false;
  }
  return true;
}

const OpDef op_add = {
  .name = "add",
  .symbol = "+",
  .params = {{"x", ARG_TENSOR, NULL}, {"y", ARG_TENSOR, NULL}},
  .doc = N_("Sum of two tensors, element by element"),
  .shape = N_("x: [A...], y: [B...] -> [A... and B..., broadcast]"),
  .formula = "z_i = x_i + y_i",
  .gradient = "dx = dz, dy = dz",
  .source = "NumPy: Harris et al., Array programming with NumPy, 2020",
  .examples = {{"1 + 2", "3"}, {"[1, 2] + 10", "[11, 12]"}},
  .checks = {"x[A,B] y[A,B]", "x[A,B] y[B]", "x[A,1] y[1,B]", "x[] y[A,B,C]", "x[A,1,C] y[B,1]"},
  .forward = forward,
  .grad = grad,
  .why = why_infix,
  .scalar = scalar,
};
