// SPDX-License-Identifier: GPL-3.0-or-later
// spread: mean and variance of a row, for var and std (attr[1] is their correction).
#ifndef OP_SPREAD_H
#define OP_SPREAD_H

#include "op/reduce.h"

typedef struct Spread { double mean, var, count; } Spread; // count: n - correction
Spread row_spread(const OpCall *c, const float *x, size_t n, size_t step);
// "((1 - 2) ** 2 + (3 - 2) ** 2) / 1"
void why_spread(Why *w, const OpCall *c, WhyRow row);

#endif
