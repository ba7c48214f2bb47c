// SPDX-License-Identifier: GPL-3.0-or-later
// unsqueeze: a new dimension of size 1 at the place named, counted in the result.
#include "op/reduce.h"
#include "op/reshape.h"

static Tensor *forward(OpCall *c, Err *e) {
  Shape s = c->in[0]->shape;
  double dim = c->attr[0].num;
  if (s.rank == TENSOR_MAX_RANK) {
    err_set(e, ERR_LIMIT, _("unsqueeze: a tensor has at most %d dimensions"), TENSOR_MAX_RANK);
    return NULL;
  }
  if (!(dim >= -s.rank - 1 && dim <= s.rank)) {
    err_set(e, ERR_INDEX, _("unsqueeze: a tensor of shape %s takes a new dim from %d to %d, not %.0f"),
            shape_text(&s).s, -s.rank - 1, s.rank, dim);
    return NULL;
  }
  int at = (int)dim + (dim < 0 ? s.rank + 1 : 0);
  Shape to = {.rank = s.rank + 1};
  for (int d = 0; d < to.rank; d++) to.dim[d] = d == at ? 1 : s.dim[d < at ? d : d - 1];
  return tensor_reshape(c->in[0], &to, e);
}

const OpDef op_unsqueeze = {
  .name = "unsqueeze",
  .params = {{"x", ARG_TENSOR, NULL}, {"dim", ARG_INT, NULL}},
  .doc = N_("Puts in a dimension of size 1, which becomes number dim"),
  .shape = "x: [A..., B...] -> [A..., 1, B...]",
  .formula = N_("y[k] = x[k] in row-major order"),
  .gradient = N_("dx = reshape(dy, shape of x)"),
  .source = "PyTorch: Paszke et al., 2019",
  .examples = {{"unsqueeze([1, 2], 0)", "[[1, 2]]"}, {"unsqueeze([1, 2], -1)", "[[1],\n [2]]"}},
  .checks = {"x[A,B]; dim=0", "x[A,B]; dim=-1", "x[]; dim=0"},
  .forward = forward,
  .grad = reshape_grad,
  .why = why_same,
};
