// SPDX-License-Identifier: GPL-3.0-or-later
// product: the matrix product of in[0] and in[1], or its transpose where `turned`.
#ifndef OP_PRODUCT_H
#define OP_PRODUCT_H

#include "op/explain.h"
#include "op/op.h"

// A vector is its own transpose.
bool product_is_turned(const OpCall *c, bool turned);
Tensor *product_forward(OpCall *c, bool turned, Err *e);
bool product_grad(const OpCall *c, bool turned, const Tensor *dout, const bool *needs, Tensor **din, Err *e);
void product_why(Why *w, const OpCall *c, bool turned, const Tensor *out, size_t i);

#endif
