// SPDX-License-Identifier: GPL-3.0-or-later
// exp: e to the power of x. Its own derivative.
#include <math.h>

#include "op/elementwise.h"

MAP1(kernel, fast_exp(x))
SCALAR1(exp(x))

static Tensor *forward(OpCall *c, Err *e) { return ew_forward1(c, kernel, e); }

// g: the gradient of the result, t: the result.
FAST_INLINE float slope(float g, float t) { return g * t; }
MAP2(grad_kernel, slope(x, y))

static bool grad(const OpCall *c, const Tensor *out, const Tensor *dout, const bool *needs, Tensor **din,
                 Err *e) {
  (void)c;
  return ew_grad1(dout, out, grad_kernel, needs, din, e);
}

const OpDef op_exp = {
  .name = "exp",
  .params = {{"x", ARG_TENSOR, NULL}},
  .doc = N_("e to the power of x"),
  .shape = "x: [A...] -> [A...]",
  .formula = "y_i = e ^ x_i",
  .gradient = "dx = dy * y",
  .source = "Euler, Introductio in analysin infinitorum, 1748",
  .examples = {{"exp(0)", "1"}, {"exp(1)", "2.718"}},
  .checks = {"x[A,B]", "x[]"},
  .forward = forward,
  .grad = grad,
  .why = why_call,
  .scalar = scalar,
};
