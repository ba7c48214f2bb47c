// SPDX-License-Identifier: GPL-3.0-or-later
// randn: independent numbers from the normal distribution of mean 0 and variance 1.
#include "op/random.h"

static Tensor *forward(OpCall *c, Err *e) {
  Shape s;
  return op_shape(c, &c->attr[0], &s, e) ? random_tensor(&s, rng_fill_normal, 0, 1, e) : NULL;
}

const OpDef op_randn = {
  .name = "randn",
  .params = {{"shape", ARG_SHAPE, "[]"}},
  .doc = N_("Random numbers from the normal distribution, mean 0 and variance 1"),
  .shape = "[shape...]",
  .formula = "y_i ~ N(0, 1)",
  .source = "Marsaglia and Bray, 1964 (the polar method)",
  .examples = {{"randn(0)", "zeros(0)"}, {"sum(randn(3) * 0)", "0"}},
  .forward = forward,
  .why = why_value,
};
