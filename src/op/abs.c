// SPDX-License-Identifier: GPL-3.0-or-later
// abs: the distance from 0. At 0 itself the gradient is taken to be 0.
#include <math.h>

#include "op/elementwise.h"

MAP1(kernel, fabsf(x))
SCALAR1(fabs(x))

static Tensor *forward(OpCall *c, Err *e) { return ew_forward1(c, kernel, e); }

// g: the gradient of the result, t: the input.
FAST_INLINE float slope(float g, float t) { return t > 0 ? g : t < 0 ? -g : 0; }
MAP2(grad_kernel, slope(x, y))

static bool grad(const OpCall *c, const Tensor *out, const Tensor *dout, const bool *needs, Tensor **din,
                 Err *e) {
  (void)out;
  return ew_grad1(dout, c->in[0], grad_kernel, needs, din, e);
}

const OpDef op_abs = {
  .name = "abs",
  .params = {{"x", ARG_TENSOR, NULL}},
  .doc = N_("Absolute value"),
  .shape = "x: [A...] -> [A...]",
  .formula = "y_i = |x_i|",
  .gradient = "dx = dy * sign(x)",
  .source = "NumPy: Harris et al., Array programming with NumPy, 2020",
  .examples = {{"abs(-3)", "3"}, {"abs([1, -2])", "[1, 2]"}},
  .checks = {"x[A,B]; away 0", "x[]; away 0"},
  .forward = forward,
  .grad = grad,
  .why = why_call,
  .scalar = scalar,
};
