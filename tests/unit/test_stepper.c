// SPDX-License-Identifier: GPL-3.0-or-later
// The stepper: its keys, and that what it shows depends on where it is alone.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/map.h"
#include "base/mem.h"
#include "base/rng.h"
#include "walks.h"

static const char program[] =
  "def share(x) {\n"
  "  e = exp(x)             ## every score becomes positive\n"
  "  return e / sum(e, dim=-1, keepdim=true)\n"
  "}\n"
  "def attend(Q, K, V) {\n"
  "  s = Q @ K.T / sqrt(2)  ## how well each query matches each key\n"
  "  w = share(s)\n"
  "  return w @ V           ## 加权平均\n"
  "}\n"
  "Q = [[1, 0], [0, 1], [1, 1]]\n"
  "V = [[1, 2], [3, 4], [5, 6]]\n";

static Stepper *stepper_on(const char *expr) {
  Vm *vm = vm_new();
  trace_attach(vm);
  run_text(vm, program);
  Err e = {0};
  Value v;
  Source *src = source_new("test", expr, strlen(expr), 1);
  if (!vm_eval(vm, src, &v, &e)) fail_msg("%s", e.text);
  source_release(src);
  assert_non_null(trace_of(v));
  Stepper *s = stepper_new(trace_of(v));
  value_release(v);
  vm_free(vm);
  return s;
}

static bool same_screen(const Canvas *before, const Stepper *s) {
  Canvas now = screen_of(s, before->rows, before->cols);
  bool same = canvas_equal(before, &now);
  canvas_free(&now);
  return same;
}

static const int sizes[][2] = {{5, 20}, {10, 40}, {12, 59}, {13, 60}, {24, 80}, {60, 200}};
enum { N_SIZES = sizeof sizes / sizeof *sizes };

static void draw_all(const Stepper *s, Canvas *out) {
  for (int i = 0; i < N_SIZES; i++) out[i] = screen_of(s, sizes[i][0], sizes[i][1]);
}

static void check_all(const Stepper *s, Canvas *was) {
  for (int i = 0; i < N_SIZES; i++) {
    assert_true(same_screen(&was[i], s));
    canvas_free(&was[i]);
  }
}

static void test_first_screen(void **state) {
  (void)state;
  Stepper *s = stepper_on("trace(attend(Q, Q, V))");
  assert_true(screen_shows(s, 24, 80, "step 1 of "));
  assert_true(screen_shows(s, 24, 80, "attend"));
  assert_true(screen_shows(s, 24, 80, "? help"));
  assert_true(screen_shows(s, 5, 20, "? help"));
  assert_true(stepper_key(s, "/exp"));
  assert_true(screen_shows(s, 24, 80, "e = exp(x)"));
  assert_true(screen_shows(s, 24, 80, "every score becomes positive"));
  assert_true(screen_shows(s, 24, 80, "attend > share"));
  assert_true(screen_shows(s, 24, 80, "share(x (3, 3))"));
  assert_true(stepper_key(s, "c") && stepper_key(s, "S"));
  assert_true(screen_shows(s, 24, 80, "加权平均"));
  stepper_free(s);
}

static void test_forward_then_back(void **state) {
  (void)state;
  static const char *const there[] = {"s", "n", "right", "down", "s 2", "n 2"};
  static const char *const back[] = {"S", "N", "left", "up", "S 2", "N 2"};
  Stepper *s = stepper_on("trace(attend(Q, Q, V))");
  size_t n = trace_len(stepper_walk(s)->t);
  for (size_t i = 0; i + 2 < n; i++) {
    char go[32];
    snprintf(go, sizeof go, "g %zu", i + 1);
    for (size_t k = 0; k < sizeof there / sizeof *there; k++) {
      assert_true(stepper_key(s, go));
      Canvas was[N_SIZES];
      draw_all(s, was);
      size_t at = stepper_walk(s)->at;
      assert_true(stepper_key(s, there[k]));
      if (*stepper_message(s)) stepper_key(s, go); // it met the end on its way
      else assert_true(stepper_key(s, back[k]));
      assert_int_equal(stepper_walk(s)->at, at);
      check_all(s, was);
    }
  }
  stepper_free(s);
}

