// SPDX-License-Identifier: GPL-3.0-or-later
// tensor: shapes, broadcasting, views, slices and printing, against loops that take one element at a
// time by its index.
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
#include "tensor/tensor.h"

static size_t blocks;
static Rng rng;

static int note(void **state) {
  (void)state;
  rng_seed(&rng, 11);
  blocks = mem_live_blocks();
  return 0;
}

static int nothing_left(void **state) {
  (void)state;
  mem_set_limit(0);
  mem_fail_at(0);
  mem_recover();
  interrupt_flag = 0;
  return mem_live_blocks() == blocks ? 0 : -1;
}

static int pick(int n) { return (int)rng_below(&rng, (uint64_t)n); }

static Shape random_shape(int most_rank, int most) {
  Shape s = {.rank = pick(most_rank + 1)};
  for (int d = 0; d < s.rank; d++) s.dim[d] = pick(12) ? 1 + pick(most) : 0;
  return s;
}

static Tensor *random_tensor(const Shape *s) {
  Err e = {0};
  Tensor *t = tensor_new(s, &e);
  assert_non_null(t);
  rng_fill_normal(&rng, t->data, t->size, 0, 1);
  return t;
}

// A shape that broadcasts to s: some dimensions made 1, some leading ones left out.
static Shape part_of(const Shape *s) {
  int cut = pick(s->rank + 1);
  if (pick(2)) cut = 0;
  Shape p = {.rank = s->rank - cut};
  for (int d = 0; d < p.rank; d++) p.dim[d] = pick(3) ? s->dim[d + cut] : 1;
  return p;
}

// The element of t that stands at index idx of a larger shape.
static float element(const Tensor *t, const Shape *in, const int64_t *idx) {
  size_t at = 0;
  for (int d = 0; d < t->shape.rank; d++) {
    int64_t i = idx[in->rank - t->shape.rank + d];
    at = at * (size_t)t->shape.dim[d] + (size_t)(t->shape.dim[d] == 1 ? 0 : i);
  }
  return t->data[at];
}

static Shape shape2(int64_t a, int64_t b) { return shape_of(2, (int64_t[]){a, b}); }

// -- shapes ------------------------------------------------------------------------------------

static void shapes_as_text(void **state) {
  (void)state;
  assert_string_equal(shape_text(&(Shape){0}).s, "()");
  assert_string_equal(shape_text(&(Shape){.rank = 1, .dim = {5}}).s, "(5,)");
  assert_string_equal(shape_text(&(Shape){.rank = 2, .dim = {3, 4}}).s, "(3, 4)");
  Shape big = {.rank = 8};
  for (int d = 0; d < 8; d++) big.dim[d] = INT64_MIN;
  assert_int_equal(strlen(shape_text(&big).s), 8 * 20 + 7 * 2 + 2);
}

static void sizes(void **state) {
  (void)state;
  Err e = {0};
  size_t n = 0;
  assert_true(shape_size(&(Shape){.rank = 2, .dim = {3, 4}}, &n, &e));
  assert_int_equal(n, 12);
  assert_true(shape_size(&(Shape){.rank = 3, .dim = {1 << 30, 0, 1 << 20}}, &n, &e));
  assert_int_equal(n, 0);
  assert_false(shape_size(&(Shape){.rank = 3, .dim = {INT64_MAX, 0, INT64_MAX}}, &n, &e)); // its steps would overflow
  err_clear(&e);
  Shape huge = {.rank = 3, .dim = {INT64_MAX, INT64_MAX, 4}};
  assert_false(shape_size(&huge, &n, &e));
  assert_int_equal(e.code, ERR_LIMIT);
  err_clear(&e);
  assert_false(shape_size(&(Shape){.rank = 1, .dim = {-1}}, &n, &e));
  assert_int_equal(e.code, ERR_VALUE);
  err_clear(&e);
  mem_set_limit(1 << 20);
  assert_null(tensor_new(&(Shape){.rank = 2, .dim = {1000, 1000}}, &e));
  assert_int_equal(e.code, ERR_LIMIT);
  assert_non_null(strstr(e.text, "(1000, 1000)"));
  err_clear(&e);
  mem_set_limit(0);
  mem_fail_at(1);
  assert_null(tensor_new(&(Shape){.rank = 1, .dim = {10}}, &e));
  assert_int_equal(e.code, ERR_MEMORY);
}

