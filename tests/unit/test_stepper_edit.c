// SPDX-License-Identifier: GPL-3.0-or-later
// The stepper's changes: a run done again with another number is held against the same program typed with that
// number; taking it back brings the same screen; and the machine is left as it was.
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
  "def share(x) { z = exp(x); return z / sum(z, dim=-1, keepdim=true) }\n"
  "def attend(Q, K, V, temperature=1) { s = Q @ K.T / temperature; w = share(s); return w @ V }\n"
  "Q = [[1, 0], [0, 1], [1, 1]]\n"
  "V = [[1, 2], [3, 4], [5, 6]]\n"
  "lists = {many: [Q * 2, V]}\n"
  "model line() { param w = 2; param b = 1; def forward(x) { return w * x + b } }\n"
  "m = line()\n"
  "opt = adam(m, lr=0.1)\n"
  "def train(n, lr=0.1) {\n"
  "  o = sgd(m, lr=lr)\n"
  "  for i in range(n) { zero_grad(m); l = mse_loss(m([1., 2]), [3, 4]); backward(l); step(o) }\n"
  "  return l\n"
  "}\n"
  "def noisy(k) { a = randn(3); if k > 2 { a = a * 2 }; c = randn(3); return sum(a * c) }\n";

static Vm *vm;

static void run(const char *text) { run_text(vm, text); }

static Value eval(const char *text) {
  Err e = {0};
  Value v;
  Source *src = source_new("test", text, strlen(text), 1);
  if (!vm_eval(vm, src, &v, &e)) fail_msg("%s: %s", text, e.text);
  source_release(src);
  return v;
}

static Stepper *stepper_on(const char *text) { return stepper_of(vm, text); }

static int setup(void **state) {
  (void)state;
  vm = vm_new();
  trace_attach(vm);
  rng_seed(rng_global(), 7);
  run(program);
  return 0;
}

static int teardown(void **state) {
  (void)state;
  vm_free(vm);
  return 0;
}

static void key(Stepper *s, const char *k) {
  if (!stepper_key(s, k)) fail_msg("%s is no key", k);
}

static bool says(const Stepper *s, const char *text) {
  if (strstr(stepper_message(s), text)) return true;
  printf("# %s\n# not: %s\n", stepper_message(s), text);
  return false;
}

static bool same_numbers(Value a, Value b) {
  double x, y;
  if (value_is_number(a, &x) && value_is_number(b, &y)) return (float)x == (float)y;
  return value_equal(a, b);
}

// The result of the walk is what the expression gives.
static void result_is(Stepper *s, const char *expr) {
  Value want = eval(expr);
  if (!same_numbers(trace_result(stepper_walk(s)->t), want)) fail_msg("the result is not %s", expr);
  value_release(want);
}

static Canvas drawn(const Stepper *s) { return screen_of(s, 40, 120); }
static bool shows(const Stepper *s, const char *text) { return screen_shows(s, 40, 120, text); }

// -- changing a number ----------------------------------------------------------------------------------
static void test_edit_a_step(void **state) {
  (void)state;
  Stepper *s = stepper_on("attend(Q, Q, V)");
  key(s, "/exp");
  key(s, "e 0, 1 = 3 * 2");
  assert_true(says(s, "z[0, 1] 1 → 6"));
  // the same by hand
  result_is(s, "z = exp(Q @ Q.T); z[0, 1] = 6; (z / sum(z, dim=-1, keepdim=true)) @ V");
  assert_true(shows(s, "most [0, 1] 1 → 6")); // before beside after
  key(s, "D");
  assert_true(says(s, "w  3 of 9 changed"));
  key(s, "e z[2, 2] = 0"); // they stack
  result_is(s, "z = exp(Q @ Q.T); z[0, 1] = 6; z[2, 2] = 0; (z / sum(z, dim=-1, keepdim=true)) @ V");
  key(s, "u");
  result_is(s, "z = exp(Q @ Q.T); z[0, 1] = 6; (z / sum(z, dim=-1, keepdim=true)) @ V");
  key(s, "u");
  result_is(s, "attend(Q, Q, V)");
  key(s, "u");
  assert_true(says(s, "nothing was changed"));
  stepper_free(s);
}

