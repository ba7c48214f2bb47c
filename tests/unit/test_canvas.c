// SPDX-License-Identifier: GPL-3.0-or-later
// canvas: wide characters, clipping, joined lines, and the writers.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include "base/mem.h"
#include "base/rng.h"
#include "base/settings.h"
#include "base/utf8.h"
#include "view/canvas.h"

static void assert_shows(const Canvas *c, const char *want) {
  Str s = {0};
  canvas_write_text(c, false, &s);
  assert_string_equal(str_c(&s), want);
  str_free(&s);
}

// A cell of width 2 is followed by one of width 0 and none of width 0 stands alone.
static void assert_whole(const Canvas *c) {
  for (int r = 0; r < c->rows; r++) {
    const Cell *line = c->cells + (size_t)r * (size_t)c->cols;
    for (int k = 0; k < c->cols; k++) {
      if (line[k].width == 2) assert_true(k + 1 < c->cols && line[k + 1].width == 0);
      else if (line[k].width == 0) assert_true(k > 0 && line[k - 1].width == 2);
      if (line[k].width == 0) assert_string_equal(line[k].text, "");
      else assert_true(line[k].text[0] != '\0');
      assert_true(utf8_width(line[k].text, strlen(line[k].text)) == line[k].width);
    }
  }
}

static void text_is_clipped(void **state) {
  (void)state;
  Canvas c;
  canvas_init(&c, 2, 6);
  assert_int_equal(canvas_text(&c, 0, 1, 3, PEN(ROLE_TEXT), "abcdef"), 4);
  assert_int_equal(canvas_text(&c, 1, 4, 10, PEN(ROLE_TEXT), "xyz"), 6);
  assert_shows(&c, " abc\n    xy\n");
  canvas_text(&c, 1, -2, 10, PEN(ROLE_TEXT), "12345");
  assert_shows(&c, " abc\n345 xy\n");
  canvas_text(&c, 9, 0, 10, PEN(ROLE_TEXT), "nothing");
  canvas_text(&c, -1, 0, 10, PEN(ROLE_TEXT), "nothing");
  canvas_text(&c, 0, 0, 0, PEN(ROLE_TEXT), "nothing");
  canvas_text(&c, 0, 0, -5, PEN(ROLE_TEXT), "nothing");
  assert_int_equal(canvas_textf(&c, 0, 0, 6, PEN(ROLE_TEXT), "%d%s", 42, "!"), 3);
  assert_shows(&c, "42!c\n345 xy\n");
  canvas_free(&c);
}

static void wide_characters(void **state) {
  (void)state;
  Canvas c;
  canvas_init(&c, 1, 7);
  assert_int_equal(canvas_text(&c, 0, 0, 7, PEN(ROLE_TEXT), "注意力机"), 7);
  assert_shows(&c, "注意力\n"); // the fourth would be cut: a blank
  assert_whole(&c);
  canvas_text(&c, 0, 1, 1, PEN(ROLE_TEXT), "x"); // over the second half of the first
  assert_shows(&c, " x意力\n");
  assert_whole(&c);
  canvas_text(&c, 0, 2, 1, PEN(ROLE_TEXT), "y"); // over the first half of the second
  assert_shows(&c, " xy 力\n");
  assert_whole(&c);
  canvas_text(&c, 0, 3, 2, PEN(ROLE_TEXT), "中"); // over a blank and a first half
  assert_shows(&c, " xy中\n");
  assert_whole(&c);
  canvas_text(&c, 0, -1, 4, PEN(ROLE_TEXT), "中a");
  assert_shows(&c, " ay中\n");
  assert_whole(&c);
  canvas_free(&c);
}

static void clusters_and_control_characters(void **state) {
  (void)state;
  Canvas c;
  canvas_init(&c, 1, 12);
  canvas_text(&c, 0, 0, 12, PEN(ROLE_TEXT), "e\u0301\x1b[31m\tz\n\u202e");
  assert_string_equal(canvas_at(&c, 0, 0)->text, "e\u0301");
  assert_shows(&c, "e\u0301[31mz\n"); // no escape, no tab, no change of direction
  assert_whole(&c);
  canvas_clear(&c);
  canvas_text(&c, 0, 0, 12, PEN(ROLE_TEXT), "\U0001F468\u200D\U0001F469\u200D\U0001F467!"); // a family: three wide ones
  assert_whole(&c);
  assert_string_equal(canvas_at(&c, 0, 6)->text, "!");
  Str zalgo = {0};
  str_add(&zalgo, "a");
  str_repeat(&zalgo, "\u0301", 40);
  str_add(&zalgo, "b\xff!");
  canvas_clear(&c);
  canvas_text(&c, 0, 0, 12, PEN(ROLE_TEXT), str_c(&zalgo));
  assert_whole(&c);
  assert_int_equal(utf8_valid(canvas_at(&c, 0, 0)->text, strlen(canvas_at(&c, 0, 0)->text)),
                   strlen(canvas_at(&c, 0, 0)->text));
  assert_string_equal(canvas_at(&c, 0, 1)->text, "b");
  assert_string_equal(canvas_at(&c, 0, 2)->text, "\uFFFD");
  str_free(&zalgo);
  canvas_free(&c);
}