static void broadcast_rule(void **state) {
  (void)state;
  Err e = {0};
  Shape out, a = shape2(3, 4), b = {.rank = 1, .dim = {5}};
  assert_false(shape_broadcast(&a, &b, &out, &e));
  assert_int_equal(e.code, ERR_SHAPE);
  assert_string_equal(e.text, "shapes (3, 4) and (5,) do not broadcast: 4 against 5 in the last dimension");
  err_clear(&e);
  Shape c = shape2(2, 1);
  assert_false(shape_broadcast(&a, &c, &out, &e));
  assert_string_equal(e.text, "shapes (3, 4) and (2, 1) do not broadcast: 3 against 2 in dimension -2");
  err_clear(&e);
  for (int i = 0; i < 300; i++) {
    Shape s = random_shape(5, 4), p = part_of(&s);
    assert_true(shape_broadcast(&s, &p, &out, &e));
    assert_true(shape_eq(&s, &out));
    assert_true(shape_broadcast(&p, &s, &out, &e));
    assert_true(shape_eq(&s, &out));
  }
  int dim = -1;
  assert_true(shape_dim(&a, -1, &dim, &e));
  assert_int_equal(dim, 1);
  assert_false(shape_dim(&a, 3, &dim, &e));
  assert_string_equal(e.text, "dim 3 is out of range for shape (3, 4)");
  err_clear(&e);
  assert_false(shape_dim(&(Shape){0}, 0, &dim, &e));
}

// -- life ----------------------------------------------------------------------------------------

static int dropped;
static void drop(Origin *o) {
  (void)o;
  dropped++;
}

static void sharing(void **state) {
  (void)state;
  Err e = {0};
  Shape s = shape2(4, 3), flat = {.rank = 1, .dim = {12}};
  Tensor *t = tensor_full(&s, 2, &e);
  Tensor *row = tensor_block(t, 1, 1, true, &e), *r = tensor_reshape(t, &flat, &e);
  assert_ptr_equal(row->data, t->data + 3);
  assert_int_equal(row->shape.rank, 1);
  assert_int_equal(mem_live_blocks(), blocks + 3); // the small tensor with its numbers, and two headers
  assert_null(tensor_reshape(t, &(Shape){.rank = 1, .dim = {5}}, &e));
  assert_string_equal(e.text, "shape (4, 3) of 12 elements cannot become (5,) of 5 elements");
  err_clear(&e);
  assert_null(tensor_block(t, 3, 2, false, &e));
  err_clear(&e);
  Origin o = {drop};
  t->origin = &o;
  dropped = 0;
  tensor_release(t); // the storage lives on in its views
  assert_int_equal(dropped, 1);
  assert_true(row->data[0] == 2 && r->data[11] == 2);
  float *before = r->data;
  r = tensor_unshare(r, &e); // row sees it too: a copy
  assert_ptr_not_equal(r->data, before);
  r->origin = &o;
  before = r->data;
  r = tensor_unshare(r, &e); // nobody else: the same
  assert_ptr_equal(r->data, before);
  assert_null(r->origin);
  assert_int_equal(dropped, 2);
  tensor_retain(r);
  Tensor *mine = tensor_unshare(r, &e);
  assert_ptr_not_equal(mine, r);
  tensor_release(mine);
  tensor_release(r);
  tensor_release(row);
  tensor_release(NULL);
  Tensor *x = tensor_scalar(3);
  assert_true(x->size == 1 && x->shape.rank == 0 && x->data[0] == 3);
  tensor_release(x);
}

// An origin that holds the tensor before it.
typedef struct Link { Origin base; Tensor *before; } Link;
static void drop_link(Origin *o) {
  Link *l = (Link *)o;
  tensor_release(l->before);
  mem_free(l);
}

