// SPDX-License-Identifier: GPL-3.0-or-later
// Lightness and contrast of the standard xterm palette, computed apart from the program's own.
#ifndef TEST_PALETTE_H
#define TEST_PALETTE_H

#include <math.h>

// Relative luminance (sRGB, IEC 61966-2-1) of palette entry i of 16-255: a 6x6x6 cube, then 24 greys.
static inline double luminance(int i) {
  static const int level[6] = {0, 95, 135, 175, 215, 255};
  assert_in_range(i, 16, 255);
  int grey = 8 + 10 * (i - 232), k = i - 16;
  int rgb[3] = {grey, grey, grey};
  if (i < 232) rgb[0] = level[k / 36], rgb[1] = level[k / 6 % 6], rgb[2] = level[k % 6];
  double lin[3];
  for (int j = 0; j < 3; j++) {
    double x = rgb[j] / 255.0;
    lin[j] = x <= 0.04045 ? x / 12.92 : pow((x + 0.055) / 1.055, 2.4);
  }
  return 0.2126 * lin[0] + 0.7152 * lin[1] + 0.0722 * lin[2];
}

static inline double lightness(int i) { // CIELAB L*
  double y = luminance(i);
  return y > 216.0 / 24389 ? 116 * cbrt(y) - 16 : y * 24389 / 27;
}

static inline double contrast(double a, double b) { // WCAG 2
  return a > b ? (a + 0.05) / (b + 0.05) : (b + 0.05) / (a + 0.05);
}

#endif
