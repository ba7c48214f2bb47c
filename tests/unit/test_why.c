// SPDX-License-Identifier: GPL-3.0-or-later
// The arithmetic that `why` writes, evaluated, is the cell: for every cell of every case of every
// operation; then the shape of the text: names, parentheses, elision, what it says it came from.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "arith.h"
#include "base/map.h"
#include "base/mem.h"
#include "base/settings.h"
#include "op_cases_more.h"
#include "tape/why.h"

static Tensor *apply(const char *name, const OpAttr *attr, int n, Tensor **in) {
  static const OpAttr none[OP_MAX_PARAMS] = {{0}};
  Tape tape = {.nodes_left = 1000, .bytes_left = 1u << 30};
  Err e = {0};
  const OpDef *def = op_find(name);
  assert_non_null(def);
  Tensor *out = tape_apply(&tape, def, in, n, attr ? attr : none, &e);
  if (!out) fail_msg("%s: %s", name, e.text);
  return out;
}

// Consumes its arguments: the result holds what it needs.
static Tensor *op1(const char *name, Tensor *x, double attr) {
  OpAttr a[OP_MAX_PARAMS] = {{.num = attr}, {.num = 1}}; // softmax: dim, temperature
  Tensor *out = apply(name, a, 1, &x);
  tensor_release(x);
  return out;
}
static Tensor *op2(const char *name, Tensor *x, Tensor *y) {
  Tensor *in[] = {x, y}, *out = apply(name, NULL, 2, in);
  tensor_release(x);
  tensor_release(y);
  return out;
}

static Tensor *vec(int n, const float *x) {
  Err e = {0};
  Shape s = shape_of(1, (int64_t[]){n});
  return tensor_from(x, &s, &e);
}

static bool agree(double a, double b) {
  return (isnan(a) && isnan(b)) || a == b || fabs(a - b) <= 2e-5 * (1 + fabs(b));
}

static void check_cells(const OpDef *def, const char *text, uint64_t seed) {
  Case c;
  if (!case_read(&c, def, text, seed)) fail_msg("%s, %s: %s", def->name, text, c.error);
  Tensor *in[CASE_MAX_IN];
  case_inputs(&c, in);
  Tensor *out = apply(def->name, c.attr, c.n_in, in);
  for (size_t i = 0; i < out->size; i++) {
    WhyAnswer a;
    Err e = {0};
    double got;
    if (!why_cell(out, i, 9, 5, 0, &a, &e)) fail_msg("%s, %s: %s", def->name, text, e.text);
    const char *why = str_c(&a.text);
    if (!arith_eval(why, &got)) fail_msg("%s, %s: this is no arithmetic: %s", def->name, text, why);
    if (!agree(got, a.value))
      fail_msg("%s, %s, cell %zu is %.9g, but %s is %.9g", def->name, text, i, a.value, why, got);
    why_free(&a);
  }
  tensor_release(out);
  case_free(&c);
}

static void test_every_operation(void **state) {
  (void)state;
  size_t before = mem_live_blocks();
  each_case(check_cells, 3);
  assert_int_equal(mem_live_blocks(), before);
}

static void assert_why(Tensor *t, size_t i, int depth, int terms, const char *expected) {
  WhyAnswer a;
  Err e = {0};
  assert_true(why_cell(t, i, 4, depth, terms, &a, &e));
  assert_string_equal(str_c(&a.text), expected);
  why_free(&a);
}

static void test_attention(void **state) {
  (void)state;
  Tensor *q = vec(2, (float[]){0.5f, 1}), *s[3];
  Tensor *k[3] = {vec(2, (float[]){1, 0}), vec(2, (float[]){0, -2}), vec(2, (float[]){2, 2})};
  for (int i = 0; i < 3; i++) s[i] = op2("matmul", tensor_retain(q), k[i]);
  Tensor *scores = apply("stack", NULL, 3, s);
  for (int i = 0; i < 3; i++) tensor_release(s[i]);
  scores = op2("div", scores, tensor_scalar(4));
  assert_why(scores, 1, 5, 0, "(0.5 * 0 + 1 * (-2)) / 4");
  Tensor *where[] = {vec(3, (float[]){1, 1, 0}), scores, tensor_scalar(-INFINITY)};
  Tensor *masked = apply("where", NULL, 3, where);
  Tensor *w = op1("softmax", tensor_retain(masked), -1);
  assert_why(w, 0, 5, 0, "exp((0.5 * 1 + 1 * 0) / 4) / (exp((0.5 * 1 + 1 * 0) / 4) + "
                         "exp((0.5 * 0 + 1 * (-2)) / 4) + exp(-inf))");
  assert_why(w, 0, 1, 0, "exp(0.125) / (exp(0.125) + exp(-0.5) + exp(-inf))");
  masked->name = name_of("masked");
  assert_why(w, 0, 5, 0, "exp(0.125) / (exp(0.125) + exp(-0.5) + exp(-inf))");
  where[0]->name = name_of("mask");
  Str s1 = {0};
  Err e = {0};
  why_render("w", w, 1, &s1, &e);
  assert_string_equal(str_c(&s1), "w[1] = exp(-0.5) / (exp(0.125) + exp(-0.5) + exp(-inf))\n"
                                  "     = 0.3486\n"
                                  "  from masked[1], masked[0], masked[2]");
  str_clear(&s1);
  why_render(NULL, masked, 2, &s1, &e);
  assert_string_equal(str_c(&s1), "masked[2] = -inf\n  from mask[2]");
  str_free(&s1);
  tensor_release(w);
  tensor_release(masked);
  tensor_release(q);
  for (int i = 0; i < 3; i++) tensor_release(where[i]);
  names_free();
}

