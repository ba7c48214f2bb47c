// SPDX-License-Identifier: GPL-3.0-or-later
// nonzero: where x is not 0: a row for each such element, with its place in every dimension.
#include "op/remap.h"

static Tensor *forward(OpCall *c, Err *e) {
  const Tensor *x = c->in[0];
  Shape s = {.rank = 2, .dim = {0, x->shape.rank}};
  for (size_t i = 0; i < x->size; i++) s.dim[0] += x->data[i] != 0;
  Tensor *out = tensor_new(&s, e);
  int64_t at[TENSOR_MAX_RANK] = {0};
  for (size_t i = 0, k = 0; out && i < x->size; i++, remap_next(&x->shape, at)) {
    if (x->data[i] == 0) continue;
    for (int d = 0; d < x->shape.rank; d++) out->data[k++] = (float)at[d];
  }
  return out;
}

static void why(Why *w, const OpCall *c, const Tensor *out, size_t i) {
  size_t left = i / (size_t)c->in[0]->shape.rank, at = 0;
  for (;; at++)
    if (c->in[0]->data[at] != 0 && left-- == 0) break;
  op_why_num(w, (double)out->data[i], WHY_ANY);
  op_why_note(w, c, 0, at);
}

const OpDef op_nonzero = {
  .name = "nonzero",
  .params = {{"x", ARG_TENSOR, NULL}},
  .doc = N_("The places where x is not 0, one row each"),
  .shape = N_("x: [A...] -> [K, number of dimensions]"),
  .formula = N_("y = the indices i with x_i != 0, in order"),
  .source = "as torch.nonzero: Paszke et al., PyTorch, 2019",
  .examples = {{"nonzero([[0, 5], [7, 0]])", "[[0, 1],\n [1, 0]]"}},
  .forward = forward,
  .why = why,
};
