// SPDX-License-Identifier: GPL-3.0-or-later
// square: x times itself.
#include <math.h>

#include "op/elementwise.h"

MAP1(kernel, x * x)
SCALAR1(x * x)

static Tensor *forward(OpCall *c, Err *e) { return ew_forward1(c, kernel, e); }

// g: the gradient of the result, t: the input.
FAST_INLINE float slope(float g, float t) { return g * 2 * t; }
MAP2(grad_kernel, slope(x, y))

static bool grad(const OpCall *c, const Tensor *out, const Tensor *dout, const bool *needs, Tensor **din,
                 Err *e) {
  (void)out;
  return ew_grad1(dout, c->in[0], grad_kernel, needs, din, e);
}

static void why(Why *w, const OpCall *c, const Tensor *out, size_t i) {
  (void)out;
  op_why_at(w, c, 0, i, WHY_ATOM);
  op_why_add(w, " ** 2");
}

const OpDef op_square = {
  .name = "square",
  .params = {{"x", ARG_TENSOR, NULL}},
  .doc = N_("x times itself"),
  .shape = "x: [A...] -> [A...]",
  .formula = "y_i = x_i^2",
  .gradient = "dx = dy * 2 * x",
  .source = "NumPy: Harris et al., Array programming with NumPy, 2020",
  .examples = {{"square(3)", "9"}, {"square([1, -2])", "[1, 4]"}},
  .checks = {"x[A,B]", "x[]"},
  .forward = forward,
  .grad = grad,
  .why = why,
  .scalar = scalar,
};
