// SPDX-License-Identifier: GPL-3.0-or-later
// rng: all randomness. xoshiro256** (Blackman and Vigna 2018), seeded through splitmix64.
#ifndef BASE_RNG_H
#define BASE_RNG_H

#include <stddef.h>
#include <stdint.h>

typedef struct Rng { uint64_t s[4]; uint64_t seed; double spare; int has_spare; } Rng;

void rng_seed(Rng *r, uint64_t seed);
uint64_t rng_next(Rng *r);
double rng_uniform(Rng *r);              // [0, 1)
double rng_normal(Rng *r);               // mean 0, variance 1 (Marsaglia's polar method)
uint64_t rng_below(Rng *r, uint64_t n);  // [0, n), without bias
void rng_fill_uniform(Rng *r, float *x, size_t n, float lo, float hi);
void rng_fill_normal(Rng *r, float *x, size_t n, float mean, float std);

// The generator behind randn(), rand() and dropout; `seed(n)` in the language reseeds it.
Rng *rng_global(void);

#endif
