// SPDX-License-Identifier: GPL-3.0-or-later
// isinf: 1 where x is inf or -inf, else 0.
#include <math.h>

#include "op/elementwise.h"

MAP1(kernel, fabsf(x) == INFINITY)
SCALAR1(isinf(x) != 0)

static Tensor *forward(OpCall *c, Err *e) { return ew_mask1(c, kernel, e); }

const OpDef op_isinf = {
  .name = "isinf",
  .params = {{"x", ARG_TENSOR, NULL}},
  .doc = N_("1 where x is inf or -inf, else 0"),
  .shape = "x: [A...] -> [A...]",
  .formula = "y_i = 1 if |x_i| = inf else 0",
  .source = "NumPy: Harris et al., Array programming with NumPy, 2020",
  .examples = {{"isinf([1, -inf, nan])", "[0, 1, 0]"}},
  .forward = forward,
  .why = why_call,
  .scalar = scalar,
};
