// SPDX-License-Identifier: GPL-3.0-or-later
// along: an index that names, for each of its elements, a place along one dimension, for gather and
// scatter_add. attr[0] is the dimension, in[1] the index.
#ifndef OP_ALONG_H
#define OP_ALONG_H

#include "op/op.h"

// The index has as many dimensions as x, none of them longer but dim, and names places that are there.
bool along_check(const OpCall *c, const Tensor *x, const Tensor *index, Err *e);
int along_dim(const OpCall *c, const Tensor *x); // once checked
// Element `at` of x, but at `place` along dim.
static inline int64_t along_place(const Tensor *x, int dim, const int64_t *at, int64_t place) {
  int64_t k = 0;
  for (int d = 0; d < x->shape.rank; d++) k = k * x->shape.dim[d] + (d == dim ? place : at[d]);
  return k;
}

#endif
