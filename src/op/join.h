// SPDX-License-Identifier: GPL-3.0-or-later
// join: laying tensors end to end along one dimension, for concat and stack.
#ifndef OP_JOIN_H
#define OP_JOIN_H

#include "op/op.h"

// Dimension dim of the result, of shape s, is made of n[k] entries of in[k], in turn.
typedef struct Join { Shape s; int dim; } Join;
// How many entries in[k] contributes: its size over that of all other dimensions.
Tensor *join_forward(const OpCall *c, const Join *j, Err *e);
bool join_grad(const OpCall *c, int dim, const Tensor *dout, const bool *needs, Tensor **din, Err *e);
void join_why(Why *w, const OpCall *c, int dim, const Tensor *out, size_t i);

#endif
