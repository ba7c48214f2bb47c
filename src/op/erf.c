// SPDX-License-Identifier: GPL-3.0-or-later
// erf: the chance that a normal draw of variance 1/2 lies between -x and x; gelu is made of it.
#include <math.h>

#include "op/elementwise.h"

MAP1(kernel, fast_erf(x))
SCALAR1(erf(x))

static Tensor *forward(OpCall *c, Err *e) { return ew_forward1(c, kernel, e); }

// g: the gradient of the result, t: the input.
FAST_INLINE float slope(float g, float t) { return g * 1.1283792f * fast_exp(-t * t); }
MAP2(grad_kernel, slope(x, y))

static bool grad(const OpCall *c, const Tensor *out, const Tensor *dout, const bool *needs, Tensor **din,
                 Err *e) {
  (void)out;
  return ew_grad1(dout, c->in[0], grad_kernel, needs, din, e);
}

const OpDef op_erf = {
  .name = "erf",
  .params = {{"x", ARG_TENSOR, NULL}},
  .doc = N_("Error function: an S-shaped curve from -1 to 1"),
  .shape = "x: [A...] -> [A...]",
  .formula = N_("y_i = 2 / sqrt(pi) * integral of e^-t^2 from 0 to x_i"),
  .gradient = "dx = dy * 2 / sqrt(pi) * e^-x^2",
  .source = "Abramowitz and Stegun, Handbook of Mathematical Functions, 1964",
  .examples = {{"erf(0)", "0"}, {"erf(inf)", "1"}},
  .checks = {"x[A,B]", "x[]"},
  .forward = forward,
  .grad = grad,
  .why = why_call,
  .scalar = scalar,
};
