// SPDX-License-Identifier: GPL-3.0-or-later
// Optimisers against the formulas of their papers, written out here in double precision and element by
// element; updates that leave alone what others keep; steps that happen wholly or not at all.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <string.h>

#include "base/interrupt.h"
#include "base/mem.h"
#include "base/rng.h"
#include "lang/vm.h"
#include "tape/optim.h"

#define N 37
#define STEPS 50

static Tape tape;
static Rng rng;

static Tensor *leaf_of(const double *x, int64_t n) {
  Err e = {0};
  Shape s = shape_of(1, &n);
  Tensor *t = tensor_new(&s, &e);
  for (int64_t i = 0; i < n; i++) t->data[i] = (float)x[i];
  Tensor *leaf = tape_leaf(t, &e);
  tensor_release(t);
  return leaf;
}

// Leaves the gradient g behind, as backward does.
static void give_gradient(Tensor *leaf, const double *g) {
  Err e = {0};
  Tensor *t = tensor_new(&leaf->shape, &e);
  for (size_t i = 0; i < t->size; i++) t->data[i] = (float)g[i];
  Tensor *product = tape_apply(&tape, op_find("mul"), (Tensor *[]){leaf, t}, 2, NULL, &e);
  OpAttr attr[2] = {{.n = -1}, {.n = 0}};
  Tensor *sum = tape_apply(&tape, op_find("sum"), &product, 1, attr, &e);
  assert_true(tape_backward(sum, NULL, NULL, &e));
  tensor_release(t);
  tensor_release(product);
  tensor_release(sum);
}

// -- the formulas, for one number -------------------------------------------------------------------

typedef struct One { double w, a, b, c; } One; // the weight and up to three things kept of it

static void ref_sgd(One *x, double g, int t, const OptimOptions *o) {
  g += o->weight_decay * x->w;
  if (o->momentum != 0) {
    x->a = t == 1 ? g : o->momentum * x->a + (1 - o->dampening) * g;
    g = o->nesterov ? g + o->momentum * x->a : x->a;
  }
  x->w -= o->lr * g;
}

static void ref_adam_of(One *x, double g, int t, const OptimOptions *o) {
  x->a = o->beta1 * x->a + (1 - o->beta1) * g;
  x->b = o->beta2 * x->b + (1 - o->beta2) * g * g;
  double m = x->a / (1 - pow(o->beta1, t)), v = x->b;
  if (o->amsgrad) v = x->c = fmax(x->c, v);
  x->w -= o->lr * m / (sqrt(v / (1 - pow(o->beta2, t))) + o->eps);
}

static void ref_adam(One *x, double g, int t, const OptimOptions *o) { ref_adam_of(x, g + o->weight_decay * x->w, t, o); }

static void ref_adamw(One *x, double g, int t, const OptimOptions *o) {
  x->w -= o->lr * o->weight_decay * x->w;
  ref_adam_of(x, g, t, o);
}

static void ref_adagrad(One *x, double g, int t, const OptimOptions *o) {
  g += o->weight_decay * x->w;
  if (t == 1) x->a = o->initial_accumulator_value;
  x->a += g * g;
  x->w -= o->lr / (1 + (t - 1) * o->lr_decay) * g / (sqrt(x->a) + o->eps);
}

static void ref_rmsprop(One *x, double g, int t, const OptimOptions *o) {
  (void)t;
  g += o->weight_decay * x->w;
  x->a = o->alpha * x->a + (1 - o->alpha) * g * g;
  x->b = o->alpha * x->b + (1 - o->alpha) * g;
  double root = sqrt(o->centered ? x->a - x->b * x->b : x->a) + o->eps;
  x->c = o->momentum * x->c + g / root;
  x->w -= o->lr * x->c;
}

typedef void Ref(One *x, double g, int t, const OptimOptions *o);

