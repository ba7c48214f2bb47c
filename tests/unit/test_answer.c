// SPDX-License-Identifier: GPL-3.0-or-later
// Comparing answers, what counts as a bare answer, and grading: listed mistakes, what is said, no marks left.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "base/map.h"
#include "base/mem.h"
#include "base/rng.h"
#include "lesson/answer.h"
#include "lesson/grade.h"
#include "trace/trace.h"

static Vm *vm;

static int start(void **state) {
  (void)state;
  vm = vm_new();
  trace_attach(vm);
  return 0;
}

static int end(void **state) {
  (void)state;
  vm_free(vm);
  names_free();
  return mem_live_blocks() == 0 ? 0 : -1;
}

static void run(const char *code) {
  Source *src = source_new("<test>", code, strlen(code), 1);
  Err e = {0};
  if (!grade_run_unseen(vm, src, &e)) fail_msg("%s: %s", code, e.text);
  source_release(src);
}

static Value eval(const char *code) {
  Source *src = source_new("<test>", code, strlen(code), 1);
  Err e = {0};
  Value v;
  if (!vm_eval(vm, src, &v, &e)) fail_msg("%s: %s", code, e.text);
  source_release(src);
  return v;
}

// Compares the two; says is what must be said of the difference, NULL: they are the same.
static void compare(const char *given, const char *expected, double tolerance, bool reveal, const char *says) {
  Value a = eval(given), b = eval(expected);
  Str why = {0};
  bool same = answer_matches(a, b, tolerance, reveal, &why);
  if (same != !says) fail_msg("%s against %s: %s", given, expected, same ? "the same" : str_c(&why));
  if (says && strcmp(str_c(&why), says) != 0) fail_msg("%s against %s: \"%s\"", given, expected, str_c(&why));
  str_free(&why);
  value_release(a);
  value_release(b);
}

static void test_numbers(void **state) {
  (void)state;
  compare("0.5", "0.5004", 1e-3, false, NULL);
  compare("0.5", "0.51", 1e-3, false, "0.5 is too small");
  compare("0.6", "0.51", 1e-3, false, "0.6 is too large");
  compare("0.6", "0.51", 1e-3, true, "expected 0.51, got 0.6");
  compare("1000.4", "1000", 1e-3, false, NULL); // relative to what is expected
  compare("true", "1", 0, false, NULL);
  compare("sum([1, 2])", "3", 0, false, NULL); // a tensor of rank 0
  compare("inf", "inf", 1e-3, false, NULL);
  compare("inf", "3", 1e-3, false, "inf is too large");
  compare("nan", "3", 1e-3, false, "nan is not it");
  compare("\"three\"", "3", 1e-3, false, "expected a number, got a string");
}

static void test_tensors(void **state) {
  (void)state;
  compare("[[1, 2], [3, 4.0001]]", "[[1, 2], [3, 4]]", 1e-3, true, NULL);
  compare("[[1, 2], [3, 5]]", "[[1, 2], [3, 4]]", 1e-3, true, "element [1, 1] should be 4, and is 5");
  compare("[[1, 2], [3, 5]]", "[[1, 2], [3, 4]]", 1e-3, false, "element [1, 1] is 5: too large");
  compare("[1, 2]", "[[1, 2]]", 1e-3, true, "expected a tensor of shape (1, 2), got a tensor of shape (2,)");
}

static void test_data(void **state) {
  (void)state;
  compare("\" cat \"", "\"cat\"", 0, false, NULL);
  compare("\"dog\"", "\"cat\"", 0, false, "\"dog\" is not it");
  compare("[\"a\", 2]", "[\"a\", 3]", 0, true, "element [1] should be 3, and is 2");
  compare("{a: 1, b: [\"x\"]}", "{b: [\"x\"], a: 1}", 0, true, NULL);
  compare("{a: 1}", "{a: 1, b: 2}", 0, true, "the field b is missing");
  compare("nil", "nil", 0, true, NULL);
  compare("zeros(2, 3).shape", "[2, 3]", 0, true, NULL); // a list of numbers and a tensor of the same
  compare("[1]", "zeros(1).shape", 0, true, NULL);
  compare("zeros(2, 6).shape", "[2, 3]", 0, true, "expected [2, 3], got [2, 6]");
  compare("[2, 3, 1]", "zeros(2, 3).shape", 0, false, "[2, 3, 1] is not it");
}

