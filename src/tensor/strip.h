// SPDX-License-Identifier: GPL-3.0-or-later
// strip: products of a small matrix with rows that lie anywhere in memory. A convolution is such a product:
// its rows are the image itself, read from different beginnings, so nothing needs to be copied together first.
//
// Rows are read, and results written, in whole vectors: up to STRIP_SLACK - 1 numbers beyond the n that were
// asked for. Whoever calls keeps that much room.
#ifndef TENSOR_STRIP_H
#define TENSOR_STRIP_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

enum { STRIP_SLACK = 16, STRIP_PANEL = 4 };

static inline size_t strip_round(size_t n) { return (n + STRIP_SLACK - 1) / STRIP_SLACK * STRIP_SLACK; }

// The small matrix, a (m, k) with the given steps, packed: room for strip_packed(m, k) floats.
static inline size_t strip_packed(size_t m, size_t k) {
  return (m + STRIP_PANEL - 1) / STRIP_PANEL * STRIP_PANEL * k;
}
void strip_pack(const float *a, size_t step_m, size_t step_k, size_t m, size_t k, float *packed);

// out[i * ld + j] = sum_k a[i, k] * row[k][shift + j] for i < m, j < n. out has strip_packed(m, 1) rows of
// at least strip_round(n) numbers. False on Ctrl-C.
typedef struct StripProduct {
  const float *packed;
  const float *const *row;
  size_t shift, m, n, k;
  float *out;
  size_t ld;
} StripProduct;
bool strip_multiply(const StripProduct *p, Err *e);

// out[i * k + r] += sum over the segments s and j < n of x[s * step_x + i * ld + j] * row[r][s * step_row + j],
// for i < m, r < k. n is a multiple of STRIP_SLACK: what is not meant is 0 in x. False on Ctrl-C.
typedef struct StripDots {
  const float *x;
  size_t ld, step_x;
  const float *const *row;
  size_t step_row, m, n, k, segments;
  float *out;
} StripDots;
bool strip_dots(const StripDots *p, Err *e);

// For tests: use vectors of at most so many floats (4, 8, 16).
void strip_limit(int lanes);

#endif