typedef struct Case { OptimKind kind; Ref *ref; OptimOptions o; } Case;
static const Case cases[] = {
  {OPTIM_SGD, ref_sgd, {.lr = 0.1}},
  {OPTIM_SGD, ref_sgd, {.lr = 0.1, .weight_decay = 0.05, .maximize = true}},
  {OPTIM_SGD, ref_sgd, {.lr = 0.01, .momentum = 0.9}},
  {OPTIM_SGD, ref_sgd, {.lr = 0.01, .momentum = 0.9, .dampening = 0.3, .weight_decay = 0.1}},
  {OPTIM_SGD, ref_sgd, {.lr = 0.01, .momentum = 0.9, .nesterov = true}},
  {OPTIM_ADAM, ref_adam, {.lr = 1e-3, .beta1 = 0.9, .beta2 = 0.999, .eps = 1e-8}},
  {OPTIM_ADAM, ref_adam, {.lr = 0.1, .beta1 = 0.7, .beta2 = 0.95, .eps = 1e-3, .weight_decay = 0.1}},
  {OPTIM_ADAM, ref_adam, {.lr = 0.02, .beta1 = 0.9, .beta2 = 0.9, .eps = 1e-8, .amsgrad = true}},
  {OPTIM_ADAMW, ref_adamw, {.lr = 0.02, .beta1 = 0.9, .beta2 = 0.999, .eps = 1e-8, .weight_decay = 0.3}},
  {OPTIM_ADAMW, ref_adamw, {.lr = 0.02, .beta1 = 0.9, .beta2 = 0.99, .eps = 1e-8, .amsgrad = true, .maximize = true}},
  {OPTIM_ADAGRAD, ref_adagrad, {.lr = 0.1, .eps = 1e-10}},
  {OPTIM_ADAGRAD, ref_adagrad, {.lr = 0.1, .eps = 1e-10, .lr_decay = 0.1, .weight_decay = 0.1, .initial_accumulator_value = 0.5}},
  {OPTIM_RMSPROP, ref_rmsprop, {.lr = 0.01, .alpha = 0.99, .eps = 1e-8}},
  {OPTIM_RMSPROP, ref_rmsprop, {.lr = 0.01, .alpha = 0.9, .eps = 1e-4, .momentum = 0.8, .weight_decay = 0.1}},
  {OPTIM_RMSPROP, ref_rmsprop, {.lr = 0.01, .alpha = 0.9, .eps = 1e-2, .momentum = 0.5, .centered = true}},
};

static void run_case(const Case *c, size_t number) {
  Err e = {0};
  One x[N];
  double first[N], g[N];
  for (int i = 0; i < N; i++) x[i] = (One){.w = first[i] = rng_normal(&rng)};
  Tensor *leaf = leaf_of(first, N);
  Optim *o = optim_new(c->kind);
  optim_add(o, leaf, "w", optim_add_group(o, &c->o), &e);
  for (int t = 1; t <= STEPS; t++) {
    for (int i = 0; i < N; i++) g[i] = rng_normal(&rng) * pow(10, i % 5 - 2);
    give_gradient(leaf, g);
    assert_true(optim_step(o, NULL, NULL, &e));
    optim_zero_grad(o);
    for (int i = 0; i < N; i++) c->ref(&x[i], c->o.maximize ? -g[i] : g[i], t, &c->o);
    for (int i = 0; i < N; i++) {
      double got = (double)leaf->data[i], off = fabs(got - x[i].w) / (1 + fabs(x[i].w));
      if (!(off < 2e-5)) fail_msg("case %zu (%s): step %d, weight %d: %.9g, not %.9g", number, optim_rules[c->kind].name, t, i, got, x[i].w);
    }
  }
  optim_free(o);
  tensor_release(leaf);
}

static void test_formulas(void **state) {
  (void)state;
  size_t before = mem_live_blocks();
  rng_seed(&rng, 7);
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) run_case(&cases[i], i);
  assert_int_equal(mem_live_blocks(), before);
}