// A value that was there before the run: wherever the run uses it, it is the changed one.
static void test_edit_what_was_there(void **state) {
  (void)state;
  Stepper *s = stepper_on("attend(Q, Q, V) + lists.many[0]");
  key(s, "e Q[0, 0] = 5");
  result_is(s, "P = [[5, 0], [0, 1], [1, 1]]; attend(P, P, V) + lists.many[0]");
  key(s, "p sum(Q)"); // in that run
  assert_true(says(s, "8"));
  key(s, "c");
  key(s, "e [1, 1] = 9");
  result_is(s, "P = [[5, 0], [0, 1], [1, 1]]; r = attend(P, P, V) + lists.many[0]; r[1, 1] = 9; r");
  key(s, "u");
  key(s, "u");
  result_is(s, "attend(Q, Q, V) + lists.many[0]");
  Value q = eval("Q[0, 0]");
  assert_true(q.type == VAL_TENSOR ? q.as.t->data[0] == 1 : q.as.num == 1); // outside nothing changed
  value_release(q);
  stepper_free(s);
}

static void test_edit_in_a_list(void **state) {
  (void)state;
  Stepper *s = stepper_on("sum(lists.many[1] * 3)");
  key(s, "/mul");
  key(s, "tab"); // the result, then what went in
  key(s, "tab");
  key(s, "down");
  key(s, "e 100");
  assert_true(says(s, "[1, 0] 3 → 100"));
  result_is(s, "sum(V * 3) - 9 + 300");
  stepper_free(s);
}

static void test_edit_a_constant(void **state) {
  (void)state;
  Stepper *s = stepper_on("softmax([1, 2, 3]) * 2");
  key(s, "home");
  key(s, "tab");
  key(s, "tab");
  key(s, "e 3");
  result_is(s, "softmax([3, 2, 3]) * 2");
  stepper_free(s);
}

static void test_edit_a_number(void **state) {
  (void)state;
  Stepper *s = stepper_on("k = 4; j = k * 2; sum([j, k, 1])");
  key(s, "e k = 10");
  result_is(s, "31");
  stepper_free(s);
}

static void test_edit_a_parameter(void **state) {
  (void)state;
  Stepper *s = stepper_on("train(3)");
  Value before = eval("m.w");
  key(s, "/forward");
  key(s, "/mul");
  key(s, "e w = 5"); // the weight that the first pass uses
  assert_true(says(s, "w 2 → 5"));
  Canvas c = drawn(s);
  canvas_free(&c);
  double x = 5, b = 1, l = 0; // plain descent, lr 0.1
  for (int i = 0; i < 3; i++) {
    double r1 = x + b - 3, r2 = 2 * x + b - 4;
    l = (r1 * r1 + r2 * r2) / 2;
    x -= 0.1 * (r1 + 2 * r2);
    b -= 0.1 * (r1 + r2);
  }
  double got;
  assert_true(value_is_number(trace_result(stepper_walk(s)->t), &got));
  assert_true(got > l - 1e-4 && got < l + 1e-4);
  Value after = eval("m.w"); // the machine is where it was
  assert_true(before.as.t == after.as.t && before.as.t->data[0] == after.as.t->data[0]);
  value_release(before);
  value_release(after);
  stepper_free(s);
}

// Gradients go on through a changed number.
static void test_gradient_through_a_change(void **state) {
  (void)state;
  run("m = line()");
  Stepper *s = stepper_on("h = m.w * 3; loss = h * h; loss");
  key(s, "n");
  key(s, "e h = 10");
  key(s, "/back");
  key(s, "c");
  const Event *ev = trace_event(stepper_walk(s)->t, stepper_walk(s)->at);
  assert_int_equal(ev->kind, VM_GRAD); // d/dw (3 w)^2 at h = 10: 2 * 10 * 3
  assert_true(ev->value.as.t->data[0] == 60);
  stepper_free(s);
}

static void test_what_cannot_be_changed(void **state) {
  (void)state;
  Stepper *s = stepper_on("sum(m([1, 2]))");
  static const struct { const char *key, *says; } cases[] = {
    {"e", "e 0.5"}, {"e 7 = 2", "has the shape"}, {"e nobody = 2", "no value here is called nobody"},
    {"e 5, 5 = 1", "has the shape"}, {"e x[0] = softmx(1)", "softmx is not defined"}, {"r nobody = 2", "is called nobody"},
    {"r lr", "r lr = 0.1"}, {"e x = \"a\"", "put the cursor"}, {"e x[0] = \"a\"", "a number, nothing else"}};
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    key(s, cases[i].key);
    if (!says(s, cases[i].says)) fail_msg("after %s", cases[i].key);
  }
  static const char *const code[] = {"e = 3", "e * 2", "e + 1", "e - 1", "r = 2", "u = 3", "b = 1", "D = 2"};
  for (size_t i = 0; i < sizeof code / sizeof *code; i++) assert_false(stepper_key(s, code[i]));
  stepper_key(s, "c");
  key(s, "e 1");
  assert_true(says(s, "gradients follow"));
  stepper_set_vm(s, NULL);
  key(s, "e 1");
  assert_true(says(s, "no machine"));
  stepper_free(s);
}

