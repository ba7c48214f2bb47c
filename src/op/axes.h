// SPDX-License-Identifier: GPL-3.0-or-later
// axes: the order of dimensions, for permute and transpose: dimension d of the result is dimension
// axes[d] of x. The gradient goes the way back, by the inverse order.
#ifndef OP_AXES_H
#define OP_AXES_H

#include "op/op.h"

typedef struct Axes { int of[TENSOR_MAX_RANK]; } Axes;
bool axes_grad(const OpCall *c, const Axes *axes, const Tensor *dout, const bool *needs, Tensor **din,
               Err *e);
// Where element i of the result came from.
size_t axes_index(const OpCall *c, const Axes *axes, const Tensor *out, size_t i);

#endif
