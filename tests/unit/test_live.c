// SPDX-License-Identifier: GPL-3.0-or-later
// Looking into code while it runs: panels follow a loop and leave no mark on it, whatever they evaluate; the losses
// of training stay after Ctrl-C; and a transcript runs again.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/interrupt.h"
#include "base/mem.h"
#include "base/paths.h"
#include "base/settings.h"
#include "session/session.h"

typedef struct Watcher {
  Session *s;
  Str said;
  int looks;        // how often the code was looked into
  double rising;    // the first panel's number, as long as it rose from look to look
  bool follow;      // it must rise
  bool look;        // ask for the next look at once
  int interrupt_at; // Ctrl-C comes with this look
} Watcher;

static void on_text(void *self, TextKind kind, const char *text) {
  Watcher *w = self;
  (void)kind;
  str_addf(&w->said, "%s\n", text);
}

static void on_view(void *self, const ViewDef *kind, const ViewSpec *spec, bool pin) {
  (void)self, (void)kind, (void)spec, (void)pin;
}

static void on_attend(void *self) {
  Watcher *w = self;
  Pin *pins;
  session_live(w->s);
  if (w->follow && session_pins(w->s, &pins) > 0 && pins[0].spec.value.type == VAL_NUM) {
    assert_true(pins[0].spec.value.as.num >= w->rising);
    w->rising = pins[0].spec.value.as.num;
  }
  if (++w->looks == w->interrupt_at) interrupt_flag = 1;
  if (w->look) attention_flag = 1;
}

static Watcher *begin(bool look) {
  Watcher *w = mem_zalloc(sizeof *w);
  w->look = look;
  w->s = session_new((Front){.self = w, .interactive = true, .text = on_text, .view = on_view, .attend = on_attend});
  attention_flag = look;
  return w;
}

static void end(Watcher *w) {
  session_free(w->s);
  str_free(&w->said);
  mem_free(w);
  attention_flag = 0;
}

static InputState type(Watcher *w, const char *line) { return session_input(w->s, "<prompt>", line, 1); }

static double number(Watcher *w, const char *expr) {
  Err e = {0};
  Value v;
  if (!session_eval(w->s, expr, &v, &e)) fail_msg("%s", e.text);
  assert_int_equal(v.type, VAL_NUM);
  return v.as.num;
}

static void panels_follow_a_loop(void **state) {
  (void)state;
  Watcher *w = begin(true);
  type(w, "x = 0");
  type(w, ":view x as table");
  w->looks = 0;
  w->follow = true;
  assert_int_equal(type(w, "for i in range(20000) { x = i }"), INPUT_DONE);
  assert_true(w->looks >= 20);
  assert_true(w->rising > 1000);
  Pin *pins;
  assert_int_equal(session_pins(w->s, &pins), 1);
  assert_true(pins[0].spec.value.as.num == 19999);
  end(w);
}

// A loop of 1000 products has few instructions: a look comes with the next jump all the same.
static void looks_do_not_wait_for_slow_operations(void **state) {
  (void)state;
  Watcher *w = begin(true);
  type(w, "x = ones(2, 2)");
  w->looks = 0;
  type(w, "for i in range(50) { x = x @ eye(2) }");
  assert_true(w->looks >= 40);
  end(w);
}

static const char training[] =
  "seed(5); m = mlp([3, 4, 1]); X = randn(8, 3); opt = adam(m, lr=0.01)\n"
  "def go(n) { for t in range(n) { zero_grad(opt); l = mean(m(X + 0.1 * randn(8, 3)) ** 2); backward(l); step(opt) } }\n"
  "go(60); y = softmax(X @ X.T); g = grad(fn(a) sum(a ** 3), X)";

static char *outcome(bool look) {
  Watcher *w = begin(look);
  type(w, "X = randn(8, 3); m = mlp([3, 4, 1])");
  type(w, ":view X * randn(8, 3)");                             // draws random numbers
  type(w, ":view grad(fn(a) sum(a * a), X)");                   // looks back
  type(w, ":view map(fn(i) i * 2, [1, 2, 3]) as table");
  w->looks = 0;
  assert_int_equal(type(w, training), INPUT_DONE);
  assert_true(look == (w->looks > 10));
  str_clear(&w->said);
  type(w, "print(params(m), randn(3), g, loss_history())\n:why y[1, 0]");
  char *said = str_take(&w->said);
  end(w);
  return said;
}

static void panels_leave_no_mark(void **state) {
  (void)state;
  char *with = outcome(true), *without = outcome(false);
  assert_non_null(strstr(without, "exp"));
  assert_string_equal(with, without);
  mem_free(with);
  mem_free(without);
}