// The cursor stays where it was put, also past events without that cell.
static void test_cursor_survives_a_walk(void **state) {
  (void)state;
  Stepper *s = stepper_on("trace(attend(Q, Q, V))");
  assert_true(stepper_key(s, "/share") && stepper_key(s, "tab"));
  assert_true(stepper_key(s, "down") && stepper_key(s, "right"));
  Canvas was[N_SIZES];
  draw_all(s, was);
  Rng r;
  rng_seed(&r, 3);
  const char *undo[40];
  int n = 0;
  for (int k = 0; k < 40; k++) {
    bool step = rng_below(&r, 2), on = rng_below(&r, 3);
    size_t at = stepper_walk(s)->at;
    assert_true(stepper_key(s, step ? (on ? "s" : "S") : (on ? "n" : "N")));
    if (stepper_walk(s)->at != at) undo[n++] = step ? (on ? "S" : "s") : (on ? "N" : "n");
  }
  stepper_key(s, "right"); // moves the cursor or the walk; either way it can be taken back
  stepper_key(s, "left");
  while (n-- > 0) assert_true(stepper_key(s, undo[n]));
  stepper_key(s, "esc");
  stepper_key(s, "tab");
  stepper_key(s, "down");
  stepper_key(s, "right");
  check_all(s, was);
  stepper_free(s);
}

static void test_ends(void **state) {
  (void)state;
  Stepper *s = stepper_on("trace(attend(Q, Q, V))");
  assert_true(stepper_key(s, "S"));
  assert_non_null(strstr(stepper_message(s), "first event"));
  assert_int_equal(stepper_walk(s)->at, 0);
  assert_true(screen_shows(s, 24, 80, "first event"));
  assert_true(stepper_key(s, "end"));
  assert_string_equal(stepper_message(s), "");
  size_t last = stepper_walk(s)->at;
  assert_int_equal(last + 1, trace_len(stepper_walk(s)->t));
  assert_true(stepper_key(s, "n"));
  assert_non_null(strstr(stepper_message(s), "last event"));
  assert_int_equal(stepper_walk(s)->at, last);
  assert_true(stepper_key(s, "home"));
  assert_int_equal(stepper_walk(s)->at, 0);
  assert_true(stepper_key(s, "n")); // over the whole call
  assert_int_equal(stepper_walk(s)->at, last);
  stepper_free(s);
}

// Meeting an end changes nothing on the screen: what was done there and back is still the same.
static void test_too_far_and_back(void **state) {
  (void)state;
  Stepper *s = stepper_on("trace(attend(Q, Q, V))");
  Canvas was[N_SIZES];
  draw_all(s, was);
  for (int i = 0; i < 3; i++) assert_true(stepper_key(s, "n")); // over the call, and no further
  for (int i = 0; i < 3; i++) assert_true(stepper_key(s, "N"));
  check_all(s, was);
  stepper_free(s);
}

static void test_words_and_numbers(void **state) {
  (void)state;
  Stepper *s = stepper_on("trace(attend(Q, Q, V))");
  assert_true(stepper_key(s, " step 3 "));
  assert_int_equal(stepper_walk(s)->at, 3);
  assert_true(stepper_key(s, "reverse-step"));
  assert_int_equal(stepper_walk(s)->at, 2);
  assert_true(stepper_key(s, "")); // the same again
  assert_int_equal(stepper_walk(s)->at, 1);
  assert_true(stepper_key(s, "g 5"));
  assert_int_equal(stepper_walk(s)->at, 4);
  assert_true(stepper_key(s, "g 0"));
  assert_non_null(strstr(stepper_message(s), "by its number"));
  assert_true(stepper_key(s, "g 99999999999999999999"));
  assert_int_equal(stepper_walk(s)->at, 4);
  assert_true(stepper_key(s, "/nothing"));
  assert_non_null(strstr(stepper_message(s), "nothing"));
  assert_true(stepper_key(s, "home") && stepper_key(s, "/softmax") && stepper_key(s, "/"));
  assert_true(stepper_key(s, "f") && stepper_key(s, "F"));
  assert_int_equal(stepper_walk(s)->at, 0);
  stepper_free(s);
}

// Lines of code that begin like keys are left to others.
static void test_not_ours(void **state) {
  (void)state;
  Stepper *s = stepper_on("trace(attend(Q, Q, V))");
  static const char *const lines[] = {"w = 3", "g + 1", "x",     "n = 2", "search = 1", "s * 2",
                                      "d = 4", "q = 1", "f(2)", ":why w[0, 0]"};
  for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) assert_false(stepper_key(s, lines[i]));
  assert_int_equal(stepper_walk(s)->at, 0);
  assert_false(stepper_done(s));
  assert_true(stepper_key(s, "q"));
  assert_true(stepper_done(s));
  stepper_free(s);
}