// Two groups at their own rates; a frozen parameter and one without gradient stay.
static void test_groups(void **state) {
  (void)state;
  Err e = {0};
  double one[2] = {1, 1};
  Tensor *p[4];
  for (int i = 0; i < 4; i++) p[i] = leaf_of(one, 2);
  Optim *o = optim_new(OPTIM_SGD);
  size_t slow = optim_add_group(o, &(OptimOptions){.lr = 0.1}), quick = optim_add_group(o, &(OptimOptions){.lr = 0.5});
  assert_true(optim_add(o, p[0], "a", slow, &e) && optim_add(o, p[1], "b", quick, &e));
  assert_true(optim_add(o, p[2], "c", quick, &e) && optim_add(o, p[3], "d", quick, &e));
  assert_false(optim_add(o, p[3], "d", slow, &e));
  err_clear(&e);
  for (int i = 0; i < 3; i++) give_gradient(p[i], one);
  tape_set_requires_grad(p[2], false);
  assert_true(optim_step(o, NULL, NULL, &e));
  const double expected[4] = {0.9, 0.5, 1, 1};
  for (int i = 0; i < 4; i++) assert_true(fabs((double)p[i]->data[1] - expected[i]) < 1e-6);
  optim_free(o);
  for (int i = 0; i < 4; i++) tensor_release(p[i]);
}

// What was computed from a parameter, or kept of it, does not change with it.
static void test_values_stay(void **state) {
  (void)state;
  Err e = {0};
  double one[2] = {1, 2};
  Tensor *w = leaf_of(one, 2);
  Tensor *y = tape_apply(&tape, op_find("mul"), (Tensor *[]){w, w}, 2, NULL, &e);
  Tensor *kept = tape_keep(w), *view = tensor_reshape(w, &w->shape, &e);
  const float *place = w->data;
  Optim *o = optim_new(OPTIM_SGD);
  optim_add(o, w, "w", optim_add_group(o, &(OptimOptions){.lr = 1}), &e);
  give_gradient(w, one);
  assert_true(optim_step(o, NULL, NULL, &e));
  assert_true(w->data[1] == 0 && kept->data[1] == 2 && view->data[1] == 2);
  assert_true(tape_node(y)->call.in[0]->data[1] == 2);
  assert_ptr_not_equal(w->data, place);
  // d sum(w * w) / dw at what w was, although w has moved on since
  OpAttr attr[2] = {{.n = -1}, {.n = 0}};
  Tensor *loss = tape_apply(&tape, op_find("sum"), &y, 1, attr, &e), *g = NULL;
  assert_true(tape_gradients(loss, &w, 1, &g, NULL, NULL, &e));
  assert_true(g->data[0] == 2 && g->data[1] == 4);
  optim_zero_grad(o);
  assert_true(tape_backward(loss, NULL, NULL, &e));
  assert_true(tape_grad_of(w)->data[1] == 4);
  Tensor *all[] = {y, kept, view, loss, g};
  for (int i = 0; i < 5; i++) tensor_release(all[i]);
  // Now nobody else has a share in it: the update happens in place.
  place = w->data;
  assert_true(optim_step(o, NULL, NULL, &e));
  assert_ptr_equal(w->data, place);
  assert_true(w->data[1] == -4);
  optim_free(o);
  tensor_release(w);
}

// A loss over several updates gathers the gradient of each time the parameter was used.
static void test_uses_at_several_times(void **state) {
  (void)state;
  Err e = {0};
  double x[1] = {3}, g[1] = {1};
  Tensor *w = leaf_of(x, 1);
  Optim *o = optim_new(OPTIM_SGD);
  optim_add(o, w, "w", optim_add_group(o, &(OptimOptions){.lr = 1}), &e);
  Tensor *y1 = tape_apply(&tape, op_find("mul"), (Tensor *[]){w, w}, 2, NULL, &e);
  give_gradient(w, g);
  optim_step(o, NULL, NULL, &e); // w = 2
  Tensor *y2 = tape_apply(&tape, op_find("mul"), (Tensor *[]){w, w}, 2, NULL, &e);
  Tensor *sum = tape_apply(&tape, op_find("add"), (Tensor *[]){y1, y2}, 2, NULL, &e), *got = NULL;
  assert_true(tape_gradients(sum, &w, 1, &got, NULL, NULL, &e));
  assert_true(got->data[0] == 2 * 3 + 2 * 2);
  optim_zero_grad(o);
  assert_true(tape_backward(sum, NULL, NULL, &e) && tape_backward(sum, NULL, NULL, &e));
  assert_true(tape_grad_of(w)->data[0] == 2 * (2 * 3 + 2 * 2));
  Tensor *all[] = {y1, y2, sum, got, w};
  for (int i = 0; i < 5; i++) tensor_release(all[i]);
  optim_free(o);
}

