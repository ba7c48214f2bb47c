// SPDX-License-Identifier: GPL-3.0-or-later
// lesson: files and their translations, read and checked. Each file of tests/lessons/bad has one mistake;
// what is said about it names its line. The lessons themselves are checked here, too.
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/map.h"
#include "base/mem.h"
#include "lang/vm.h"
#include "lesson/parts.h"
#include "lesson/run.h"

#define N_OF(a) (sizeof(a) / sizeof *(a))

static const char *in_source(Str *s, const char *file) {
  const char *dir = getenv("srcdir");
  str_clear(s);
  str_addf(s, "%s/%s", dir ? dir : ".", file);
  return str_c(s);
}

static Lesson *load(const char *file, const char *lang) {
  Str path = {0};
  Err e = {0};
  Lesson *l = lesson_load(in_source(&path, file), lang, &e);
  if (!l) fail_msg("%s: %s", file, e.text);
  str_free(&path);
  return l;
}

// -- a lesson that is right ----------------------------------------------------------------------

static const Block *block(const Lesson *l, int page, int i, BlockKind kind) {
  assert_true(page < l->n_pages && i < l->pages[page].n_blocks);
  const Block *b = l->pages[page].blocks[i];
  assert_int_equal(b->kind, kind);
  return b;
}

static void expect_code(const Block *b, CodeMode mode, const char *text) {
  assert_int_equal(b->mode, mode);
  assert_string_equal(b->code->text, text);
}

static void english(void **state) {
  (void)state;
  Lesson *l = load("tests/lessons/en/good.md", "en");
  assert_string_equal(l->id, "good");
  assert_string_equal(l->title, "A good lesson");
  assert_string_equal(l->summary, "small, whole and right");
  assert_int_equal(l->minutes, 2);
  assert_int_equal(l->n_pages, 2);
  assert_string_equal(l->pages[1].title, "Write it");
  assert_int_equal(l->pages[0].n_blocks, 7);
  assert_string_equal(block(l, 0, 0, BLOCK_PROSE)->prose, "Here is a vector.");
  assert_int_equal(block(l, 0, 0, BLOCK_PROSE)->line, 16);
  expect_code(block(l, 0, 1, BLOCK_CODE), CODE_SETUP, "labels = [\"a\", \"b\", \"c\"]\n");
  expect_code(block(l, 0, 2, BLOCK_CODE), CODE_RUN, "x = [1, 2, 3]\n");
  expect_code(block(l, 0, 3, BLOCK_CODE), CODE_VIEW, "x as bars with labels\nx with labels\n");
  assert_string_equal(block(l, 0, 4, BLOCK_PROSE)->prose, "And here is a step of\ntwo lines.");
  expect_code(block(l, 0, 5, BLOCK_CODE), CODE_STEP, "y = 2 * x   ## twice as much\ny[0] + y[1]\n");
  expect_code(block(l, 1, 3, BLOCK_CODE), CODE_TRY, "double([0.5, 1])\n");
  assert_int_equal(l->pages[0].blocks[5]->code->first_line, 35);
  lesson_free(l);
}

static void exercises(void **state) {
  (void)state;
  Lesson *l = load("tests/lessons/en/good.md", NULL);
  const Block *ask = block(l, 0, 6, BLOCK_ASK);
  assert_string_equal(ask->id, "total");
  assert_string_equal(ask->prompt, "What is the sum of `y`?");
  assert_string_equal(ask->answer, "sum(y)");
  assert_string_equal(ask->solution, "sum(y)"); // where none is given
  assert_true(fabs(ask->tolerance - 0.01) < 1e-12);
  assert_int_equal(ask->n_hints, 2);
  assert_int_equal(ask->n_wrong, 2);
  assert_string_equal(ask->wrong[1].answer, "y[0] * y[1] * y[2]");
  assert_string_equal(ask->wrong[1].reply, "That is the product.");
  const Block *task = block(l, 1, 1, BLOCK_TASK);
  assert_int_equal(task->n_names, 1);
  assert_string_equal(task->names[0], "double");
  assert_string_equal(task->setup, "v = randn(4)");
  assert_int_equal(task->n_checks, 2);
  assert_string_equal(task->checks[1].message, "Not twice the numbers.");
  assert_string_equal(task->solution, "def double(v) {\n  return 2 * v\n}");
  const Block *choice = block(l, 1, 4, BLOCK_ASK);
  assert_int_equal(choice->n_choices, 3);
  assert_string_equal(choice->answer, "c");
  assert_true(fabs(choice->tolerance - 1e-4) < 1e-12);
  lesson_free(l);
}

