// SPDX-License-Identifier: GPL-3.0-or-later
// cos: the cosine of x in radians.
#include <math.h>

#include "op/elementwise.h"

MAP1(kernel, cosf(x))
SCALAR1(cos(x))

static Tensor *forward(OpCall *c, Err *e) { return ew_forward1(c, kernel, e); }

// g: the gradient of the result, t: the input.
FAST_INLINE float slope(float g, float t) { return -g * sinf(t); }
MAP2(grad_kernel, slope(x, y))

static bool grad(const OpCall *c, const Tensor *out, const Tensor *dout, const bool *needs, Tensor **din,
                 Err *e) {
  (void)out;
  return ew_grad1(dout, c->in[0], grad_kernel, needs, din, e);
}

const OpDef op_cos = {
  .name = "cos",
  .params = {{"x", ARG_TENSOR, NULL}},
  .doc = N_("Cosine of x, in radians"),
  .shape = "x: [A...] -> [A...]",
  .formula = "y_i = cos x_i",
  .gradient = "dx = -dy * sin(x)",
  .source = "Abramowitz and Stegun, Handbook of Mathematical Functions, 1964",
  .examples = {{"cos(0)", "1"}},
  .checks = {"x[A,B]", "x[]"},
  .forward = forward,
  .grad = grad,
  .why = why_call,
  .scalar = scalar,
};
