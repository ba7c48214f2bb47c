// SPDX-License-Identifier: GPL-3.0-or-later
// round: the nearest number with so many decimals; halves go to the even neighbour, as IEEE 754 and
// NumPy have it. Its steps are flat: the gradient is 0.
#include <math.h>

#include "op/elementwise.h"

static double round_to(double x, double decimals) {
  double scale = pow(10, fabs(decimals));
  double y = decimals < 0 ? rint(x / scale) * scale : rint(x * scale) / scale;
  return isfinite(y) ? y : x; // so many decimals that nothing is left to round
}

// Numbers have their decimals as the second argument.
SCALAR2(round_to(x, y))

MAP2(kernel, (float)round_to((double)x, (double)y))

static Tensor *forward(OpCall *c, Err *e) {
  Tensor *decimals = tensor_scalar((float)c->attr[0].num);
  Tensor *out = tensor_map2(c->in[0], decimals, kernel, e);
  tensor_release(decimals);
  return out;
}

static void why(Why *w, const OpCall *c, const Tensor *out, size_t i) {
  (void)out;
  op_why_add(w, "round(");
  op_why_at(w, c, 0, i, WHY_ANY);
  if (c->attr[0].num != 0) op_why_add(w, ", %.0f", c->attr[0].num);
  op_why_add(w, ")");
}

const OpDef op_round = {
  .name = "round",
  .params = {{"x", ARG_TENSOR, NULL}, {"decimals", ARG_INT, "0"}},
  .doc = N_("Nearest number with so many decimals; halves go to the even neighbour"),
  .shape = "x: [A...] -> [A...]",
  .formula = "y_i = rint(x_i * 10^decimals) / 10^decimals",
  .gradient = "dx = 0",
  .source = "IEEE 754, round half to even",
  .examples = {{"round([0.5, 1.5, 2.4])", "[0, 2, 2]"}, {"round([1.25, 2.5], 1)", "[1.2, 2.5]"}},
  .checks = {"x[A,B]; domain 0.05..0.45", "x[]; decimals=1; domain 0.06..0.14"},
  .forward = forward,
  .grad = ew_grad_zero,
  .why = why,
  .scalar = scalar,
};
