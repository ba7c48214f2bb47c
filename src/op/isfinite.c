// SPDX-License-Identifier: GPL-3.0-or-later
// isfinite: 1 where x is an ordinary number, 0 where it is nan, inf or -inf.
#include <math.h>

#include "op/elementwise.h"

MAP1(kernel, fabsf(x) < INFINITY)
SCALAR1(isfinite(x) != 0)

static Tensor *forward(OpCall *c, Err *e) { return ew_mask1(c, kernel, e); }

const OpDef op_isfinite = {
  .name = "isfinite",
  .params = {{"x", ARG_TENSOR, NULL}},
  .doc = N_("1 where x is neither nan nor infinite, else 0"),
  .shape = "x: [A...] -> [A...]",
  .formula = "y_i = 1 if |x_i| < inf else 0",
  .source = "NumPy: Harris et al., Array programming with NumPy, 2020",
  .examples = {{"isfinite([1, -inf, nan])", "[1, 0, 0]"}},
  .forward = forward,
  .why = why_call,
  .scalar = scalar,
};
