// SPDX-License-Identifier: GPL-3.0-or-later
// Recordings that do not fit: they stay within their bound, and what is walked into is computed again, the same to the
// bit. And: N steps forward and N back, at any granularity, leave values, random numbers and screen as they were.
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
#include "base/settings.h"
#include "walks.h"

static const char program[] =
  "model line() { param w = randn(32, 32); param b = zeros(32); def forward(x) { return tanh(x @ w + b) } }\n"
  "m = line()\n"
  "def noisy(x, far) { y = x * 0.9 + 0.1 * randn(32, 32); z = y @ far; return y, z }\n"
  "def walk(n) {\n"
  "  far = randn(32, 32)\n"
  "  x = zeros(32, 32)\n"
  "  total = 0\n"
  "  for i in range(n) { x, z = noisy(x, far); total = total + x[0, 0] }\n"
  "  return x\n"
  "}\n"
  "def train(n) {\n"
  "  o = adam(m, lr=0.01)\n"
  "  for i in range(n) {\n"
  "    zero_grad(m)\n"
  "    loss = mean(m(randn(16, 32)) ** 2)\n"
  "    backward(loss)\n"
  "    step(o)\n"
  "  }\n"
  "  return loss\n"
  "}\n";

static Vm *vm;

static Trace *recorded(const char *text, double limit) {
  settings.record = limit;
  rng_seed(rng_global(), 5);
  vm = vm_new();
  trace_attach(vm);
  run_text(vm, program);
  return recording_of(vm, text);
}

static void done(Trace *t) {
  trace_release(t);
  vm_free(vm);
  settings.record = 256;
}

static uint64_t hash_bytes(uint64_t h, const void *p, size_t n) {
  const unsigned char *s = p;
  for (size_t i = 0; i < n; i++) h = (h ^ s[i]) * UINT64_C(1099511628211);
  return h;
}

static uint64_t hash_value(uint64_t h, Value v) {
  if (v.type == VAL_TENSOR) return hash_bytes(h, v.as.t->data, v.as.t->size * sizeof(float));
  if (v.type == VAL_NUM) return hash_bytes(h, &v.as.num, sizeof v.as.num);
  return hash_bytes(h, &v.type, sizeof v.type);
}

static uint64_t hash_event(const Event *ev) {
  uint64_t h = hash_bytes(hash_bytes(1, &ev->kind, sizeof ev->kind), &ev->at.start, sizeof ev->at.start);
  for (int k = 0; k < ev->n_args; k++) h = hash_value(h, ev->args[k]);
  return hash_value(h, ev->value);
}

static void add_variable(void *ctx, const char *name, Value v) {
  uint64_t *h = ctx;
  *h = hash_value(hash_bytes(*h, &name, sizeof name), v);
}

// All that is seen at an event: the event, and every variable.
static uint64_t hash_at(const Trace *t, size_t i) {
  const Event *ev = trace_look(t, i);
  uint64_t h = hash_event(ev);
  trace_variables(t, i, add_variable, &h);
  return h;
}

static void hold_the_same(const char *text) {
  Trace *t = recorded(text, 256);
  size_t n = trace_len(t), lo, hi;
  trace_held(t, &lo, &hi);
  assert_int_equal(lo, 0);
  uint64_t *whole = mem_alloc(n * sizeof *whole);
  for (size_t i = 0; i < n; i++) whole[i] = hash_at(t, i);
  done(t);
  t = recorded(text, 1);
  assert_int_equal(trace_len(t), n);
  trace_held(t, &lo, &hi);
  assert_true(lo > n / 4); // most of it is gone
  printf("# %zu points in %zu events\n", trace_n_points(t), n);
  assert_true(trace_n_points(t) >= 3 && trace_n_points(t) <= 16);
  assert_true(trace_bytes(t) <= 1024 * 1024);
  Rng rng = *rng_global(), random;
  rng_seed(&random, 3);
  for (int k = 0; k < 40; k++) { // here and there
    size_t i = rng_below(&random, n);
    assert_int_equal(hash_at(t, i), whole[i]);
    assert_true(trace_bytes(t) <= 1024 * 1024);
  }
  for (size_t i = 0; i < n; i++) assert_int_equal(hash_at(t, i), whole[i]);
  for (size_t i = n; i-- > 0;) assert_int_equal(hash_at(t, i), whole[i]);
  assert_memory_equal(rng.s, rng_global()->s, sizeof rng.s);
  assert_true(trace_n_points(t) >= 3); // none of them led elsewhere
  mem_free(whole);
  done(t);
}

static void test_same_values(void **state) {
  (void)state;
  hold_the_same("walk(250)");
}

static void test_same_training(void **state) {
  (void)state;
  hold_the_same("train(120)");
}

// The memory that is really taken, not what the recording believes.
static void test_memory(void **state) {
  (void)state;
  double remembered = settings.provenance;
  settings.provenance = 0; // what `:why` remembers of the running program is no part of the recording
  size_t before = mem_live_bytes();
  Trace *t = recorded("walk(700)", 2);
  printf("# a bound of 2 MiB: %.2f MiB taken, program and all\n", (double)(mem_live_bytes() - before) / (1024 * 1024));
  assert_true(mem_live_bytes() - before < (size_t)3 * 1024 * 1024);
  size_t small = mem_live_bytes();
  trace_look(t, trace_len(t) / 3);
  assert_true(mem_live_bytes() < small + (size_t)2 * 1024 * 1024);
  done(t);
  t = recorded("walk(700)", 256);
  assert_true(mem_live_bytes() - before > (size_t)10 * 1024 * 1024); // which it would take otherwise
  done(t);
  settings.provenance = remembered;
}

