// SPDX-License-Identifier: GPL-3.0-or-later
// What the tape keeps and for how long, and gradients through whole expressions.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <string.h>

#include "base/interrupt.h"
#include "base/mem.h"
#include "base/settings.h"
#include "tape/tape.h"

static Tape tape;
static const OpAttr nil[2] = {{.n = -1}, {.n = 0}};

static int setup(void **state) {
  (void)state;
  tape = (Tape){0};
  tape_begin(&tape);
  return 0;
}

static Tensor *apply(const char *name, int n, Tensor **in) {
  Err e = {0};
  Tensor *out = tape_apply(&tape, op_find(name), in, n, nil, &e);
  if (!out) fail_msg("%s: %s", name, e.text);
  return out;
}

static Tensor *op1(const char *name, Tensor *x) { return apply(name, 1, &x); }
static Tensor *op2(const char *name, Tensor *x, Tensor *y) { return apply(name, 2, (Tensor *[]){x, y}); }
// The same, releasing the first argument (and the second).
static Tensor *take1(const char *name, Tensor *x) {
  Tensor *out = op1(name, x);
  tensor_release(x);
  return out;
}
static Tensor *take2(const char *name, Tensor *x, Tensor *y) {
  Tensor *out = op2(name, x, y);
  tensor_release(x);
  tensor_release(y);
  return out;
}

static Tensor *vec(int n, const float *x) {
  Err e = {0};
  Shape s = shape_of(1, (int64_t[]){n});
  return tensor_from(x, &s, &e);
}

static Tensor *leaf(float x) {
  Err e = {0};
  Tensor *t = tensor_scalar(x), *l = tape_leaf(t, &e);
  tensor_release(t);
  return l;
}

static double at(const Tensor *t, size_t i) { return (double)t->data[i]; }

static void test_nodes(void **state) {
  (void)state;
  size_t before = mem_live_blocks();
  Tensor *x = vec(2, (float[]){1, 2});
  assert_null(tape_node(x));
  Tensor *y = op1("exp", x);
  assert_non_null(tape_node(y));
  assert_ptr_equal(tape_node(y)->call.in[0], x);
  assert_false(tape_requires_grad(y));
  tape.nodes_left = 0;
  Tensor *z = op1("exp", x);
  assert_null(tape_node(z)); // the budget is spent
  Tensor *w = leaf(3), *v = op2("mul", x, w);
  assert_true(tape_requires_grad(w) && tape_requires_grad(v)); // gradients do not count against it
  tape.no_grad = true;
  Tensor *u = op2("mul", x, w);
  assert_null(tape_node(u));
  Tensor *all[] = {x, y, z, w, v, u};
  for (int i = 0; i < 6; i++) tensor_release(all[i]);
  assert_int_equal(mem_live_blocks(), before);
}

// loss = sum((x * w) ** 2): d/dw = sum 2 x^2 w, d/dx = 2 x w^2
static void test_backward(void **state) {
  (void)state;
  size_t before = mem_live_blocks();
  Err e = {0};
  Tensor *x = vec(3, (float[]){1, 2, 3}), *w = leaf(0.5f), *two = tensor_scalar(2);
  Tensor *loss = take1("sum", take2("pow", op2("mul", x, w), two));
  assert_null(tape_grad_of(w));
  assert_true(tape_backward(loss, NULL, NULL, &e));
  assert_true(fabs(at(tape_grad_of(w), 0) - 14) < 1e-5);
  assert_true(tape_backward(loss, NULL, NULL, &e)); // adds up
  assert_true(fabs(at(tape_grad_of(w), 0) - 28) < 1e-5);
  Tensor *g[2];
  assert_true(tape_gradients(loss, (Tensor *[]){x, w}, 2, g, NULL, NULL, &e)); // changes no leaf
  assert_true(fabs(at(g[0], 2) - 1.5) < 1e-5 && fabs(at(g[1], 0) - 14) < 1e-5);
  assert_true(fabs(at(tape_grad_of(w), 0) - 28) < 1e-5);
  tape_zero_grad(w);
  assert_null(tape_grad_of(w));
  Tensor *all[] = {x, w, loss, g[0], g[1]};
  for (int i = 0; i < 5; i++) tensor_release(all[i]);
  assert_int_equal(mem_live_blocks(), before);
}

