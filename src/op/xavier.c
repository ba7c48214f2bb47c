// SPDX-License-Identifier: GPL-3.0-or-later
// xavier: random weights for a layer, evenly distributed so that signals keep their size on the way
// forward and gradients theirs on the way back: variance 2 / (inputs + outputs).
#include <math.h>

#include "op/random.h"

// Rows are outputs, columns inputs; further dimensions (of a convolution) multiply both.
static Tensor *forward(OpCall *c, Err *e) {
  Shape s;
  if (!op_shape(c, &c->attr[0], &s, e)) return NULL;
  if (s.rank < 2) {
    err_set(e, ERR_SHAPE, _("xavier: weights have two or more dimensions, outputs and inputs"));
    return NULL;
  }
  double field = 1;
  for (int d = 2; d < s.rank; d++) field *= (double)s.dim[d];
  double fans = field * ((double)s.dim[0] + (double)s.dim[1]);
  float bound = fans > 0 ? (float)sqrt(6 / fans) : 0;
  return random_tensor(&s, rng_fill_uniform, -bound, bound, e);
}

const OpDef op_xavier = {
  .name = "xavier",
  .params = {{"shape", ARG_SHAPE, NULL}},
  .doc = N_("Random weights for a layer (Glorot uniform)"),
  .shape = N_("[outputs, inputs, ...]"),
  .formula = "y_i ~ U[-b, b), b = sqrt(6 / (inputs + outputs))",
  .source = "Glorot and Bengio, Understanding the difficulty of training deep feedforward networks, 2010",
  .examples = {{"sum(xavier(2, 3) * 0)", "0"}},
  .forward = forward,
  .why = why_value,
};
