// SPDX-License-Identifier: GPL-3.0-or-later
// The line about training, and what it is told of plain loops and of loops within loops.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <math.h>
#include <string.h>

#include "base/interrupt.h"
#include "base/utf8.h"
#include "lang/vm.h"
#include "session/bar.h"

static void check(VmProgress p, int cols, const char *expected) {
  Str s = {0};
  bar_text(&p, cols, true, &s);
  assert_string_equal(str_c(&s), expected);
  assert_true(utf8_width(str_c(&s), s.n) <= cols);
  str_free(&s);
}

static void lines(void **state) {
  (void)state;
  VmProgress p = {.steps = 101, .share = 0.25, .seconds = 10, .loss = 0.5};
  check(p, 80, "[######------------------]  25%  loss 0.5  10 steps/s  30 s left");
  check(p, 60, "[######------------------]  25%  loss 0.5  10 steps/s");
  p.seconds = 1000;
  check(p, 80, "[######------------------]  25%  loss 0.5  0.1 steps/s  50 min 0 s left");
  p.share = -1;
  check(p, 80, "101 steps  loss 0.5  0.1 steps/s");
  p.loss = (double)NAN;
  check(p, 10, "101 steps");
}

// Training that takes longer than it takes to be told of: what was told last.
static VmProgress last;
static int told;

static void note(void *self, const VmProgress *p) {
  (void)self;
  last = *p;
  told++;
}

static VmProgress after(const char *loop) {
  Vm *vm = vm_new();
  vm_hooks(vm)->progress = note;
  Str code = {0};
  str_addf(&code, "model line() { param w = 2; def forward(x) { return w * x } }\n"
                  "m = line(); opt = sgd(m, lr=0)\n"
                  "def once() { zero_grad(opt); backward(m(1)); step(opt) }\n"
                  "def wait() { t = clock(); while clock() - t < 0.6 { } }\n%s", loop);
  Source *src = source_new("test", code.s, code.n, 1);
  Err e = {0};
  told = 0;
  if (!vm_run(vm, src, &e)) fail_msg("%s", e.text);
  source_release(src);
  str_free(&code);
  vm_free(vm);
  return last;
}

static void loops(void **state) {
  (void)state;
  VmProgress p = after("for i in range(4) { once() }");
  assert_int_equal(told, 0); // over before anybody needs to know
  p = after("for i in range(8) { if i == 3 { wait() }; if i < 4 { once() } }");
  assert_true(told == 2 && p.done && fabs(p.share - 0.5) < 1e-9 && p.steps == 4 && p.loss == 2);
  // within: the second of four rounds, the first of two
  p = after("def all() { for j in [1, 2] { if j == 1 { once() } } }\n"
            "for i in range(4) { if i == 1 { wait() }; if i < 2 { all() } }");
  assert_true(told == 2 && fabs(p.share - (1.0 + 0.5) / 4) < 1e-9);
  p = after("n = 0; while n < 3 { once(); n += 1; if n == 2 { wait() } }");
  assert_true(told == 2 && p.share < 0 && p.steps == 3);
}

// Word vectors from one sentence, for as long as a year: stopped as soon as the listener has heard of it.
static double heard[2];

static void stop(void *self, const VmProgress *p) {
  (void)self;
  last = *p;
  if (told < 2) heard[told] = p->share;
  if (++told == 2) interrupt_flag = 1;
}

static void words_until_stopped(const char *code) {
  Vm *vm = vm_new();
  vm_hooks(vm)->progress = stop;
  Source *src = source_new("test", code, strlen(code), 1);
  Err e = {0};
  told = 0;
  assert_false(vm_run(vm, src, &e));
  assert_int_equal(e.code, ERR_INTERRUPT);
  assert_true(told == 3 && last.done && last.steps > 0);
  err_clear(&e);
  source_release(src);
  vm_free(vm);
}

static void words(void **state) {
  (void)state;
  words_until_stopped("ids = arange(1e6) % 50; w = skip_gram(ids, 50, epochs=1e8)");
  assert_true(heard[0] > 0 && heard[1] > heard[0] && heard[1] < 0.1);
  words_until_stopped("ids = arange(1e6) % 50; for i in range(4) { if i == 3 { w = cbow(ids, 50, epochs=1e8) } }");
  assert_true(heard[0] > 0.75 && heard[1] > heard[0] && heard[1] < 0.76); // three of four turns, and a little
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(lines), cmocka_unit_test(loops), cmocka_unit_test(words)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
