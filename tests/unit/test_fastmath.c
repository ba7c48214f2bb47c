// SPDX-License-Identifier: GPL-3.0-or-later
// The functions of fastmath.h against the C library's in double precision: floats of every size, and the
// special ones.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/fast.h"
#include "base/fastmath.h"

#define RUN 1024

// Through loops, as operations use them, so that it is the vector code that is measured.
#define KERNEL(f) \
  HOT_LOOP static void run_##f(float *restrict o, const float *restrict x, size_t n) { \
    for (size_t i = 0; i < n; i++) o[i] = f(x[i]); \
  }
KERNEL(fast_exp)
KERNEL(fast_expm1)
KERNEL(fast_log)
KERNEL(fast_log1p)
KERNEL(fast_tanh)
KERNEL(fast_sigmoid)
KERNEL(fast_erf)

static double sigmoid(double x) { return 1 / (1 + exp(-x)); }

static const struct Row {
  const char *name;
  void (*run)(float *restrict, const float *restrict, size_t);
  double (*exact)(double);
  double most; // error in units of the last place
} rows[] = {
  {"exp", run_fast_exp, exp, 1.2},    {"expm1", run_fast_expm1, expm1, 1.8},
  {"log", run_fast_log, log, 2},    {"tanh", run_fast_tanh, tanh, 3},
  {"log1p", run_fast_log1p, log1p, 3.5},
  {"sigmoid", run_fast_sigmoid, sigmoid, 3}, {"erf", run_fast_erf, erf, 2},
};
enum { n_rows = sizeof rows / sizeof *rows };

// The distance of y from the exact value, in steps between floats there.
static double error_of(float y, double exact) {
  float rounded = (float)exact;
  if (isnan(exact)) return isnan(y) ? 0 : INFINITY;
  if (isinf(rounded) || isinf(y)) return y == rounded ? 0 : INFINITY;
  int exponent;
  frexp((double)rounded, &exponent);
  double step = ldexp(1, (exponent < -125 ? -125 : exponent) - 24);
  return fabs((double)y - exact) / step;
}

static void check_run(const struct Row *row, const float *x) {
  float y[RUN];
  row->run(y, x, RUN);
  for (int j = 0; j < RUN; j++) {
    double off = error_of(y[j], row->exact((double)x[j]));
    if (!(off <= row->most))
      fail_msg("%s(%.9g) is %.9g, not %.9g: off by %.2f", row->name, (double)x[j], (double)y[j],
               row->exact((double)x[j]), off);
  }
}

// Every 3571st of all floats: both signs, every exponent, and what is no number.
static void test_all_sizes(void **state) {
  (void)state;
  float x[RUN];
  for (uint64_t u = 0; u < (uint64_t)1 << 32; u += 3571 * RUN) {
    for (uint64_t j = 0; j < RUN; j++) x[j] = float_of_bits((uint32_t)(u + 3571 * j));
    for (int k = 0; k < n_rows; k++) check_run(&rows[k], x);
  }
}

// Where nets compute: closely between -20 and 20.
static void test_usual_sizes(void **state) {
  (void)state;
  float x[RUN];
  for (int i = 0; i < 400; i++) {
    for (int j = 0; j < RUN; j++) x[j] = (float)(-20 + (i + j / (double)RUN) * 0.1);
    for (int k = 0; k < n_rows; k++) check_run(&rows[k], x);
  }
}

static void test_special(void **state) {
  (void)state;
  float at[] = {INFINITY, -INFINITY, NAN, 0.0f, -0.0f, 1e-40f, -1e-40f, 88.72f, -103.9f};
  for (int k = 0; k < n_rows; k++)
    for (size_t i = 0; i < sizeof at / sizeof *at; i++) {
      float y;
      rows[k].run(&y, &at[i], 1);
      double exact = rows[k].exact((double)at[i]);
      assert_true(error_of(y, exact) <= rows[k].most);
      if (exact == 0 && at[i] == 0) assert_int_equal(!!signbit(y), !!signbit(exact));
    }
}

int main(void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_all_sizes),
    cmocka_unit_test(test_usual_sizes),
    cmocka_unit_test(test_special),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
