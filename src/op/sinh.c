// SPDX-License-Identifier: GPL-3.0-or-later
// sinh: hyperbolic sine, the odd half of exp.
#include <math.h>

#include "op/elementwise.h"

MAP1(kernel, sinhf(x))
SCALAR1(sinh(x))

static Tensor *forward(OpCall *c, Err *e) { return ew_forward1(c, kernel, e); }

// g: the gradient of the result, t: the input.
FAST_INLINE float slope(float g, float t) { return g * coshf(t); }
MAP2(grad_kernel, slope(x, y))

static bool grad(const OpCall *c, const Tensor *out, const Tensor *dout, const bool *needs, Tensor **din,
                 Err *e) {
  (void)out;
  return ew_grad1(dout, c->in[0], grad_kernel, needs, din, e);
}

const OpDef op_sinh = {
  .name = "sinh",
  .params = {{"x", ARG_TENSOR, NULL}},
  .doc = N_("Hyperbolic sine"),
  .shape = "x: [A...] -> [A...]",
  .formula = "y_i = (e^x_i - e^-x_i) / 2",
  .gradient = "dx = dy * cosh(x)",
  .source = "NumPy: Harris et al., Array programming with NumPy, 2020",
  .examples = {{"sinh([0, 1])", "[0.000, 1.175]"}},
  .checks = {"x[A,B]", "x[]"},
  .forward = forward,
  .grad = grad,
  .why = why_call,
  .scalar = scalar,
};
