// SPDX-License-Identifier: GPL-3.0-or-later
// rows: the inner loops of softmax, sums and norms.
#include "op/rows.h"

#include "base/fast.h"
#include "base/fastmath.h"

enum { LANES = 16 }; // parts of a sum: a vector of each kind of processor, or a few

static double total(const double *part) {
  double sum = 0;
  for (int l = 0; l < LANES; l++) sum += part[l];
  return sum;
}

HOT_LOOP static float hot_max(const float *x, size_t n) {
  float part[LANES], most = -INFINITY;
  for (int l = 0; l < LANES; l++) part[l] = -INFINITY;
  size_t i = 0;
  for (; i + LANES <= n; i += LANES)
    for (int l = 0; l < LANES; l++) part[l] = x[i + l] > part[l] ? x[i + l] : part[l];
  for (int l = 0; l < LANES; l++) most = part[l] > most ? part[l] : most;
  for (; i < n; i++) most = x[i] > most ? x[i] : most;
  return most;
}

HOT_LOOP static bool hot_any_nan(const float *x, size_t n) {
  int any = 0;
  for (size_t i = 0; i < n; i++) any |= x[i] != x[i];
  return any;
}

HOT_LOOP static float hot_min(const float *x, size_t n) {
  float part[LANES], least = INFINITY;
  for (int l = 0; l < LANES; l++) part[l] = INFINITY;
  size_t i = 0;
  for (; i + LANES <= n; i += LANES)
    for (int l = 0; l < LANES; l++) part[l] = x[i + l] < part[l] ? x[i + l] : part[l];
  for (int l = 0; l < LANES; l++) least = part[l] < least ? part[l] : least;
  for (; i < n; i++) least = x[i] < least ? x[i] : least;
  return least;
}

HOT_LOOP static double hot_sum(const float *x, size_t n) {
  double part[LANES] = {0}, rest = 0;
  size_t i = 0;
  for (; i + LANES <= n; i += LANES)
    for (int l = 0; l < LANES; l++) part[l] += (double)x[i + l];
  for (; i < n; i++) rest += (double)x[i];
  return total(part) + rest;
}

HOT_LOOP static double hot_dot(const float *x, const float *y, size_t n) {
  double part[LANES] = {0}, rest = 0;
  size_t i = 0;
  for (; i + LANES <= n; i += LANES)
    for (int l = 0; l < LANES; l++) part[l] += (double)x[i + l] * (double)y[i + l];
  for (; i < n; i++) rest += (double)x[i] * (double)y[i];
  return total(part) + rest;
}

HOT_LOOP static double hot_square_distance(const float *x, double from, size_t n) {
  double part[LANES] = {0}, rest = 0;
  size_t i = 0;
  for (; i + LANES <= n; i += LANES)
    for (int l = 0; l < LANES; l++) {
      double d = (double)x[i + l] - from;
      part[l] += d * d;
    }
  for (; i < n; i++) {
    double d = (double)x[i] - from;
    rest += d * d;
  }
  return total(part) + rest;
}

HOT_LOOP static double hot_exp(float *y, const float *x, float shift, float scale, size_t n) {
  for (size_t i = 0; i < n; i++) y[i] = fast_exp((x[i] - shift) * scale);
  return hot_sum(y, n);
}

HOT_LOOP static void hot_scale(float *y, const float *x, double shift, double scale, size_t n) {
  for (size_t i = 0; i < n; i++) y[i] = (float)(((double)x[i] - shift) * scale);
}

float rows_max(const float *x, size_t n) { return hot_max(x, n); }
// In one go: of a few numbers, where it is quicker than vectors.
static size_t extreme_of_few(const float *x, size_t n, int sign) {
  size_t best = 0;
  for (size_t j = 0; j < n; j++) {
    if (x[j] != x[j]) return j;
    if (sign > 0 ? x[j] > x[best] : x[j] < x[best]) best = j;
  }
  return best;
}

size_t rows_extreme(const float *x, size_t n, int sign) {
  if (n <= LANES) return extreme_of_few(x, n, sign);
  size_t i = 0;
  if (hot_any_nan(x, n)) {
    while (x[i] == x[i]) i++;
    return i;
  }
  float best = sign > 0 ? hot_max(x, n) : hot_min(x, n);
  while (i + 1 < n && x[i] != best) i++;
  return i;
}
double rows_sum(const float *x, size_t n) { return hot_sum(x, n); }
double rows_dot(const float *x, const float *y, size_t n) { return hot_dot(x, y, n); }
double rows_square_distance(const float *x, double from, size_t n) { return hot_square_distance(x, from, n); }
double rows_exp(float *y, const float *x, float shift, float scale, size_t n) {
  return hot_exp(y, x, shift, scale, n);
}
void rows_scale(float *y, const float *x, double shift, double scale, size_t n) {
  hot_scale(y, x, shift, scale, n);
}
