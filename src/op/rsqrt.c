// SPDX-License-Identifier: GPL-3.0-or-later
// rsqrt: 1 / sqrt(x), the factor that brings a variance to 1.
#include <math.h>

#include "op/elementwise.h"

MAP1(kernel, 1 / sqrtf(x))
SCALAR1(1 / sqrt(x))

static Tensor *forward(OpCall *c, Err *e) { return ew_forward1(c, kernel, e); }

// g: the gradient of the result, t: the result.
FAST_INLINE float slope(float g, float t) { return g * -0.5f * t * t * t; }
MAP2(grad_kernel, slope(x, y))

static bool grad(const OpCall *c, const Tensor *out, const Tensor *dout, const bool *needs, Tensor **din,
                 Err *e) {
  (void)c;
  return ew_grad1(dout, out, grad_kernel, needs, din, e);
}

static void why(Why *w, const OpCall *c, const Tensor *out, size_t i) {
  (void)out;
  op_why_add(w, "1 / sqrt(");
  op_why_at(w, c, 0, i, WHY_ANY);
  op_why_add(w, ")");
}

const OpDef op_rsqrt = {
  .name = "rsqrt",
  .params = {{"x", ARG_TENSOR, NULL}},
  .doc = N_("1 divided by the square root of x"),
  .shape = "x: [A...] -> [A...]",
  .formula = "y_i = 1 / sqrt(x_i)",
  .gradient = "dx = -dy * y^3 / 2",
  .source = "as torch.rsqrt: Paszke et al., PyTorch, 2019",
  .examples = {{"rsqrt([4, 0.25])", "[0.5, 2.0]"}},
  .checks = {"x[A,B]; domain 0.5..3", "x[]; domain 0.5..3"},
  .forward = forward,
  .grad = grad,
  .why = why,
  .scalar = scalar,
};
