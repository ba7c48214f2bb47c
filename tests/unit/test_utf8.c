// SPDX-License-Identifier: GPL-3.0-or-later
// utf8: decoding, widths, clusters, and wrapping of mixed Chinese and English at many widths.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "base/utf8.h"

static void decoding(void **state) {
  (void)state;
  uint32_t cp = 0;
  assert_int_equal(utf8_next("a", 1, &cp), 1);
  assert_int_equal(cp, 'a');
  assert_int_equal(utf8_next("世", 3, &cp), 3);
  assert_int_equal(cp, 0x4E16);
  assert_int_equal(utf8_next("世", 2, &cp), 1); // cut short
  assert_int_equal(cp, 0xFFFD);
  assert_int_equal(utf8_next("\xFFq", 2, &cp), 1);
  assert_int_equal(cp, 0xFFFD);
  assert_int_equal(utf8_next("\xC0\x80", 2, &cp), 1); // overlong
  assert_int_equal(cp, 0xFFFD);
  assert_int_equal(utf8_next("", 0, &cp), 0);
  for (uint32_t c = 1; c < 0x110000; c += 13) {
    if (c >= 0xD800 && c < 0xE000) continue;
    char buf[4];
    size_t n = utf8_put(c, buf);
    assert_int_equal(utf8_next(buf, n, &cp), n);
    assert_int_equal(cp, c);
  }
  char buf[4];
  assert_int_equal(utf8_put(0xD800, buf), 3); // no character: the replacement
  assert_memory_equal(buf, "\xEF\xBF\xBD", 3);
}

static void validity(void **state) {
  (void)state;
  const char *s = "ab世\xE4\xB8";
  assert_int_equal(utf8_valid(s, 5), 5);
  assert_int_equal(utf8_valid(s, 7), 5);
  assert_int_equal(utf8_valid("", 0), 0);
  assert_int_equal(utf8_len("a世界b", 8), 4);
  assert_int_equal(utf8_offset("a世界b", 8, 2), 4);
  assert_int_equal(utf8_offset("a世界b", 8, 99), 8);
}

static void widths(void **state) {
  (void)state;
  assert_int_equal(utf8_cp_width('a'), 1);
  assert_int_equal(utf8_cp_width(0x4E16), 2);
  assert_int_equal(utf8_cp_width(0x0301), 0);
  assert_int_equal(utf8_cp_width('\t'), 0);
  assert_int_equal(utf8_cp_width(0x1B), 0);
  assert_int_equal(utf8_cp_width(0x2500), 1); // ambiguous: one column
  assert_int_equal(utf8_cp_width(0xFF08), 2);
  assert_int_equal(utf8_width("12三四56", 10), 8);
  assert_int_equal(utf8_fit("12三四56", 10, 5), 5);
  assert_int_equal(utf8_fit("12三四56", 10, 3), 2);
  assert_int_equal(utf8_fit("abc", 3, 80), 3);
  const char *e = "e\xCC\x81x"; // e with a combining accent is one cluster
  assert_int_equal(utf8_cluster(e, 4), 3);
  assert_int_equal(utf8_fit(e, 4, 1), 3);
  assert_int_equal(utf8_cluster("\xFF\xFF", 2), 1);
  assert_true(utf8_is_han(0x4E16));
  assert_false(utf8_is_han('a'));
  assert_false(utf8_is_han(0xFF0C));
}

// -- wrapping ------------------------------------------------------------------------------------

typedef struct Lines {
  Str joined; // without blanks
  int n, cols;
} Lines;

static bool any_of(uint32_t cp, const char *set) {
  uint32_t c = 0;
  for (size_t n = strlen(set); n > 0;) {
    size_t k = utf8_next(set, n, &c);
    if (c == cp) return true;
    set += k;
    n -= k;
  }
  return false;
}

static void add_without_blanks(Str *to, const char *s, size_t n) {
  for (size_t i = 0; i < n; i++)
    if (s[i] != ' ' && s[i] != '\n') str_addc(to, s[i]);
}

