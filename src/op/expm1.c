// SPDX-License-Identifier: GPL-3.0-or-later
// expm1: exp(x) - 1, with all its digits where exp(x) is nearly 1.
#include <math.h>

#include "op/elementwise.h"

MAP1(kernel, fast_expm1(x))
SCALAR1(expm1(x))

static Tensor *forward(OpCall *c, Err *e) { return ew_forward1(c, kernel, e); }

// g: the gradient of the result, t: the result.
FAST_INLINE float slope(float g, float t) { return g * (t + 1); }
MAP2(grad_kernel, slope(x, y))

static bool grad(const OpCall *c, const Tensor *out, const Tensor *dout, const bool *needs, Tensor **din,
                 Err *e) {
  (void)c;
  return ew_grad1(dout, out, grad_kernel, needs, din, e);
}

static void why(Why *w, const OpCall *c, const Tensor *out, size_t i) {
  (void)out;
  op_why_add(w, "exp(");
  op_why_at(w, c, 0, i, WHY_ANY);
  op_why_add(w, ") - 1");
}

const OpDef op_expm1 = {
  .name = "expm1",
  .params = {{"x", ARG_TENSOR, NULL}},
  .doc = N_("e to the power of x, minus 1, exact for small x"),
  .shape = "x: [A...] -> [A...]",
  .formula = "y_i = e^x_i - 1",
  .gradient = "dx = dy * (y + 1)",
  .source = "NumPy: Harris et al., Array programming with NumPy, 2020",
  .examples = {{"expm1(0)", "0"}, {"expm1(1)", "1.718"}},
  .checks = {"x[A,B]", "x[]"},
  .forward = forward,
  .grad = grad,
  .why = why,
  .scalar = scalar,
};
