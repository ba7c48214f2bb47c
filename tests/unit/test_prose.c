// SPDX-License-Identifier: GPL-3.0-or-later
// prose: what Markdown looks like on a canvas, and that Chinese wraps as Chinese at every width.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/mem.h"
#include "base/utf8.h"
#include "lesson/prose.h"

static void assert_drawn(const char *markdown, int cols, const char *want) {
  Canvas c;
  Str got = {0};
  prose_draw(markdown, cols, &c);
  assert_int_equal(c.cols, cols);
  canvas_write_text(&c, false, &got);
  assert_string_equal(str_c(&got), want);
  str_free(&got);
  canvas_free(&c);
}

// The role of the first cell that shows this text.
static Cell cell_of(const char *markdown, const char *text) {
  Canvas c;
  Cell found = {.role = N_ROLES};
  prose_draw(markdown, 60, &c);
  for (int i = 0; i < c.rows * c.cols && found.role == N_ROLES; i++)
    if (strcmp(c.cells[i].text, text) == 0) found = c.cells[i];
  canvas_free(&c);
  assert_int_not_equal(found.role, N_ROLES);
  return found;
}

// -- blocks --------------------------------------------------------------------------------------------

static void paragraphs(void **state) {
  (void)state;
  assert_drawn("one two\nthree\n\nfour", 40, "one two three\n\nfour\n");
  assert_drawn("one two three", 10, "one two\nthree\n");
  assert_drawn("hard\\\nbreak", 40, "hard\nbreak\n");
  assert_drawn("", 40, "");
  assert_drawn("一行\n接着一行", 40, "一行接着一行\n"); // a source line break is no space between Han
  assert_drawn("一行\nword\n接着", 40, "一行 word 接着\n");
  assert_drawn("<!-- said to translators -->\n\nshown", 40, "shown\n");
}

static void code(void **state) {
  (void)state;
  assert_drawn("```\na  b\n\n  c\n```", 40, "  a  b\n\n    c\n");
  assert_drawn("```\n0123456789abcdef\n```", 12, "  0123456789\n  abcdef\n"); // never at words: its blanks count
  assert_drawn("    indented code", 40, "  indented code\n");
  assert_drawn("```\n注意力机制注意力机制\n```", 11, "  注意力机\n  制注意力\n  机制\n");
  assert_int_equal(cell_of("see `x` there", "x").role, ROLE_CODE);
  assert_int_equal(cell_of("```\nQ\n```", "Q").role, ROLE_CODE);
}

static void lists(void **state) {
  (void)state;
  assert_drawn("- one\n- two", 40, "- one\n- two\n");
  assert_drawn("- one two three four\n- five", 12, "- one two\n  three four\n- five\n");
  assert_drawn("9. nine\n10. ten", 40, " 9. nine\n10. ten\n");
  assert_drawn("- one\n  - inner\n- two", 40, "- one\n  - inner\n- two\n");
  assert_drawn("- one\n\n- two", 40, "- one\n\n- two\n"); // a loose one keeps its air
  assert_drawn("- 一二三四五六七八\n- 九", 12, "- 一二三四五\n  六七八\n- 九\n");
}

static void quotes_and_rules(void **state) {
  (void)state;
  assert_drawn("> one two three\n>\n> four", 12, "│ one two\n│ three\n│\n│ four\n");
  assert_drawn("> - a\n> - b", 12, "│ - a\n│ - b\n");
  assert_drawn("a\n\n---\n\nb", 10, "a\n\n──────────\n\nb\n");
}

static void styles(void **state) {
  (void)state;
  assert_true(cell_of("a **B** c", "B").bold);
  assert_true(cell_of("a *B* c", "B").underline);
  assert_false(cell_of("a **B** c", "c").bold);
  assert_int_equal(cell_of("# Head\n\ntext", "H").role, ROLE_TITLE);
  assert_drawn("# Head\n\ntext", 40, "Head\n\ntext\n");
  assert_drawn("see [here](there)", 40, "see here (there)\n");
}

static void tables(void **state) {
  (void)state;
  assert_drawn("| gate | does |\n|---|---|\n| f | forgets |\n| i | takes in |", 40,
               "gate │ does\n─────┼─────────\nf    │ forgets\ni    │ takes in\n");
  assert_drawn("| a | n |\n|:-:|--:|\n| x | 1 |\n| yyy | 100 |", 40, " a  │   n\n────┼────\n x  │   1\nyyy │ 100\n");
  assert_drawn("| 词 | 权重 |\n|---|---|\n| 小猫 | .52 |", 40, "词   │ 权重\n─────┼─────\n小猫 │ .52\n");
  assert_drawn("| a | b |\n|---|---|\n| `x|y` | one two three four |", 20,
               "a   │ b\n────┼───────────────\nx|y │ one two three\n    │ four\n");
  assert_drawn("| no table\nbut text", 40, "| no table but text\n");
  assert_drawn("| a | b |\n|---|---|\n| c |", 40, "a  │ b\n───┼───\nc  │\n"); // a short row ends with blanks
}

// -- any text at any width -------------------------------------------------------------------------------

