// SPDX-License-Identifier: GPL-3.0-or-later
// fastmath: exp, log, tanh and their kin for single precision, without branches and calls, so that loops
// over them become vector instructions (0.3 to 0.6 ns an element with AVX-512 or AVX2, where the C
// library's take 1.4 to 5). Call them in loops of functions marked HOT_LOOP.
//
// Largest error in units of the last place, over all floats, with and without fused multiplication: exp 1.2,
// expm1 1.8, log 2, log1p 3.5, tanh 3, sigmoid 3, erf 2; tests/unit/test_fastmath.c holds them to it.
// Infinities, nan, signed zeros and subnormal numbers come out as IEEE 754 has them.
//
// Method: x is split into a multiple of log 2, which becomes the exponent, and a rest so small that a short
// series does. Reference: Cody and Waite, Software manual for the elementary functions, 1980.
#ifndef BASE_FASTMATH_H
#define BASE_FASTMATH_H

#include <math.h>
#include <stdint.h>
#include <string.h>

// Within the loop, whatever the compiler thinks of the size: a call would keep it from becoming vectors.
#define FAST_INLINE static inline __attribute__((always_inline))

FAST_INLINE float float_of_bits(uint32_t u) {
  float f;
  memcpy(&f, &u, sizeof f);
  return f;
}

FAST_INLINE uint32_t bits_of_float(float f) {
  uint32_t u;
  memcpy(&u, &f, sizeof u);
  return u;
}

#define FAST_ROUNDER 12582912.0f // 1.5 * 2^23: adding it rounds to a whole number, kept in the last bits
#define FAST_LN2_HIGH 0.693359375f // log 2 in two parts: multiples of the first are exact
#define FAST_LN2_LOW -2.12194440e-4f

// exp(x) = (1 + rest) * 2^(n0 + n1). The power is in two factors since 2^-149 and 2^128 do not fit in one.
typedef struct FastExp { float rest, scale0, scale1; } FastExp;

FAST_INLINE float fast_power_of_2(uint32_t n) { return float_of_bits((n + 127u) << 23); }

FAST_INLINE FastExp fast_exp_parts(float x) {
  float up = x < -104.0f ? -104.0f : x, c = up > 89.0f ? 89.0f : up; // beyond: 0 and inf all the same
  float rounded = c * 1.44269504f + FAST_ROUNDER, m = rounded - FAST_ROUNDER;
  float r = c - m * FAST_LN2_HIGH - m * FAST_LN2_LOW; // at most half of log 2
  float series = 1 / 24.0f + r * (1 / 120.0f + r * (1 / 720.0f + r * (1 / 5040.0f)));
  uint32_t n = bits_of_float(rounded) - bits_of_float(FAST_ROUNDER), half = (uint32_t)((int32_t)n >> 1);
  return (FastExp){.rest = r + r * r * (0.5f + r * (1 / 6.0f + r * series)),
                   .scale0 = fast_power_of_2(half),
                   .scale1 = fast_power_of_2(n - half)};
}

FAST_INLINE float fast_exp(float x) {
  FastExp p = fast_exp_parts(x);
  return (1 + p.rest) * p.scale0 * p.scale1;
}

// exp(x) - 1, exact near 0 where exp(x) is nearly 1.
FAST_INLINE float fast_expm1(float x) {
  FastExp p = fast_exp_parts(x);
  float y = (p.rest * p.scale0 + (p.scale0 - 1 / p.scale1)) * p.scale1;
  return x == 0 ? x : y;
}

FAST_INLINE float fast_tanh(float x) {
  float a = fabsf(x), e = fast_expm1(a > 10 ? -20.0f : -2 * a);
  return copysignf(-e / (e + 2), x);
}

// Of exp only what is below 1 is needed: it does not overflow where the result is still a number.
FAST_INLINE float fast_sigmoid(float x) {
  float e = fast_exp(-fabsf(x));
  return (x < 0 ? e : 1) / (1 + e);
}

// x = m * 2^n with m between sqrt(1/2) and sqrt(2); log m = 2 artanh((m - 1) / (m + 1)), by its series.
FAST_INLINE float fast_log(float x) {
  const uint32_t sqrt_half = 0x3f3504f3u;
  float small = x < 0x1p-126f ? 23.0f : 0.0f, big = x < 0x1p-126f ? x * 0x1p23f : x;
  uint32_t above = bits_of_float(big) - sqrt_half;
  float m = float_of_bits((above & 0x7fffffu) + sqrt_half), n = (float)((int32_t)above >> 23) - small;
  float s = (m - 1) / (m + 1), z = s * s;
  float series = s * z * (2 / 3.0f + z * (2 / 5.0f + z * (2 / 7.0f + z * (2 / 9.0f))));
  float y = n * FAST_LN2_HIGH + (2 * s + (series + n * FAST_LN2_LOW));
  float finite = x == INFINITY ? x : y, defined = x > 0 ? finite : NAN;
  return x == 0 ? -INFINITY : defined;
}

// log(1 + x). What 1 + x lost in rounding is made up for by the ratio of x to what is left of it (Kahan).
FAST_INLINE float fast_log1p(float x) {
  float u = 1 + x, y = fast_log(u) * (x / (u - 1));
  float finite = x == INFINITY ? x : y;
  return u == 1 ? x : finite;
}

// Up to 1, x times a polynomial in x^2; beyond, 1 - exp(a polynomial near log erfc). Both were fitted by
// interpolation at Chebyshev's points, on [0, 1] and [1, 4]. The leading 1 is added last, for the last digit.
FAST_INLINE float fast_erf(float x) {
  float a = fabsf(x), c = a > 4 ? 4.0f : a, z = c * c;
  float near = 0.12837917f +
               z * (-0.376126267f +
                    z * (0.112835947f + z * (-0.0268542119f + z * (0.00518908728f + z * (-0.000801686315f +
                    z * 7.87587157e-05f)))));
  float tail = -0.110080083f + c * (0.026421136f + c * (-0.00475959629f + c * (0.000596805626f +
               c * (-4.60580427e-05f + c * 1.63715142e-06f))));
  float far = 1 - fast_exp(0.00032013805f + c * (-1.13023343f + c * (-0.631826052f + c * tail)));
  return copysignf(a < 1 ? a + a * near : far, x);
}

#endif