static void key_says(Stepper *s, const char *key, const char *text) {
  if (!stepper_key(s, key)) fail_msg("%s is no key", key);
  if (!strstr(stepper_message(s), text)) fail_msg("%s: %s\nnot %s", key, stepper_message(s), text);
}

static void test_why_and_describe(void **state) {
  (void)state;
  Stepper *s = stepper_on("trace(attend(Q, Q, V))");
  assert_true(stepper_key(s, "/exp"));
  assert_true(stepper_key(s, "w"));
  assert_non_null(strstr(stepper_message(s), "e[0, 0] = exp("));
  assert_true(stepper_key(s, "w 2, 1"));
  assert_non_null(strstr(stepper_message(s), "e[2, 1] = exp("));
  assert_true(stepper_key(s, "w 3, 1"));
  assert_non_null(strstr(stepper_message(s), "(3, 3)"));
  assert_true(stepper_key(s, "tab") && stepper_key(s, "down"));
  assert_true(stepper_key(s, "right") && stepper_key(s, "w"));
  assert_non_null(strstr(stepper_message(s), "e[1, 1] = exp("));
  assert_true(screen_shows(s, 24, 80, "e[1, 1] = exp("));
  assert_true(stepper_key(s, "d"));
  assert_non_null(strstr(stepper_message(s), "exp("));
  assert_true(stepper_key(s, "esc"));
  assert_false(stepper_done(s));
  assert_true(stepper_key(s, "home") && stepper_key(s, "/sqrt") && stepper_key(s, "w"));
  assert_non_null(strstr(stepper_message(s), "1.414"));
  assert_true(stepper_key(s, "esc")); // leaves the answer
  assert_false(stepper_done(s));
  assert_true(stepper_key(s, "esc"));
  assert_true(stepper_done(s));
  stepper_free(s);
}

// From a cell of the result back to what was typed, and back again the same way.
static void test_why_goes_on(void **state) {
  (void)state;
  Stepper *s = stepper_on("trace(attend(Q, Q, V))");
  key_says(s, "g 13", "");
  key_says(s, "/w", "");
  key_says(s, "w 2, 0", "w[2, 0] = ");
  key_says(s, "right", "▸2 e[2, 1]"); // another source is marked
  key_says(s, "left", "▸1 e[2, 0]");
  key_says(s, "enter", "e[2, 0] = exp(");
  key_says(s, "", "w[2, 0] > e[2, 0] > s[2, 0]"); // the way so far
  assert_true(screen_shows(s, 24, 80, "Backspace return"));
  key_says(s, "follow 2", "Q[0, 0] = 1");
  key_says(s, "enter", "there is nothing to follow");
  key_says(s, "backspace", "s[2, 0] = ");
  key_says(s, "backspace", "e[2, 0] = exp(");
  key_says(s, "backspace", "w[2, 0] = ");
  key_says(s, "return", "asked about first");
  key_says(s, "esc", "");
  assert_string_equal(stepper_message(s), "");
  key_says(s, "w all 2, 0", "w[2, 0] = ");
  assert_non_null(strstr(stepper_message(s), "\ns[2, 1] = "));
  stepper_free(s);
}

static void test_help_page(void **state) {
  (void)state;
  Stepper *s = stepper_on("trace(attend(Q, Q, V))");
  Canvas was[N_SIZES];
  draw_all(s, was);
  assert_true(stepper_key(s, "?"));
  assert_true(screen_shows(s, 24, 80, "the arithmetic behind the cell"));
  assert_true(screen_shows(s, 5, 20, "keys"));
  assert_true(stepper_key(s, "down"));
  assert_int_equal(stepper_walk(s)->at, 0);
  assert_true(stepper_key(s, "q")); // leaves the page only
  assert_false(stepper_done(s));
  check_all(s, was);
  stepper_free(s);
}

