// SPDX-License-Identifier: GPL-3.0-or-later
// lesson run: one learner going through a small lesson, seen by a sink that writes down all that it is told.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/map.h"
#include "base/mem.h"
#include "lesson/run.h"
#include "trace/trace.h"

typedef struct Learner {
  Vm *vm;
  Progress *progress;
  LessonRun *run;
  Str seen; // a line for each thing shown since the last `expect`
  Str line; // the input line
  char path[64];
} Learner;

// -- what is shown -------------------------------------------------------------------------------

static void add_line(Str *out, const char *what, const char *text) {
  size_t n = strcspn(text, "\n");
  str_addf(out, "%s%.*s\n", what, (int)n, text);
}

static void on_page(void *self, const Lesson *l, int page) {
  Learner *u = self;
  add_line(&u->seen, "page ", l->pages[page].title);
}
static void on_prose(void *self, const char *markdown, bool untranslated) {
  Learner *u = self;
  add_line(&u->seen, untranslated ? "prose (untranslated) " : "prose ", markdown);
}
static void on_code(void *self, const Block *b) {
  Learner *u = self;
  add_line(&u->seen, b->mode == CODE_TRY ? "try " : b->mode == CODE_STEP ? "step " : "code ", b->code->text);
}
static bool on_run(void *self, Source *code, Err *e) {
  Learner *u = self;
  return vm_run(u->vm, code, e);
}
static void on_view(void *self, const char *expr, const char *kind) {
  Learner *u = self;
  str_addf(&u->seen, "view %s | %s\n", expr, kind ? kind : "");
}
static void on_exercise(void *self, const Block *b, Mark mark) {
  Learner *u = self;
  add_line(&u->seen, mark == MARK_DONE ? "exercise (done) " : "exercise ", b->id);
}
static void on_reply(void *self, bool passed, const char *markdown) {
  Learner *u = self;
  add_line(&u->seen, passed ? "good " : "bad ", markdown);
}
static void on_note(void *self, const char *text) { (void)self, (void)text; } // help in passing: not pinned down
static void on_put_line(void *self, const char *text) {
  Learner *u = self;
  str_clear(&u->line);
  str_add(&u->line, text);
}
static void on_finished(void *self, const Lesson *l) {
  Learner *u = self;
  add_line(&u->seen, "finished ", l->id);
}

// -- a learner -----------------------------------------------------------------------------------

static void begin(Learner *u, const char *lang) {
  const char *dir = getenv("srcdir");
  Err e = {0};
  Str path = {0};
  str_addf(&path, "%s/tests/lessons/en/good.md", dir ? dir : ".");
  Lesson *l = lesson_load(str_c(&path), lang, &e);
  if (!l) fail_msg("%s", e.text);
  u->vm = vm_new();
  trace_attach(u->vm); // how mistakes are recognised
  u->progress = progress_open(u->path, &e);
  assert_non_null(u->progress);
  u->run = lesson_run_new(l, u->vm, u->progress,
                          (LessonSink){.self = u, .page = on_page, .prose = on_prose, .code = on_code, .run = on_run,
                                       .view = on_view, .exercise = on_exercise, .reply = on_reply, .note = on_note,
                                       .put_line = on_put_line, .finished = on_finished});
  str_free(&path);
}

static void end(Learner *u) {
  lesson_run_free(u->run);
  progress_close(u->progress);
  vm_free(u->vm);
  str_free(&u->seen);
  str_free(&u->line);
}

static int set_up(void **state) {
  Learner *u = mem_zalloc(sizeof *u);
  snprintf(u->path, sizeof u->path, "/tmp/test-lesson-run-%d", (int)getpid());
  unlink(u->path);
  *state = u;
  return 0;
}

static int tear_down(void **state) {
  Learner *u = *state;
  unlink(u->path);
  mem_free(u);
  return 0;
}

static void expect(Learner *u, const char *text) {
  assert_string_equal(str_c(&u->seen), text);
  str_clear(&u->seen);
}

// Enter on the empty line.
static void enter(Learner *u) {
  Err e = {0};
  if (!lesson_run_next(u->run, &e)) fail_msg("%s", e.text);
}