// Words come from the translation, code and checks from the English file.
static void translated(void **state) {
  (void)state;
  Lesson *l = load("tests/lessons/en/good.md", "zh_CN");
  assert_string_equal(l->title, "一节好课");
  assert_int_equal(l->minutes, 2);
  assert_string_equal(l->pages[1].title, "写出来");
  for (int i = 0; i < l->n_pages; i++)
    for (int k = 0; k < l->pages[i].n_blocks; k++) assert_false(l->pages[i].blocks[k]->untranslated);
  assert_string_equal(block(l, 0, 0, BLOCK_PROSE)->prose, "这是一个向量。");
  expect_code(block(l, 0, 5, BLOCK_CODE), CODE_STEP, "y = 2 * x   ## 两倍\ny[0] + y[1]\n");
  const Block *ask = block(l, 0, 6, BLOCK_ASK);
  assert_string_equal(ask->prompt, "`y` 的和是多少？");
  assert_string_equal(ask->answer, "sum(y)");
  assert_string_equal(ask->hints[0], "把三个数加起来。");
  assert_string_equal(ask->wrong[0].answer, "sum(x)");
  assert_string_equal(ask->wrong[0].reply, "那是 `x` 的和。");
  const Block *task = block(l, 1, 1, BLOCK_TASK);
  assert_string_equal(task->checks[0].message, "个数应当不变。");
  assert_string_equal(task->checks[0].code, "double(v).shape == [4]");
  assert_string_equal(block(l, 1, 4, BLOCK_ASK)->choices[2], "不一定");
  lesson_free(l);
  l = load("tests/lessons/zh_CN/good.md", "zh_CN"); // the same by the translation's path
  assert_string_equal(l->title, "一节好课");
  assert_string_equal(block(l, 0, 6, BLOCK_ASK)->answer, "sum(y)");
  lesson_free(l);
  l = load("tests/lessons/en/good.md", "fr"); // no such translation: English, unmarked
  assert_string_equal(l->title, "A good lesson");
  assert_false(block(l, 0, 0, BLOCK_PROSE)->untranslated);
  lesson_free(l);
}

// Where the translation does not fit, the English stands, marked; the rest is translated.
static void torn(void **state) {
  (void)state;
  Lesson *l = load("tests/lessons/en/torn.md", "zh_CN");
  const Block *b = block(l, 0, 0, BLOCK_PROSE);
  assert_string_equal(b->prose, "The first paragraph.\n\nThe second paragraph.");
  assert_true(b->untranslated);
  expect_code(block(l, 0, 1, BLOCK_CODE), CODE_RUN, "x = 1   ## 一\n");
  assert_true(block(l, 1, 0, BLOCK_PROSE)->untranslated);
  assert_string_equal(block(l, 1, 0, BLOCK_PROSE)->prose, "Only here.");
  expect_code(block(l, 1, 1, BLOCK_CODE), CODE_RUN, "y = 2   ## two\n"); // never the translation's code
  assert_true(block(l, 1, 1, BLOCK_CODE)->untranslated);
  assert_string_equal(block(l, 2, 0, BLOCK_PROSE)->prose, "前面的话。");
  assert_false(block(l, 2, 0, BLOCK_PROSE)->untranslated);
  assert_string_equal(block(l, 2, 1, BLOCK_ASK)->prompt, "What is 1 + 1?");
  assert_true(block(l, 2, 1, BLOCK_ASK)->untranslated);
  assert_string_equal(block(l, 3, 0, BLOCK_PROSE)->prose, "没问题。");
  lesson_free(l);
}

static void view_lines(void **state) {
  (void)state;
  static const char *const want[][2] = {{"x", ""}, {"x + 1", "bars"}, {"softmax(s / 2)", "heatmap with words"},
                                        {"y", "with words"}, {"\"as is\"", "tokens"}};
  const char *text = "x\n  x + 1 as bars\n\nsoftmax(s / 2)  as heatmap with words \ny with words\n\"as is\" as tokens\n";
  Str expr = {0}, kind = {0};
  size_t n = 0;
  for (; view_line_next(&text, &expr, &kind); n++) {
    assert_true(n < N_OF(want));
    assert_string_equal(str_c(&expr), want[n][0]);
    assert_string_equal(str_c(&kind), want[n][1]);
  }
  assert_int_equal(n, N_OF(want));
  str_free(&expr);
  str_free(&kind);
}

