// SPDX-License-Identifier: GPL-3.0-or-later
// logical_not: 1 where x is 0, else 0: turns a mask around.
#include "op/elementwise.h"

MAP1(kernel, x == 0 ? 1.0f : 0.0f)
SCALAR1(x == 0 ? 1 : 0)

static Tensor *forward(OpCall *c, Err *e) { return ew_mask1(c, kernel, e); }

const OpDef op_logical_not = {
  .name = "logical_not",
  .params = {{"x", ARG_TENSOR, NULL}},
  .doc = N_("1 where x is 0, else 0"),
  .shape = "x: [A...] -> [A...]",
  .formula = "y_i = 1 if x_i = 0 else 0",
  .source = "Boole, The Laws of Thought, 1854",
  .examples = {{"logical_not([0, 1, 2])", "[1, 0, 0]"}},
  .forward = forward,
  .why = why_call,
  .scalar = scalar,
};
