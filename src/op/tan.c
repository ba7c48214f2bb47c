// SPDX-License-Identifier: GPL-3.0-or-later
// tan: the slope of a line at angle x (in radians).
#include <math.h>

#include "op/elementwise.h"

MAP1(kernel, tanf(x))
SCALAR1(tan(x))

static Tensor *forward(OpCall *c, Err *e) { return ew_forward1(c, kernel, e); }

// g: the gradient of the result, t: the result.
FAST_INLINE float slope(float g, float t) { return g * (1 + t * t); }
MAP2(grad_kernel, slope(x, y))

static bool grad(const OpCall *c, const Tensor *out, const Tensor *dout, const bool *needs, Tensor **din,
                 Err *e) {
  (void)c;
  return ew_grad1(dout, out, grad_kernel, needs, din, e);
}

const OpDef op_tan = {
  .name = "tan",
  .params = {{"x", ARG_TENSOR, NULL}},
  .doc = N_("Tangent of x, in radians"),
  .shape = "x: [A...] -> [A...]",
  .formula = "y_i = sin(x_i) / cos(x_i)",
  .gradient = "dx = dy * (1 + y^2)",
  .source = "NumPy: Harris et al., Array programming with NumPy, 2020",
  .examples = {{"tan(0)", "0"}, {"tan([0.7853982])", "[1]"}},
  .checks = {"x[A,B]; domain -1..1", "x[]; domain -1..1"},
  .forward = forward,
  .grad = grad,
  .why = why_call,
  .scalar = scalar,
};
