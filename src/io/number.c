// SPDX-License-Identifier: GPL-3.0-or-later
// number: up to 15 digits and powers of ten up to 22 are exact in double, so one multiplication or division
// rounds rightly (Clinger 1990); all else goes through strtod.
#include "io/number.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static bool slowly(const char *s, size_t n, double *x) {
  char copy[512], *end;
  if (n >= sizeof copy) return false;
  memcpy(copy, s, n);
  copy[n] = 0;
  *x = strtod(copy, &end);
  return end == copy + n;
}

static bool named(const char *s, size_t n, double *x) {
  size_t sign = n > 0 && (*s == '-' || *s == '+');
  if (n - sign == 3 && strncasecmp(s + sign, "inf", 3) == 0) *x = (double)INFINITY;
  else if (n - sign == 8 && strncasecmp(s + sign, "infinity", 8) == 0) *x = (double)INFINITY;
  else if (n - sign == 3 && strncasecmp(s + sign, "nan", 3) == 0) *x = (double)NAN;
  else return false;
  if (n && *s == '-') *x = -*x;
  return true;
}

bool number_parse(const char *s, size_t n, double *x) {
  static const double powers[] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,  1e8,  1e9,  1e10, 1e11,
                                  1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};
  size_t i = n > 0 && (s[0] == '-' || s[0] == '+'), digits = 0, significant = 0;
  uint64_t mantissa = 0;
  int exponent = 0, written = 0;
  bool point = false;
  for (; i < n; i++) {
    if (s[i] == '.' && !point) {
      point = true;
      continue;
    }
    if (s[i] < '0' || s[i] > '9') break;
    digits++;
    if (mantissa || s[i] != '0') significant++;
    if (significant <= 15) mantissa = mantissa * 10 + (uint64_t)(s[i] - '0');
    exponent -= point;
  }
  if (digits == 0) return named(s, n, x);
  if (i < n && (s[i] == 'e' || s[i] == 'E')) {
    bool down = i + 1 < n && s[i + 1] == '-';
    i += 1 + (i + 1 < n && (s[i + 1] == '-' || s[i + 1] == '+'));
    size_t from = i;
    for (; i < n && s[i] >= '0' && s[i] <= '9'; i++)
      if (written < 10000) written = written * 10 + (s[i] - '0');
    if (i == from) return false;
    exponent += down ? -written : written;
  }
  if (i < n) return false;
  if (significant > 15 || exponent > 22 || exponent < -22) return slowly(s, n, x);
  *x = exponent < 0 ? (double)mantissa / powers[-exponent] : (double)mantissa * powers[exponent];
  if (s[0] == '-') *x = -*x;
  return true;
}
