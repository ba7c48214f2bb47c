// SPDX-License-Identifier: GPL-3.0-or-later
// rng: xoshiro256** 1.0. Its state of 256 bits is filled from the 64 bits of the seed by splitmix64,
// so that near seeds give unrelated sequences.
//
// Reference: Blackman and Vigna, "Scrambled linear pseudorandom number generators", 2018.
#include "base/rng.h"

#include <math.h>

static uint64_t splitmix(uint64_t *state) {
  uint64_t z = *state += 0x9E3779B97F4A7C15u;
  z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
  z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
  return z ^ (z >> 31);
}

static uint64_t rotate(uint64_t x, int k) { return x << k | x >> (64 - k); }

void rng_seed(Rng *r, uint64_t seed) {
  *r = (Rng){.seed = seed};
  for (int i = 0; i < 4; i++) r->s[i] = splitmix(&seed);
}

uint64_t rng_next(Rng *r) {
  uint64_t *s = r->s;
  uint64_t result = rotate(s[1] * 5, 7) * 9;
  uint64_t t = s[1] << 17;
  s[2] ^= s[0];
  s[3] ^= s[1];
  s[1] ^= s[2];
  s[0] ^= s[3];
  s[2] ^= t;
  s[3] = rotate(s[3], 45);
  return result;
}

// The upper 53 bits, as many as a double holds.
double rng_uniform(Rng *r) { return (double)(rng_next(r) >> 11) * 0x1p-53; }

// A point of the unit disc, picked by rejection, gives two normal numbers; the second is kept.
double rng_normal(Rng *r) {
  if (r->has_spare) {
    r->has_spare = 0;
    return r->spare;
  }
  double u, v, s;
  do {
    u = 2 * rng_uniform(r) - 1;
    v = 2 * rng_uniform(r) - 1;
    s = u * u + v * v;
  } while (s >= 1 || s <= 0);
  double scale = sqrt(-2 * log(s) / s);
  r->spare = v * scale;
  r->has_spare = 1;
  return u * scale;
}

// Draws again below the remainder of 2^64 / n, so that each result has equally many draws.
uint64_t rng_below(Rng *r, uint64_t n) {
  if (n == 0) return 0;
  uint64_t remainder = (0 - n) % n, x;
  do x = rng_next(r);
  while (x < remainder);
  return x % n;
}

void rng_fill_uniform(Rng *r, float *x, size_t n, float lo, float hi) {
  for (size_t i = 0; i < n; i++) {
    float v = (float)(lo + ((double)hi - lo) * rng_uniform(r));
    x[i] = v < hi || hi <= lo ? v : nextafterf(hi, lo); // rounding to float may reach hi
  }
}

void rng_fill_normal(Rng *r, float *x, size_t n, float mean, float std) {
  for (size_t i = 0; i < n; i++) x[i] = (float)(mean + std * rng_normal(r));
}

Rng *rng_global(void) {
  static Rng global; // all zero is the one state the generator cannot leave: not seeded yet
  if (!(global.s[0] | global.s[1] | global.s[2] | global.s[3])) rng_seed(&global, 0);
  return &global;
}
