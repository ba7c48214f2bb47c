// SPDX-License-Identifier: GPL-3.0-or-later
// randperm: the numbers from 0 to n - 1 in an order drawn at random, all orders equally likely.
#include "op/random.h"

static Tensor *forward(OpCall *c, Err *e) {
  double n = c->attr[0].num;
  if (n < 0 || n > 16777216) { // beyond, single precision does not tell neighbours apart
    err_set(e, ERR_VALUE, _("randperm: n must be between 0 and 2^24, not %.15g"), n);
    return NULL;
  }
  Shape s = shape_of(1, (int64_t[]){(int64_t)n});
  Tensor *out = tensor_new(&s, e);
  for (size_t i = 0, work = 0; out && i < out->size; i++) { // the i-th joins, and changes places with one before
    size_t k = (size_t)rng_below(rng_global(), i + 1);
    out->data[i] = out->data[k];
    out->data[k] = (float)i;
    if (op_go_on(&work, 4, e)) continue;
    tensor_release(out);
    return NULL;
  }
  return out;
}

const OpDef op_randperm = {
  .name = "randperm",
  .params = {{"n", ARG_INT, NULL}},
  .doc = N_("The numbers from 0 to n - 1 in random order"),
  .shape = "[n]",
  .formula = N_("y = a random permutation of 0, ..., n - 1"),
  .source = "Fisher and Yates, Statistical tables, 1938; Durstenfeld, Algorithm 235, 1964",
  .examples = {{"randperm(1)", "[0]"}, {"sum(randperm(5))", "10"}},
  .forward = forward,
  .why = why_value,
};