// Used twice, with a step on the way that is asked for itself: a = x * x; loss = a * x + a.
static void test_shared(void **state) {
  (void)state;
  Err e = {0};
  Tensor *x = tensor_scalar(3), *other = tensor_scalar(1), *a = op2("mul", x, x), *b = op2("mul", a, x);
  Tensor *loss = op2("add", b, a), *g[4];
  assert_true(tape_gradients(loss, (Tensor *[]){x, a, loss, other}, 4, g, NULL, NULL, &e));
  assert_true(at(g[0], 0) == 33 && at(g[1], 0) == 4 && at(g[2], 0) == 1 && at(g[3], 0) == 0);
  Tensor *all[] = {x, other, a, b, loss, g[0], g[1], g[2], g[3]};
  for (int i = 0; i < 9; i++) tensor_release(all[i]);
}

static void test_no_grad(void **state) {
  (void)state;
  Err e = {0};
  Tensor *w = leaf(2);
  tape.no_grad = true;
  Tensor *frozen = op2("mul", w, w); // a constant from here on
  assert_non_null(tape_node(frozen));
  tape.no_grad = false;
  Tensor *loss = op2("mul", frozen, w), *g;
  assert_true(tape_backward(loss, NULL, NULL, &e));
  assert_true(at(tape_grad_of(w), 0) == 4);
  assert_true(tape_gradients(loss, &w, 1, &g, NULL, NULL, &e));
  assert_true(at(g, 0) == 4);
  Tensor *all[] = {w, frozen, loss, g};
  for (int i = 0; i < 4; i++) tensor_release(all[i]);
}

static void assert_error(bool ok, Err *e, const char *text) {
  assert_false(ok);
  if (!strstr(e->text, text)) fail_msg("\"%s\" lacks \"%s\"", e->text, text);
  err_clear(e);
}

static void test_errors(void **state) {
  (void)state;
  Err e = {0};
  Tensor *x = vec(3, (float[]){1, 3, 2}), *w = leaf(1), *wide = op2("mul", x, w), *g = NULL;
  assert_error(tape_backward(wide, NULL, NULL, &e), &e, "this has shape (3,); take its sum or mean");
  wide->name = "loss";
  assert_error(tape_gradients(wide, &x, 1, &g, NULL, NULL, &e), &e, "a single number; loss has shape (3,)");
  Tensor *plain = op1("sum", x);
  assert_error(tape_backward(plain, NULL, NULL, &e), &e, "not computed from any parameter");
  Tensor *best = op1("argmax", wide);
  assert_error(tape_backward(best, NULL, NULL, &e), &e, "argmax has no gradient");
  assert_error(tape_gradients(best, &x, 1, &g, NULL, NULL, &e), &e, "argmax has no gradient");
  assert_null(g);
  assert_null(tape_apply(&tape, op_find("layer_norm"), &x, 1, nil, &e)); // weight and bias left out
  assert_error(false, &e, "layer_norm takes 3 tensors, got 1");
  Tensor *all[] = {x, w, wide, plain, best};
  for (int i = 0; i < 5; i++) tensor_release(all[i]);
}

// relu written out: the comparison is a constant as far as the slope goes.
static void test_comparison(void **state) {
  (void)state;
  Err e = {0};
  Tensor *x = vec(2, (float[]){-1, 2}), *zero = tensor_scalar(0), *g;
  Tensor *loss = take1("sum", take2("mul", tensor_retain(x), op2("gt", x, zero)));
  assert_true(tape_gradients(loss, &x, 1, &g, NULL, NULL, &e));
  assert_true(at(g, 0) == 0 && at(g, 1) == 1);
  Tensor *all[] = {x, zero, loss, g};
  for (int i = 0; i < 4; i++) tensor_release(all[i]);
}

typedef struct Seen { int n; char names[200]; } Seen;
static bool see(void *ctx, const TapeFlow *f, Err *e) {
  (void)e;
  Seen *s = ctx;
  s->n++;
  assert_true(shape_eq(&f->t->shape, &f->grad->shape));
  bool op = f->node && f->node->call.def;
  assert_true(op == (f->din != NULL));
  for (int k = 0; op && k < f->node->call.n_in; k++)
    if (f->din[k]) assert_true(shape_eq(&f->din[k]->shape, &f->node->call.in[k]->shape));
  strcat(s->names, op ? f->node->call.def->name : "leaf");
  strcat(s->names, " ");
  return true;
}

