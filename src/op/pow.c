// SPDX-License-Identifier: GPL-3.0-or-later
// pow: x ** y. The slope in y needs log(x): it is nan for negative x, as the power of a negative
// number to any nearby exponent is. At x = 0 the limit of 0 ** y * log(0) for y >= 0 is 0.
#include <math.h>

#include "op/elementwise.h"

MAP2(any_power, powf(x, y))
MAP2(square, x * x)

// The square is by far the most frequent power, and a product is ten times as fast.
static void kernel(float *restrict o, const float *a, int sa, const float *b, int sb, size_t n) {
  (n > 0 && !sb && *b == 2 ? square : any_power)(o, a, sa, b, sb, n);
}
SCALAR2(pow(x, y))

static Tensor *forward(OpCall *c, Err *e) { return ew_forward2(c, kernel, e); }

MAP3(grad_x, y == 0 ? 0 : y == 2 ? g * 2 * x : g * y * powf(x, y - 1))
MAP3(grad_y, x == 0 && y >= 0 ? 0 : g * powf(x, y) * logf(x))

static bool grad(const OpCall *c, const Tensor *out, const Tensor *dout, const bool *needs, Tensor **din,
                 Err *e) {
  (void)out;
  return ew_grad2(c, dout, grad_x, grad_y, needs, din, e);
}

const OpDef op_pow = {
  .name = "pow",
  .symbol = "**",
  .params = {{"x", ARG_TENSOR, NULL}, {"y", ARG_TENSOR, NULL}},
  .doc = N_("x to the power of y, element by element"),
  .shape = N_("x: [A...], y: [B...] -> [A... and B..., broadcast]"),
  .formula = "z_i = x_i ^ y_i",
  .gradient = "dx = dz * y * x^(y - 1), dy = dz * x^y * log(x)",
  .source = "NumPy: Harris et al., Array programming with NumPy, 2020",
  .examples = {{"2 ** 10", "1024"}, {"[1, 2, 3] ** 2", "[1, 4, 9]"}},
  .checks = {"x[A,B] y[A,B]; domain x 0.5..2", "x[A,B] y[B]; domain x 0.5..2",
             "x[A,1] y[1,B]; domain x 0.5..2", "x[] y[A,B,C]; domain x 0.5..2",
             "x[A,1,C] y[B,1]; domain x 0.5..2"},
  .forward = forward,
  .grad = grad,
  .why = why_infix,
  .scalar = scalar,
};