// Whatever allocation fails, either all parameters change or none, and their numbers are right.
static void test_all_or_nothing(void **state) {
  (void)state;
  bool done = false;
  for (size_t n = 1; !done; n++) {
    Err e = {0};
    size_t before = mem_live_blocks();
    double one[2] = {1, 1};
    Tensor *p[3], *kept[3];
    Optim *o = optim_new(OPTIM_ADAM);
    size_t group = optim_add_group(o, &(OptimOptions){.lr = 0.5, .beta1 = 0.9, .beta2 = 0.999, .eps = 1e-8});
    for (int i = 0; i < 3; i++) {
      p[i] = leaf_of(one, 2);
      optim_add(o, p[i], "p", group, &e);
      give_gradient(p[i], one);
      kept[i] = tape_keep(p[i]);
    }
    mem_fail_at(n);
    bool ok = optim_step(o, NULL, NULL, &e);
    done = ok && !mem_exhausted();
    mem_fail_at(0);
    for (int i = 0; i < 3; i++) {
      assert_true(fabs((double)p[i]->data[1] - (ok ? 0.5 : 1)) < 1e-6);
      assert_true(kept[i]->data[1] == 1);
      tensor_release(p[i]);
      tensor_release(kept[i]);
    }
    optim_free(o);
    err_clear(&e);
    mem_recover();
    assert_int_equal(mem_live_blocks(), before);
    assert_true(n < 100);
  }
}

// clip_grad_norm: the common norm of (3, 0) and (0, 4) is 5.
static void test_clipping(void **state) {
  (void)state;
  Err e = {0};
  double zero[2] = {0, 0}, norm;
  Tensor *p[2] = {leaf_of(zero, 2), leaf_of(zero, 2)};
  give_gradient(p[0], (double[]){3, 0});
  give_gradient(p[1], (double[]){0, 4});
  assert_true(optim_clip_grad_norm(p, 2, 10, 2, &norm, &e));
  assert_true(fabs(norm - 5) < 1e-6 && tape_grad_of(p[1])->data[1] == 4);
  Tensor *seen = tensor_retain(tape_grad_of(p[0]));
  assert_true(optim_clip_grad_norm(p, 2, 1, 2, &norm, &e));
  assert_true(fabs((double)tape_grad_of(p[0])->data[0] - 0.6) < 1e-5 && fabs((double)tape_grad_of(p[1])->data[1] - 0.8) < 1e-5);
  assert_true(seen->data[0] == 3); // a gradient that somebody looked at stays as it was
  assert_true(optim_clip_grad_norm(p, 2, 1, INFINITY, &norm, &e));
  assert_true(fabs(norm - 0.8) < 1e-5);
  assert_true(optim_clip_grad_norm(p, 2, 1, 1, &norm, &e));
  assert_true(fabs(norm - 1.4) < 1e-5);
  tensor_release(seen);
  for (int i = 0; i < 2; i++) tensor_release(p[i]);
}

// -- gradients as rows --------------------------------------------------------------------------------

#define V 64
#define D 7

// What backward did before there were rows: whole tables, added up.
static void backward_whole(Tensor *loss, Tensor *w) {
  Err e = {0};
  Tensor *g, *had = tape_grad_of(w);
  assert_true(tape_gradients(loss, &w, 1, &g, NULL, NULL, &e));
  for (size_t i = 0; had && i < g->size; i++) g->data[i] += had->data[i];
  tape_return_grad(w, (Grad){.dense = g});
  tensor_release(g);
}

static Tensor *table(void) {
  Err e = {0};
  Shape s = shape_of(2, (int64_t[]){V, D});
  Tensor *t = tensor_new(&s, &e);
  for (size_t i = 0; i < t->size; i++) t->data[i] = (float)sin((double)i * 0.7);
  Tensor *leaf = tape_leaf(t, &e);
  tensor_release(t);
  return leaf;
}

