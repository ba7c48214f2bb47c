// SPDX-License-Identifier: GPL-3.0-or-later
// atan: the angle whose tangent is x, between -pi/2 and pi/2.
#include <math.h>

#include "op/elementwise.h"

MAP1(kernel, atanf(x))
SCALAR1(atan(x))

static Tensor *forward(OpCall *c, Err *e) { return ew_forward1(c, kernel, e); }

// g: the gradient of the result, t: the input.
FAST_INLINE float slope(float g, float t) { return g / (1 + t * t); }
MAP2(grad_kernel, slope(x, y))

static bool grad(const OpCall *c, const Tensor *out, const Tensor *dout, const bool *needs, Tensor **din,
                 Err *e) {
  (void)out;
  return ew_grad1(dout, c->in[0], grad_kernel, needs, din, e);
}

const OpDef op_atan = {
  .name = "atan",
  .params = {{"x", ARG_TENSOR, NULL}},
  .doc = N_("The angle (in radians) whose tangent is x"),
  .shape = "x: [A...] -> [A...]",
  .formula = N_("y_i with tan(y_i) = x_i"),
  .gradient = "dx = dy / (1 + x^2)",
  .source = "NumPy: Harris et al., Array programming with NumPy, 2020",
  .examples = {{"atan([0, 1])", "[0.0000, 0.7854]"}},
  .checks = {"x[A,B]", "x[]"},
  .forward = forward,
  .grad = grad,
  .why = why_call,
  .scalar = scalar,
};