// -- lessons that are wrong ----------------------------------------------------------------------

typedef struct Mistake { const char *file; int line; const char *text; } Mistake;

static const Mistake unreadable[] = {
  {"before-page", 8, "this stands before the first page"},
  {"duplicate-id", 20, "the id q is taken already, in line 10"},
  {"key-twice", 14, "answer stands here twice"},
  {"letter", 14, "c is the letter of no choice"},
  {"missing-key", 11, "the key hints is missing"},
  {"mode", 10, "```gb stpe is none of"},
  {"newer", 5, "written for a newer glassbox: please update the program"},
  {"no-front", 1, "does not begin with its description"},
  {"no-list", 14, "there should be a list here"},
  {"no-title", 2, "the key title is missing"},
  {"not-yaml", 13, "this is not YAML"},
  {"older", 5, "written for an older glassbox: please update the lesson"},
  {"unknown-key", 14, "hint is no key that may stand here"},
};
static const Mistake unsound[] = {
  {"answer-passes", 10, "q: the wrong answer 2 * 3 is accepted"},
  {"code-fails", 14, "softmx is not defined"},
  {"passes-unsolved", 14, "t passes before it is solved"},
  {"same-wrong", 10, "q: the wrong answer 6 does not get its own reply"},
  {"solution-fails", 10, "t: the solution is not accepted"},
  {"view", 14, "there is no view named heatmpa"},
  {"wrong-passes", 10, "t: wrong answer 1 is accepted"},
};

// Does the report begin with "FILE:LINE:" and hold the text?
static void expect_mistake(const char *path, const Mistake *m, const char *report) {
  Str place = {0};
  str_addf(&place, "%s:%d:", path, m->line);
  if (!str_starts(report, str_c(&place)) || !strstr(report, m->text)) fail_msg("%s: %s", m->file, report);
  str_free(&place);
}

static void mistakes_stop_the_reader(void **state) {
  (void)state;
  Str path = {0}, file = {0}, report = {0};
  for (size_t i = 0; i < N_OF(unreadable); i++) {
    Err e = {0};
    str_clear(&file);
    str_clear(&report);
    str_addf(&file, "tests/lessons/bad/%s.md", unreadable[i].file);
    assert_null(lesson_load(in_source(&path, str_c(&file)), NULL, &e));
    err_render(&e, &report);
    expect_mistake(str_c(&path), &unreadable[i], str_c(&report));
    err_clear(&e);
  }
  str_free(&path);
  str_free(&file);
  str_free(&report);
}

static void mistakes_are_found(void **state) {
  (void)state;
  Str path = {0}, file = {0}, report = {0};
  for (size_t i = 0; i < N_OF(unsound) + N_OF(unreadable); i++) {
    const Mistake *m = i < N_OF(unsound) ? &unsound[i] : &unreadable[i - N_OF(unsound)];
    str_clear(&file);
    str_clear(&report);
    str_addf(&file, "tests/lessons/bad/%s.md", m->file);
    assert_int_equal(lesson_check(in_source(&path, str_c(&file)), &report), 1);
    expect_mistake(str_c(&path), m, str_c(&report));
  }
  str_free(&path);
  str_free(&file);
  str_free(&report);
}

static void gaps_of_a_translation_are_listed(void **state) {
  (void)state;
  static const Mistake gaps[] = {{"torn", 10, "1 paragraphs here, 2 at"},
                                 {"torn", 18, "this paragraph is not translated"},
                                 {"torn", 21, "this code is not that of"},
                                 {"torn", 28, "hints of q: 1 here, 2 in English"}};
  Str path = {0}, report = {0};
  assert_int_equal(lesson_check(in_source(&path, "tests/lessons/zh_CN/torn.md"), &report), N_OF(gaps));
  const char *line = str_c(&report);
  for (size_t i = 0; i < N_OF(gaps); i++) {
    expect_mistake(str_c(&path), &gaps[i], line);
    line = strchr(line, '\n');
    assert_non_null(line);
    line++;
  }
  assert_string_equal(line, "");
  str_free(&path);
  str_free(&report);
}

static void no_such_lesson(void **state) {
  (void)state;
  Err e = {0};
  Str text = {0};
  assert_null(lesson_load("self-atention", NULL, &e));
  err_render(&e, &text);
  assert_non_null(strstr(str_c(&text), "self-attention")); // did you mean
  err_clear(&e);
  assert_null(lesson_load("/nowhere/at-all.md", NULL, &e));
  assert_int_equal(e.code, ERR_IO);
  err_clear(&e);
  str_free(&text);
}