static void fill_and_blit(void **state) {
  (void)state;
  Canvas a, b;
  canvas_init(&a, 3, 5);
  canvas_fill(&a, 1, 1, 9, 9, PEN(ROLE_TEXT), "#");
  assert_shows(&a, "\n ####\n ####\n");
  canvas_fill(&a, 0, 0, 1, 5, PEN(ROLE_TEXT), "中");
  assert_shows(&a, "中中\n ####\n ####\n");
  assert_whole(&a);
  canvas_init(&b, 2, 4);
  canvas_text(&b, 0, 0, 4, PEN(ROLE_ACCENT), "一二");
  canvas_text(&b, 1, 0, 4, PEN(ROLE_ACCENT), "abcd");
  canvas_blit(&a, 0, 0, 2, 3, &b, 0, 1); // begins and ends within wide ones
  assert_shows(&a, " 二\nbcd##\n ####\n");
  assert_whole(&a);
  canvas_blit(&a, 1, 2, 2, 2, &b, 0, 0);
  assert_shows(&a, " 二\nbc一#\n #ab#\n");
  assert_whole(&a);
  canvas_blit(&a, -1, -1, 9, 9, &b, 0, 0);
  assert_shows(&a, "bcd\nbc一#\n #ab#\n");
  canvas_blit(&a, 0, 0, 9, 9, &b, 5, 5);
  assert_false(canvas_equal(&a, &b));
  canvas_blit(&a, 0, 0, 0, 0, &b, 0, 0);
  Canvas same;
  canvas_init(&same, 3, 5);
  canvas_blit(&same, 0, 0, 3, 5, &a, 0, 0);
  assert_true(canvas_equal(&same, &a));
  canvas_at(&same, 2, 4)->heat = 3;
  assert_false(canvas_equal(&same, &a));
  canvas_free(&same);
  canvas_free(&a);
  canvas_free(&b);
}

static void lines_join(void **state) {
  (void)state;
  Canvas c;
  canvas_init(&c, 5, 7);
  canvas_hline(&c, 0, 0, 7);
  canvas_hline(&c, 4, 0, 7);
  canvas_vline(&c, 0, 0, 5);
  canvas_vline(&c, 0, 6, 5);
  canvas_vline(&c, 0, 3, 5);
  canvas_hline(&c, 2, 0, 7);
  assert_shows(&c, "┌──┬──┐\n│  │  │\n├──┼──┤\n│  │  │\n└──┴──┘\n");
  canvas_clear(&c);
  canvas_vline(&c, 0, 3, 3);
  canvas_hline(&c, 2, -3, 20);
  canvas_text(&c, 4, 0, 7, PEN(ROLE_TEXT), "───");
  canvas_vline(&c, 4, 1, 1);
  assert_shows(&c, "   │\n   │\n───┴───\n\n─│─\n"); // text that looks like a line is none
  canvas_free(&c);
}

static void sizes(void **state) {
  (void)state;
  size_t before = mem_live_blocks();
  Canvas c;
  canvas_init(&c, -3, 5);
  assert_int_equal(c.rows, 0);
  canvas_text(&c, 0, 0, 5, PEN(ROLE_TEXT), "x");
  canvas_hline(&c, 0, 0, 5);
  canvas_fill(&c, 0, 0, 5, 5, PEN(ROLE_TEXT), "x");
  assert_null(canvas_at(&c, 0, 0));
  assert_shows(&c, "");
  canvas_free(&c);
  canvas_free(&c);
  assert_int_equal(mem_live_blocks(), before);
}

static void anything_keeps_cells_whole(void **state) {
  (void)state;
  static const char *const pieces[] = {"a", "中", "e\u0301", "█", "\U0001F600", "─", "한", "\xff", "\n"};
  Rng r;
  rng_seed(&r, 7);
  Canvas c, d;
  canvas_init(&c, 4, 9);
  canvas_init(&d, 3, 8);
  for (int i = 0; i < 4000; i++) {
    Str s = {0};
    for (int n = (int)rng_below(&r, 5); n >= 0; n--) str_add(&s, pieces[rng_below(&r, 9)]);
    int row = (int)rng_below(&r, 7) - 1, col = (int)rng_below(&r, 14) - 3, n = (int)rng_below(&r, 10) - 1;
    switch (rng_below(&r, 5)) {
      case 0: canvas_text(&c, row, col, n, PEN(ROLE_TEXT), str_c(&s)); break;
      case 1: canvas_text(&d, row, col, n, PEN(ROLE_TEXT), str_c(&s)); break;
      case 2: canvas_fill(&c, row, col, 2, n, PEN(ROLE_TEXT), str_c(&s)); break;
      case 3: canvas_hline(&c, row, col, n); break;
      default: canvas_blit(&c, row, col, 3, n, &d, (int)rng_below(&r, 4) - 1, (int)rng_below(&r, 6) - 2); break;
    }
    assert_whole(&c);
    str_free(&s);
  }
  canvas_free(&c);
  canvas_free(&d);
}

