// SPDX-License-Identifier: GPL-3.0-or-later
// matmul: all transposes, vectors and batches against three nested loops in double precision.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <math.h>
#include <stdlib.h>

#include "base/mem.h"
#include "base/rng.h"
#include "tensor/blas.h"
#include "tensor/gemm.h"
#include "tensor/tensor.h"

static size_t blocks;
static Rng rng;

static int note(void **state) {
  (void)state;
  rng_seed(&rng, 5);
  blocks = mem_live_blocks();
  return 0;
}

static int nothing_left(void **state) {
  (void)state;
  return mem_live_blocks() == blocks ? 0 : -1;
}

static int pick(int n) { return (int)rng_below(&rng, (uint64_t)n); }

static Tensor *random_tensor(const Shape *s) {
  Err e = {0};
  Tensor *t = tensor_new(s, &e);
  assert_non_null(t);
  rng_fill_normal(&rng, t->data, t->size, 0, 1);
  return t;
}

static double naive(const Gemm *g, size_t i, size_t j) {
  double sum = 0;
  for (size_t p = 0; p < g->k; p++) {
    float a = g->a[g->ta ? p * g->m + i : i * g->k + p], b = g->b[g->tb ? j * g->k + p : p * g->n + j];
    sum += (double)a * (double)b;
  }
  return sum;
}

// A product of the given size, a sample of its cells checked.
static void check_gemm(size_t m, size_t n, size_t k, bool ta, bool tb) {
  float *a = mem_alloc(m * k * 4 + 4), *b = mem_alloc(k * n * 4 + 4), *c = mem_alloc(m * n * 4 + 4);
  rng_fill_normal(&rng, a, m * k, 0, 1);
  rng_fill_normal(&rng, b, k * n, 0, 1);
  for (size_t i = 0; i < m * n; i++) c[i] = NAN; // what was there must not matter
  Gemm g = {.m = m, .n = n, .k = k, .ta = ta, .tb = tb, .a = a, .b = b, .c = c};
  Err e = {0};
  assert_true(blas_gemm(&g, &e));
  size_t step = m * n > 5000 ? m * n / 997 : 1;
  for (size_t i = 0; i < m * n; i += step)
    assert_true(fabs(naive(&g, i / n, i % n) - (double)c[i]) < 1e-4 * (1 + sqrt((double)k)));
  mem_free(a);
  mem_free(b);
  mem_free(c);
}

static void plain_products(void **state) {
  (void)state;
  static const size_t sizes[][3] = {
    {1, 1, 1},    {2, 3, 4},    {5, 1, 7},    {1, 5, 7},    {3, 4, 0},    {0, 4, 3},    {9, 10, 11},
    {20, 20, 20}, {21, 19, 40}, {1, 300, 90}, {300, 1, 90}, {64, 64, 64}, {1, 1, 9000}};
  for (size_t s = 0; s < sizeof sizes / sizeof *sizes; s++)
    for (int t = 0; t < 4; t++) check_gemm(sizes[s][0], sizes[s][1], sizes[s][2], t & 1, t & 2);
}

// Larger than one tile in each direction.
static void tiled_products(void **state) {
  (void)state;
  check_gemm(300, 600, 700, false, true);
  check_gemm(600, 300, 700, true, false);
  check_gemm(1, 8000, 7000, false, false);
  check_gemm(1, 8000, 7000, false, true);
  check_gemm(8000, 1, 7000, true, false);
  check_gemm(7000, 1, 8000, false, false);
}

// Our own kernels, for each width of vectors: sizes at and beside the edges of tiles, products that are added to
// what is there, and nothing written beyond the result.
static void check_kernel(size_t m, size_t n, size_t k, int flags) {
  enum { GUARD = 40 };
  float *a = mem_alloc(m * k * 4), *b = mem_alloc(k * n * 4), *c = mem_alloc((m * n + GUARD) * 4);
  rng_fill_normal(&rng, a, m * k, 0, 1);
  rng_fill_normal(&rng, b, k * n, 0, 1);
  for (size_t i = 0; i < m * n + GUARD; i++) c[i] = 3;
  Gemm g = {.m = m, .n = n, .k = k, .ta = flags & 1, .tb = flags & 2, .a = a, .b = b, .c = c, .add = flags & 4};
  Err e = {0};
  assert_true(gemm_multiply(&g, &e));
  size_t step = m * n > 5000 ? m * n / 997 : 1;
  for (size_t i = 0; i < m * n; i += step) {
    double expected = naive(&g, i / n, i % n) + (g.add ? 3 : 0);
    if (!(fabs(expected - (double)c[i]) < 1e-5 * (1 + sqrt((double)k))))
      fail_msg("(%zu, %zu, %zu), flags %d: element %zu is %g, not %g", m, n, k, flags, i, (double)c[i], expected);
  }
  for (size_t i = m * n; i < m * n + GUARD; i++) assert_true(c[i] == 3);
  mem_free(a);
  mem_free(b);
  mem_free(c);
}

static void own_kernels(void **state) {
  (void)state;
  for (int lanes = 4; lanes <= 16; lanes *= 2) {
    gemm_limit(lanes);
    for (int round = 0; round < 500; round++) {
      size_t m = (size_t)pick(10) ? 1 + (size_t)pick(40) : 500 + (size_t)pick(30), n = 1 + (size_t)pick(80);
      size_t k = pick(10) ? 1 + (size_t)pick(60) : 250 + (size_t)pick(300);
      check_kernel(pick(12) ? m : 1, pick(12) ? n : 1, k, pick(8));
    }
    check_kernel(9, 1100, 30, 0);
    check_kernel(9, 1100, 30, 6);
  }
  gemm_limit(16);
}

