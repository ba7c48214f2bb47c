// SPDX-License-Identifier: GPL-3.0-or-later
// theme: the ramp lightens step by step, every role can be read on its background, and every glyph of ours
// has a stand-in. Lightness and contrast are computed here from the standard xterm palette.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <math.h>
#include <string.h>

#include "base/settings.h"
#include "base/utf8.h"
#include "palette.h"
#include "view/theme.h"

static void ramp_lightens(void **state) {
  (void)state;
  int n;
  const uint8_t *ramp = theme_ramp(&n);
  assert_true(n >= 8);
  for (int i = 1; i < n; i++) assert_true(lightness(ramp[i]) > lightness(ramp[i - 1]) + 1);
}

static Cell cell_of(Role role, int heat) { return (Cell){.text = "x", .width = 1, .role = (uint8_t)role, .heat = (int16_t)heat}; }

static void heat_is_monotone_and_readable(void **state) {
  (void)state;
  static const char *const themes[] = {"dark", "light"};
  for (int t = 0; t < 2; t++) {
    settings.theme = themes[t];
    double before = -1;
    for (int heat = 0; heat < 256; heat++) {
      Cell c = cell_of(ROLE_TEXT, heat);
      Look k = theme_look(&c, COLOR_256);
      assert_true(lightness(k.bg) >= before);
      assert_true(contrast(luminance(k.fg), luminance(k.bg)) >= 4.5);
      before = lightness(k.bg);
    }
  }
  settings.theme = "dark";
}

static void roles_are_readable(void **state) {
  (void)state;
  static const char *const themes[] = {"dark", "light"};
  for (int t = 0; t < 2; t++) {
    settings.theme = themes[t];
    for (int r = 0; r < N_ROLES; r++) {
      Cell c = cell_of((Role)r, -1);
      Look k = theme_look(&c, COLOR_256);
      if (k.fg < 0) assert_int_equal(k.bg, -1); // never the terminal's own on ours
      if (k.fg < 0) continue;
      double behind = k.bg >= 0 ? luminance(k.bg) : t == 0 ? 0 : 1;
      assert_true(contrast(luminance(k.fg), behind) >= 4.5);
    }
  }
  settings.theme = "dark";
}

static void few_colors_use_attributes(void **state) {
  (void)state;
  for (int r = 0; r < N_ROLES; r++) {
    for (int m = 0; m < 3; m++) {
      settings.theme = m == 2 ? "mono" : "dark";
      Cell c = cell_of((Role)r, 200);
      Look k = theme_look(&c, m == 0 ? COLOR_NONE : m == 1 ? COLOR_8 : COLOR_256);
      assert_int_equal(k.fg, -1);
      assert_int_equal(k.bg, -1);
      if (r == ROLE_CURSOR) assert_true(k.reverse);
      if (r == ROLE_TEXT) assert_false(k.bold || k.reverse || k.underline || k.dim);
    }
  }
  settings.theme = "dark";
}

static void pens_add_to_roles(void **state) {
  (void)state;
  Cell c = cell_of(ROLE_TEXT, -1);
  c.bold = c.underline = c.reverse = true;
  Look k = theme_look(&c, COLOR_256);
  assert_true(k.bold && k.underline && k.reverse);
  c.role = 250; // no such role
  c.heat = 9999;
  theme_look(&c, COLOR_256);
}

static void glyphs(void **state) {
  (void)state;
  static const char ours[] = "─┄┆═║┈┊▀│┌┐└┘├┤┬┴┼░▒▓█▏▎▍▌▋▊▉▐▁▂▃▄▅▆▇■·▸●◐○✓✗…‹›→←↑↓⏎−×␣•“”";
  for (size_t i = 0; i < sizeof ours - 1;) {
    char glyph[8] = "";
    size_t k = utf8_cluster(ours + i, sizeof ours - 1 - i);
    memcpy(glyph, ours + i, k);
    const char *ascii = theme_ascii(glyph);
    assert_non_null(ascii);
    assert_int_equal(strlen(ascii), 1);
    assert_in_range(ascii[0], 0x21, 0x7e);
    i += k;
  }
  assert_null(theme_ascii("中"));
  assert_null(theme_ascii(""));
  assert_string_equal(theme_heat_glyph(0, false), " ");
  assert_string_equal(theme_heat_glyph(255, false), "█");
  assert_string_equal(theme_heat_glyph(128, false), "▒");
  assert_string_equal(theme_heat_glyph(255, true), "@");
  assert_string_equal(theme_heat_glyph(-5, true), " ");
  assert_string_equal(theme_heat_glyph(5000, true), "@");
}

static void heat_without_colors_is_a_glyph(void **state) {
  (void)state;
  settings.theme = "dark";
  Cell c = cell_of(ROLE_TEXT, 255);
  assert_string_equal(theme_text(&c, COLOR_8, false), "x");
  strcpy(c.text, " ");
  assert_string_equal(theme_text(&c, COLOR_8, false), "█");
  assert_string_equal(theme_text(&c, COLOR_NONE, true), "@");
  assert_string_equal(theme_text(&c, COLOR_256, false), " ");
  settings.theme = "mono";
  assert_string_equal(theme_text(&c, COLOR_256, false), "█");
  settings.theme = "dark";
  strcpy(c.text, "中");
  assert_string_equal(theme_text(&c, COLOR_256, true), "?");
  assert_string_equal(theme_text(&c, COLOR_256, false), "中");
}

int main(void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(ramp_lightens), cmocka_unit_test(heat_is_monotone_and_readable),
    cmocka_unit_test(roles_are_readable), cmocka_unit_test(few_colors_use_attributes),
    cmocka_unit_test(pens_add_to_roles), cmocka_unit_test(glyphs), cmocka_unit_test(heat_without_colors_is_a_glyph),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