// Every key at every event, drawn at every size: nothing breaks, and drawing changes nothing.
static void test_every_key_everywhere(void **state) {
  (void)state;
  static const char *const keys[] = {"tab", "down", "right", "up", "left", "]", "[", "w", "d", "backtab", "v",
                                     "v", "v", "enter", "w", "enter", "backspace", "esc", "b", "B", "u", "e", "D", "until", "?", "?", "f", "F", "x", ".", ","};
  static const char *const exprs[] = {
    "trace(attend(Q, Q, V))", "trace(share([1, 2, 3]))", "trace(zeros(2, 3, 4) + 1)",
    "trace([len(\"世界\"), sqrt(2) + 1, {a: exp(Q)}])", "trace(3)"};
  for (size_t x = 0; x < sizeof exprs / sizeof *exprs; x++) {
    Stepper *s = stepper_on(exprs[x]);
    size_t n = trace_len(stepper_walk(s)->t);
    for (size_t i = 0; i < (n ? n : 1); i++) {
      walk_goto(stepper_walk(s), i);
      for (size_t k = 0; k < sizeof keys / sizeof *keys && !stepper_done(s); k++) {
        stepper_key(s, keys[k]);
        Canvas c = screen_of(s, 24, 80);
        assert_true(same_screen(&c, s));
        canvas_free(&c);
        for (int rows = 0; rows < 9; rows += 2) {
          Canvas small = screen_of(s, rows, rows * 9);
          canvas_free(&small);
        }
        Str text = {0};
        stepper_text(s, &text);
        str_free(&text);
      }
    }
    stepper_free(s);
  }
}

static void test_text(void **state) {
  (void)state;
  Stepper *s = stepper_on("trace(attend(Q, Q, V))");
  stepper_key(s, "/exp");
  Str out = {0};
  stepper_text(s, &out);
  assert_non_null(strstr(str_c(&out), "] 2: e = exp(x)   exp(x (3, 3)) -> (3, 3)\n"
                                      "  ## every score becomes positive\n"
                                      "  [["));
  str_clear(&out);
  stepper_key(s, "c");
  stepper_key(s, "c");
  stepper_text(s, &out); // it did not move: the message alone
  assert_string_equal(str_c(&out), "this is the last event: nothing comes after it\n");
  str_free(&out);
  stepper_free(s);
}

static void test_nothing_is_left(void **state) {
  (void)state;
  stepper_free(stepper_on("trace(attend(Q, Q, V))")); // names are interned once
  size_t blocks = mem_live_blocks();
  Stepper *s = stepper_on("trace(attend(Q, Q, V))");
  stepper_key(s, "s");
  stepper_key(s, "w");
  Canvas c = screen_of(s, 24, 80);
  canvas_free(&c);
  stepper_free(s);
  assert_int_equal(mem_live_blocks(), blocks);
}

// Names of rows and columns hold for the value they were given to, and only where their numbers fit.
static void labels_hold(void **state) {
  (void)state;
  Stepper *s = stepper_on("trace(attend(Q, Q, V))");
  Err e = {0};
  Value items[3];
  const char *words[] = {"the", "cat", "sat"};
  for (int i = 0; i < 3; i++) items[i] = value_str(words[i], strlen(words[i]), &e);
  Value names = value_list(items, 3, &e);
  stepper_label(s, "s", names, names);
  stepper_label(s, "Q", names, names); // it has only two columns
  assert_true(stepper_key(s, "g 2"));
  assert_true(screen_shows(s, 24, 80, "the ■ ·"));
  assert_true(stepper_key(s, "/div"));
  assert_true(screen_shows(s, 24, 80, "the   cat   sat"));
  assert_true(screen_shows(s, 24, 80, " sat "));
  for (int i = 0; i < 3; i++) value_release(items[i]);
  value_release(names);
  stepper_free(s);
}

int main(void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(labels_hold),
    cmocka_unit_test(test_first_screen),
    cmocka_unit_test(test_forward_then_back),
    cmocka_unit_test(test_cursor_survives_a_walk),
    cmocka_unit_test(test_ends),
    cmocka_unit_test(test_too_far_and_back),
    cmocka_unit_test(test_words_and_numbers),
    cmocka_unit_test(test_not_ours),
    cmocka_unit_test(test_why_and_describe),
    cmocka_unit_test(test_why_goes_on),
    cmocka_unit_test(test_help_page),
    cmocka_unit_test(test_every_key_everywhere),
    cmocka_unit_test(test_text),
    cmocka_unit_test(test_nothing_is_left),
  };
  int failed = cmocka_run_group_tests(tests, NULL, NULL);
  names_free();
  return failed;
}