// -- good lessons (those that are installed: tests/lessons.sh) ----------------------------------------

static void expect_fine(const char *file) {
  Str path = {0}, report = {0};
  if (lesson_check(in_source(&path, file), &report) != 0) fail_msg("%s", str_c(&report));
  str_free(&path);
  str_free(&report);
}

static void good_ones_are_fine(void **state) {
  (void)state;
  expect_fine("tests/lessons/en/good.md");
  expect_fine("tests/lessons/zh_CN/good.md");
}

// -- what the lesson on self-attention says of the notes' table ----------------------------------

static const double notes_scores[4][4] = {{0.11}, {0.19, 0.50}, {0.53, 0.98, 0.95}, {0.81, 0.86, 0.38, 0.90}};
static const double notes_weights[4][4] = {{1}, {0.48, 0.52}, {0.31, 0.35, 0.34}, {0.25, 0.26, 0.23, 0.26}};

// Computed here in plain loops and double precision.
static double weight(int i, int j, double scale) {
  double sum = 0;
  for (int k = 0; k <= i; k++) sum += exp(notes_scores[i][k] / scale);
  return exp(notes_scores[i][j] / scale) / sum;
}

static const Block *find(const Lesson *l, const char *id) {
  for (int i = 0; i < l->n_pages; i++)
    for (int k = 0; k < l->pages[i].n_blocks; k++)
      if (l->pages[i].blocks[k]->id && strcmp(l->pages[i].blocks[k]->id, id) == 0) return l->pages[i].blocks[k];
  fail_msg("no exercise %s", id);
  return NULL;
}

static Value eval(Vm *vm, const char *code) {
  Err e = {0};
  Value v = value_nil();
  Source *src = source_new("<test>", code, strlen(code), 1);
  if (!vm_eval(vm, src, &v, &e)) fail_msg("%s: %s", code, e.text);
  source_release(src);
  return v;
}

static double eval_number(Vm *vm, const char *code) {
  double x = -1;
  Value v = eval(vm, code);
  assert_true(value_is_number(v, &x));
  value_release(v);
  return x;
}

static void notes_table(void **state) {
  (void)state;
  Lesson *l = load("lessons/en/self-attention.md", NULL);
  Vm *vm = vm_new();
  for (int i = 0; i < l->n_pages; i++) // the page with the scan alone
    for (int k = 0; k < l->pages[i].n_blocks; k++) {
      const Block *b = l->pages[i].blocks[k];
      if (b->kind != BLOCK_CODE || b->mode != CODE_RUN || !strstr(b->code->text, "scan =")) continue;
      value_release(eval(vm, b->code->text));
    }
  double scale = eval_number(vm, find(l, "divided-by")->answer);
  value_release(eval(vm, find(l, "misread")->solution));
  static const char *const of[] = {"S", "scan"};
  for (int t = 0; t < 2; t++) {
    Str code = {0};
    str_addf(&code, "softmax(where(causal_mask(4), %s / %g, -inf))", of[t], scale);
    Value w = eval(vm, str_c(&code));
    int wrong = 0;
    for (int i = 0; i < 4; i++)
      for (int j = 0; j < 4; j++) {
        double x = (double)w.as.t->data[4 * i + j], rounded = floor(100 * x + 0.5) / 100;
        if (t == 0) assert_true(fabs(x - (j <= i ? weight(i, j, scale) : 0)) < 1e-6);
        wrong += fabs(rounded - notes_weights[i][j]) > 1e-9;
      }
    if (t == 0) assert_int_equal(wrong, 0);
    else assert_true(wrong > 0); // the scan does not give the notes' matrix
    value_release(w);
    str_free(&code);
  }
  vm_free(vm);
  lesson_free(l);
}

int main(void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(english),
    cmocka_unit_test(exercises),
    cmocka_unit_test(translated),
    cmocka_unit_test(torn),
    cmocka_unit_test(view_lines),
    cmocka_unit_test(mistakes_stop_the_reader),
    cmocka_unit_test(mistakes_are_found),
    cmocka_unit_test(gaps_of_a_translation_are_listed),
    cmocka_unit_test(no_such_lesson),
    cmocka_unit_test(good_ones_are_fine),
    cmocka_unit_test(notes_table),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
