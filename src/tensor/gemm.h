// SPDX-License-Identifier: GPL-3.0-or-later
// gemm: the matrix product of two plain matrices on one processor core.
#ifndef TENSOR_GEMM_H
#define TENSOR_GEMM_H

#include "tensor/blas.h"

bool gemm_multiply(const Gemm *g, Err *e); // k > 0. False on Ctrl-C

// For tests: use vectors of at most so many floats (4, 8, 16).
void gemm_limit(int lanes);

#endif
