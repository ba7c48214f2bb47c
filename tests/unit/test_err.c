// SPDX-License-Identifier: GPL-3.0-or-later
// err, source: the first error stands, carets stand under wide characters, suggestions are near.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include "base/err.h"
#include "base/interrupt.h"
#include "base/mem.h"
#include "base/utf8.h"

static size_t blocks;

static int note(void **state) {
  (void)state;
  blocks = mem_live_blocks();
  return 0;
}

static int nothing_left(void **state) {
  (void)state;
  return mem_live_blocks() == blocks ? 0 : -1;
}

static void first_stands(void **state) {
  (void)state;
  Err e = {0};
  assert_false(err_set(&e, ERR_NAME, "%s is not defined", "x"));
  err_set(&e, ERR_VALUE, "another");
  assert_int_equal(e.code, ERR_NAME);
  assert_string_equal(e.text, "x is not defined");
  err_hint(&e, "try %d", 1);
  err_hint(&e, "or %d", 2);
  assert_string_equal(e.hint, "try 1; or 2");
  err_clear(&e);
  assert_int_equal(e.code, ERR_NONE);
}

static void long_texts_are_cut(void **state) {
  (void)state;
  Err e = {0};
  Str s = {0};
  str_repeat(&s, "世", 300);
  err_set(&e, ERR_VALUE, "a%s", s.s);
  assert_int_equal(utf8_valid(e.text, strlen(e.text)), strlen(e.text));
  assert_string_equal(e.text + strlen(e.text) - 3, "...");
  assert_true(strlen(e.text) > sizeof e.text - 8);
  err_hint(&e, "%s", s.s);
  assert_int_equal(utf8_valid(e.hint, strlen(e.hint)), strlen(e.hint));
  err_hint(&e, "%s", s.s); // no room: left out
  str_free(&s);
  err_clear(&e);
}

// Renders an error at the given bytes of a text.
static const char *render(Str *out, const char *text, uint32_t start, uint32_t end) {
  Source *src = source_new("t.gb", text, strlen(text), 1);
  Err e = {0};
  err_set(&e, ERR_NAME, "oops");
  err_at(&e, (Span){src, start, end});
  source_release(src);
  str_clear(out);
  err_render(&e, out);
  err_clear(&e);
  return str_c(out);
}

static void carets(void **state) {
  (void)state;
  Str s = {0};
  assert_string_equal(render(&s, "a\nb = softmx(x)\n", 6, 12),
                      "t.gb:2:5: oops\n  b = softmx(x)\n      ^~~~~~\n");
  assert_string_equal(render(&s, "x = “世界”", 13, 16), "t.gb:1:8: oops\n  x = “世界”\n           ^\n");
  assert_string_equal(render(&s, "世\t（", 4, 7), "t.gb:1:3: oops\n  世 （\n     ^~\n"); // a wide place has two
  assert_string_equal(render(&s, "f(", 2, 2), "t.gb:1:3: oops\n  f(\n    ^\n");
  assert_string_equal(render(&s, "f(\n\n", 4, 4), "t.gb:1:3: oops\n  f(\n    ^\n"); // behind the text
  assert_string_equal(render(&s, "ab\ncd", 1, 5), "t.gb:1:2: oops\n  ab\n   ^\n"); // only its first line
  assert_string_equal(render(&s, "", 0, 0), "t.gb:1:1: oops\n  \n  ^\n");
  assert_string_equal(render(&s, "ab", 99, 120), "t.gb:1:3: oops\n  ab\n    ^\n");
  str_free(&s);
}

static void long_lines(void **state) {
  (void)state;
  Str text = {0}, s = {0};
  for (int i = 0; i < 100; i++) str_add(&text, "世b ");
  for (uint32_t at = 0; at < text.n; at += 5) {
    render(&s, text.s, at, at + 400);
    size_t line = strcspn(s.s, "\n") + 1;
    size_t n = strcspn(s.s + line, "\n"), carets = strcspn(s.s + line + n + 1, "\n");
    assert_true(utf8_width(s.s + line, n) <= 76);
    assert_true(carets <= 76);
    // Under the caret stands the character meant.
    size_t column = strcspn(s.s + line + n + 1, "^");
    size_t under = line + utf8_fit(s.s + line, n, (int)column);
    assert_memory_equal(s.s + under, "世", 3);
  }
  str_free(&text);
  str_free(&s);
}

static void without_place(void **state) {
  (void)state;
  Err e = {0};
  Str s = {0};
  err_set(&e, ERR_IO, "no");
  err_hint(&e, "look");
  err_render(&e, &s);
  assert_string_equal(str_c(&s), "no\nlook\n");
  str_free(&s);
}

static void first_line_number(void **state) {
  (void)state;
  Source *src = source_new("l.md", "a\nb", 3, 40);
  assert_int_equal(src->n_lines, 2);
  Err e = {0};
  err_set(&e, ERR_IO, "no");
  err_at(&e, (Span){src, 2, 3});
  err_at(&e, (Span){src, 0, 1}); // the first place stands
  source_release(src);
  Str s = {0};
  err_render(&e, &s);
  assert_true(str_starts(str_c(&s), "l.md:41:1: no\n"));
  str_free(&s);
  err_clear(&e);
}

static const char *const names[] = {"softmax", "log_softmax", "softplus", "sum",    "mean",
                                    "max",     "min",         "Q",        "maximum"};

static const char *next(void *ctx) {
  size_t *i = ctx;
  return *i < sizeof names / sizeof *names ? names[(*i)++] : NULL;
}

static const char *meant(Err *e, const char *name) {
  *e = (Err){0};
  size_t i = 0;
  err_did_you_mean(e, name, next, &i);
  return e->hint;
}

static void suggestions(void **state) {
  (void)state;
  Err e;
  assert_string_equal(meant(&e, "softmx"), "did you mean softmax?");
  assert_string_equal(meant(&e, "q"), "did you mean Q?");
  assert_string_equal(meant(&e, "zzzzzz"), "");
  assert_string_equal(meant(&e, "x"), "");
  assert_string_equal(meant(&e, "mox"), "did you mean max?");
  assert_string_equal(meant(&e, "Sum"), "did you mean sum?");
}

static void interrupts(void **state) {
  (void)state;
  Err e = {0};
  assert_false(interrupt_check(&e));
  interrupt_install();
  raise(SIGINT);
  assert_true(interrupt_pending());
  assert_true(interrupt_check(&e));
  assert_false(interrupt_pending());
  assert_int_equal(e.code, ERR_INTERRUPT);
  signal(SIGINT, SIG_DFL);
}

#define T(f) cmocka_unit_test_setup_teardown(f, note, nothing_left)

int main(void) {
  const struct CMUnitTest tests[] = {
    T(first_stands), T(long_texts_are_cut), T(carets), T(long_lines), T(without_place), T(first_line_number),
    T(suggestions), T(interrupts),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
