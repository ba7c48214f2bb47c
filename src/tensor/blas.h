// SPDX-License-Identifier: GPL-3.0-or-later
// blas: the matrix product of two plain matrices, by OpenBLAS where it is worth the call. The only place
// that knows how OpenBLAS is reached.
#ifndef TENSOR_BLAS_H
#define TENSOR_BLAS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

// One product c = op(a) op(b), everything row-major without gaps.
typedef struct Gemm {
  size_t m, n, k;    // c is (m, n)
  bool ta, tb;       // a is (k, m) where ta, else (m, k); b is (n, k) where tb, else (k, n)
  const float *a, *b;
  float *c;          // overwritten, or
  bool add;          // added to
} Gemm;

bool blas_gemm(const Gemm *g, Err *e); // false on Ctrl-C or where a matrix is too big for BLAS

// A function of OpenBLAS by its name (cblas_sgemm, LAPACKE_ssyev ...), opening the library first where it
// is not open yet; NULL where the library or the function is not to be had.
void *blas_symbol(const char *name);

#endif
