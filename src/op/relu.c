// SPDX-License-Identifier: GPL-3.0-or-later
// relu: x where it is positive, else 0 (nan stays nan).
#include "op/elementwise.h"

MAP1(kernel, x <= 0 ? 0 : x)
SCALAR1(x <= 0 ? 0 : x)

static Tensor *forward(OpCall *c, Err *e) { return ew_forward1(c, kernel, e); }

// g: the gradient of the result, t: the input.
FAST_INLINE float slope(float g, float t) { return t > 0 ? g : 0; }
MAP2(grad_kernel, slope(x, y))

static bool grad(const OpCall *c, const Tensor *out, const Tensor *dout, const bool *needs, Tensor **din,
                 Err *e) {
  (void)out;
  return ew_grad1(dout, c->in[0], grad_kernel, needs, din, e);
}

static void why(Why *w, const OpCall *c, const Tensor *out, size_t i) {
  (void)out;
  op_why_add(w, "maximum(0, ");
  op_why_at(w, c, 0, i, WHY_ANY);
  op_why_add(w, ")");
}

const OpDef op_relu = {
  .name = "relu",
  .params = {{"x", ARG_TENSOR, NULL}},
  .doc = N_("x where it is positive, else 0"),
  .shape = "x: [A...] -> [A...]",
  .formula = "y_i = max(0, x_i)",
  .gradient = N_("dx = dy where x > 0, else 0"),
  .source = "Nair and Hinton, Rectified linear units, 2010",
  .examples = {{"relu([-1, 0, 2])", "[0, 0, 2]"}},
  .checks = {"x[A,B]; away 0", "x[]; away 0"},
  .forward = forward,
  .grad = grad,
  .why = why,
  .scalar = scalar,
};
