// SPDX-License-Identifier: GPL-3.0-or-later
// slices: which elements x[1:3, :, 0] means, for index and index_put. The language has resolved
// negative and missing bounds; attr[0] holds start, n, step, drop for each dimension in turn.
#ifndef OP_SLICES_H
#define OP_SLICES_H

#include "op/op.h"

typedef struct Slices {
  Slice s[TENSOR_MAX_RANK];
  Shape shape; // of what is sliced out, without dropped dimensions
} Slices;

// Reads and checks attr[0] against the shape of x; false, with e filled, where it does not fit.
bool slices_read(const OpCall *c, Slices *out, Err *e);
Slices slices_again(const OpCall *c); // once forward has succeeded

#endif
