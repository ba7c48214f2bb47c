// SPDX-License-Identifier: GPL-3.0-or-later
// ceil: the next whole number at or above x. Flat between the jumps: no gradient.
#include <math.h>

#include "op/elementwise.h"

MAP1(kernel, ceilf(x))
SCALAR1(ceil(x))

static Tensor *forward(OpCall *c, Err *e) { return ew_forward1(c, kernel, e); }

const OpDef op_ceil = {
  .name = "ceil",
  .params = {{"x", ARG_TENSOR, NULL}},
  .doc = N_("Smallest whole number that is not below x"),
  .shape = "x: [A...] -> [A...]",
  .formula = "y_i = min n >= x_i, n whole",
  .gradient = "dx = 0",
  .source = "NumPy: Harris et al., Array programming with NumPy, 2020",
  .examples = {{"ceil([1.2, -1.2])", "[2, -1]"}},
  .checks = {"x[A,B]; domain 0.2..0.8"},
  .forward = forward,
  .grad = ew_grad_zero,
  .why = why_call,
  .scalar = scalar,
};