// A run that fails with the change is left, the one before stays.
static void test_a_change_that_fails(void **state) {
  (void)state;
  Stepper *s = stepper_on("k = 3; x = zeros(k); sum(x)");
  key(s, "e k = -1");
  assert_true(says(s, "-1"));
  result_is(s, "0");
  key(s, "u");
  assert_true(says(s, "nothing was changed"));
  stepper_free(s);
}

// -- other arguments -------------------------------------------------------------------------------------
static void test_replay(void **state) {
  (void)state;
  Stepper *s = stepper_on("attend(Q, Q, V)");
  key(s, "r temperature = 4");
  result_is(s, "attend(Q, Q, V, temperature=4)");
  key(s, "r dim = 0"); // of the operation sum
  result_is(s, "z = exp(Q @ Q.T / 4); (z / sum(z, dim=0, keepdim=true)) @ V");
  key(s, "r V = [[0, 0], [0, 0], [1, 1]]");
  result_is(s, "z = exp(Q @ Q.T / 4); (z / sum(z, dim=0, keepdim=true)) @ [[0, 0], [0, 0], [1, 1]]");
  stepper_free(s);
}

static void test_replay_a_rate(void **state) {
  (void)state;
  run("m = line(); before = state_dict(m)");
  Stepper *s = stepper_on("train(4)");
  run("load_state_dict(m, before); slow = train(4, lr=0.01); load_state_dict(m, before)");
  key(s, "r lr = 0.01");
  result_is(s, "slow");
  stepper_free(s);
}

// From the same seed, and up to the change the same run: random numbers too.
static void test_same_randomness(void **state) {
  (void)state;
  run("seed(3)");
  Stepper *s = stepper_on("noisy(1)");
  run("seed(3); one = noisy(1); seed(3); three = noisy(3)");
  result_is(s, "one");
  Rng rng = *rng_global();
  key(s, "r k = 3");
  assert_memory_equal(rng.s, rng_global()->s, sizeof rng.s);
  result_is(s, "three");
  key(s, "u");
  result_is(s, "one");
  stepper_free(s);
}

// -- back to where one was ---------------------------------------------------------------------------------
static void test_undo_is_exact(void **state) {
  (void)state;
  static const char *const edits[] = {"e z[0, 1] = 4", "e Q[1, 1] = 3", "r temperature = 2", "e s[2, 2] = -1"};
  Stepper *s = stepper_on("attend(Q, Q, V)");
  key(s, "/exp");
  key(s, "s");
  key(s, "w 1, 1"); // a message, so that the foot is compared too
  Value was = value_retain(trace_result(stepper_walk(s)->t));
  key(s, "n");
  key(s, "N");
  Canvas before = drawn(s);
  for (size_t i = 0; i < 4; i++) key(s, edits[i]);
  for (size_t i = 0; i < 4; i++) key(s, "u");
  key(s, "n");
  key(s, "N");
  Canvas after = drawn(s);
  assert_true(canvas_equal(&before, &after));
  assert_ptr_equal(was.as.t, trace_result(stepper_walk(s)->t).as.t);
  canvas_free(&before);
  canvas_free(&after);
  value_release(was);
  stepper_free(s);
}

// Over an optimiser's update and back: the weights before it.
static void test_back_over_an_update(void **state) {
  (void)state;
  run("m = line()");
  Stepper *s = stepper_on("train(2)");
  Value weights[2] = {value_nil(), value_nil()};
  int n = 0;
  while (walk_step(stepper_walk(s), 1)) {
    const Event *ev = trace_event(stepper_walk(s)->t, stepper_walk(s)->at);
    if (ev->kind == VM_OP && strcmp(ev->name, "mul") == 0 && ev->args[0].type == VAL_TENSOR && n < 2) weights[n++] = ev->args[0];
  }
  assert_int_equal(n, 2);
  assert_true(weights[0].as.t->data[0] == 2);
  assert_true(weights[1].as.t->data[0] != 2);
  size_t i = 0;
  while (trace_event(stepper_walk(s)->t, i)->kind != VM_UPDATE) i++;
  walk_goto(stepper_walk(s), i);
  assert_true(shows(s, "updated"));
  assert_true(shows(s, "before"));
  stepper_free(s);
}

