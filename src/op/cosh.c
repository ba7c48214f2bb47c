// SPDX-License-Identifier: GPL-3.0-or-later
// cosh: hyperbolic cosine, the even half of exp: the curve of a hanging chain.
#include <math.h>

#include "op/elementwise.h"

MAP1(kernel, coshf(x))
SCALAR1(cosh(x))

static Tensor *forward(OpCall *c, Err *e) { return ew_forward1(c, kernel, e); }

// g: the gradient of the result, t: the input.
FAST_INLINE float slope(float g, float t) { return g * sinhf(t); }
MAP2(grad_kernel, slope(x, y))

static bool grad(const OpCall *c, const Tensor *out, const Tensor *dout, const bool *needs, Tensor **din,
                 Err *e) {
  (void)out;
  return ew_grad1(dout, c->in[0], grad_kernel, needs, din, e);
}

const OpDef op_cosh = {
  .name = "cosh",
  .params = {{"x", ARG_TENSOR, NULL}},
  .doc = N_("Hyperbolic cosine"),
  .shape = "x: [A...] -> [A...]",
  .formula = "y_i = (e^x_i + e^-x_i) / 2",
  .gradient = "dx = dy * sinh(x)",
  .source = "NumPy: Harris et al., Array programming with NumPy, 2020",
  .examples = {{"cosh([0, 1])", "[1.000, 1.543]"}},
  .checks = {"x[A,B]", "x[]"},
  .forward = forward,
  .grad = grad,
  .why = why_call,
  .scalar = scalar,
};
