// SPDX-License-Identifier: GPL-3.0-or-later
// randint: independent whole numbers, each from low to high - 1 equally likely.
#include "op/random.h"

#define EXACT 16777216.0 // whole numbers up to here are exact in single precision

static Tensor *forward(OpCall *c, Err *e) {
  double low = c->attr[0].num, high = c->attr[1].num;
  Shape s;
  if (!(low < high) || low < -EXACT || high > EXACT) {
    err_set(e, ERR_VALUE,
            _("randint: low must be below high, and both within 2^24; they are %.15g and %.15g"), low, high);
    return NULL;
  }
  if (!op_shape(c, &c->attr[2], &s, e)) return NULL;
  Tensor *out = tensor_new(&s, e);
  for (size_t i = 0, work = 0; out && i < out->size; i++) {
    out->data[i] = (float)(low + (double)rng_below(rng_global(), (uint64_t)(high - low)));
    if (op_go_on(&work, 4, e)) continue;
    tensor_release(out);
    return NULL;
  }
  return out;
}

const OpDef op_randint = {
  .name = "randint",
  .params = {{"low", ARG_INT, NULL}, {"high", ARG_INT, NULL}, {"shape", ARG_SHAPE, "[]"}},
  .doc = N_("Random whole numbers from low to high - 1"),
  .shape = "[shape...]",
  .formula = "y_i ~ U{low, ..., high - 1}",
  .source = "Blackman and Vigna, Scrambled linear pseudorandom number generators, 2018",
  .examples = {{"randint(5, 6, 3)", "[5, 5, 5]"}, {"x = randint(0, 10, 100); all(x >= 0) * all(x < 10)", "1"}},
  .forward = forward,
  .why = why_value,
};