static Tensor *total(Tensor *x) {
  Err e = {0};
  OpAttr attr[2] = {{.n = -1}, {.n = 0}};
  Tensor *square = tape_apply(&tape, op_find("mul"), (Tensor *[]){x, x}, 2, NULL, &e);
  Tensor *sum = tape_apply(&tape, op_find("sum"), &square, 1, attr, &e);
  tensor_release(square);
  tensor_release(x);
  return sum;
}

// sum(w[ids] ** 2) for ids with repetitions; twice for other ids; and, tied, the squares of all of w.
static Tensor *loss_of(Tensor *w, int k, bool tied) {
  Err e = {0};
  Tensor *sum = NULL;
  for (int j = 0; j < 2 + tied; j++) {
    int64_t n = 6;
    Shape s = shape_of(1, &n);
    Tensor *ids = tensor_new(&s, &e);
    for (int i = 0; i < 6; i++) ids->data[i] = (float)((i * 17 + j * 34 + k * 5) % 51 % V);
    ids->data[5] = ids->data[0];
    Tensor *x = j == 1 && tied ? tensor_retain(w) : tape_apply(&tape, op_find("embedding"), (Tensor *[]){ids, w}, 2, NULL, &e);
    Tensor *part = total(x), *before = sum;
    sum = before ? tape_apply(&tape, op_find("add"), (Tensor *[]){before, part}, 2, NULL, &e) : tensor_retain(part);
    tensor_release(before);
    tensor_release(part);
    tensor_release(ids);
  }
  return sum;
}

static void same_bits(const Tensor *a, const Tensor *b) {
  assert_true(a && b && a->size == b->size && memcmp(a->data, b->data, a->size * sizeof(float)) == 0);
}

// Trains the same table by rows (r) and whole (w): after every step all numbers are equal, bit for bit.
static void compare(OptimKind kind, OptimOptions opt, bool tied, bool clip, bool hold) {
  Err e = {0};
  Tensor *p[2] = {table(), table()};
  Optim *o[2];
  for (int i = 0; i < 2; i++) {
    o[i] = optim_new(kind);
    assert_true(optim_add(o[i], p[i], "w", optim_add_group(o[i], &opt), &e));
  }
  for (int t = 0; t < 5; t++) {
    Tensor *held[2] = {NULL, NULL};
    for (int i = 0; i < 2; i++) {
      double norm;
      for (int k = 0; k < 3; k++) { // several backward calls add up
        tensor_release(held[i]);
        held[i] = loss_of(p[i], t + k, tied);
        if (i) backward_whole(held[i], p[i]);
        else assert_true(tape_backward(held[i], NULL, NULL, &e));
      }
      Grad g = tape_grad_as_is(p[i]);
      assert_true(i == 0 && !tied ? g.rows && !g.dense && g.rows->n < V / 2 : g.dense && !g.rows);
      if (clip) assert_true(optim_clip_grad_norm(&p[i], 1, 0.5, t % 2 ? 2 : 3, &norm, &e));
    }
    if (!hold) for (int i = 0; i < 2; i++) tensor_release(held[i]);
    const float *place = p[0]->data;
    for (int i = 0; i < 2; i++) assert_true(optim_step(o[i], NULL, NULL, &e));
    assert_true((p[0]->data == place) == !hold); // where nobody holds the numbers of before, nothing is copied
    same_bits(p[0], p[1]);
    for (int k = 0; k < OPTIM_MAX_STATE; k++)
      if (o[0]->params[0].state[k]) same_bits(o[0]->params[0].state[k], o[1]->params[0].state[k]);
    same_bits(tape_grad_of(p[0]), tape_grad_of(p[1]));
    Tensor *g;
    if (hold) { // of the old numbers
      assert_true(tape_gradients(held[0], p, 1, &g, NULL, NULL, &e));
      tensor_release(g);
      for (int i = 0; i < 2; i++) tensor_release(held[i]);
    }
    for (int i = 0; i < 2; i++) optim_zero_grad(o[i]);
    assert_false(tape_has_grad(p[0]));
  }
  for (int i = 0; i < 2; i++) {
    optim_free(o[i]);
    tensor_release(p[i]);
  }
}

