// SPDX-License-Identifier: GPL-3.0-or-later
// rng: the generator's recurrence, its moments, and that a seed fixes everything.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <math.h>
#include <string.h>

#include "base/rng.h"

// The state 1, 2, 3, 4 followed by hand: result = rotl(s1 * 5, 7) * 9, first 2*5 = 10, 10 << 7 = 1280, * 9.
static void recurrence(void **state) {
  (void)state;
  Rng r = {.s = {1, 2, 3, 4}};
  assert_true(rng_next(&r) == 11520);
  // Then s = {7, 0, 262146, 6 << 45}: the second result is 0, as s1 is 0.
  assert_true(r.s[0] == 7 && r.s[1] == 0 && r.s[2] == 262146 && r.s[3] == (uint64_t)6 << 45);
  assert_true(rng_next(&r) == 0);
}

static void seeds(void **state) {
  (void)state;
  Rng a, b;
  rng_seed(&a, 7);
  rng_seed(&b, 7);
  for (int i = 0; i < 100; i++) assert_true(rng_normal(&a) == rng_normal(&b)); // exactly
  Rng kept = a; // a copy of the state is the state
  double x = rng_normal(&a);
  assert_true(rng_normal(&kept) == x);
  rng_seed(&b, 8);
  assert_true(rng_next(&a) != rng_next(&b));
  assert_true(rng_global()->s[0] | rng_global()->s[1]);
}

static void moments(void **state) {
  (void)state;
  enum { N = 200000 };
  Rng r;
  rng_seed(&r, 1);
  double sum = 0, squares = 0, usum = 0;
  for (int i = 0; i < N; i++) {
    double x = rng_normal(&r), u = rng_uniform(&r);
    assert_true(u >= 0 && u < 1);
    sum += x;
    squares += x * x;
    usum += u;
  }
  assert_true(fabs(sum / N) < 0.01);
  assert_true(fabs(squares / N - 1) < 0.02);
  assert_true(fabs(usum / N - 0.5) < 0.005);
}

static void bounds(void **state) {
  (void)state;
  Rng r;
  rng_seed(&r, 3);
  int seen[6] = {0};
  for (int i = 0; i < 6000; i++) seen[rng_below(&r, 6)]++;
  for (int i = 0; i < 6; i++) assert_true(seen[i] > 850 && seen[i] < 1150);
  assert_true(rng_below(&r, 1) == 0);
  assert_true(rng_below(&r, 0) == 0);
  float x[1000];
  rng_fill_uniform(&r, x, 1000, -2, 3);
  for (int i = 0; i < 1000; i++) assert_true(x[i] >= -2 && x[i] < 3);
  rng_fill_normal(&r, x, 1000, 10, 0);
  for (int i = 0; i < 1000; i++) assert_true(x[i] == 10);
}

int main(void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(recurrence), cmocka_unit_test(seeds), cmocka_unit_test(moments),
    cmocka_unit_test(bounds)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
