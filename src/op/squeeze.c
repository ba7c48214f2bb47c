// SPDX-License-Identifier: GPL-3.0-or-later
// squeeze: drops dimensions of size 1: all of them, or the one named.
#include "op/reduce.h"
#include "op/reshape.h"

static Tensor *forward(OpCall *c, Err *e) {
  Shape s = c->in[0]->shape, to = {0};
  int only = -1;
  if (c->attr[0].n >= 0 && !op_dim(c, &c->attr[0], &s, &only, e)) return NULL;
  for (int d = 0; d < s.rank; d++)
    if (s.dim[d] != 1 || (only >= 0 && d != only)) to.dim[to.rank++] = s.dim[d];
  return tensor_reshape(c->in[0], &to, e);
}

const OpDef op_squeeze = {
  .name = "squeeze",
  .params = {{"x", ARG_TENSOR, NULL}, {"dim", ARG_DIM, "nil"}},
  .doc = N_("Drops dimensions of size 1: all of them, or only dim"),
  .shape = "x: [A..., 1, B...] -> [A..., B...]",
  .formula = N_("y[k] = x[k] in row-major order"),
  .gradient = N_("dx = reshape(dy, shape of x)"),
  .source = "NumPy: Harris et al., Array programming with NumPy, 2020",
  .examples = {{"squeeze([[1, 2]])", "[1, 2]"}},
  .checks = {"x[A,1,B]", "x[1,A,1]; dim=0", "x[A,B]; dim=1"},
  .forward = forward,
  .grad = reshape_grad,
  .why = why_same,
};