static void test_rows(void **state) {
  (void)state;
  size_t before = mem_live_blocks();
  const OptimOptions plain = {.lr = 0.05, .beta1 = 0.9, .beta2 = 0.999, .eps = 1e-8, .alpha = 0.99};
  OptimOptions decay = plain, momentum = plain, no_eps = plain, up = plain;
  decay.weight_decay = 0.1;
  momentum.momentum = 0.9;
  no_eps.eps = 0;
  no_eps.initial_accumulator_value = 0.1;
  up.maximize = true;
  for (int kind = OPTIM_SGD; kind <= OPTIM_RMSPROP; kind++)
    for (int way = 0; way < 8; way++) {
      const OptimOptions all[] = {plain, decay, momentum, no_eps, up}; // without eps, others divide by zero
      for (int k = 0; k < 5; k++)
        if (k != 3 || kind == OPTIM_ADAGRAD || kind == OPTIM_SGD) compare((OptimKind)kind, all[k], way & 1, way & 2, way & 4);
    }
  assert_int_equal(mem_live_blocks(), before);
}

// A gradient that somebody saved (a recording) stays as it is, and can be given back.
static void test_rows_saved(void **state) {
  (void)state;
  Err e = {0};
  double norm;
  Tensor *w = table(), *loss = loss_of(w, 0, false);
  assert_true(tape_backward(loss, NULL, NULL, &e));
  Grad saved = grad_retain(tape_grad_as_is(w));
  assert_non_null(saved.rows);
  Tensor *was = rows_dense(saved.rows, &e);
  assert_true(optim_clip_grad_norm(&w, 1, 0.01, 2, &norm, &e) && tape_backward(loss, NULL, NULL, &e));
  assert_true(memcmp(tape_grad_of(w)->data, was->data, was->size * sizeof(float)) != 0);
  tape_return_grad(w, saved);
  same_bits(tape_grad_of(w), was);
  tape_set_requires_grad(w, false);
  Tensor *frozen = loss_of(w, 1, false);
  assert_false(tape_requires_grad(frozen));
  grad_release(&saved);
  Tensor *all[] = {w, loss, was, frozen};
  for (int i = 0; i < 4; i++) tensor_release(all[i]);
}

// Whatever allocation fails, and whenever Ctrl-C comes, the gradient is as before, and nothing leaks.
static void test_rows_fail(void **state) {
  (void)state;
  size_t before = mem_live_blocks();
  for (int tied = 0; tied < 2; tied++) {
    bool done = false;
    for (size_t n = 0; !done; n++) {
      Err e = {0};
      Tensor *w = table(), *first = loss_of(w, 0, false), *loss = loss_of(w, 3, tied);
      assert_true(tape_backward(first, NULL, NULL, &e));
      Tensor *had = rows_dense(tape_grad_as_is(w).rows, &e);
      if (n == 0) interrupt_flag = 1;
      else mem_fail_at(n);
      done = tape_backward(loss, NULL, NULL, &e) && !mem_exhausted();
      mem_fail_at(0);
      bool answered = done || mem_exhausted() || e.code == (n ? ERR_MEMORY : ERR_INTERRUPT);
      mem_recover();
      assert_true(answered && n < 300);
      if (e.code) same_bits(tape_grad_of(w), had);
      err_clear(&e);
      Tensor *all[] = {w, first, loss, had};
      for (int i = 0; i < 4; i++) tensor_release(all[i]);
    }
  }
  assert_int_equal(mem_live_blocks(), before);
}

// -- in the language ---------------------------------------------------------------------------------

static void run(Vm *vm, const char *code) {
  Err e = {0};
  Source *src = source_new("test", code, strlen(code), 1);
  if (!vm_run(vm, src, &e)) fail_msg("%s\n%s", e.text, code);
  source_release(src);
}

static double number(Vm *vm, const char *name) {
  double x = 0;
  assert_non_null(vm_get(vm, name));
  assert_true(value_is_number(*vm_get(vm, name), &x));
  return x;
}

#define NET \
  "model net() { param W = randn(5, 4); param b = zeros(5)\n" \
  "  def forward(x) { return mean((x @ W.T + b) ** 2) } }\n" \
  "seed(3); x = randn(8, 4); m = net()\n"

