// SPDX-License-Identifier: GPL-3.0-or-later
// axes: gradient and explanation of operations that reorder dimensions.
#include "op/axes.h"

bool axes_grad(const OpCall *c, const Axes *axes, const Tensor *dout, const bool *needs, Tensor **din,
               Err *e) {
  if (!needs[0]) return true;
  int back[TENSOR_MAX_RANK] = {0};
  for (int d = 0; d < c->in[0]->shape.rank; d++) back[axes->of[d]] = d;
  return (din[0] = tensor_permute(dout, back, e)) != NULL;
}

size_t axes_index(const OpCall *c, const Axes *axes, const Tensor *out, size_t i) {
  int64_t at[TENSOR_MAX_RANK], from[TENSOR_MAX_RANK];
  tensor_unravel(&out->shape, i, at);
  for (int d = 0; d < out->shape.rank; d++) from[axes->of[d]] = at[d];
  return tensor_ravel(&c->in[0]->shape, from);
}
