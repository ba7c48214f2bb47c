// SPDX-License-Identifier: GPL-3.0-or-later
// sigmoid: the logistic function, an S from 0 to 1: a gate, or a probability from a score.
// exp(-x) overflows to inf for very negative x, and 1 / inf is 0, so no case is special.
#include <math.h>

#include "op/elementwise.h"

MAP1(kernel, fast_sigmoid(x))
SCALAR1(1 / (1 + exp(-x)))

static Tensor *forward(OpCall *c, Err *e) { return ew_forward1(c, kernel, e); }

// g: the gradient of the result, t: the result.
FAST_INLINE float slope(float g, float t) { return g * t * (1 - t); }
MAP2(grad_kernel, slope(x, y))

static bool grad(const OpCall *c, const Tensor *out, const Tensor *dout, const bool *needs, Tensor **din,
                 Err *e) {
  (void)c;
  return ew_grad1(dout, out, grad_kernel, needs, din, e);
}

static void why(Why *w, const OpCall *c, const Tensor *out, size_t i) {
  (void)out;
  op_why_add(w, "1 / (1 + exp(-");
  op_why_at(w, c, 0, i, WHY_POWER);
  op_why_add(w, "))");
}

const OpDef op_sigmoid = {
  .name = "sigmoid",
  .params = {{"x", ARG_TENSOR, NULL}},
  .doc = N_("Logistic function: an S-shaped curve from 0 to 1"),
  .shape = "x: [A...] -> [A...]",
  .formula = "y_i = 1 / (1 + e^-x_i)",
  .gradient = "dx = dy * y * (1 - y)",
  .source = "Verhulst, 1838; as a unit: Rumelhart, Hinton and Williams, 1986",
  .examples = {{"sigmoid(0)", "0.5"}, {"sigmoid([0, inf])", "[0.5, 1.0]"}},
  .checks = {"x[A,B]", "x[]"},
  .forward = forward,
  .grad = grad,
  .why = why,
  .scalar = scalar,
};