static void test_bare(void **state) {
  (void)state;
  Block choice = {.kind = BLOCK_ASK, .n_choices = 3}, value = {.kind = BLOCK_ASK}, task = {.kind = BLOCK_TASK};
  static const char *const letters[] = {"a", " B ", "c.", "c)"}, *const no_letters[] = {"d", "ab", "", "1", "a + b"};
  static const char *const bare[] = {"1", " -0.5 ", "1e-3", "\"cat\"", "[1, 2]", "[[1, 2.5], [-3, 4]]"};
  static const char *const not_bare[] = {"x", "1 + 1", "inf", "0x10", "", "\"a\" + \"b\"", "[x]", "softmax([1])", "1 2", "-"};
  for (size_t i = 0; i < 4; i++) assert_true(answer_is_bare(&choice, letters[i]));
  for (size_t i = 0; i < 5; i++) assert_false(answer_is_bare(&choice, no_letters[i]));
  for (size_t i = 0; i < 6; i++) assert_true(answer_is_bare(&value, bare[i]));
  for (size_t i = 0; i < 10; i++) assert_false(answer_is_bare(&value, not_bare[i]));
  assert_false(answer_is_bare(&task, "1"));
}

static void grade(const Block *b, const char *answer, bool passed, int wrong, const char *reply) {
  Grade g;
  Err e = {0};
  bool ok = b->kind == BLOCK_ASK ? grade_ask(vm, b, answer, &g, &e) : grade_task(vm, b, 5, &g, &e);
  if (!ok) fail_msg("%s", e.text);
  if (g.passed != passed || g.wrong != wrong) fail_msg("%s: passed %d, wrong %d: %s", answer, g.passed, g.wrong, str_c(&g.reply));
  if (reply && !strstr(str_c(&g.reply), reply)) fail_msg("\"%s\" is not in \"%s\"", reply, str_c(&g.reply));
  grade_free(&g);
}

static void test_questions(void **state) {
  (void)state;
  WrongAnswer mistakes[] = {{"2 * 2", "That is the double."}};
  Block b = {.kind = BLOCK_ASK, .answer = "3 * 2", .tolerance = 1e-4, .wrong = mistakes, .n_wrong = 1};
  grade(&b, "6", true, -1, NULL);
  grade(&b, "12 / 2", true, -1, NULL); // any expression of that value
  grade(&b, "4", false, 0, "That is the double.");
  grade(&b, "7", false, -1, "too large");
  Grade g;
  Err e = {0};
  assert_false(grade_ask(vm, &b, "nosuchname", &g, &e));
  grade_free(&g);
  err_clear(&e);
  mistakes[0].answer = "a";
  const char *choices[] = {"one", "two"};
  Block c = {.kind = BLOCK_ASK, .answer = "b", .choices = choices, .n_choices = 2, .wrong = mistakes, .n_wrong = 1};
  grade(&c, "b", true, -1, NULL);
  grade(&c, "A)", false, 0, "That is the double.");
}

static void test_tasks(void **state) {
  (void)state;
  const char *names[] = {"f"};
  Check checks[] = {{"allclose(f(z), 2 * z)", "f(z) is not twice z."}};
  WrongAnswer mistakes[] = {{"def f(x) { return x ** 2 }", "You squared it."}, {"def f(x) { return x }", "You did nothing."}};
  Block b = {.kind = BLOCK_TASK, .names = names, .n_names = 1, .setup = "z = randn(3)", .checks = checks, .n_checks = 1,
             .wrong = mistakes, .n_wrong = 2};
  grade(&b, "", false, -1, "`f` is not defined");
  run("f = fn(x) x + x");
  grade(&b, "", true, -1, NULL);
  run("f = fn(x) x * x"); // the same mistake, written another way
  grade(&b, "", false, 0, "You squared it.");
  run("def f(x) { return 1 * x }");
  grade(&b, "", false, 1, "You did nothing.");
  run("def f(x) { return 3 * x }");
  grade(&b, "", false, -1, "should be");
  grade(&b, "", false, -1, "seed(5)"); // what it was checked on can be drawn again
  run("def f(x) { return nosuchname }");
  grade(&b, "", false, -1, "nosuchname is not defined");
  run("def f(x, y) { return x }");
  grade(&b, "", false, -1, "f(z) is not twice z.");
}

// Grading changes neither variables nor the random generator.
static void test_no_mark(void **state) {
  (void)state;
  const char *names[] = {"x"};
  Check checks[] = {{"x == 3", "x is not 3."}};
  Block b = {.kind = BLOCK_TASK, .names = names, .n_names = 1, .setup = "z = randn(3); y = 7", .checks = checks, .n_checks = 1};
  run("x = 3; y = 1");
  Rng before = *rng_global();
  grade(&b, "", true, -1, NULL);
  assert_memory_equal(&before, rng_global(), sizeof before);
  assert_null(vm_get(vm, name_of("z")));
  compare("y", "1", 0, true, NULL);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup_teardown(test_numbers, start, end),   cmocka_unit_test_setup_teardown(test_tensors, start, end),
      cmocka_unit_test_setup_teardown(test_data, start, end),      cmocka_unit_test_setup_teardown(test_bare, start, end),
      cmocka_unit_test_setup_teardown(test_questions, start, end), cmocka_unit_test_setup_teardown(test_tasks, start, end),
      cmocka_unit_test_setup_teardown(test_no_mark, start, end),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
