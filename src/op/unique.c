// SPDX-License-Identifier: GPL-3.0-or-later
// unique: the different numbers of x, each once, from the smallest to the largest; nan comes last.
#include <math.h>
#include <stdlib.h>

#include "op/reduce.h"

static int rising(const void *p, const void *q) {
  float a = *(const float *)p, b = *(const float *)q;
  if (isnan(a) || isnan(b)) return isnan(a) - isnan(b);
  return (a > b) - (a < b);
}

static Tensor *forward(OpCall *c, Err *e) {
  Shape s = {.rank = 1, .dim = {(int64_t)c->in[0]->size}};
  Tensor *all = tensor_copy(c->in[0], e);
  if (!all) return NULL;
  qsort(all->data, all->size, sizeof *all->data, rising);
  size_t n = 0;
  for (size_t i = 0; i < all->size; i++)
    if (i == 0 || rising(&all->data[i - 1], &all->data[i]) != 0) all->data[n++] = all->data[i];
  s.dim[0] = (int64_t)n;
  Tensor *out = tensor_from(all->data, &s, e);
  tensor_release(all);
  return out;
}

static void why(Why *w, const OpCall *c, const Tensor *out, size_t i) {
  op_why_num(w, (double)out->data[i], WHY_ANY);
  for (size_t k = 0; k < c->in[0]->size; k++)
    if (c->in[0]->data[k] == out->data[i]) op_why_note(w, c, 0, k);
}

const OpDef op_unique = {
  .name = "unique",
  .params = {{"x", ARG_TENSOR, NULL}},
  .doc = N_("The different numbers in x, from the smallest to the largest"),
  .shape = N_("x: [A...] -> [number of different elements]"),
  .formula = N_("y = the set of x_i, sorted"),
  .source = "NumPy: Harris et al., Array programming with NumPy, 2020",
  .examples = {{"unique([3, 1, 3, 2])", "[1, 2, 3]"}},
  .forward = forward,
  .why = why,
};
