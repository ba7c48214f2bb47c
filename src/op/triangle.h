// SPDX-License-Identifier: GPL-3.0-or-later
// triangle: keeping one side of the diagonal of each matrix, for tril and triu.
#ifndef OP_TRIANGLE_H
#define OP_TRIANGLE_H

#include "op/op.h"

typedef bool TriangleKept(double row, double col, double diagonal);
Tensor *triangle(const OpCall *c, const Tensor *x, TriangleKept *kept, Err *e); // attr[0]: the diagonal
void triangle_why(Why *w, const OpCall *c, const Tensor *out, size_t i, TriangleKept *kept);

#endif
