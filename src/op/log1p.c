// SPDX-License-Identifier: GPL-3.0-or-later
// log1p: log(1 + x), with all its digits where x is so small that 1 + x has lost them.
#include <math.h>

#include "op/elementwise.h"

MAP1(kernel, fast_log1p(x))
SCALAR1(log1p(x))

static Tensor *forward(OpCall *c, Err *e) { return ew_forward1(c, kernel, e); }

// g: the gradient of the result, t: the input.
FAST_INLINE float slope(float g, float t) { return g / (1 + t); }
MAP2(grad_kernel, slope(x, y))

static bool grad(const OpCall *c, const Tensor *out, const Tensor *dout, const bool *needs, Tensor **din,
                 Err *e) {
  (void)out;
  return ew_grad1(dout, c->in[0], grad_kernel, needs, din, e);
}

static void why(Why *w, const OpCall *c, const Tensor *out, size_t i) {
  (void)out;
  op_why_add(w, "log(1 + ");
  op_why_at(w, c, 0, i, WHY_SUM);
  op_why_add(w, ")");
}

const OpDef op_log1p = {
  .name = "log1p",
  .params = {{"x", ARG_TENSOR, NULL}},
  .doc = N_("Natural logarithm of 1 + x, exact for small x"),
  .shape = "x: [A...] -> [A...]",
  .formula = "y_i = log(1 + x_i)",
  .gradient = "dx = dy / (1 + x)",
  .source = "NumPy: Harris et al., Array programming with NumPy, 2020",
  .examples = {{"log1p(0)", "0"}, {"log1p(1)", "0.6931"}},
  .checks = {"x[A,B]; domain -0.8..3", "x[]; domain 0..2"},
  .forward = forward,
  .grad = grad,
  .why = why,
  .scalar = scalar,
};
