// SPDX-License-Identifier: GPL-3.0-or-later
// reciprocal: 1 / x.
#include <math.h>

#include "op/elementwise.h"

MAP1(kernel, 1 / x)
SCALAR1(1 / x)

static Tensor *forward(OpCall *c, Err *e) { return ew_forward1(c, kernel, e); }

// g: the gradient of the result, t: the result.
FAST_INLINE float slope(float g, float t) { return -g * t * t; }
MAP2(grad_kernel, slope(x, y))

static bool grad(const OpCall *c, const Tensor *out, const Tensor *dout, const bool *needs, Tensor **din,
                 Err *e) {
  (void)c;
  return ew_grad1(dout, out, grad_kernel, needs, din, e);
}

static void why(Why *w, const OpCall *c, const Tensor *out, size_t i) {
  (void)out;
  op_why_add(w, "1 / ");
  op_why_at(w, c, 0, i, WHY_ATOM);
}

const OpDef op_reciprocal = {
  .name = "reciprocal",
  .params = {{"x", ARG_TENSOR, NULL}},
  .doc = N_("1 divided by x"),
  .shape = "x: [A...] -> [A...]",
  .formula = "y_i = 1 / x_i",
  .gradient = "dx = -dy * y^2",
  .source = "NumPy: Harris et al., Array programming with NumPy, 2020",
  .examples = {{"reciprocal([2, 4])", "[0.50, 0.25]"}},
  .checks = {"x[A,B]; domain 0.5..2", "x[]; domain -2..-0.5"},
  .forward = forward,
  .grad = grad,
  .why = why,
  .scalar = scalar,
};