static void long_chains(void **state) {
  (void)state;
  Tensor *t = NULL;
  for (int i = 0; i < 300000; i++) {
    Link *l = mem_alloc(sizeof *l);
    *l = (Link){{drop_link}, t};
    t = tensor_scalar(0);
    t->origin = &l->base;
  }
  tensor_release(t); // would take a stack of many megabytes if it were recursive
}

static void alignment(void **state) {
  (void)state;
  Err e = {0};
  for (int64_t n = 0; n < 300; n += 7) {
    Tensor *t = tensor_full(&(Shape){.rank = 1, .dim = {n}}, 1, &e);
    assert_int_equal((uintptr_t)t->data % (n >= 64 ? 64 : 16), 0);
    tensor_release(t);
  }
}

static void interruption(void **state) {
  (void)state;
  Err e = {0};
  Shape s = shape2(1000, 1000);
  Tensor *t = tensor_full(&s, 1, &e);
  interrupt_flag = 1;
  assert_null(tensor_full(&s, 1, &e));
  assert_int_equal(e.code, ERR_INTERRUPT);
  err_clear(&e);
  interrupt_flag = 1;
  assert_null(tensor_permute(t, (int[]){1, 0}, &e));
  err_clear(&e);
  interrupt_flag = 1;
  assert_null(tensor_sum_to(t, &(Shape){0}, &e));
  err_clear(&e);
  interrupt_flag = 1;
  assert_null(tensor_matmul(t, false, t, false, &e));
  assert_int_equal(e.code, ERR_INTERRUPT);
  assert_false(interrupt_pending());
  tensor_release(t);
}

// -- moving elements ---------------------------------------------------------------------------------

static void permutes(void **state) {
  (void)state;
  Err e = {0};
  for (int round = 0; round < 300; round++) {
    Shape s = random_shape(5, 5);
    Tensor *t = random_tensor(&s);
    int axes[TENSOR_MAX_RANK];
    for (int d = 0; d < s.rank; d++) axes[d] = d;
    for (int d = s.rank - 1; d > 0; d--) {
      int k = pick(d + 1), x = axes[d];
      axes[d] = axes[k];
      axes[k] = x;
    }
    Tensor *p = tensor_permute(t, axes, &e);
    for (size_t i = 0; i < p->size; i++) {
      int64_t to[TENSOR_MAX_RANK], from[TENSOR_MAX_RANK];
      tensor_unravel(&p->shape, i, to);
      for (int d = 0; d < s.rank; d++) from[axes[d]] = to[d];
      assert_true(p->data[i] == t->data[tensor_ravel(&s, from)]);
    }
    tensor_release(p);
    tensor_release(t);
  }
}

static void expands_and_sums(void **state) {
  (void)state;
  Err e = {0};
  for (int round = 0; round < 300; round++) {
    Shape s = random_shape(5, 5), part = part_of(&s);
    Tensor *t = random_tensor(&part), *full = random_tensor(&s);
    Tensor *x = tensor_expand(t, &s, &e), *sum = tensor_sum_to(full, &part, &e);
    assert_true(shape_eq(&x->shape, &s) && shape_eq(&sum->shape, &part));
    double *sums = mem_zalloc((t->size + 1) * sizeof *sums);
    for (size_t i = 0; i < x->size; i++) {
      int64_t idx[TENSOR_MAX_RANK];
      tensor_unravel(&s, i, idx);
      assert_true(x->data[i] == element(t, &s, idx));
      size_t at = 0;
      for (int d = 0; d < part.rank; d++)
        at = at * (size_t)part.dim[d] + (size_t)(part.dim[d] == 1 ? 0 : idx[s.rank - part.rank + d]);
      sums[at] += (double)full->data[i];
    }
    for (size_t i = 0; i < sum->size; i++) assert_true(fabs(sums[i] - (double)sum->data[i]) < 1e-4);
    mem_free(sums);
    tensor_release(t);
    tensor_release(full);
    tensor_release(x);
    tensor_release(sum);
  }
  Shape a = shape2(2, 3), b = shape2(4, 3);
  Tensor *t = random_tensor(&a);
  assert_null(tensor_expand(t, &b, &e));
  assert_int_equal(e.code, ERR_SHAPE);
  tensor_release(t);
}

