// SPDX-License-Identifier: GPL-3.0-or-later
// neg: -x, the prefix sign. Its gradient is turned around in the same way.
#include "op/elementwise.h"

MAP1(kernel, -x)
SCALAR1(-x)

static Tensor *forward(OpCall *c, Err *e) { return ew_forward1(c, kernel, e); }

static bool grad(const OpCall *c, const Tensor *out, const Tensor *dout, const bool *needs, Tensor **din,
                 Err *e) {
  (void)c, (void)out;
  return !needs[0] || (din[0] = tensor_map1(dout, kernel, e)) != NULL;
}

static void why(Why *w, const OpCall *c, const Tensor *out, size_t i) {
  (void)out;
  op_why_add(w, "-");
  op_why_at(w, c, 0, i, WHY_POWER);
}

const OpDef op_neg = {
  .name = "neg",
  .symbol = "-",
  .params = {{"x", ARG_TENSOR, NULL}},
  .doc = N_("x with its sign changed"),
  .shape = "x: [A...] -> [A...]",
  .formula = "y_i = -x_i",
  .gradient = "dx = -dy",
  .source = "NumPy: Harris et al., Array programming with NumPy, 2020",
  .examples = {{"-[1, -2]", "[-1, 2]"}},
  .checks = {"x[A,B]", "x[]"},
  .forward = forward,
  .grad = grad,
  .why = why,
  .scalar = scalar,
};
