// SPDX-License-Identifier: GPL-3.0-or-later
// sqrt: the square root; nan below 0.
#include <math.h>

#include "op/elementwise.h"

MAP1(kernel, sqrtf(x))
SCALAR1(sqrt(x))

static Tensor *forward(OpCall *c, Err *e) { return ew_forward1(c, kernel, e); }

// g: the gradient of the result, t: the result.
FAST_INLINE float slope(float g, float t) { return g / (2 * t); }
MAP2(grad_kernel, slope(x, y))

static bool grad(const OpCall *c, const Tensor *out, const Tensor *dout, const bool *needs, Tensor **din,
                 Err *e) {
  (void)c;
  return ew_grad1(dout, out, grad_kernel, needs, din, e);
}

const OpDef op_sqrt = {
  .name = "sqrt",
  .params = {{"x", ARG_TENSOR, NULL}},
  .doc = N_("Square root: nan below 0"),
  .shape = "x: [A...] -> [A...]",
  .formula = "y_i = x_i ^ (1/2)",
  .gradient = "dx = dy / (2 * y)",
  .source = "IEEE 754: correctly rounded",
  .examples = {{"sqrt(16)", "4"}, {"sqrt([1, 4])", "[1, 2]"}},
  .checks = {"x[A,B]; domain 0.3..3", "x[]; domain 0.3..3"},
  .forward = forward,
  .grad = grad,
  .why = why_call,
  .scalar = scalar,
};
