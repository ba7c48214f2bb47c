// SPDX-License-Identifier: GPL-3.0-or-later
// The layout of the full screen: at every size the parts lie inside it, apart from each other. The
// file is included, as the screen is no part of the library (it needs no terminal, only its types).
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "screen/layout.c"

static void inside(Rect r, int top, int bottom, int cols) {
  if (r.rows == 0) return;
  assert_true(r.row >= top && r.row + r.rows <= bottom);
  assert_true(r.col >= 0 && r.cols > 0 && r.col + r.cols <= cols);
}

static void check(int rows, int cols, size_t pins, int wanted, int input, Show show) {
  Layout l = layout_make(rows, cols, pins, wanted, input, show);
  assert_int_equal(l.too_small, rows < MIN_ROWS || cols < MIN_COLS);
  if (l.too_small) return;
  inside(l.prose, 2, l.rule, cols);
  inside(l.panels, 2, l.rule, cols);
  assert_true(l.rule < l.prompt && l.prompt + l.input == l.keys && l.keys == rows - 1);
  assert_true(l.input >= 1 && l.input <= input && l.rule - 2 >= 4);
  assert_true(l.prose.rows > 0 || l.panels.rows > 0);
  bool both = l.prose.rows > 0 && l.panels.rows > 0;
  if (both) assert_true(!l.narrow && l.prose.cols <= l.divider && l.divider < l.panels.col);
  if (pins == 0) assert_int_equal(l.panels.rows, 0);
}

static void test_every_size(void **state) {
  (void)state;
  for (int rows = 1; rows <= 60; rows++)
    for (int cols = 1; cols <= 220; cols++)
      for (int show = SHOW_BOTH; show <= SHOW_PANELS; show++)
        for (int wanted = 3; wanted < 400; wanted += 66) {
          check(rows, cols, 0, wanted, 1, (Show)show);
          check(rows, cols, 3, wanted, 1 + wanted % 9, (Show)show);
        }
}

static void test_design_size(void **state) {
  (void)state;
  Layout l = layout_make(24, 80, 2, 36, 1, SHOW_BOTH);
  assert_false(l.narrow);
  assert_int_equal(l.prose.cols, 43);
  assert_int_equal(l.panels.cols, 36);
  assert_int_equal(l.prose.rows, 19);
}

static void test_narrow_shows_one(void **state) {
  (void)state;
  Layout l = layout_make(14, 50, 2, 36, 1, SHOW_BOTH);
  assert_true(l.narrow && l.prose.rows > 0 && l.panels.rows == 0);
  l = layout_make(14, 50, 2, 36, 1, SHOW_PANELS);
  assert_true(l.narrow && l.prose.rows == 0 && l.panels.rows > 0);
}

static void test_stack_shows_the_focused(void **state) {
  (void)state;
  const int want[5] = {8, 2, 30, 5, 9};
  for (int rows = 1; rows < 70; rows++)
    for (size_t focus = 0; focus < 5; focus++) {
      int got[5], used = 0, shown = 0;
      size_t first = 0;
      layout_stack(rows, want, 5, focus, got, &first);
      assert_true(got[focus] > 0 && first <= focus);
      for (int i = 0; i < 5; i++) {
        assert_true(got[i] <= want[i]);
        used += got[i] > 0 ? got[i] + (shown++ > 0) : 0;
      }
      assert_true(used <= rows);
    }
}

int main(void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_every_size),
    cmocka_unit_test(test_design_size),
    cmocka_unit_test(test_narrow_shows_one),
    cmocka_unit_test(test_stack_shows_the_focused),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
