// SPDX-License-Identifier: GPL-3.0-or-later
// The tables tell the truth: every example of every operation, builtin and command runs and gives the
// text it shows; and the arithmetic that `why` gives for each cell of an operation's example, typed
// back into the language, is that cell.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "base/rng.h"
#include "lang/builtin.h"
#include "session/command.h"
#include "tape/why.h"

static Str shown;
static int failures;

static void on_text(void *self, TextKind kind, const char *text) {
  (void)self;
  if (kind == TEXT_ERROR) str_add(&shown, "error: ");
  str_add(&shown, text);
  if (shown.n == 0 || shown.s[shown.n - 1] != '\n') str_addc(&shown, '\n');
}

static void on_view(void *self, const ViewDef *kind, const ViewSpec *spec, bool pin) {
  (void)self, (void)pin;
  str_addf(&shown, "<%s of %s>\n", kind->name, spec->title);
}

static void on_step(void *self, Stepper *s) { (void)self, (void)s; }

static const Front front = {.text = on_text, .view = on_view, .step = on_step};

static bool same_text(const char *a, const char *b) { // but for blanks at line ends and the last line feed
  size_t n = strlen(a), m = strlen(b);
  while (n > 0 && a[n - 1] == '\n') n--;
  while (m > 0 && b[m - 1] == '\n') m--;
  return n == m && memcmp(a, b, n) == 0;
}

static void run_example(const char *name, const char *code, const char *result) {
  Session *s = session_new(front);
  rng_seed(rng_global(), 0);
  str_clear(&shown);
  session_input(s, "<example>", code, 1);
  if (result ? !same_text(str_c(&shown), result) : strstr(str_c(&shown), "error: ") != NULL) {
    print_message("# %s: %s\n#   gives %s\n#   not   %s\n", name, code, str_c(&shown), result ? result : "(no error)");
    failures++;
  }
  session_free(s);
}

static void test_examples_of_operations(void **state) {
  (void)state;
  failures = 0;
  for (size_t i = 0; i < n_ops; i++) {
    const OpDef *d = op_table[i];
    if (!d->examples[0].code) {
      print_message("# %s has no example\n", d->name);
      failures++;
    }
    for (size_t k = 0; k < 4 && d->examples[k].code; k++) run_example(d->name, d->examples[k].code, d->examples[k].result);
    if (!d->doc || !d->why) {
      print_message("# %s has no doc or no why\n", d->name);
      failures++;
    }
  }
  assert_int_equal(failures, 0);
}

static void test_examples_of_builtins(void **state) {
  (void)state;
  failures = 0;
  for (size_t i = 0; i < builtin_count(); i++) {
    const BuiltinDef *b = builtin_at(i);
    if (!b->examples[0].code || !b->doc) {
      print_message("# %s has no example or no doc\n", b->name);
      failures++;
    }
    for (size_t k = 0; k < 4 && b->examples[k].code; k++) run_example(b->name, b->examples[k].code, b->examples[k].result);
  }
  assert_int_equal(failures, 0);
}

static void test_examples_of_commands(void **state) {
  (void)state;
  failures = 0;
  for (size_t i = 0; i < n_commands; i++)
    if (command_table[i]->example) run_example(command_table[i]->name, command_table[i]->example, NULL);
  assert_int_equal(failures, 0);
}

// One cell: its arithmetic, evaluated, is the cell.
static void why_holds(Vm *vm, const OpDef *d, Tensor *t, size_t i) {
  Err e = {0};
  WhyAnswer a = {0};
  double got = NAN;
  if (why_cell(t, i, 9, 8, 0, &a, &e)) {
    Source *src = source_new("<why>", str_c(&a.text), a.text.n, 1);
    Value v;
    if (vm_eval(vm, src, &v, &e)) {
      value_is_number(v, &got);
      value_release(v);
    }
    source_release(src);
  }
  double want = (double)t->data[i];
  bool same = isnan(want) ? isnan(got) : isinf(want) ? got == want : fabs(got - want) <= 1e-4 * (1 + fabs(want));
  if (!same || e.code) {
    print_message("# %s[%zu]: why says %s = %.9g, the cell is %.9g %s\n", d->name, i, str_c(&a.text), got, want, e.text);
    failures++;
  }
  why_free(&a);
  err_clear(&e);
}

static void test_why_is_the_cell(void **state) {
  (void)state;
  failures = 0;
  size_t cells = 0;
  for (size_t i = 0; i < n_ops; i++)
    for (size_t k = 0; k < 4 && op_table[i]->examples[k].code; k++) {
      Vm *vm = vm_new();
      Err e = {0};
      Value v;
      const char *code = op_table[i]->examples[k].code;
      Source *src = source_new("<example>", code, strlen(code), 1);
      if (vm_eval(vm, src, &v, &e)) {
        for (size_t c = 0; v.type == VAL_TENSOR && c < v.as.t->size && c < 16; c++, cells++) why_holds(vm, op_table[i], v.as.t, c);
        value_release(v);
      }
      source_release(src);
      err_clear(&e);
      vm_free(vm);
    }
  print_message("# %zu cells asked\n", cells);
  assert_true(cells > 100);
  assert_int_equal(failures, 0);
}

int main(void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_examples_of_operations), cmocka_unit_test(test_examples_of_builtins),
    cmocka_unit_test(test_examples_of_commands), cmocka_unit_test(test_why_is_the_cell)};
  int failed = cmocka_run_group_tests(tests, NULL, NULL);
  str_free(&shown);
  return failed;
}
