// SPDX-License-Identifier: GPL-3.0-or-later
// zeros: a tensor of zeros.
#include "op/reduce.h"

static Tensor *forward(OpCall *c, Err *e) {
  Shape s;
  return op_shape(c, &c->attr[0], &s, e) ? tensor_full(&s, 0, e) : NULL;
}

const OpDef op_zeros = {
  .name = "zeros",
  .params = {{"shape", ARG_SHAPE, NULL}},
  .doc = N_("A tensor of zeros"),
  .shape = "[shape...]",
  .formula = "y_i = 0",
  .source = "NumPy: Harris et al., Array programming with NumPy, 2020",
  .examples = {{"zeros(3)", "[0, 0, 0]"}, {"zeros(2, 2)", "[[0, 0],\n [0, 0]]"}},
  .forward = forward,
  .why = why_value,
};
