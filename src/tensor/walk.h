// SPDX-License-Identifier: GPL-3.0-or-later
// walk: visiting the elements of up to four arrays in step, each with its own steps (strides).
//
// Every driver of this folder is a walk with another row function. Dimensions that can be counted
// as one are joined first, so that equal shapes, scalars and whole blocks become long rows.
#ifndef TENSOR_WALK_H
#define TENSOR_WALK_H

#include "tensor/tensor.h"

#define WALK_TILE ((size_t)1 << 18) // elements between two looks at the interrupt flag

enum { WALK_MAX = 4 };

typedef struct Walk {
  int n;                                     // arrays
  int rank;
  int64_t dim[TENSOR_MAX_RANK];
  int64_t stride[WALK_MAX][TENSOR_MAX_RANK]; // in elements; 0 repeats, negative runs backwards
} Walk;

// One run of n elements: array k begins at at[k] and goes on in steps of step[k].
typedef void WalkRow(void *ctx, const int64_t at[WALK_MAX], const int64_t step[WALK_MAX], size_t n);

// Calls row for each run. at[] are the places where the walk begins (NULL: all 0). On Ctrl-C false, with
// e filled. e may be NULL: then nothing stops it.
bool walk_run(Walk *w, const int64_t *at, WalkRow *row, void *ctx, Err *e);

// The tile loop for arrays without gaps: false, with e filled, on Ctrl-C.
bool walk_stopped(Err *e);

#endif
