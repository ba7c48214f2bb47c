// SPDX-License-Identifier: GPL-3.0-or-later
// tanh: an S from -1 to 1. Steepest at 0, where its slope is 1; flat far out, where gradients vanish.
#include <math.h>

#include "op/elementwise.h"

MAP1(kernel, fast_tanh(x))
SCALAR1(tanh(x))

static Tensor *forward(OpCall *c, Err *e) { return ew_forward1(c, kernel, e); }

// g: the gradient of the result, t: the result.
FAST_INLINE float slope(float g, float t) { return g * (1 - t * t); }
MAP2(grad_kernel, slope(x, y))

static bool grad(const OpCall *c, const Tensor *out, const Tensor *dout, const bool *needs, Tensor **din,
                 Err *e) {
  (void)c;
  return ew_grad1(dout, out, grad_kernel, needs, din, e);
}

const OpDef op_tanh = {
  .name = "tanh",
  .params = {{"x", ARG_TENSOR, NULL}},
  .doc = N_("Hyperbolic tangent: an S-shaped curve from -1 to 1"),
  .shape = "x: [A...] -> [A...]",
  .formula = "y_i = (e^x_i - e^-x_i) / (e^x_i + e^-x_i)",
  .gradient = "dx = dy * (1 - y^2)",
  .source = "LeCun et al., Efficient BackProp, 1998",
  .examples = {{"tanh(0)", "0"}, {"tanh(1)", "0.7616"}},
  .checks = {"x[A,B]", "x[]"},
  .forward = forward,
  .grad = grad,
  .why = why_call,
  .scalar = scalar,
};
