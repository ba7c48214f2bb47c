// SPDX-License-Identifier: GPL-3.0-or-later
// lt: 1 where x is less than y, else 0. A step has no slope anywhere it matters: no gradient.
#include "op/elementwise.h"

MAP2(kernel, x < y ? 1.0f : 0.0f)
SCALAR2(x < y ? 1 : 0)

static Tensor *forward(OpCall *c, Err *e) { return ew_mask2(c, kernel, e); }

const OpDef op_lt = {
  .name = "lt",
  .symbol = "<",
  .params = {{"x", ARG_TENSOR, NULL}, {"y", ARG_TENSOR, NULL}},
  .doc = N_("1 where x is less than y, element by element, else 0"),
  .shape = N_("x: [A...], y: [B...] -> [A... and B..., broadcast]"),
  .formula = "z_i = 1 if x_i < y_i else 0",
  .source = "NumPy: Harris et al., Array programming with NumPy, 2020",
  .examples = {{"[1, 2, 3] < 2", "[1, 0, 0]"}},
  .forward = forward,
  .why = why_infix,
  .scalar = scalar,
};