static void check_line(void *ctx, const char *line, size_t n) {
  Lines *l = ctx;
  l->n++;
  add_without_blanks(&l->joined, line, n);
  assert_int_equal(utf8_valid(line, n), n);
  assert_true(utf8_width(line, n) <= l->cols);
  if (n == 0) return;
  uint32_t first = 0, last = 0;
  utf8_next(line, n, &first);
  for (size_t i = 0; i < n;) i += utf8_next(line + i, n - i, &last);
  assert_false(any_of(first, "，。、；：！？）》」』”’,.;:!?)]}… "));
  assert_false(any_of(last, "（《「『“‘([{ "));
}

static void wrapping(void **state) {
  (void)state;
  static const char *const texts[] = {
    "自注意力（self-attention）让每个位置都看一看别的位置，再决定“要听谁的话”。公式是 softmax(QK^T / sqrt(d))，其中 d 是维度。",
    "他说：“你好！”然后（没有回头地）走了……于是，我们读《论语》、看《史记》，也写 programs, of course (in C).",
    "The quick brown fox jumps over the lazy dog; antidisestablishmentarianism, however, is a very long word. End.",
    "掩码把将来的分数变成负无穷：softmax之后它们就是零（不是“很小”，而是恰好为零）。为什么不在softmax之后乘零？因为那样一行之和不再是一。",
    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa, b",
    "first line\n\nthird line after an empty one（三）",
  };
  for (size_t t = 0; t < sizeof texts / sizeof *texts; t++) {
    Str whole = {0};
    add_without_blanks(&whole, texts[t], strlen(texts[t]));
    for (int cols = 10; cols <= 60; cols++) {
      Lines l = {.cols = cols};
      utf8_wrap(texts[t], strlen(texts[t]), cols, check_line, &l);
      assert_string_equal(str_c(&l.joined), str_c(&whole)); // nothing lost, nothing twice
      str_free(&l.joined);
    }
    str_free(&whole);
  }
}

static void collect(void *ctx, const char *line, size_t n) {
  Str *s = ctx;
  str_addn(s, line, n);
  str_addc(s, '|');
}

static const char *wrapped(Str *s, const char *text, int cols) {
  str_clear(s);
  utf8_wrap(text, strlen(text), cols, collect, s);
  return str_c(s);
}

static void wrapping_by_example(void **state) {
  (void)state;
  size_t before = mem_live_blocks();
  Str s = {0};
  assert_string_equal(wrapped(&s, "one two three", 7), "one two|three|");
  assert_string_equal(wrapped(&s, "one two   three", 7), "one two|three|"); // blanks hang over the edge
  assert_string_equal(wrapped(&s, "", 7), "");
  assert_string_equal(wrapped(&s, "a\n\nb\n", 7), "a||b|");
  assert_string_equal(wrapped(&s, "abcdefghij", 4), "abcd|efgh|ij|");
  assert_string_equal(wrapped(&s, "你好世界", 5), "你好|世界|");
  assert_string_equal(wrapped(&s, "你好，世界", 4), "你|好，|世界|");
  assert_string_equal(wrapped(&s, "世界", 1), "世|界|"); // at least two columns
  assert_string_equal(wrapped(&s, "helps, :hint too", 8), "helps,|:hint|too|"); // a command is one word
  assert_string_equal(wrapped(&s, "回答。:hint", 8), "回答。|:hint|");
  assert_string_equal(wrapped(&s, "a : b", 3), "a :|b|"); // any other colon is not parted from what it ends
  assert_string_equal(wrapped(&s, "ab: c", 3), "ab:|c|");
  str_free(&s);
  assert_int_equal(mem_live_blocks(), before);
}

static void wrapping_rubbish(void **state) {
  (void)state;
  Str s = {0};
  wrapped(&s, "\xFF\xFE\x80 \xE4\xB8 a\xCC\x81\xCC\x81\xCC\x81\xCC\x81", 2);
  assert_true(s.n > 0);
  str_free(&s);
}

int main(void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(decoding), cmocka_unit_test(validity),
    cmocka_unit_test(widths),   cmocka_unit_test(wrapping),
    cmocka_unit_test(wrapping_by_example), cmocka_unit_test(wrapping_rubbish),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
