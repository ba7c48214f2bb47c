// SPDX-License-Identifier: GPL-3.0-or-later
// Every operation with a gradient is held against central differences: a random weighted sum of the
// result, in double precision, is moved a little by moving each input element a little.
// The cases are the operations' own `checks`; their grammar is at the head of op_case.h.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/mem.h"
#include "op_case.h"

#define DRAWS 6

static Tensor *run(Case *c, OpCall *call, Tensor **in) {
  *call = (OpCall){.def = c->def, .n_in = c->n_in, .in = in, .attr = c->attr};
  rng_seed(rng_global(), 7); // dropout drops the same elements each time
  Err e = {0};
  Tensor *out = c->def->forward(call, &e);
  if (!out) fail_msg("%s: %s", c->def->name, e.text);
  return out;
}

static void release_saved(OpCall *call) {
  for (int i = 0; i < OP_MAX_SAVED; i++) tensor_release(call->saved[i]);
}

static double weighted(Case *c, Tensor **in, const Tensor *weights) {
  OpCall call;
  Tensor *out = run(c, &call, in);
  double sum = 0;
  for (size_t i = 0; i < out->size; i++) sum += (double)weights->data[i] * (double)out->data[i];
  tensor_release(out);
  release_saved(&call);
  return sum;
}

static double slope(Case *c, Tensor **in, const Tensor *weights, int k, size_t i) {
  float x = in[k]->data[i], h = 0.01f * (1 + fabsf(x));
  if (c->distinct || c->has_away) h = 0.005f;
  float up = x + h, down = x - h;
  in[k]->data[i] = up;
  double f_up = weighted(c, in, weights);
  in[k]->data[i] = down;
  double f_down = weighted(c, in, weights);
  in[k]->data[i] = x;
  return (f_up - f_down) / ((double)up - (double)down);
}

static void check_input(Case *c, Tensor **in, const Tensor *weights, const Tensor *din, int k,
                        const char *text) {
  if (din && !shape_eq(&din->shape, &in[k]->shape))
    fail_msg("%s, %s: the gradient of input %d has shape %s, the input %s", c->def->name, text, k,
             shape_text(&din->shape).s, shape_text(&in[k]->shape).s);
  for (size_t i = 0; i < in[k]->size; i++) {
    double expected = slope(c, in, weights, k, i), got = din ? (double)din->data[i] : 0;
    double near = 4e-3 + 1e-2 * fabs(expected);
    if (!(fabs(expected - got) <= near))
      fail_msg("%s, %s, %s[%zu] = %g: gradient %g, difference quotient %g", c->def->name, text,
               c->in[k].name, i, (double)in[k]->data[i], got, expected);
  }
}

static void check_case(const OpDef *def, const char *text, uint64_t seed) {
  Case c;
  if (!case_read(&c, def, text, seed)) fail_msg("%s, %s: %s", def->name, text, c.error);
  Tensor *in[CASE_MAX_IN], *din[CASE_MAX_IN] = {0};
  case_inputs(&c, in);
  OpCall call;
  Tensor *out = run(&c, &call, in);
  Err e = {0};
  Tensor *weights = tensor_new(&out->shape, &e);
  rng_fill_uniform(&c.rng, weights->data, weights->size, -1, 1);
  bool needs[CASE_MAX_IN];
  for (int k = 0; k < c.n_in; k++) needs[k] = !c.in[k].whole;
  if (!def->grad(&call, out, weights, needs, din, &e)) fail_msg("%s, %s: %s", def->name, text, e.text);
  for (int k = 0; k < c.n_in; k++) {
    if (needs[k]) check_input(&c, in, weights, din[k], k, text);
    tensor_release(din[k]);
  }
  tensor_release(weights);
  tensor_release(out);
  release_saved(&call);
  case_free(&c);
}

static void test_gradients(void **state) {
  (void)state;
  size_t before = mem_live_blocks();
  for (size_t i = 0; i < n_ops; i++) {
    const OpDef *def = op_table[i];
    if (!def->grad) continue;
    if (!def->checks[0]) fail_msg("%s has a gradient and no checks of it", def->name);
    for (int k = 0; k < 6 && def->checks[k]; k++)
      for (uint64_t seed = 1; seed <= DRAWS; seed++) check_case(def, def->checks[k], seed);
  }
  assert_int_equal(mem_live_blocks(), before);
}

// With one input's gradient asked for, nothing else is worked out, and what is is the same.
static void test_needs(void **state) {
  (void)state;
  for (size_t i = 0; i < n_ops; i++) {
    const OpDef *def = op_table[i];
    if (!def->grad) continue;
    Case c;
    assert_true(case_read(&c, def, def->checks[0], 3));
    Tensor *in[CASE_MAX_IN];
    case_inputs(&c, in);
    OpCall call;
    Tensor *out = run(&c, &call, in);
    for (int k = 0; k < c.n_in; k++) {
      Tensor *din[CASE_MAX_IN] = {0};
      bool needs[CASE_MAX_IN] = {false};
      needs[k] = true;
      Err e = {0};
      assert_true(def->grad(&call, out, out, needs, din, &e));
      for (int j = 0; j < c.n_in; j++) {
        if (j != k && din[j]) fail_msg("%s: unwanted gradient of input %d", def->name, j);
        tensor_release(din[j]);
      }
    }
    tensor_release(out);
    release_saved(&call);
    case_free(&c);
  }
}

static void test_documented(void **state) {
  (void)state;
  for (size_t i = 0; i < n_ops; i++) {
    const OpDef *d = op_table[i];
    bool ok = d->doc && d->shape && d->formula && d->source && d->examples[0].code && d->why && d->forward;
    if (!ok || !d->grad != !d->gradient) fail_msg("%s: a field of its row is missing", d->name);
    if (i > 0 && strcmp(op_table[i - 1]->name, d->name) >= 0) fail_msg("%s is out of order", d->name);
    assert_ptr_equal(op_find(d->name), d);
  }
  assert_string_equal(op_find("-")->name, "sub");
  assert_string_equal(op_find("@")->name, "matmul");
  assert_null(op_find("softmx"));
}

int main(void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_gradients),
    cmocka_unit_test(test_needs),
    cmocka_unit_test(test_documented),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
