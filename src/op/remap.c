// SPDX-License-Identifier: GPL-3.0-or-later
// remap: the walk over the result, there and back.
#include "op/remap.h"

#include "op/reduce.h"

void remap_next(const Shape *s, int64_t *at) {
  for (int d = s->rank; d-- > 0;) {
    if (++at[d] < s->dim[d]) return;
    at[d] = 0;
  }
}

Tensor *remap_forward(const OpCall *c, const Shape *out, Remap *from, float constant, Err *e) {
  Tensor *y = tensor_new(out, e);
  int64_t at[TENSOR_MAX_RANK] = {0};
  size_t work = 0;
  for (size_t i = 0; y && i < y->size; i++, remap_next(out, at)) {
    int64_t k = from(c, out, at, i);
    y->data[i] = k < 0 ? constant : c->in[0]->data[k];
    if (op_go_on(&work, 8, e)) continue;
    tensor_release(y);
    return NULL;
  }
  return y;
}

bool remap_grad(const OpCall *c, const Tensor *dout, Remap *from, const bool *needs, Tensor **din, Err *e) {
  if (!needs[0]) return true;
  if (!(din[0] = tensor_full(&c->in[0]->shape, 0, e))) return false;
  int64_t at[TENSOR_MAX_RANK] = {0};
  size_t work = 0;
  for (size_t i = 0; i < dout->size; i++, remap_next(&dout->shape, at)) {
    int64_t k = from(c, &dout->shape, at, i);
    if (k >= 0) din[0]->data[k] += dout->data[i];
    if (!op_go_on(&work, 8, e)) return false;
  }
  return true;
}

void remap_why(Why *w, const OpCall *c, const Tensor *out, size_t i, Remap *from) {
  int64_t at[TENSOR_MAX_RANK];
  tensor_unravel(&out->shape, i, at);
  int64_t k = from(c, &out->shape, at, i);
  if (k >= 0) op_why_at(w, c, 0, (size_t)k, WHY_ANY);
  else op_why_num(w, (double)out->data[i], WHY_ANY);
}
