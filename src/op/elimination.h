// SPDX-License-Identifier: GPL-3.0-or-later
// elimination: systems of linear equations by Gauss, for solve, inv and det. In double precision, with the
// largest number of each column as its pivot.
#ifndef OP_ELIMINATION_H
#define OP_ELIMINATION_H

#include "op/op.h"

// The matrix x (n, n), or its transpose, and m columns of b beside it, are brought to triangular form.
typedef struct Elimination {
  size_t n, m;
  double *a;     // (n, n + m); to be freed
  double det;
  bool singular;
} Elimination;

bool is_square(const OpCall *c, const Tensor *x, Err *e); // or an error that names the operation
// b: (n, m), or NULL for the unit matrix. False, with e filled, without memory or on Ctrl-C.
bool eliminate(Elimination *s, const Tensor *x, bool transposed, const float *b, size_t m, Err *e);
// y with x y = b, once eliminated and not singular.
bool eliminate_back(const Elimination *s, float *y, Err *e); // false, with e filled, on Ctrl-C
bool eliminate_regular(const OpCall *c, const Elimination *s, Err *e); // or an error: there is no answer

#endif
