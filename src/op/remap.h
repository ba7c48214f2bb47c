// SPDX-License-Identifier: GPL-3.0-or-later
// remap: operations whose every element is an element of x, or a constant: gather, flip, roll, pad. Each
// states only where an element of the result comes from. The gradient goes back the same way, and adds
// up where an element of x was used several times.
#ifndef OP_REMAP_H
#define OP_REMAP_H

#include "op/op.h"

// Where element `at` of the result (number i, counted row by row) comes from in in[0]; -1: it is the
// constant.
typedef int64_t Remap(const OpCall *c, const Shape *out, const int64_t *at, size_t i);

Tensor *remap_forward(const OpCall *c, const Shape *out, Remap *from, float constant, Err *e);
bool remap_grad(const OpCall *c, const Tensor *dout, Remap *from, const bool *needs, Tensor **din, Err *e);
void remap_why(Why *w, const OpCall *c, const Tensor *out, size_t i, Remap *from);
// at + 1, counting row by row.
void remap_next(const Shape *s, int64_t *at);

#endif