static void random_slices(const Shape *s, Slice *cut) {
  for (int d = 0; d < s->rank; d++) {
    int64_t n = s->dim[d];
    int64_t start = n ? pick((int)n) : 0, step = (pick(2) ? 1 : -1) * (1 + pick(3));
    int64_t most = n == 0 ? 0 : step > 0 ? (n - 1 - start) / step + 1 : start / -step + 1;
    cut[d] = (Slice){start, pick((int)most + 1), step, false};
    if (n > 0 && pick(4) == 0) cut[d] = (Slice){start, 1, 1, true};
    else if (pick(3) == 0) cut[d] = (Slice){0, n, 1, false};
  }
}

// Place in the tensor of element i of the slice; *idx without the dropped dimensions.
static size_t place(const Shape *s, const Slice *cut, const Shape *out, size_t i, int64_t *idx) {
  int64_t full[TENSOR_MAX_RANK];
  tensor_unravel(out, i, idx);
  for (int d = 0, k = 0; d < s->rank; d++)
    full[d] = cut[d].start + cut[d].step * (cut[d].drop ? 0 : idx[k++]);
  return tensor_ravel(s, full);
}

static void slices(void **state) {
  (void)state;
  Err e = {0};
  for (int round = 0; round < 600; round++) {
    Shape s = random_shape(4, 6);
    Slice cut[TENSOR_MAX_RANK];
    random_slices(&s, cut);
    Tensor *t = random_tensor(&s), *got = tensor_slice(t, cut, &e);
    Shape part = part_of(&got->shape);
    Tensor *v = random_tensor(&part), *put = tensor_copy(t, &e), *add = tensor_copy(t, &e);
    float *want_put = mem_alloc(t->size * 4 + 4), *want_add = mem_alloc(t->size * 4 + 4);
    memcpy(want_put, t->data, t->size * 4);
    memcpy(want_add, t->data, t->size * 4);
    for (size_t i = 0; i < got->size; i++) {
      int64_t idx[TENSOR_MAX_RANK];
      size_t at = place(&s, cut, &got->shape, i, idx);
      assert_true(got->data[i] == t->data[at]);
      want_put[at] = element(v, &got->shape, idx);
      want_add[at] += element(v, &got->shape, idx);
    }
    tensor_slice_put(put, cut, v);
    tensor_slice_add(add, cut, v);
    assert_memory_equal(put->data, want_put, t->size * 4);
    assert_memory_equal(add->data, want_add, t->size * 4);
    mem_free(want_put);
    mem_free(want_add);
    Tensor *all[] = {t, got, v, put, add};
    for (int i = 0; i < 5; i++) tensor_release(all[i]);
  }
}

// -- elementwise -------------------------------------------------------------------------------------

static void twice(float *restrict o, const float *restrict a, size_t n) {
  for (size_t i = 0; i < n; i++) o[i] = 2 * a[i];
}

static void minus(float *restrict o, const float *a, int sa, const float *b, int sb, size_t n) {
  assert_true((sa == 0 || sa == 1) && (sb == 0 || sb == 1));
  for (size_t i = 0; i < n; i++) o[i] = a[i * (size_t)sa] - b[i * (size_t)sb];
}

static void choose(float *restrict o, const float *a, int sa, const float *b, int sb, const float *c, int sc,
                   size_t n) {
  for (size_t i = 0; i < n; i++) o[i] = a[i * (size_t)sa] > 0 ? b[i * (size_t)sb] : c[i * (size_t)sc];
}

