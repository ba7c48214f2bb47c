// SPDX-License-Identifier: GPL-3.0-or-later
// rand: independent numbers, evenly distributed from 0 up to, but not including, 1.
#include "op/random.h"

static Tensor *forward(OpCall *c, Err *e) {
  Shape s;
  return op_shape(c, &c->attr[0], &s, e) ? random_tensor(&s, rng_fill_uniform, 0, 1, e) : NULL;
}

const OpDef op_rand = {
  .name = "rand",
  .params = {{"shape", ARG_SHAPE, "[]"}},
  .doc = N_("Random numbers evenly distributed from 0 to 1"),
  .shape = "[shape...]",
  .formula = "y_i ~ U[0, 1)",
  .source = "Blackman and Vigna, Scrambled linear pseudorandom number generators, 2018",
  .examples = {{"rand(0)", "zeros(0)"}, {"sum(rand(3) * 0)", "0"}},
  .forward = forward,
  .why = why_value,
};
