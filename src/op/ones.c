// SPDX-License-Identifier: GPL-3.0-or-later
// ones: a tensor of ones.
#include "op/reduce.h"

static Tensor *forward(OpCall *c, Err *e) {
  Shape s;
  return op_shape(c, &c->attr[0], &s, e) ? tensor_full(&s, 1, e) : NULL;
}

const OpDef op_ones = {
  .name = "ones",
  .params = {{"shape", ARG_SHAPE, NULL}},
  .doc = N_("A tensor of ones"),
  .shape = "[shape...]",
  .formula = "y_i = 1",
  .source = "NumPy: Harris et al., Array programming with NumPy, 2020",
  .examples = {{"ones(3)", "[1, 1, 1]"}, {"ones(2, 2)", "[[1, 1],\n [1, 1]]"}},
  .forward = forward,
  .why = why_value,
};
