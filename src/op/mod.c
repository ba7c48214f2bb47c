// SPDX-License-Identifier: GPL-3.0-or-later
// mod: x - floor(x / y) * y, which has the sign of y, as Python and NumPy have it (C has x's).
#include <math.h>

#include "op/elementwise.h"

static float floor_modf(float x, float y) {
  float r = fmodf(x, y);
  return r != 0 && (r < 0) != (y < 0) ? r + y : r;
}

static double floor_mod(double x, double y) {
  double r = fmod(x, y);
  return r != 0 && (r < 0) != (y < 0) ? r + y : r;
}

MAP2(kernel, floor_modf(x, y))
SCALAR2(floor_mod(x, y))

static Tensor *forward(OpCall *c, Err *e) { return ew_forward2(c, kernel, e); }

MAP3(grad_x, g)
MAP3(grad_y, -g * floorf(x / y))

static bool grad(const OpCall *c, const Tensor *out, const Tensor *dout, const bool *needs, Tensor **din,
                 Err *e) {
  (void)out;
  return ew_grad2(c, dout, grad_x, grad_y, needs, din, e);
}

const OpDef op_mod = {
  .name = "mod",
  .symbol = "%",
  .params = {{"x", ARG_TENSOR, NULL}, {"y", ARG_TENSOR, NULL}},
  .doc = N_("Remainder of x / y, with the sign of y"),
  .shape = N_("x: [A...], y: [B...] -> [A... and B..., broadcast]"),
  .formula = "z_i = x_i - floor(x_i / y_i) * y_i",
  .gradient = "dx = dz, dy = -dz * floor(x / y)",
  .source = "Knuth, The Art of Computer Programming 1, 1.2.4, 1997",
  .examples = {{"7 % 3", "1"}, {"[-1, 5] % 3", "[2, 2]"}},
  .checks = {"x[A,B] y[A,B]; domain x 0.1..0.9; domain y 1..2",
             "x[A] y[]; domain x 4.1..4.9; domain y 2..2.02"},
  .forward = forward,
  .grad = grad,
  .why = why_infix,
  .scalar = scalar,
};