// -- writers -----------------------------------------------------------------------------------------

static void heat_canvas(Canvas *c) {
  canvas_init(c, 2, 8);
  for (int i = 0; i < 5; i++) canvas_fill(c, 0, i, 1, 1, (Pen){.role = ROLE_TEXT, .heat = (int16_t)(i * 255 / 4)}, " ");
  canvas_text(c, 0, 5, 3, (Pen){.role = ROLE_TEXT, .heat = 255}, ".5");
  canvas_text(c, 1, 0, 8, PEN_BOLD(ROLE_TEXT), "中…");
}

static void assert_writes(void (*write)(const Canvas *, Str *), const Canvas *c, const char *want) {
  Str s = {0};
  write(c, &s);
  assert_string_equal(str_c(&s), want);
  str_free(&s);
}

static void as_ascii(const Canvas *c, Str *out) { canvas_write_text(c, true, out); }
static void as_256(const Canvas *c, Str *out) { canvas_write_ansi(c, COLOR_256, false, out); }
static void as_8(const Canvas *c, Str *out) { canvas_write_ansi(c, COLOR_8, true, out); }

static void writers(void **state) {
  (void)state;
  settings.theme = "dark";
  Canvas c;
  heat_canvas(&c);
  assert_shows(&c, " ░▒▓█.5\n中…\n");
  assert_writes(as_ascii, &c, " :=#@.5\n? ~\n");
  assert_writes(as_8, &c, " :=#@.5\n\x1b[1m? ~\x1b[m\n");
  assert_writes(as_256, &c,
                "\x1b[38;5;231;48;5;17m \x1b[48;5;24m \x1b[38;5;16;48;5;67m \x1b[48;5;42m \x1b[48;5;227m .5\x1b[m\n"
                "\x1b[1m中…\x1b[m\n");
  assert_writes(canvas_write_golden, &c, "     .5\n中…\n---\n037bfff\n\n---\n\nbbb\n");
  canvas_free(&c);
}

static void ansi_changes_little(void **state) {
  (void)state;
  settings.theme = "dark";
  Canvas c;
  canvas_init(&c, 2, 12);
  canvas_text(&c, 0, 0, 12, PEN(ROLE_DIM), "a b");
  canvas_text(&c, 0, 4, 12, PEN_BOLD(ROLE_DIM), "c");
  canvas_text(&c, 0, 5, 12, PEN(ROLE_DIM), "d");
  canvas_text(&c, 0, 7, 12, PEN(ROLE_TEXT), "e");
  assert_writes(as_256, &c, "\x1b[38;5;246ma b \x1b[1mc\x1b[22md \x1b[me\n\n");
  canvas_clear(&c);
  canvas_text(&c, 1, 0, 12, PEN(ROLE_CURSOR), "[1]");
  assert_writes(as_8, &c, "\n\x1b[7m[1]\x1b[m\n");
  canvas_free(&c);
}

static void svg(void **state) {
  (void)state;
  settings.theme = "dark";
  Canvas c;
  canvas_init(&c, 2, 10);
  canvas_text(&c, 0, 0, 10, PEN_BOLD(ROLE_TITLE), "a<b & \"c\"");
  canvas_text(&c, 1, 1, 4, (Pen){.role = ROLE_TEXT, .heat = 255}, "中1");
  Str s = {0};
  canvas_write_svg(&c, &s);
  assert_true(str_starts(str_c(&s), "<svg xmlns=\"http://www.w3.org/2000/svg\""));
  assert_non_null(strstr(str_c(&s), "<title>a&lt;b &amp; &quot;c&quot;</title>"));
  assert_non_null(strstr(str_c(&s), "<rect x=\"16\" y=\"26\" width=\"24\" height=\"18\" fill=\"#ffff5f\"/>"));
  assert_non_null(strstr(str_c(&s), "textLength=\"16\" fill=\"#000000\">中</text>"));
  assert_null(strstr(str_c(&s), "a<b"));
  assert_non_null(strstr(str_c(&s), "</svg>\n"));
  str_free(&s);
  canvas_free(&c);
}

int main(void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(text_is_clipped), cmocka_unit_test(wide_characters),
    cmocka_unit_test(clusters_and_control_characters), cmocka_unit_test(fill_and_blit),
    cmocka_unit_test(lines_join), cmocka_unit_test(sizes), cmocka_unit_test(anything_keeps_cells_whole),
    cmocka_unit_test(writers), cmocka_unit_test(ansi_changes_little), cmocka_unit_test(svg),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