static void test_memory_stays_flat(void **state) {
  (void)state;
  Vm *vm = vm_new();
  run(vm, NET "opt = adam(m)\n");
  const char *more = "for t in range(5000) { loss = m(x); zero_grad(opt); backward(loss); step(opt) }";
  run(vm, more);
  size_t bytes = mem_live_bytes(), blocks = mem_live_blocks();
  run(vm, more);
  assert_int_equal(mem_live_blocks(), blocks);
  assert_int_equal(mem_live_bytes(), bytes);
  vm_free(vm);
}

// Saved half way and restored into new things, training goes on as if nothing had happened.
static void test_state_is_restored(void **state) {
  (void)state;
  const char *makers[] = {"adam(m, lr=0.1)", "sgd(m, lr=0.1, momentum=0.9)", "rmsprop(m, momentum=0.5, centered=true)",
                          "adagrad(m)", "adamw(m, amsgrad=true)"};
  for (size_t i = 0; i < sizeof makers / sizeof *makers; i++) {
    Vm *vm = vm_new();
    Str code = {0};
    str_addf(&code,
             NET "def train(m, opt, n) { for t in range(n) { zero_grad(opt); backward(m(x)); step(opt) } }\n"
             "opt = %s; train(m, opt, 7); w = state_dict(m); s = state_dict(opt); train(m, opt, 7); a = m.W\n"
             "m = net(); opt = %s; load_state_dict(m, w); load_state_dict(opt, s); train(m, opt, 7)\n"
             "same = all(a == m.W)\n"
             "load_state_dict(m, w); train(m, %s, 7); other = all(a == m.W)\n", makers[i], makers[i], makers[i]);
    run(vm, str_c(&code));
    assert_true(number(vm, "same") == 1);
    assert_true(number(vm, "other") == 0); // without the optimiser's state it is not the same
    str_free(&code);
    vm_free(vm);
  }
}

static void press(void *self, const char *text, size_t n) {
  (void)self, (void)text, (void)n;
  interrupt_flag = 1;
}

// An error or Ctrl-C takes back the variables of the statement, not what the parameters have learned.
static void test_what_was_learned_stays(void **state) {
  (void)state;
  Vm *vm = vm_new();
  run(vm, "model line() { param w = 2; def forward(x) { return w * x } }\n"
          "m = line(); opt = sgd(m, lr=1); n = 7; w = detach(m.w)\n"
          "def once() { zero_grad(opt); backward(m(1)); step(opt) }\n");
  const char *code = "for t in range(3) { n = t; once(); if t == 1 { error(\"enough\") } }";
  Err e = {0};
  Source *src = source_new("test", code, strlen(code), 1);
  assert_false(vm_run(vm, src, &e));
  source_release(src);
  err_clear(&e);
  run(vm, "now = item(m.w); steps = state_dict(opt)[\"w.step\"]");
  assert_true(number(vm, "n") == 7 && number(vm, "now") == 0 && number(vm, "w") == 2 && number(vm, "steps") == 2);
  run(vm, "once()"); // and goes on
  run(vm, "now = item(m.w)");
  assert_true(number(vm, "now") == -1);

  // Ctrl-C, as it comes while something is printed
  vm_hooks(vm)->print = press;
  code = "while true { n = 8; once(); if m.w < -9 { print(\"\") } }";
  src = source_new("test", code, strlen(code), 1);
  assert_false(vm_run(vm, src, &e));
  assert_int_equal(e.code, ERR_INTERRUPT);
  source_release(src);
  err_clear(&e);
  run(vm, "now = item(m.w)");
  assert_true(number(vm, "n") == 7 && number(vm, "now") == -10);
  vm_free(vm);
}

int main(void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_formulas),          cmocka_unit_test(test_groups),
    cmocka_unit_test(test_values_stay),       cmocka_unit_test(test_uses_at_several_times),
    cmocka_unit_test(test_all_or_nothing),    cmocka_unit_test(test_clipping), cmocka_unit_test(test_rows), cmocka_unit_test(test_rows_saved), cmocka_unit_test(test_rows_fail),
    cmocka_unit_test(test_memory_stays_flat), cmocka_unit_test(test_state_is_restored),
    cmocka_unit_test(test_what_was_learned_stays),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