static void test_walk(void **state) {
  (void)state;
  Err e = {0};
  Seen s = {0};
  Tensor *w = leaf(2), *two = tensor_scalar(2), *sq = op2("pow", w, two), *loss = op1("exp", sq);
  assert_true(tape_walk_back(loss, see, &s, &e));
  assert_string_equal(s.names, "exp pow leaf ");
  assert_null(tape_grad_of(w));
  // Where nothing requires a gradient, down to what was typed.
  Tensor *x = tensor_scalar(2), *y = op1("exp", x);
  s = (Seen){0};
  assert_true(tape_walk_back(y, see, &s, &e));
  assert_string_equal(s.names, "exp leaf ");
  Tensor *all[] = {w, two, sq, loss, x, y};
  for (int i = 0; i < 6; i++) tensor_release(all[i]);
}

// A million steps, forward, back and freed, without a deep stack.
static void test_long_chain(void **state) {
  (void)state;
  enum { STEPS = 1000000 };
  size_t before = mem_live_blocks();
  Err e = {0};
  tape = (Tape){.nodes_left = STEPS, .bytes_left = (size_t)1 << 40};
  Tensor *x = tensor_scalar(1), *t = tensor_retain(x), *g;
  for (int i = 0; i < STEPS; i++) t = take1("neg", t);
  assert_true(tape_gradients(t, &x, 1, &g, NULL, NULL, &e));
  assert_true(at(g, 0) == 1);
  tensor_release(g);
  tensor_release(t);
  tensor_release(x);
  assert_int_equal(mem_live_blocks(), before);
}

// Attributes and their whole numbers outlive the call they came with.
static void test_attributes(void **state) {
  (void)state;
  Err e = {0};
  int64_t dims[] = {1, 0};
  OpAttr attr = {.n = 2, .ints = dims};
  Shape s = shape_of(2, (int64_t[]){2, 1});
  Tensor *x = tensor_from((float[]){1, 2}, &s, &e);
  Tensor *y = tape_apply(&tape, op_find("permute"), &x, 1, &attr, &e);
  dims[0] = dims[1] = 77;
  const OpCall *c = &tape_node(y)->call;
  assert_true(c->attr[0].n == 2 && c->attr[0].ints[0] == 1 && c->attr[0].ints[1] == 0);
  Tensor *loss = op1("sum", y), *g;
  assert_true(tape_gradients(loss, &x, 1, &g, NULL, NULL, &e));
  assert_true(shape_eq(&g->shape, &s));
  Tensor *all[] = {x, y, loss, g};
  for (int i = 0; i < 4; i++) tensor_release(all[i]);
}

// However memory runs out, the leaf's gradient is as before, and nothing leaks.
static void test_out_of_memory(void **state) {
  (void)state;
  size_t before = mem_live_blocks();
  Tensor *x = vec(3, (float[]){1, 2, 3}), *w = leaf(2);
  bool done = false;
  for (size_t n = 1; !done; n++) {
    Err e = {0};
    Tensor *loss = take1("sum", take2("mul", op2("mul", x, w), tensor_retain(w)));
    double had = tape_grad_of(w) ? at(tape_grad_of(w), 0) : 0;
    mem_fail_at(n);
    done = tape_backward(loss, NULL, NULL, &e) && !mem_exhausted();
    mem_fail_at(0);
    bool answered = done || mem_exhausted() || e.code == ERR_MEMORY;
    mem_recover();
    assert_true(answered && n < 200);
    if (e.code) assert_true((tape_grad_of(w) ? at(tape_grad_of(w), 0) : 0) == had);
    err_clear(&e);
    tensor_release(loss);
  }
  tensor_release(x);
  tensor_release(w);
  assert_int_equal(mem_live_blocks(), before);
}

static void test_interrupt(void **state) {
  (void)state;
  Err e = {0};
  Tensor *w = leaf(2), *loss = op2("mul", w, w);
  interrupt_flag = 1;
  assert_false(tape_backward(loss, NULL, NULL, &e));
  assert_int_equal(e.code, ERR_INTERRUPT);
  assert_null(tape_grad_of(w));
  err_clear(&e);
  tensor_release(w);
  tensor_release(loss);
}

int main(void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test_setup(test_nodes, setup),         cmocka_unit_test_setup(test_backward, setup),
    cmocka_unit_test_setup(test_shared, setup),        cmocka_unit_test_setup(test_no_grad, setup),
    cmocka_unit_test_setup(test_errors, setup),        cmocka_unit_test_setup(test_comparison, setup),
    cmocka_unit_test_setup(test_walk, setup),          cmocka_unit_test_setup(test_long_chain, setup),
    cmocka_unit_test_setup(test_attributes, setup),    cmocka_unit_test_setup(test_out_of_memory, setup),
    cmocka_unit_test_setup(test_interrupt, setup),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