// A run that cannot be done again ends at the bound, with the reason.
static void test_inside_a_function(void **state) {
  (void)state;
  done(recorded("0 + 1", 1));
  settings.record = 1;
  vm = vm_new();
  trace_attach(vm);
  static const char text[] = "def g(n) { for i in range(n) { x = randn(100, 100) }; return x }\ndef f(n) { return trace(g(n)) }\nf(100)\n";
  Err e = {0};
  Source *src = source_new("test", text, strlen(text), 1);
  assert_false(vm_run(vm, src, &e));
  assert_int_equal(e.code, ERR_LIMIT);
  assert_non_null(strstr(e.text, "the recording reached 1 MiB"));
  err_clear(&e);
  source_release(src);
  vm_free(vm);
  settings.record = 256;
}

// -- there and back -----------------------------------------------------------------------------------
static Canvas drawn(const Stepper *s) { return screen_of(s, 30, 100); }

static void there_and_back(const char *text, double limit) {
  static const char *const there[] = {"s", "n", "f", "until", "c"}, *const back[] = {"S", "N", "F", "reverse-until", "C"};
  Trace *t = recorded(text, limit);
  Stepper *s = stepper_new(t);
  stepper_set_vm(s, vm);
  Rng random;
  rng_seed(&random, 17);
  Rng rng = *rng_global();
  for (int round = 0; round < 24; round++) {
    size_t kind = rng_below(&random, 2), from = rng_below(&random, trace_len(t)), moves = 0;
    char go[32];
    snprintf(go, sizeof go, "g %zu", from + 1);
    stepper_key(s, go);
    stepper_key(s, go);
    Canvas was = drawn(s);
    uint64_t h = hash_at(t, from);
    for (int k = 0; k < 30; k++) {
      size_t at = stepper_walk(s)->at;
      stepper_key(s, there[kind]);
      moves += stepper_walk(s)->at != at;
    }
    Canvas away = drawn(s);
    canvas_free(&away);
    while (moves-- > 0) stepper_key(s, back[kind]);
    assert_int_equal(stepper_walk(s)->at, from);
    assert_int_equal(hash_at(t, from), h);
    Canvas now = drawn(s);
    assert_true(canvas_equal(&was, &now));
    canvas_free(&was);
    canvas_free(&now);
  }
  // the larger moves: each end is reached again exactly
  for (size_t kind = 2; kind < sizeof there / sizeof *there; kind++) {
    stepper_key(s, "home");
    stepper_key(s, "s 7");
    stepper_key(s, "end");
    stepper_key(s, "home");
    stepper_key(s, there[kind]);
    Canvas was = drawn(s);
    stepper_key(s, back[kind]);
    stepper_key(s, "home");
    stepper_key(s, there[kind]);
    Canvas now = drawn(s);
    assert_true(canvas_equal(&was, &now));
    canvas_free(&was);
    canvas_free(&now);
  }
  assert_memory_equal(rng.s, rng_global()->s, sizeof rng.s);
  stepper_free(s);
  done(t);
}

static void test_there_and_back(void **state) {
  (void)state;
  there_and_back("walk(40)", 256);
  there_and_back("train(6)", 256);
}

static void test_there_and_back_in_a_window(void **state) {
  (void)state;
  there_and_back("walk(60)", 1);
}

static void test_edit_in_a_window(void **state) {
  (void)state;
  Trace *t = recorded("walk(60)", 1);
  Stepper *s = stepper_new(t);
  stepper_set_vm(s, vm);
  stepper_key(s, "info");
  assert_non_null(strstr(stepper_message(s), "of at most 1 MiB"));
  assert_non_null(strstr(stepper_message(s), "values at hand: events "));
  assert_non_null(strstr(stepper_message(s), "points to compute from"));
  stepper_key(s, "/noisy");
  stepper_key(s, "e far[0, 0] = 100");
  assert_non_null(strstr(stepper_message(s), "steps give something else"));
  stepper_key(s, "c");
  Canvas c = drawn(s);
  canvas_free(&c);
  stepper_key(s, "u");
  assert_non_null(strstr(stepper_message(s), "taken back"));
  stepper_free(s);
  done(t);
}

static void test_nothing_is_left(void **state) {
  (void)state;
  for (int i = 0; i < 2; i++) {
    size_t blocks = mem_live_blocks();
    Trace *t = recorded("walk(60)", 1);
    hash_at(t, 50);
    hash_at(t, 300);
    done(t);
    if (i > 0) assert_int_equal(mem_live_blocks(), blocks);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_same_values),
    cmocka_unit_test(test_same_training),
    cmocka_unit_test(test_memory),
    cmocka_unit_test(test_inside_a_function),
    cmocka_unit_test(test_there_and_back),
    cmocka_unit_test(test_there_and_back_in_a_window),
    cmocka_unit_test(test_edit_in_a_window),
    cmocka_unit_test(test_nothing_is_left),
  };
  int failed = cmocka_run_group_tests(tests, NULL, NULL);
  names_free();
  return failed;
}
