// SPDX-License-Identifier: GPL-3.0-or-later
// asin: the angle whose sine is x, between -pi/2 and pi/2; nan beyond -1 and 1.
#include <math.h>

#include "op/elementwise.h"

MAP1(kernel, asinf(x))
SCALAR1(asin(x))

static Tensor *forward(OpCall *c, Err *e) { return ew_forward1(c, kernel, e); }

// g: the gradient of the result, t: the input.
FAST_INLINE float slope(float g, float t) { return g / sqrtf(1 - t * t); }
MAP2(grad_kernel, slope(x, y))

static bool grad(const OpCall *c, const Tensor *out, const Tensor *dout, const bool *needs, Tensor **din,
                 Err *e) {
  (void)out;
  return ew_grad1(dout, c->in[0], grad_kernel, needs, din, e);
}

const OpDef op_asin = {
  .name = "asin",
  .params = {{"x", ARG_TENSOR, NULL}},
  .doc = N_("The angle (in radians) whose sine is x"),
  .shape = "x: [A...] -> [A...]",
  .formula = N_("y_i with sin(y_i) = x_i"),
  .gradient = "dx = dy / sqrt(1 - x^2)",
  .source = "NumPy: Harris et al., Array programming with NumPy, 2020",
  .examples = {{"asin([0, 1])", "[0.000, 1.571]"}},
  .checks = {"x[A,B]; domain -0.9..0.9"},
  .forward = forward,
  .grad = grad,
  .why = why_call,
  .scalar = scalar,
};
