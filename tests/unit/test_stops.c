// SPDX-License-Identifier: GPL-3.0-or-later
// Where a walk stops: the same events in both directions, and just those that a look at every event finds.
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
  "model line() { param w = 2; param b = 1; def forward(x) { return w * x + b } }\n"
  "m = line()\n"
  "def scale(x) {\n"
  "  y = x * 2\n"
  "  return y\n"
  "}\n"
  "def count(n) {\n"
  "  total = 0\n"
  "  for i in range(n) {\n"
  "    total = total + scale(i)\n"
  "    parity = i % 4 < 2\n"
  "  }\n"
  "  return total\n"
  "}\n"
  "def train(n) {\n"
  "  o = sgd(m, lr=0.1)\n"
  "  for i in range(n) { zero_grad(m); l = mse_loss(m([1., 2]), [3, 4]); backward(l); step(o) }\n"
  "  return l\n"
  "}\n";

static Vm *vm;
static Stepper *s;
static const Trace *t;

static void open_walk(const char *text) {
  vm = vm_new();
  trace_attach(vm);
  run_text(vm, program);
  s = stepper_of(vm, text);
  t = stepper_walk(s)->t;
}

static void close_walk(void) {
  stepper_free(s);
  vm_free(vm);
}

static void key(const char *k) {
  if (!stepper_key(s, k)) fail_msg("%s is no key", k);
}

static const Event *here(void) { return trace_event(t, stepper_walk(s)->at); }

static bool says(const char *text) {
  if (strstr(stepper_message(s), text)) return true;
  printf("# %s\n# not: %s\n", stepper_message(s), text);
  return false;
}

typedef bool Wanted(const Event *ev);

// Forward to the end and back again: just the wanted events.
static void stops_at(Wanted *wanted) {
  key("home");
  size_t n = trace_len(t);
  for (size_t i = 1; i < n; i++) {
    if (!wanted(trace_event(t, i))) continue;
    key("c");
    if (stepper_walk(s)->at != i) fail_msg("stopped at %zu, not at %zu", stepper_walk(s)->at + 1, i + 1);
  }
  key("end");
  for (size_t i = n - 1; i-- > 1;) {
    if (!wanted(trace_event(t, i))) continue;
    key("C");
    if (stepper_walk(s)->at != i) fail_msg("on the way back at %zu, not at %zu", stepper_walk(s)->at + 1, i + 1);
  }
  key("C");
  assert_int_equal(stepper_walk(s)->at, 0);
}

static bool is_mul(const Event *ev) { return ev->kind == VM_OP && strcmp(ev->name, "mul") == 0; }
static bool is_large_mul(const Event *ev) { return is_mul(ev) && ev->value.as.num >= 6 && ev->value.as.num < 15; }
static bool is_scale(const Event *ev) { return ev->kind == VM_CALL && strcmp(ev->name, "scale") == 0; }
static bool is_total(const Event *ev) { return ev->kind == VM_ASSIGN && strcmp(ev->name, "total") == 0 && ev->value.as.num != 0; }
static bool is_w_update(const Event *ev) { return ev->kind == VM_UPDATE && strcmp(ev->name, "w") == 0; }

static bool last_parity, first_parity;
static bool is_parity(const Event *ev) { // 1 1 0 0 1 1 0 0: the first, and each change
  if (ev->kind != VM_ASSIGN || strcmp(ev->name, "parity") != 0) return false;
  bool stop = first_parity || ev->value.as.b != last_parity;
  last_parity = ev->value.as.b;
  first_parity = false;
  return stop;
}

static void test_breaks(void **state) {
  (void)state;
  open_walk("count(10)");
  key("break mul");
  assert_true(says("1: break mul"));
  stops_at(is_mul);
  key("delete 1");
  key("break * if x >= 3 and result < 15"); // the operation's own x and what it gave
  stops_at(is_large_mul);
  key("delete");
  key("break scale");
  stops_at(is_scale);
  key("break mul if nobody > 3"); // cannot be computed: never holds
  stops_at(is_scale);
  close_walk();
}

static void test_lines(void **state) {
  (void)state;
  open_walk("count(3)");
  key("break 4");
  for (int i = 0; i < 3; i++) {
    key("c");
    assert_true(is_mul(here()));
    assert_true(here()->args[0].as.num == i);
  }
  key("c");
  assert_int_equal(stepper_walk(s)->at + 1, trace_len(t));
  close_walk();
}

static void test_watch(void **state) {
  (void)state;
  open_walk("count(6)");
  key("watch total");
  // total is bound to 0 first, and once more by total + scale(0), which changes nothing
  key("c");
  assert_true(says("old: none") && says("new: 0"));
  key("c");
  assert_true(is_total(here()) && says("old: 0") && says("new: 2"));
  size_t at = stepper_walk(s)->at;
  key("c");
  assert_true(says("old: 2") && says("new: 6"));
  key("C");
  assert_int_equal(stepper_walk(s)->at, at);
  assert_true(says("old: 0") && says("new: 2"));
  close_walk();
}

