// SPDX-License-Identifier: GPL-3.0-or-later
// sin: the sine of x in radians.
#include <math.h>

#include "op/elementwise.h"

MAP1(kernel, sinf(x))
SCALAR1(sin(x))

static Tensor *forward(OpCall *c, Err *e) { return ew_forward1(c, kernel, e); }

// g: the gradient of the result, t: the input.
FAST_INLINE float slope(float g, float t) { return g * cosf(t); }
MAP2(grad_kernel, slope(x, y))

static bool grad(const OpCall *c, const Tensor *out, const Tensor *dout, const bool *needs, Tensor **din,
                 Err *e) {
  (void)out;
  return ew_grad1(dout, c->in[0], grad_kernel, needs, din, e);
}

const OpDef op_sin = {
  .name = "sin",
  .params = {{"x", ARG_TENSOR, NULL}},
  .doc = N_("Sine of x, in radians"),
  .shape = "x: [A...] -> [A...]",
  .formula = "y_i = sin x_i",
  .gradient = "dx = dy * cos(x)",
  .source = "Abramowitz and Stegun, Handbook of Mathematical Functions, 1964",
  .examples = {{"sin(0)", "0"}},
  .checks = {"x[A,B]", "x[]"},
  .forward = forward,
  .grad = grad,
  .why = why_call,
  .scalar = scalar,
};
