// SPDX-License-Identifier: GPL-3.0-or-later
// full: a tensor of one number all over.
#include "op/reduce.h"

static Tensor *forward(OpCall *c, Err *e) {
  Shape s;
  return op_shape(c, &c->attr[0], &s, e) ? tensor_full(&s, (float)c->attr[1].num, e) : NULL;
}

const OpDef op_full = {
  .name = "full",
  .params = {{"shape", ARG_INTS, NULL}, {"value", ARG_NUM, NULL}},
  .doc = N_("A tensor with the same number in every place"),
  .shape = "[shape...]",
  .formula = "y_i = value",
  .source = "NumPy: Harris et al., Array programming with NumPy, 2020",
  .examples = {{"full(3, 7)", "[7, 7, 7]"}},
  .forward = forward,
  .why = why_value,
};
