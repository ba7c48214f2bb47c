// SPDX-License-Identifier: GPL-3.0-or-later
// gelu: x times the chance that a standard normal number is below x: relu with a soft corner.
//
// Exactly, x / 2 * (1 + erf(x / sqrt(2))); the tanh form is the approximation that GPT-2 was trained with.
#include <math.h>

#include "op/elementwise.h"

#define SQRT_HALF 0.70710678f        // 1 / sqrt(2)
#define SQRT_2_OVER_PI 0.79788456f
#define CUBIC 0.044715f

FAST_INLINE float tanh_of(float x) { return fast_tanh(SQRT_2_OVER_PI * (x + CUBIC * x * x * x)); }

MAP1(exact, 0.5f * x * (1 + fast_erf(x * SQRT_HALF)))
MAP1(approximate, 0.5f * x * (1 + tanh_of(x)))

static Tensor *forward(OpCall *c, Err *e) {
  return tensor_map1(c->in[0], c->attr[0].num != 0 ? approximate : exact, e);
}

// d/dx x * P(x) = P(x) + x * p(x), p being the normal density. P(x) is the result over x, which takes less than
// working it out again; near 0, by the first terms of its series.
FAST_INLINE float exact_slope(float x, float result) {
  float chance = fabsf(x) < 1e-3f ? 0.5f + 0.39894228f * x : result / x;
  return chance + x * 0.39894228f * fast_exp(-0.5f * x * x);
}

FAST_INLINE float approximate_slope(float x) {
  float t = tanh_of(x);
  return 0.5f * (1 + t) + 0.5f * x * (1 - t * t) * SQRT_2_OVER_PI * (1 + 3 * CUBIC * x * x);
}

MAP3(exact_grad, g * exact_slope(x, y))
MAP2(approximate_grad, x * approximate_slope(y))

static bool grad(const OpCall *c, const Tensor *out, const Tensor *dout, const bool *needs, Tensor **din,
                 Err *e) {
  if (c->attr[0].num != 0) return ew_grad1(dout, c->in[0], approximate_grad, needs, din, e);
  return !needs[0] || (din[0] = tensor_map3(dout, c->in[0], out, exact_grad, e)) != NULL;
}

static void why(Why *w, const OpCall *c, const Tensor *out, size_t i) {
  (void)out;
  op_why_add(w, "0.5 * ");
  op_why_in(w, c, 0, i);
  op_why_add(w, c->attr[0].num != 0 ? " * (1 + tanh(0.7978845608 * (" : " * (1 + erf(");
  op_why_at(w, c, 0, i, c->attr[0].num != 0 ? WHY_SUM : WHY_PRODUCT);
  if (c->attr[0].num != 0) {
    op_why_add(w, " + 0.044715 * ");
    op_why_in(w, c, 0, i);
    op_why_add(w, " ** 3)))");
  } else {
    op_why_add(w, " / sqrt(2)))");
  }
}

const OpDef op_gelu = {
  .name = "gelu",
  .params = {{"x", ARG_TENSOR, NULL}, {"approximate", ARG_BOOL, "false"}},
  .doc = N_("x times the chance that a normal number is below x: a soft relu"),
  .shape = "x: [A...] -> [A...]",
  .formula = "y_i = x_i / 2 * (1 + erf(x_i / sqrt 2))",
  .gradient = N_("dx = dy * (P(x) + x * p(x)), P and p the normal distribution and density"),
  .source = "Hendrycks and Gimpel, Gaussian error linear units, 2016",
  .examples = {{"gelu(0)", "0"}, {"gelu(1)", "0.8413"}},
  .checks = {"x[A,B]", "x[A,B]; approximate=true", "x[]"},
  .forward = forward,
  .grad = grad,
  .why = why,
};
