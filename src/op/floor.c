// SPDX-License-Identifier: GPL-3.0-or-later
// floor: the greatest whole number that is not above x. Its steps are flat: the gradient is 0.
#include <math.h>

#include "op/elementwise.h"

MAP1(kernel, floorf(x))
SCALAR1(floor(x))

static Tensor *forward(OpCall *c, Err *e) { return ew_forward1(c, kernel, e); }

const OpDef op_floor = {
  .name = "floor",
  .params = {{"x", ARG_TENSOR, NULL}},
  .doc = N_("Greatest whole number not above x"),
  .shape = "x: [A...] -> [A...]",
  .formula = "y_i = floor(x_i)",
  .gradient = "dx = 0",
  .source = "Iverson, A Programming Language, 1962",
  .examples = {{"floor(2.5)", "2"}, {"floor([-1.5, 1.5])", "[-2, 1]"}},
  .checks = {"x[A,B]; domain 0.1..0.9", "x[]; domain 0.1..0.9"},
  .forward = forward,
  .grad = ew_grad_zero,
  .why = why_call,
  .scalar = scalar,
};