static void drivers(void **state) {
  (void)state;
  Err e = {0};
  for (int round = 0; round < 500; round++) {
    Shape s = random_shape(5, 5), pa = part_of(&s), pb = part_of(&s), pc = part_of(&s), ab, abc;
    Tensor *a = random_tensor(&pa), *b = random_tensor(&pb), *c = random_tensor(&pc);
    assert_true(shape_broadcast(&pa, &pb, &ab, &e) && shape_broadcast(&ab, &pc, &abc, &e));
    Tensor *one = tensor_map1(a, twice, &e), *two = tensor_map2(a, b, minus, &e);
    Tensor *three = tensor_map3(a, b, c, choose, &e);
    assert_true(shape_eq(&two->shape, &ab) && shape_eq(&three->shape, &abc));
    int64_t idx[TENSOR_MAX_RANK];
    for (size_t i = 0; i < one->size; i++) assert_true(one->data[i] == 2 * a->data[i]);
    for (size_t i = 0; i < two->size; i++) {
      tensor_unravel(&ab, i, idx);
      assert_true(two->data[i] == element(a, &ab, idx) - element(b, &ab, idx));
    }
    for (size_t i = 0; i < three->size; i++) {
      tensor_unravel(&abc, i, idx);
      float want = element(a, &abc, idx) > 0 ? element(b, &abc, idx) : element(c, &abc, idx);
      assert_true(three->data[i] == want);
    }
    Tensor *all[] = {a, b, c, one, two, three};
    for (int i = 0; i < 6; i++) tensor_release(all[i]);
  }
}

static void axes(void **state) {
  (void)state;
  Tensor t = {.shape = {.rank = 3, .dim = {2, 3, 4}}, .size = 24};
  Axis x = tensor_axis(&t, 1);
  assert_true(x.outer == 2 && x.n == 3 && x.inner == 4);
  x = tensor_axis(&t, 2);
  assert_true(x.outer == 6 && x.n == 4 && x.inner == 1);
}

// -- text ----------------------------------------------------------------------------------------------

static void expect_number(double x, int digits, const char *text) {
  Str s = {0};
  format_number(&s, x, digits);
  assert_string_equal(str_c(&s), text);
  str_free(&s);
}

static void numbers(void **state) {
  (void)state;
  expect_number(0, 4, "0");
  expect_number(-0.0, 4, "0");
  expect_number(42, 1, "42");
  expect_number(9007199254740992.0, 4, "9007199254740992");
  expect_number(0.1, 4, "0.1");
  expect_number(1.0 / 3, 4, "0.3333");
  expect_number(-2.0 / 3, 2, "-0.67");
  expect_number(1234.56, 4, "1234.6");
  expect_number(12345678.9, 4, "12345678.9");
  expect_number(0.99999, 4, "1.0");
  expect_number(1e-5, 4, "1e-05");
  expect_number(1.5e20, 4, "1.5e+20");
  expect_number(INFINITY, 4, "inf");
  expect_number(-INFINITY, 4, "-inf");
  expect_number(NAN, 4, "nan");
  expect_number(0.1, 17, "0.10000000000000001");
}

static void expect_tensor(const Shape *s, const float *x, int digits, const char *text) {
  Err e = {0};
  Tensor *t = tensor_from(x, s, &e);
  Str out = {0};
  tensor_format(&out, t, digits, 0, 3);
  assert_string_equal(str_c(&out), text);
  str_free(&out);
  tensor_release(t);
}