// A line typed, as the session takes it.
static void type(Learner *u, const char *text) {
  Err e = {0};
  if (lesson_run_try_answer(u->run, text)) return;
  Source *src = source_new("<prompt>", text, strlen(text), 1);
  bool ok = vm_run(u->vm, src, &e);
  source_release(src);
  if (!ok) fail_msg("%s", e.text);
  lesson_run_after(u->run);
}

static void go(Learner *u, int page) {
  Err e = {0};
  if (!lesson_run_goto(u->run, page, &e)) fail_msg("%s", e.text);
}

#define PAGE_1                                                                                             \
  "page Double it\nprose Here is a vector.\ncode x = [1, 2, 3]\nview x | bars with labels\n"               \
  "view x | with labels\nprose And here is a step of\nstep y = 2 * x   ## twice as much\nexercise total\n"
#define PAGE_2 "page Write it\nprose Now for any vector.\nexercise double\n"

static void a_walk(void **state) {
  Learner *u = *state;
  Err e = {0};
  int total;
  begin(u, NULL);
  go(u, 0);
  expect(u, PAGE_1);
  assert_non_null(vm_get(u->vm, name_of("labels"))); // set up unseen
  assert_string_equal(lesson_run_step_block(u->run)->code->text, "y = 2 * x   ## twice as much\ny[0] + y[1]\n");
  enter(u); // an open question holds
  expect(u, "");
  type(u, "6");
  expect(u, "bad That is the sum of `x`.\n");
  type(u, "48");
  expect(u, "bad That is the product.\n");
  type(u, "7");
  expect(u, "bad Not yet: 7 is too small.\n");
  type(u, "sum(y) + 1"); // an expression is an experiment
  expect(u, "");
  assert_int_equal(lesson_run_done(u->run, &total), 0);
  assert_int_equal(total, 3);
  assert_true(lesson_run_answer(u->run, "x[0] * 12.01", &e));
  expect(u, "good Twice the sum of `x`.\n");
  assert_int_equal(lesson_run_done(u->run, &total), 1);
  enter(u);
  expect(u, PAGE_2);
  type(u, "def double(v) { return v ** 2 }");
  expect(u, "bad That is the square.\n");
  type(u, "def double(w) { return w * w }"); // the same mistake in other words
  expect(u, "bad That is the square.\n");
  type(u, "def double(v) { return v + 1 }");
  expect(u, "bad Not twice the numbers.\n");
  type(u, "def double(v) { return [1, 2] }");
  expect(u, "bad As many numbers as there were.\n");
  type(u, "z = 3"); // says nothing about the task
  expect(u, "");
  type(u, "def double(v) { return v + v }");
  expect(u, "good It works for any shape.\n");
  enter(u);
  expect(u, "prose Try one.\ntry double([0.5, 1])\n");
  enter(u);
  assert_string_equal(str_c(&u->line), "double([0.5, 1])");
  type(u, str_c(&u->line));
  enter(u);
  expect(u, "exercise pick\n");
  type(u, " B) ");
  expect(u, "bad Not where v is negative.\n");
  type(u, "a");
  expect(u, "bad **a** is not it.\n");
  type(u, "c");
  expect(u, "good For negative numbers the double is smaller.\n");
  enter(u);
  expect(u, "finished good\n");
  end(u);
}

// Only Enter and :solution.
static void solutions(void **state) {
  Learner *u = *state;
  Err e = {0};
  int total;
  begin(u, NULL);
  go(u, 0);
  assert_true(lesson_run_solution(u->run, &e));
  assert_string_equal(str_c(&u->line), ":answer sum(y)");
  assert_true(lesson_run_answer(u->run, str_c(&u->line) + 8, &e));
  enter(u);
  assert_true(lesson_run_solution(u->run, &e));
  type(u, str_c(&u->line));
  enter(u);
  enter(u);
  type(u, str_c(&u->line));
  enter(u);
  assert_true(lesson_run_solution(u->run, &e));
  assert_string_equal(str_c(&u->line), "c");
  type(u, "c");
  enter(u);
  assert_non_null(strstr(str_c(&u->seen), "finished good\n"));
  assert_int_equal(lesson_run_done(u->run, &total), total);
  end(u);
}

