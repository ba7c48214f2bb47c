// SPDX-License-Identifier: GPL-3.0-or-later
// rows: loops over one row of numbers without gaps, as wide as the processor's vectors. Sums are in double
// precision, in several parts at once, so that they neither lose digits nor wait for each other.
#ifndef OP_ROWS_H
#define OP_ROWS_H

#include <stdbool.h>
#include <stddef.h>

float rows_max(const float *x, size_t n);                       // -inf of nothing; nan is passed over
// Place of the largest (sign > 0) or smallest; the first of equals, and nan before any number.
size_t rows_extreme(const float *x, size_t n, int sign);
double rows_sum(const float *x, size_t n);
double rows_dot(const float *x, const float *y, size_t n);
double rows_square_distance(const float *x, double from, size_t n); // sum of (x - from)^2
// y = exp((x - shift) * scale); returns the sum of y.
double rows_exp(float *y, const float *x, float shift, float scale, size_t n);
void rows_scale(float *y, const float *x, double shift, double scale, size_t n); // y = (x - shift) * scale

#endif