static void test_watch_an_expression(void **state) {
  (void)state;
  open_walk("count(8)");
  key("watch parity");
  // by looking at every event, forward
  size_t expected[20], n = 0;
  first_parity = true;
  for (size_t i = 0; i < trace_len(t); i++)
    if (is_parity(trace_event(t, i))) expected[n++] = i;
  assert_int_equal(n, 4);
  for (size_t i = 0; i < n; i++) {
    key("c");
    assert_int_equal(stepper_walk(s)->at, expected[i]);
  }
  key("end");
  while (n-- > 0) {
    key("C");
    assert_int_equal(stepper_walk(s)->at, expected[n]);
  }
  key("delete");
  key("home");
  key("watch total > 5"); // false until 6
  key("c");
  key("c");
  assert_true(says("old: false") && says("new: true"));
  assert_true(here()->value.as.num == 6);
  close_walk();
}

// A parameter that an optimiser changes, seen from outside: m.w.
static void test_watch_a_parameter(void **state) {
  (void)state;
  open_walk("train(4)");
  const Value *m = vm_get(vm, name_of("m"));
  float now = value_field(*m, name_of("w"))->as.t->data[0];
  key("watch m.w");
  stops_at(is_w_update);
  key("home");
  key("c");
  assert_true(says("old: 2"));
  key("p m.w - 2 == result - 2"); // at that time
  assert_string_equal(stepper_message(s), "1");
  key("home");
  key("p m.w");
  assert_string_equal(stepper_message(s), "2");
  assert_true(value_field(*vm_get(vm, name_of("m")), name_of("w"))->as.t->data[0] == now); // and left as it is
  close_walk();
}

static void test_two_at_once(void **state) {
  (void)state;
  open_walk("count(3)");
  key("watch i");
  key("break mul");
  key("c");
  assert_true(says("watch i") && here()->kind == VM_ASSIGN);
  key("c");
  assert_true(says("break mul"));
  key("c 2");
  assert_true(is_mul(here()) && here()->args[0].as.num == 1);
  close_walk();
}

static void test_until(void **state) {
  (void)state;
  open_walk("count(50)");
  key("s 3"); // in the loop of count
  key("until");
  key("until");
  key("until");
  size_t at = stepper_walk(s)->at;
  assert_true(at > 4);
  key("reverse-until");
  assert_true(stepper_walk(s)->at < at);
  key("end");
  key("until");
  assert_true(says("last event"));
  close_walk();
}

static void test_lists_and_errors(void **state) {
  (void)state;
  open_walk("count(3)");
  static const struct { const char *key, *says; } cases[] = {
    {"break", "no stops"}, {"watch", "no stops"}, {"watch i", "1: watch i"}, {"break scale if i > 1", "2: break scale if i > 1"},
    {"break", "2: break scale if i > 1"}, {"break if i", "break wants"}, {"watch (1", "never closed"},
    {"break mul if (1", "never closed"}, {"delete 7", "no stop with the number 7"}, {"delete x", "the number of a stop"},
    {"delete 1", "2: break"}, {"delete 2", "no stops"}, {"break mul", "3: break mul"}, {"info", "3: break mul"},
    {"info", "recorded: events 1 to "}, {"info", "of at most 256 MiB"}, {"p nobody", "nobody is not defined"}};
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    key(cases[i].key);
    if (!says(cases[i].says)) fail_msg("after %s", cases[i].key);
  }
  static const char *const code[] = {"watch = 3", "info = 1", "delete = 2", "p = 2", "break = 1", "p + 1"};
  for (size_t i = 0; i < sizeof code / sizeof *code; i++) assert_false(stepper_key(s, code[i]));
  stepper_set_vm(s, NULL);
  key("delete");
  key("break mul if i > 1");
  key("c");
  assert_true(says("no machine"));
  close_walk();
}

static void test_nothing_is_left(void **state) {
  (void)state;
  for (int i = 0; i < 2; i++) {
    size_t blocks = mem_live_blocks();
    open_walk("train(3)");
    key("watch m.w * 2");
    key("break mul if x[0] > 5");
    key("c");
    key("c");
    key("C");
    key("p m.w");
    close_walk();
    if (i > 0) assert_int_equal(mem_live_blocks(), blocks);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_breaks),
    cmocka_unit_test(test_lines),
    cmocka_unit_test(test_watch),
    cmocka_unit_test(test_watch_an_expression),
    cmocka_unit_test(test_watch_a_parameter),
    cmocka_unit_test(test_two_at_once),
    cmocka_unit_test(test_until),
    cmocka_unit_test(test_lists_and_errors),
    cmocka_unit_test(test_nothing_is_left),
  };
  int failed = cmocka_run_group_tests(tests, NULL, NULL);
  names_free();
  return failed;
}