static void a_panel_that_assigns_changes_nothing(void **state) {
  (void)state;
  Watcher *w = begin(false);
  type(w, "x = 1; n = 0");
  type(w, ":view x = 5; x + n");
  w->look = true;
  attention_flag = 1;
  w->looks = 0;
  assert_int_equal(type(w, "x = 2; bad = 0; for i in range(5000) { n = i; if x != 2 { bad += 1 } }"), INPUT_DONE);
  assert_true(w->looks > 3);
  w->look = false;
  attention_flag = 0;
  assert_true(number(w, "bad") == 0);
  end(w);
}

static void what_fails_meanwhile_stays(void **state) {
  (void)state;
  Watcher *w = begin(true);
  type(w, "x = [1, 2]");
  type(w, ":view 1 / item(x[1]) as table");
  type(w, "for i in range(5000) { x = [i] }; x = [4, 5]");
  Pin *pins;
  assert_int_equal(session_pins(w->s, &pins), 1);
  assert_true(pins[0].spec.value.as.num == 1.0 / 5);
  type(w, "h = zeros(0)");
  type(w, ":view h as curve"); // there is nothing to see yet
  assert_int_equal(session_pins(w->s, &pins), 2);
  assert_true(pin_waits(&pins[1]));
  type(w, "for i in range(3000) { h = [i, 1] }");
  assert_false(pin_waits(&pins[1]));
  assert_null(strstr(str_c(&w->said), "is closed"));
  end(w);
}

static void recordings_hold_no_panels(void **state) {
  (void)state;
  Watcher *w = begin(true);
  type(w, "x = 1");
  type(w, ":view exp(x)");
  type(w, "t = trace(map(fn(i) sin(i), range(1500)))");
  str_clear(&w->said);
  type(w, "print(t)");
  assert_non_null(strstr(str_c(&w->said), "sin"));
  assert_null(strstr(str_c(&w->said), "exp"));
  end(w);
}

static void losses_stay(void **state) {
  (void)state;
  Watcher *w = begin(true);
  type(w, "m = mlp([3, 4, 1]); X = randn(8, 3); opt = sgd(m, lr=0.01); b = item(params(m)[\"layers.1.bias\"][0])");
  w->interrupt_at = w->looks + 30;
  assert_int_equal(type(w, "l = fit(fn() mean((m(X) - 1) ** 2), opt, steps=1000000)"), INPUT_FAILED);
  assert_non_null(strstr(str_c(&w->said), "loss_history()"));
  assert_true(number(w, "len(loss_history())") >= 1);
  assert_true(number(w, "item(params(m)[\"layers.1.bias\"][0]) - b") != 0); // and what was learned
  w->look = false;
  type(w, "for t in range(10000) { step(opt) }");
  assert_true(number(w, "len(loss_history())") <= 4096);
  assert_true(number(w, "len(loss_history())") >= 2048);
  end(w);
}

// -- transcripts ---------------------------------------------------------------------------------
static void a_transcript_runs_again(void **state) {
  (void)state;
  static const char path[] = "test_live.gb";
  Watcher *w = begin(false);
  type(w, ":transcript test_live.gb");
  type(w, "seed(3); x = randn(2, 2)");
  assert_int_equal(type(w, "for i in range(2) {"), INPUT_INCOMPLETE);
  type(w, "for i in range(2) {\n  print(x[i])\n}");
  type(w, "x * 2");
  type(w, "y = 3; z = nonsense; y = 4"); // half of it ran
  type(w, "2 +* 3");
  type(w, ":hint");
  type(w, "?softmax");
  type(w, "y;");
  type(w, "y + 1");
  str_clear(&w->said);
  type(w, ":transcript");
  type(w, "x");
  char *text;
  size_t n;
  Err e = {0};
  assert_true(file_read(path, &text, &n, &e));
  end(w);
  w = begin(false);
  assert_true(session_run_file(w->s, path, NULL, 0));
  const char *said = str_c(&w->said);
  assert_null(strstr(text, "for i in range(2) {\nfor")); // a block once
  for (const char *line = said; *line;) {                // what comes out is what the comments say
    size_t k = strcspn(line, "\n");
    char *comment = mem_strndup(line, k);
    if (k > 0 && !strstr(text, comment)) fail_msg("%s\n-- is not in --\n%s", comment, text);
    mem_free(comment);
    line += k + 1;
  }
  assert_non_null(strstr(said, "softmax(x, dim=-1"));
  assert_true(number(w, "y") == 3);
  assert_null(strstr(said, "lesson"));
  end(w);
  mem_free(text);
  unlink(path);
}

int main(void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(panels_follow_a_loop), cmocka_unit_test(looks_do_not_wait_for_slow_operations),
    cmocka_unit_test(panels_leave_no_mark), cmocka_unit_test(a_panel_that_assigns_changes_nothing),
    cmocka_unit_test(what_fails_meanwhile_stays),
    cmocka_unit_test(recordings_hold_no_panels), cmocka_unit_test(losses_stay), cmocka_unit_test(a_transcript_runs_again)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
