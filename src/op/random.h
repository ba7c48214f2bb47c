// SPDX-License-Identifier: GPL-3.0-or-later
// random: tensors filled from the program's generator, which seed(n) in the language sets.
#ifndef OP_RANDOM_H
#define OP_RANDOM_H

#include "base/rng.h"
#include "op/reduce.h"

typedef void RandomFill(Rng *r, float *x, size_t n, float a, float b);
Tensor *random_tensor(const Shape *s, RandomFill *fill, float a, float b, Err *e);

#endif