// Batches that broadcast; either side may be a vector.
static void random_operands(Shape *a, Shape *b, bool ta, bool tb) {
  Shape batch = {.rank = pick(3)};
  for (int d = 0; d < batch.rank; d++) batch.dim[d] = 1 + pick(3);
  int64_t m = 1 + pick(6), n = 1 + pick(6), k = pick(20) ? 1 + pick(6) : 0;
  *a = *b = (Shape){0};
  if (pick(5)) {
    a->rank = pick(batch.rank + 1);
    for (int d = 0; d < a->rank; d++) a->dim[d] = pick(3) ? batch.dim[batch.rank - a->rank + d] : 1;
    a->dim[a->rank++] = ta ? k : m;
    a->dim[a->rank++] = ta ? m : k;
  } else {
    a->dim[a->rank++] = k;
  }
  if (pick(5)) {
    b->rank = pick(batch.rank + 1);
    for (int d = 0; d < b->rank; d++) b->dim[d] = pick(3) ? batch.dim[batch.rank - b->rank + d] : 1;
    b->dim[b->rank++] = tb ? n : k;
    b->dim[b->rank++] = tb ? k : n;
  } else {
    b->dim[b->rank++] = k;
  }
}

// The element of matrix (row, col) of the batch idx, taken from t by its index alone.
static double entry(const Tensor *t, bool transposed, bool left, const Shape *batch, const int64_t *idx,
                    int64_t row, int64_t col) {
  const Shape *s = &t->shape;
  if (s->rank == 1) return (double)t->data[left ? col : row];
  size_t at = 0;
  for (int d = 0; d < s->rank - 2; d++) {
    int64_t i = idx[batch->rank - (s->rank - 2) + d];
    at = at * (size_t)s->dim[d] + (size_t)(s->dim[d] == 1 ? 0 : i);
  }
  at = at * (size_t)s->dim[s->rank - 2] + (size_t)(transposed ? col : row);
  at = at * (size_t)s->dim[s->rank - 1] + (size_t)(transposed ? row : col);
  return (double)t->data[at];
}

static void check_product(const Tensor *a, bool ta, const Tensor *b, bool tb, const Tensor *c) {
  Shape batch = c->shape;
  bool row_dropped = a->shape.rank == 1, col_dropped = b->shape.rank == 1;
  batch.rank -= !row_dropped + !col_dropped;
  int64_t k = a->shape.rank == 1 ? a->shape.dim[0] : a->shape.dim[a->shape.rank - (ta ? 2 : 1)];
  for (size_t i = 0; i < c->size; i++) {
    int64_t idx[TENSOR_MAX_RANK];
    tensor_unravel(&c->shape, i, idx);
    int64_t row = row_dropped ? 0 : idx[batch.rank], col = col_dropped ? 0 : idx[c->shape.rank - 1];
    double sum = 0;
    for (int64_t p = 0; p < k; p++)
      sum += entry(a, ta, true, &batch, idx, row, p) * entry(b, tb, false, &batch, idx, p, col);
    assert_true(fabs(sum - (double)c->data[i]) < 1e-4);
  }
}

static void batches(void **state) {
  (void)state;
  Err e = {0};
  for (int round = 0; round < 800; round++) {
    bool ta = pick(2), tb = pick(2);
    Shape sa, sb;
    random_operands(&sa, &sb, ta, tb);
    Tensor *a = random_tensor(&sa), *b = random_tensor(&sb), *c = tensor_matmul(a, ta, b, tb, &e);
    assert_non_null(c);
    check_product(a, ta, b, tb, c);
    tensor_release(a);
    tensor_release(b);
    tensor_release(c);
  }
}

static void refused(Shape sa, bool ta, Shape sb, bool tb, const char *text) {
  Err e = {0};
  Tensor *a = random_tensor(&sa), *b = random_tensor(&sb);
  assert_null(tensor_matmul(a, ta, b, tb, &e));
  assert_int_equal(e.code, ERR_SHAPE);
  assert_string_equal(e.text, text);
  tensor_release(a);
  tensor_release(b);
}

static void refusals(void **state) {
  (void)state;
  Shape m34 = {.rank = 2, .dim = {3, 4}}, m56 = {.rank = 2, .dim = {5, 6}}, v = {.rank = 1, .dim = {3}};
  Shape b2 = {.rank = 3, .dim = {2, 3, 4}}, b5 = {.rank = 3, .dim = {5, 4, 6}};
  refused(m34, false, m56, false, "matmul of (3, 4) and (5, 6): the inner dimensions are 4 and 5");
  refused(m34, true, m56, true, "matmul of (4, 3) and (6, 5): the inner dimensions are 3 and 6");
  refused(m34, false, v, false, "matmul of (3, 4) and (3,): the inner dimensions are 4 and 3");
  refused(b2, false, b5, false,
          "matmul of (2, 3, 4) and (5, 4, 6): the leading dimensions (2,) and (5,) do not broadcast");
  refused((Shape){0}, false, v, false,
          "matmul needs vectors or matrices, but the shapes are () and (3,); use * for single numbers");
}

#define T(f) cmocka_unit_test_setup_teardown(f, note, nothing_left)

int main(void) {
  setenv("OPENBLAS_NUM_THREADS", "2", 1); // large products go to OpenBLAS
  const struct CMUnitTest tests[] = {T(plain_products), T(own_kernels), T(tiled_products), T(batches), T(refusals)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
