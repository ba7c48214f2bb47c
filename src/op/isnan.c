// SPDX-License-Identifier: GPL-3.0-or-later
// isnan: 1 where x is nan, the mark of a computation that has no answer, else 0.
#include <math.h>

#include "op/elementwise.h"

MAP1(kernel, x != x)
SCALAR1(isnan(x) != 0)

static Tensor *forward(OpCall *c, Err *e) { return ew_mask1(c, kernel, e); }

const OpDef op_isnan = {
  .name = "isnan",
  .params = {{"x", ARG_TENSOR, NULL}},
  .doc = N_("1 where x is nan, else 0"),
  .shape = "x: [A...] -> [A...]",
  .formula = N_("y_i = 1 if x_i is nan else 0"),
  .source = "NumPy: Harris et al., Array programming with NumPy, 2020",
  .examples = {{"isnan([1, nan])", "[0, 1]"}},
  .forward = forward,
  .why = why_call,
  .scalar = scalar,
};
