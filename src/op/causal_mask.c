// SPDX-License-Identifier: GPL-3.0-or-later
// causal_mask: 1 where a position may look: at itself and at what came before it. Row i looks at
// column j.
#include "op/reduce.h"

static Tensor *forward(OpCall *c, Err *e) {
  int64_t n = op_int(&c->attr[0]);
  Shape s = shape_of(2, (int64_t[]){n, n});
  Tensor *out = tensor_full(&s, 0, e);
  size_t work = 0;
  for (int64_t row = 0; out && row < n; row++) {
    for (int64_t col = 0; col <= row; col++) out->data[row * n + col] = 1;
    if (op_go_on(&work, (size_t)row + 1, e)) continue;
    tensor_release(out);
    return NULL;
  }
  return out;
}

static void why(Why *w, const OpCall *c, const Tensor *out, size_t i) {
  (void)c;
  size_t n = (size_t)out->shape.dim[1];
  op_why_add(w, "%zu <= %zu", i % n, i / n);
}

const OpDef op_causal_mask = {
  .name = "causal_mask",
  .params = {{"n", ARG_INT, NULL}},
  .doc = N_("1 where a position may look: at itself and what came before"),
  .shape = "[n, n]",
  .formula = "y[i, j] = 1 if j <= i else 0",
  .source = "Vaswani et al., Attention is all you need, 2017",
  .examples = {{"causal_mask(2)", "[[1, 0],\n [1, 1]]"}},
  .forward = forward,
  .why = why,
};
