// SPDX-License-Identifier: GPL-3.0-or-later
// eye: the identity matrix: 1 on the diagonal, 0 elsewhere.
#include "op/reduce.h"

static Tensor *forward(OpCall *c, Err *e) {
  int64_t n = op_int(&c->attr[0]);
  Shape s = shape_of(2, (int64_t[]){n, n});
  Tensor *out = tensor_full(&s, 0, e);
  for (size_t i = 0; out && i < out->size; i += (size_t)n + 1) out->data[i] = 1;
  return out;
}

static void why(Why *w, const OpCall *c, const Tensor *out, size_t i) {
  (void)c;
  size_t n = (size_t)out->shape.dim[1];
  op_why_add(w, "%zu == %zu", i / n, i % n);
}

const OpDef op_eye = {
  .name = "eye",
  .params = {{"n", ARG_INT, NULL}},
  .doc = N_("The identity matrix: 1 on the diagonal, 0 elsewhere"),
  .shape = "[n, n]",
  .formula = "y[i, j] = 1 if i = j else 0",
  .source = "NumPy: Harris et al., Array programming with NumPy, 2020",
  .examples = {{"eye(2)", "[[1, 0],\n [0, 1]]"}},
  .forward = forward,
  .why = why,
};