// -- the backward pass -----------------------------------------------------------------------------------
static void test_gradients_are_steps(void **state) {
  (void)state;
  run("m = line(); opt = adam(m, lr=0.1)");
  Stepper *s = stepper_on("p = m([1, 2]); loss = sum(p * p); backward(loss); step(opt)");
  key(s, "/loss");
  key(s, "b");
  assert_true(shows(s, "dL/dloss"));
  // dp = 2 p = [6, 10]
  key(s, "home");
  key(s, "/p");
  assert_true(shows(s, "dL/dp"));
  key(s, "b");
  const Event *ev = trace_event(stepper_walk(s)->t, stepper_walk(s)->at);
  assert_int_equal(ev->kind, VM_GRAD);
  assert_true(ev->value.as.t->data[0] == 6 && ev->value.as.t->data[1] == 10);
  assert_ptr_equal(ev->op, op_find("add"));
  size_t at = stepper_walk(s)->at;
  key(s, "B");
  assert_true(shows(s, "w * x + b"));
  key(s, "b");
  assert_int_equal(stepper_walk(s)->at, at);
  // all of them lie between the loss and the end of backward, and the update comes after
  size_t grads = 0, update = 0, done = 0;
  for (size_t i = 0; i < trace_len(stepper_walk(s)->t); i++) {
    ev = trace_event(stepper_walk(s)->t, i);
    grads += ev->kind == VM_GRAD;
    if (ev->kind == VM_BUILTIN && strcmp(ev->name, "backward") == 0) done = i;
    if (ev->kind == VM_UPDATE && !update) update = i;
  }
  assert_true(grads >= 6 && done > 0 && update > done);
  stepper_free(s);
}

// Where nobody asked, the gradient of a loss follows by itself, and of anything else with b.
static void test_backward_on_request(void **state) {
  (void)state;
  run("m = line(); unset = m.b");
  Stepper *s = stepper_on("sum(m([1, 2]))");
  key(s, "c");
  assert_int_equal(trace_event(stepper_walk(s)->t, stepper_walk(s)->at)->kind, VM_GRAD);
  stepper_free(s);
  s = stepper_on("sum(Q * Q)");
  size_t n = trace_len(stepper_walk(s)->t);
  key(s, "c");
  key(s, "b");
  assert_true(trace_len(stepper_walk(s)->t) > n);
  assert_int_equal(stepper_walk(s)->at, n);
  key(s, "c");
  const Event *ev = trace_event(stepper_walk(s)->t, stepper_walk(s)->at);
  Value want = eval("2 * Q");
  assert_true(value_equal(ev->value, want));
  value_release(want);
  stepper_free(s);
  s = stepper_on("Q * Q");
  key(s, "b");
  assert_true(says(s, "a single number"));
  stepper_free(s);
}

static void test_nothing_is_left(void **state) {
  (void)state;
  for (int i = 0; i < 2; i++) {
    size_t blocks = mem_live_blocks();
    Stepper *s = stepper_on("train(2)");
    key(s, "e w = 3");
    key(s, "r lr = 0.2");
    key(s, "u");
    key(s, "e nobody = 1");
    Canvas c = drawn(s);
    canvas_free(&c);
    stepper_free(s);
    run("zero_grad(m); load_state_dict(m, {w: 2, b: 1})");
    if (i > 0) assert_int_equal(mem_live_blocks(), blocks); // names are interned once
  }
}

int main(void) {
#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
  const struct CMUnitTest tests[] = {
    TEST(test_edit_a_step),
    TEST(test_edit_what_was_there),
    TEST(test_edit_in_a_list),
    TEST(test_edit_a_constant),
    TEST(test_edit_a_number),
    TEST(test_edit_a_parameter),
    TEST(test_gradient_through_a_change),
    TEST(test_what_cannot_be_changed),
    TEST(test_a_change_that_fails),
    TEST(test_replay),
    TEST(test_replay_a_rate),
    TEST(test_same_randomness),
    TEST(test_undo_is_exact),
    TEST(test_back_over_an_update),
    TEST(test_gradients_are_steps),
    TEST(test_backward_on_request),
    TEST(test_nothing_is_left),
  };
  int failed = cmocka_run_group_tests(tests, NULL, NULL);
  names_free();
  return failed;
}