static void test_parentheses(void **state) {
  (void)state;
#define N(x) tensor_scalar(x)
  struct { Tensor *t; const char *text; } t[] = {
    {op2("add", op2("mul", N(2), N(3)), N(4)), "2 * 3 + 4"},
    {op2("mul", op2("add", N(2), N(3)), N(4)), "(2 + 3) * 4"},
    {op2("sub", N(1), op2("sub", N(2), N(3))), "1 - (2 - 3)"},
    {op2("sub", op2("sub", N(1), N(2)), N(-3)), "1 - 2 - (-3)"},
    {op2("div", N(1), op2("mul", N(2), N(3))), "1 / (2 * 3)"},
    {op2("pow", op1("neg", N(2), 0), N(2)), "(-2) ** 2"},
    {op1("neg", op2("pow", N(2), N(2)), 0), "-2 ** 2"},
    {op1("neg", N(-2), 0), "-(-2)"},
    {op1("exp", op1("neg", N(2), 0), 0), "exp(-2)"},
    {op2("pow", op2("pow", N(2), N(3)), N(2)), "(2 ** 3) ** 2"},
    {op2("mul", op2("lt", N(1), N(2)), N(7)), "(1 < 2) * 7"},
    {op2("add", N(1e-7f), N(1)), "1e-07 + 1"},
    {op1("sigmoid", op2("sub", N(1), N(2)), 0), "1 / (1 + exp(-(1 - 2)))"},
  };
  for (size_t i = 0; i < sizeof t / sizeof *t; i++) {
    assert_why(t[i].t, 0, 5, 0, t[i].text);
    double got;
    assert_true(arith_eval(t[i].text, &got));
    assert_true(agree(got, (double)t[i].t->data[0]));
    tensor_release(t[i].t);
  }
}

static void test_elision(void **state) {
  (void)state;
  float x[100];
  for (int i = 0; i < 100; i++) x[i] = (float)i;
  OpAttr nil[2] = {{.n = -1}, {.n = 0}};
  Tensor *v = vec(100, x), *sum = apply("sum", nil, 1, &v), *most = apply("max", nil, 1, &v);
  assert_why(sum, 0, 3, 6, "0 + 1 + 2 + 3 + ... (94 more) + 98 + 99");
  assert_why(most, 0, 3, 3, "max([0, 1, ... (97 more), 99])");
  assert_why(sum, 0, 3, 1, "0 + ... (99 more)");
  WhyAnswer a;
  Err e = {0};
  assert_true(why_cell(sum, 0, 4, 3, 0, &a, &e));
  double got;
  assert_true(arith_eval(str_c(&a.text), &got) && got == 4950);
  assert_int_equal(a.n_cells, WHY_MAX_CELLS);
  why_free(&a);
  tensor_release(sum);
  tensor_release(most);
  tensor_release(v);
}

// Scores beyond what exp can take are shown with the shift that softmax makes.
static void test_large_scores(void **state) {
  (void)state;
  Tensor *w = op1("softmax", vec(2, (float[]){1000, 999}), -1);
  assert_why(w, 0, 1, 0, "exp(1000 - 1000) / (exp(1000 - 1000) + exp(999 - 1000))");
  tensor_release(w);
}

static void test_edges(void **state) {
  (void)state;
  Tensor *x = vec(2, (float[]){-1, 2});
  assert_why(x, 0, 3, 0, "-1"); // made by hand
  WhyAnswer a;
  Err e = {0};
  assert_false(why_cell(x, 2, 4, 3, 0, &a, &e));
  assert_int_equal(e.code, ERR_INDEX);
  err_clear(&e);
  // Doubling at every step: the text stays bounded, and still says what the cell is.
  Tensor *t = tensor_scalar(1);
  for (int i = 0; i < 40; i++) t = op2("add", tensor_retain(t), t);
  assert_true(why_cell(t, 0, 9, 1000, 0, &a, &e));
  assert_true(a.text.n < 1u << 20);
  why_free(&a);
  tensor_release(t);
  tensor_release(x);
}

int main(void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_every_operation), cmocka_unit_test(test_attention),
    cmocka_unit_test(test_parentheses),     cmocka_unit_test(test_elision),
    cmocka_unit_test(test_large_scores),    cmocka_unit_test(test_edges),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
