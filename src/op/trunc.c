// SPDX-License-Identifier: GPL-3.0-or-later
// trunc: x without its fraction, towards 0. Flat between the jumps: no gradient.
#include <math.h>

#include "op/elementwise.h"

MAP1(kernel, truncf(x))
SCALAR1(trunc(x))

static Tensor *forward(OpCall *c, Err *e) { return ew_forward1(c, kernel, e); }

const OpDef op_trunc = {
  .name = "trunc",
  .params = {{"x", ARG_TENSOR, NULL}},
  .doc = N_("x without its fraction"),
  .shape = "x: [A...] -> [A...]",
  .formula = "y_i = sign(x_i) * floor(|x_i|)",
  .gradient = "dx = 0",
  .source = "NumPy: Harris et al., Array programming with NumPy, 2020",
  .examples = {{"trunc([1.7, -1.7])", "[1, -1]"}},
  .checks = {"x[A,B]; domain 0.2..0.8"},
  .forward = forward,
  .grad = ew_grad_zero,
  .why = why_call,
  .scalar = scalar,
};
