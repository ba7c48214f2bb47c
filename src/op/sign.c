// SPDX-License-Identifier: GPL-3.0-or-later
// sign: -1, 0 or 1. Flat on both sides of its step, so its gradient is 0.
#include "op/elementwise.h"

MAP1(kernel, x > 0 ? 1.0f : x < 0 ? -1.0f : x)
SCALAR1(x > 0 ? 1 : x < 0 ? -1 : x)

static Tensor *forward(OpCall *c, Err *e) { return ew_forward1(c, kernel, e); }

const OpDef op_sign = {
  .name = "sign",
  .params = {{"x", ARG_TENSOR, NULL}},
  .doc = N_("-1, 0 or 1, as x is negative, zero or positive"),
  .shape = "x: [A...] -> [A...]",
  .formula = N_("y_i = x_i / |x_i|, 0 at 0"),
  .gradient = "dx = 0",
  .source = "NumPy: Harris et al., Array programming with NumPy, 2020",
  .examples = {{"sign([-3, 0, 2])", "[-1, 0, 1]"}},
  .checks = {"x[A,B]; away 0", "x[]; away 0"},
  .forward = forward,
  .grad = ew_grad_zero,
  .why = why_call,
  .scalar = scalar,
};
