// SPDX-License-Identifier: GPL-3.0-or-later
// lapack: eigenvalues and singular values, by the LAPACK within OpenBLAS, in double precision. Matrices are
// row-major. A call cannot be interrupted; 500 by 500 takes about a tenth of a second.
#ifndef TENSOR_LAPACK_H
#define TENSOR_LAPACK_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

// a (n, n), symmetric (its lower triangle counts), becomes its eigenvectors, one a row; w[n] the eigenvalues,
// from the smallest.
bool lapack_eigh(double *a, double *w, size_t n, Err *e);

// a (m, n) = u (m, k) diag(s) vh (k, n), k the smaller of m and n; s[k] from the largest. Overwrites a.
bool lapack_svd(double *a, size_t m, size_t n, double *u, double *s, double *vh, Err *e);

#endif
