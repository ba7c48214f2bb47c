// SPDX-License-Identifier: GPL-3.0-or-later
// log: the natural logarithm; -inf at 0, nan below.
#include <math.h>

#include "op/elementwise.h"

MAP1(kernel, fast_log(x))
SCALAR1(log(x))

static Tensor *forward(OpCall *c, Err *e) { return ew_forward1(c, kernel, e); }

// g: the gradient of the result, t: the input.
FAST_INLINE float slope(float g, float t) { return g / t; }
MAP2(grad_kernel, slope(x, y))

static bool grad(const OpCall *c, const Tensor *out, const Tensor *dout, const bool *needs, Tensor **din,
                 Err *e) {
  (void)out;
  return ew_grad1(dout, c->in[0], grad_kernel, needs, din, e);
}

const OpDef op_log = {
  .name = "log",
  .params = {{"x", ARG_TENSOR, NULL}},
  .doc = N_("Natural logarithm: -inf at 0, nan below"),
  .shape = "x: [A...] -> [A...]",
  .formula = "y_i = ln x_i",
  .gradient = "dx = dy / x",
  .source = "Napier, Mirifici logarithmorum canonis descriptio, 1614",
  .examples = {{"log(1)", "0"}, {"log(0)", "-inf"}},
  .checks = {"x[A,B]; domain 0.3..3", "x[]; domain 0.3..3"},
  .forward = forward,
  .grad = grad,
  .why = why_call,
  .scalar = scalar,
};