static void tensors_as_text(void **state) {
  (void)state;
  Shape v3 = {.rank = 1, .dim = {3}}, m = shape2(2, 2), block = {.rank = 3, .dim = {2, 2, 1}};
  Shape empty = shape2(0, 3), row = shape2(1, 1);
  expect_tensor(&(Shape){0}, (float[]){2.5f}, 4, "2.5");
  expect_tensor(&v3, (float[]){1, 2, 3}, 4, "[1, 2, 3]");
  expect_tensor(&v3, (float[]){1, -0.0f, 300}, 4, "[1, 0, 300]");
  expect_tensor(&m, (float[]){1, 0, 0.4834f, 0.5166f}, 3, "[[1.00, 0.00],\n [0.48, 0.52]]");
  expect_tensor(&m, (float[]){0.5f, 2, 10, 4}, 4, "[[ 0.5,  2.0],\n [10.0,  4.0]]");
  expect_tensor(&m, (float[]){0.19f, -INFINITY, 0.5f, NAN}, 4, "[[0.19, -inf],\n [0.50,  nan]]");
  expect_tensor(&m, (float[]){1, 3e-9f, 0.25f, 0}, 4, "[[ 1.00, 3e-09],\n [ 0.25,  0.00]]");
  expect_tensor(&v3, (float[]){1.5e9f, 1, 0}, 4, "[1500000000, 1, 0]");
  expect_tensor(&v3, (float[]){1e20f, 2.5e19f, 0}, 4, "[1.0e+20, 2.5e+19, 0.0e+00]");
  expect_tensor(&v3, (float[]){1e-6f, 2.5e-6f, 0}, 4, "[1.0e-06, 2.5e-06, 0.0e+00]");
  expect_tensor(&v3, (float[]){12345.678f, 0.5f, 1}, 4, "[12345.7, 0.5, 1.0]");
  expect_tensor(&v3, (float[]){0.99999f, 0.99999f, 1}, 4, "[1.0, 1.0, 1.0]");
  expect_tensor(&block, (float[]){1, 2, 3, 4}, 4, "[[[1],\n  [2]],\n [[3],\n  [4]]]");
  expect_tensor(&row, (float[]){7}, 4, "[[7]]");
  expect_tensor(&empty, NULL, 4, "zeros(0, 3)");
}

static void long_rows_wrap(void **state) {
  (void)state;
  Err e = {0};
  Tensor *t = tensor_full(&(Shape){.rank = 2, .dim = {2, 50}}, 123.5f, &e);
  Str s = {0};
  tensor_format(&s, t, 4, 0, 3);
  for (const char *p = str_c(&s); *p; p += strcspn(p, "\n") + (p[strcspn(p, "\n")] == '\n'))
    assert_true(strcspn(p, "\n") <= 80);
  str_free(&s);
  tensor_release(t);
}

static size_t lines(const char *s) {
  size_t n = 1;
  for (; *s; s++) n += *s == '\n';
  return n;
}

static void large_tensors_show_edges(void **state) {
  (void)state;
  Err e = {0};
  Shape s = shape2(300, 400);
  Tensor *t = tensor_full(&s, 1, &e);
  t->data[0] = -3.125f;
  Str out = {0};
  tensor_format(&out, t, 4, 1000, 2);
  assert_string_equal(str_c(&out), "# shape (300, 400)  min -3.125  mean 1.0  max 1\n"
                                   "[[-3.125,  1.000, ...,  1.000,  1.000],\n"
                                   " [ 1.000,  1.000, ...,  1.000,  1.000],\n"
                                   " ...,\n"
                                   " [ 1.000,  1.000, ...,  1.000,  1.000],\n"
                                   " [ 1.000,  1.000, ...,  1.000,  1.000]]");
  tensor_release(t);
  for (int rank = 1; rank <= TENSOR_MAX_RANK; rank++) { // never more than a screen
    Shape deep = {.rank = rank};
    for (int d = 0; d < rank; d++) deep.dim[d] = rank == 1 ? 5000 : 4;
    t = tensor_full(&deep, 1, &e);
    str_clear(&out);
    tensor_format(&out, t, 4, 8, 3);
    assert_true(lines(str_c(&out)) <= 25);
    tensor_release(t);
  }
  t = tensor_full(&(Shape){.rank = 2, .dim = {400, 2}}, 1, &e); // few elements, many lines
  str_clear(&out);
  tensor_format(&out, t, 4, 1000, 3);
  assert_true(lines(str_c(&out)) <= 25);
  tensor_release(t);
  str_free(&out);
}

#define T(f) cmocka_unit_test_setup_teardown(f, note, nothing_left)

int main(void) {
  const struct CMUnitTest tests[] = {
    T(shapes_as_text), T(sizes), T(broadcast_rule), T(sharing), T(long_chains), T(alignment), T(interruption),
    T(permutes),
    T(expands_and_sums), T(slices), T(drivers), T(axes), T(numbers), T(tensors_as_text), T(long_rows_wrap),
    T(large_tensors_show_edges),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