static void hints_and_skips(void **state) {
  Learner *u = *state;
  Err e = {0};
  int total;
  begin(u, NULL);
  go(u, 0);
  expect(u, PAGE_1);
  assert_true(lesson_run_hint(u->run, &e));
  expect(u, "prose **Hint 1 of 2.** Add up three numbers.\n");
  assert_true(lesson_run_hint(u->run, &e));
  expect(u, "prose **Hint 2 of 2.** `sum(y)`\n");
  assert_true(lesson_run_hint(u->run, &e)); // after the last the solution, not run
  expect(u, "");
  assert_string_equal(str_c(&u->line), ":answer sum(y)");
  assert_true(lesson_run_skip(u->run, &e));
  enter(u);
  expect(u, PAGE_2);
  assert_null(vm_get(u->vm, name_of("double")));
  assert_true(lesson_run_skip(u->run, &e)); // what the solution defines is there
  assert_non_null(vm_get(u->vm, name_of("double")));
  assert_int_equal(lesson_run_done(u->run, &total), 0);
  assert_int_equal(progress_get(u->progress, "good", "double"), MARK_SKIPPED);
  assert_false(lesson_run_hint(u->run, &e)); // nothing is open
  assert_int_equal(e.code, ERR_VALUE);
  err_clear(&e);
  end(u);
}

static void resuming(void **state) {
  Learner *u = *state;
  Err e = {0};
  begin(u, NULL);
  go(u, 0);
  assert_true(lesson_run_answer(u->run, "12", &e));
  enter(u);
  end(u);
  begin(u, NULL); // another day
  assert_int_equal(progress_page(u->progress, "good"), 1);
  go(u, 1);
  expect(u, PAGE_2);
  assert_non_null(vm_get(u->vm, name_of("y"))); // the page before ran unseen
  assert_false(lesson_run_goto_id(u->run, "totle", &e));
  assert_non_null(strstr(e.hint, "total"));
  err_clear(&e);
  assert_true(lesson_run_goto_id(u->run, "total", &e));
  assert_non_null(strstr(str_c(&u->seen), "exercise (done) total\n"));
  str_clear(&u->seen);
  enter(u); // what is done is no obstacle
  expect(u, PAGE_2);
  assert_true(lesson_run_back(u->run, &e));
  assert_int_equal(lesson_run_page(u->run), 0);
  end(u);
}

static void playing(void **state) {
  Learner *u = *state;
  begin(u, NULL);
  go(u, 0);
  expect(u, PAGE_1);
  lesson_run_play(u->run, true);
  type(u, "y = [9, 9]");
  type(u, "12");
  expect(u, "");
  lesson_run_play(u->run, false);
  expect(u, "exercise total\n");
  type(u, "12"); // y is again what it was
  expect(u, "good Twice the sum of `x`.\n");
  end(u);
}

static void in_chinese(void **state) {
  Learner *u = *state;
  begin(u, "zh_CN");
  go(u, 0);
  expect(u, "page 加倍\nprose 这是一个向量。\ncode x = [1, 2, 3]\nview x | bars with labels\nview x | with labels\n"
            "prose 这里是两行的一步。\nstep y = 2 * x   ## 两倍\nexercise total\n");
  type(u, "6");
  expect(u, "bad 那是 `x` 的和。\n");
  type(u, "12");
  expect(u, "good 是 `x` 之和的两倍。\n");
  end(u);
}

int main(void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test_setup_teardown(a_walk, set_up, tear_down),
    cmocka_unit_test_setup_teardown(solutions, set_up, tear_down),
    cmocka_unit_test_setup_teardown(hints_and_skips, set_up, tear_down),
    cmocka_unit_test_setup_teardown(resuming, set_up, tear_down),
    cmocka_unit_test_setup_teardown(playing, set_up, tear_down),
    cmocka_unit_test_setup_teardown(in_chinese, set_up, tear_down),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