static const char long_text[] =
  "# 自注意力：从“看”到“取”\n\n"
  "翻译“猫坐在垫子上。”时，解码器（decoder）每一步都要问：现在该看哪一个词？注意力机制的回答是：都看，"
  "但权重不同——权重由查询（query）与键（key）的点积、再除以 `sqrt(d_k)`、最后经过 softmax 得到；"
  "于是每一行的和都是 1。《序列到序列》里的“瓶颈”就这样被打开了！真的吗？（请先猜，再运行。）\n\n"
  "- 第一项：遗忘门、输入门、输出门……它们都在 0 与 1 之间；\n"
  "- 第二项：`h = o * tanh(c)`，其中 `c` 是记忆（细胞状态）。\n\n"
  "1. 先算分数；\n2. 再除以“根号 d”；\n3. 最后“归一化”。\n\n"
  "> 掩码为什么是负无穷，而不是零？因为 exp(0) = 1：被遮住的词还会分到权重。\n\n"
  "| 名称 | 说明 |\n|---|---|\n| 查询 | 我在找什么？（来自解码器） |\n| 键 | 我是什么。（来自编码器，每个词一个） |\n\n"
  "Mixed text：the model（GPT-2）has 12 layers，每层 12 个头；d_model = 768，所以每个头是 64 维。\n";

static const char no_start[] = "，。、；：？！）》”’】…";
static const char no_end[] = "（《“‘【";

static bool among(const char *cell, const char *set) {
  for (size_t i = 0, n = strlen(set); i < n;) {
    uint32_t cp;
    size_t k = utf8_next(set + i, n - i, &cp);
    if (strlen(cell) == k && memcmp(cell, set + i, k) == 0) return true;
    i += k;
  }
  return false;
}

static bool is_frame(const char *s) { return strcmp(s, " ") == 0 || strcmp(s, "│") == 0 || strcmp(s, "") == 0; }

static void check_row(const Canvas *c, int row) {
  const Cell *line = c->cells + (size_t)row * (size_t)c->cols;
  int first = 0, last = c->cols - 1;
  while (first < c->cols && is_frame(line[first].text)) first++;
  while (last > 0 && strcmp(line[last].text, " ") == 0) last--;
  if (last > 0 && line[last].width == 0) last--;
  if (first >= c->cols) return;
  if (among(line[first].text, no_start)) fail_msg("at %d columns row %d begins with %s", c->cols, row, line[first].text);
  if (among(line[last].text, no_end)) fail_msg("at %d columns row %d ends with %s", c->cols, row, line[last].text);
  for (int k = 0; k < c->cols; k++) { // no glyph is cut
    if (line[k].width == 2) assert_true(k + 1 < c->cols && line[k + 1].width == 0);
    if (line[k].width == 0) assert_true(k > 0 && line[k - 1].width == 2);
  }
}

// The text without blanks: wrapping loses and adds nothing.
static void squeeze(const Canvas *c, Str *out) {
  for (int i = 0; i < c->rows * c->cols; i++)
    if (!is_frame(c->cells[i].text) && c->cells[i].role != ROLE_BORDER) str_add(out, c->cells[i].text);
}

static int border_column(const Canvas *c, int row, const char *glyph) {
  for (int k = 0; k < c->cols; k++)
    if (strcmp(c->cells[row * c->cols + k].text, glyph) == 0) return k;
  return -1;
}

static void check_borders(const Canvas *c) {
  for (int row = 1; row + 1 < c->rows; row++) {
    int k = border_column(c, row, "┼");
    if (k < 0) continue;
    assert_string_equal(c->cells[(row - 1) * c->cols + k].text, "│");
    assert_string_equal(c->cells[(row + 1) * c->cols + k].text, "│");
  }
}

static void every_width(void **state) {
  (void)state;
  Canvas whole;
  Str want = {0};
  int last_rows = 1 << 20;
  const char *paragraphs_only = strstr(long_text, "翻译");
  prose_draw(long_text, 2000, &whole);
  canvas_free(&whole);
  Str para = {0};
  str_addn(&para, paragraphs_only, (size_t)(strstr(paragraphs_only, "\n\n") - paragraphs_only));
  prose_draw(str_c(&para), 2000, &whole);
  squeeze(&whole, &want);
  canvas_free(&whole);
  for (int cols = 40; cols <= 200; cols++) {
    Canvas c;
    prose_draw(long_text, cols, &c);
    for (int row = 0; row < c.rows; row++) check_row(&c, row);
    check_borders(&c);
    assert_true(c.rows <= last_rows + 1); // wider is never much longer
    last_rows = c.rows;
    canvas_free(&c);
    Str got = {0};
    prose_draw(str_c(&para), cols, &c);
    squeeze(&c, &got);
    assert_string_equal(str_c(&got), str_c(&want));
    str_free(&got);
    canvas_free(&c);
  }
  str_free(&para);
  str_free(&want);
}

static void strange_text(void **state) {
  (void)state;
  Str s = {0};
  for (int i = 0; i < 400; i++) str_add(&s, i % 2 ? "> " : "- "); // nested too deep
  str_add(&s, "deep\n");
  static const char *const texts[] = {"\xff\xfe", "|", "|\n|", "| |\n|-|", "|-|\n|-|", "`", "[a](", "****", "<b>", "&#0;", "\t\t\t",
                                      "| a |\n|---|---|\n", "- \n- \n", "é́́́", "1. \n"};
  for (int cols = -3; cols < 45; cols += 3) {
    Canvas c;
    prose_draw(str_c(&s), cols, &c);
    canvas_free(&c);
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
      prose_draw(texts[i], cols, &c);
      assert_true(c.cols >= 10);
      canvas_free(&c);
    }
  }
  str_free(&s);
}

int main(void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(paragraphs), cmocka_unit_test(code),   cmocka_unit_test(lists),       cmocka_unit_test(quotes_and_rules),
    cmocka_unit_test(styles),     cmocka_unit_test(tables), cmocka_unit_test(every_width), cmocka_unit_test(strange_text),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
