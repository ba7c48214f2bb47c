// SPDX-License-Identifier: GPL-3.0-or-later
// silu (swish): x times its own gate, sigmoid(x): a relu without a corner that dips a little below 0.
#include <math.h>

#include "op/elementwise.h"

MAP1(kernel, x * fast_sigmoid(x))
SCALAR1(x / (1 + exp(-x)))

static Tensor *forward(OpCall *c, Err *e) { return ew_forward1(c, kernel, e); }

// g: the gradient of the result, t: the input.
FAST_INLINE float slope(float g, float t) {
  float s = fast_sigmoid(t);
  return g * (s + t * s * (1 - s));
}
MAP2(grad_kernel, slope(x, y))

static bool grad(const OpCall *c, const Tensor *out, const Tensor *dout, const bool *needs, Tensor **din,
                 Err *e) {
  (void)out;
  return ew_grad1(dout, c->in[0], grad_kernel, needs, din, e);
}

static void why(Why *w, const OpCall *c, const Tensor *out, size_t i) {
  (void)out;
  op_why_at(w, c, 0, i, WHY_PRODUCT);
  op_why_add(w, " / (1 + exp(-");
  op_why_at(w, c, 0, i, WHY_POWER);
  op_why_add(w, "))");
}

const OpDef op_silu = {
  .name = "silu",
  .params = {{"x", ARG_TENSOR, NULL}},
  .doc = N_("x times sigmoid(x): a smooth relu"),
  .shape = "x: [A...] -> [A...]",
  .formula = "y_i = x_i / (1 + e^-x_i)",
  .gradient = "dx = dy * (s + x * s * (1 - s)), s = sigmoid(x)",
  .source = "Elfwing, Uchibe and Doya, 2017; Ramachandran et al., Searching for activation functions, 2017",
  .examples = {{"silu(0)", "0"}, {"silu([1, -1])", "[0.7311, -0.2689]"}},
  .checks = {"x[A,B]", "x[]"},
  .forward = forward,
  .grad = grad,
  .why = why,
  .scalar = scalar,
};
