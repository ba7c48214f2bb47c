// SPDX-License-Identifier: GPL-3.0-or-later
// gumbel: independent numbers from the standard Gumbel distribution, that of the largest of many. Added to
// scores, they make the place of the largest a draw from softmax(scores).
#include <math.h>

#include "op/random.h"

// u is never 0 or 1, so the result is finite.
static void fill(Rng *r, float *x, size_t n, float unused_a, float unused_b) {
  (void)unused_a, (void)unused_b;
  for (size_t i = 0; i < n; i++) {
    double u = ((double)(rng_next(r) >> 12) + 0.5) * 0x1p-52;
    x[i] = (float)-log(-log(u));
  }
}

static Tensor *forward(OpCall *c, Err *e) {
  Shape s;
  return op_shape(c, &c->attr[0], &s, e) ? random_tensor(&s, fill, 0, 1, e) : NULL;
}

const OpDef op_gumbel = {
  .name = "gumbel",
  .params = {{"shape", ARG_SHAPE, "[]"}},
  .doc = N_("Random numbers from the standard Gumbel distribution"),
  .shape = "[shape...]",
  .formula = "y_i = -log(-log(u_i)), u_i ~ U(0, 1)",
  .source = "Gumbel, Statistical theory of extreme values and some practical applications, 1954",
  .examples = {{"gumbel(0)", "zeros(0)"}, {"s = [0, 1, -inf]; argmax(s + gumbel(3)) < 2", "1"}},
  .forward = forward,
  .why = why_value,
};
