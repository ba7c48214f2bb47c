// SPDX-License-Identifier: GPL-3.0-or-later
// gemm: the matrix product for one processor core.
//
// A tile of the result, a few rows by a few vectors, stays in registers while all its terms go by. The columns of
// b that a tile needs are copied together (packed), zeros put where the matrix ends, and stay in the nearest cache
// while the rows of a pass. What is multiplied at once is bounded by the sizes of the caches. (Goto and van de
// Geijn, Anatomy of high-performance matrix multiplication, 2008.)
//
// A few rows against a transposed b, where packing would cost more than the product, are sums along the vectors.
#include "tensor/gemm.h"

#include <string.h>

#include "base/interrupt.h"

#define ALWAYS_INLINE static inline __attribute__((always_inline))
#define UNROLL _Pragma("GCC unroll 16")

enum {
  DEEP = 256,      // terms at once: what is packed for one tile fits into the first cache
  TALL = 504,      // rows of a at once, whole tiles: with DEEP columns they fit into the second
  BROAD = 1024,    // columns of b at once
  MOST_ROWS = 8,   // of a tile
  MOST_WIDE = 32,  // columns of a tile
  FEW_ROWS = 16,   // up to which packing b costs more than it gives
  SMALL = 4096,    // numbers of b that the nearest cache holds as they are
};

// One call: c (m, n) = or += a b, where a[i, k] lies at a[i * ai + k * ak], b[k, j] at b[k * bk + j * bj].
typedef struct Job {
  size_t m, n, k, ai, ak, bk, bj;
  const float *a, *b;
  float *c;
  bool add;
} Job;

// The terms [p, p + k) of the sums; a tile's part of b lies at b, its rows `ld` apart.
typedef struct Part { size_t p, k; const float *b; size_t ld; bool add; } Part;

static float packed_b[DEEP * BROAD] __attribute__((aligned(64)));
static float packed_a[DEEP * TALL] __attribute__((aligned(64)));

// -- packing ---------------------------------------------------------------------------------------

typedef float Four __attribute__((vector_size(16), aligned(4), may_alias));

// The transpose of 4 by 4 numbers.
ALWAYS_INLINE void turn(float *to, size_t to_step, const float *from, size_t from_step) {
  Four a = *(const Four *)from, b = *(const Four *)(from + from_step);
  Four c = *(const Four *)(from + 2 * from_step), d = *(const Four *)(from + 3 * from_step);
  Four ab = __builtin_shufflevector(a, b, 0, 4, 1, 5), ab2 = __builtin_shufflevector(a, b, 2, 6, 3, 7);
  Four cd = __builtin_shufflevector(c, d, 0, 4, 1, 5), cd2 = __builtin_shufflevector(c, d, 2, 6, 3, 7);
  *(Four *)to = __builtin_shufflevector(ab, cd, 0, 1, 4, 5);
  *(Four *)(to + to_step) = __builtin_shufflevector(ab, cd, 2, 3, 6, 7);
  *(Four *)(to + 2 * to_step) = __builtin_shufflevector(ab2, cd2, 0, 1, 4, 5);
  *(Four *)(to + 3 * to_step) = __builtin_shufflevector(ab2, cd2, 2, 3, 6, 7);
}

// Columns [j, j + n) of b as rows of `wide` numbers.
static void pack_b(const Job *g, size_t p, size_t k, size_t j, size_t n, size_t wide, float *to) {
  const float *b = g->b + p * g->bk + j * g->bj;
  if (n < wide) memset(to, 0, k * wide * sizeof *to);
  if (g->bj == 1) {
    for (size_t r = 0; r < k; r++)
      if (n == MOST_WIDE) memcpy(to + r * MOST_WIDE, b + r * g->bk, MOST_WIDE * sizeof *to); // one of known size
      else memcpy(to + r * wide, b + r * g->bk, n * sizeof *to);
    return;
  }
  size_t l = 0; // a transposed one, four by four
  for (; l + 4 <= n; l += 4) {
    const float *from = b + l * g->bj;
    size_t r = 0;
    for (; r + 4 <= k; r += 4) turn(to + r * wide + l, wide, from + r, g->bj);
    for (; r < k; r++)
      for (size_t q = 0; q < 4; q++) to[r * wide + l + q] = from[q * g->bj + r];
  }
  for (; l < n; l++)
    for (size_t r = 0; r < k; r++) to[r * wide + l] = b[l * g->bj + r];
}

// Rows [i, i + m) of a transposed a, in groups of `rows`: there the terms of a tile follow each other.
static void pack_a(const Job *g, size_t p, size_t k, size_t i, size_t m, size_t rows) {
  float *to = packed_a;
  size_t r = 0;
  for (; rows == 8 && r + 16 <= m; r += 16, to += 16 * k) { // two groups from each line of the cache
    const float *a = g->a + (i + r) + p * g->ak;
    for (size_t q = 0; q < k; q++, a += g->ak) {
      __builtin_prefetch(a + 8 * g->ak);
      memcpy(to + q * 8, a, 8 * sizeof *to);
      memcpy(to + (k + q) * 8, a + 8, 8 * sizeof *to);
    }
  }
  for (; r < m; r += rows, to += k * rows) {
    size_t n = m - r < rows ? m - r : rows;
    const float *a = g->a + (i + r) + p * g->ak;
    for (size_t q = 0; q < k; q++)
      for (size_t l = 0; l < n; l++) to[q * rows + l] = a[q * g->ak + l];
  }
}

// -- the kernels, for vectors of W floats, tiles of M rows by N vectors --------------------------------

#define KERNELS(NAME, W, M, N, TARGET) \
  typedef float NAME##_vec __attribute__((vector_size(W * 4), aligned(4), may_alias)); \
  TARGET ALWAYS_INLINE void NAME##_tile(const Part *t, const float *a, size_t ai, size_t ak, float *c, size_t ldc, \
                                        bool add, int m, int n) { \
    NAME##_vec sum[M][N]; \
    UNROLL for (int i = 0; i < m; i++) \
      UNROLL for (int v = 0; v < n; v++) \
        sum[i][v] = add ? *(const NAME##_vec *)(c + (size_t)i * ldc + (size_t)v * W) : (NAME##_vec){0}; \
    const float *b = t->b; \
    for (size_t k = 0; k < t->k; k++, b += t->ld) { \
      NAME##_vec x[N]; \
      UNROLL for (int v = 0; v < n; v++) x[v] = *(const NAME##_vec *)(b + v * W); \
      UNROLL for (int i = 0; i < m; i++) \
        UNROLL for (int v = 0; v < n; v++) sum[i][v] += a[(size_t)i * ai + k * ak] * x[v]; \
    } \
    UNROLL for (int i = 0; i < m; i++) \
      UNROLL for (int v = 0; v < n; v++) *(NAME##_vec *)(c + (size_t)i * ldc + (size_t)v * W) = sum[i][v]; \
  } \
  TARGET static void NAME##_whole(const Part *t, const float *a, size_t ai, size_t ak, float *c, size_t ldc, bool add) { \
    NAME##_tile(t, a, ai, ak, c, ldc, add, M, N); \
  } \
  /* at the edges: m rows by n vectors */ \
  TARGET static void NAME##_edge(const Part *t, const float *a, size_t ai, size_t ak, float *c, size_t ldc, bool add, \
                                 size_t m, size_t n) { \
    for (size_t i = 0; i < m; i += i + M <= m ? M : i + 4 <= m ? 4 : 1) \
      for (size_t v = 0; v < n; v++) { \
        Part one = *t; \
        one.b += v * W; \
        if (i + M <= m) NAME##_tile(&one, a + i * ai, ai, ak, c + i * ldc + v * W, ldc, add, M, 1); \
        else if (i + 4 <= m) NAME##_tile(&one, a + i * ai, ai, ak, c + i * ldc + v * W, ldc, add, 4, 1); \
        else NAME##_tile(&one, a + i * ai, ai, ak, c + i * ldc + v * W, ldc, add, 1, 1); \
      } \
  } \
  TARGET ALWAYS_INLINE Four NAME##_fold(NAME##_vec x) { \
    Four part[W / 4]; \
    memcpy(part, &x, sizeof part); \
    UNROLL for (int l = 1; l < W / 4; l++) part[0] += part[l]; \
    return part[0]; \
  } \
  /* the last few, and zeros */ \
  TARGET ALWAYS_INLINE NAME##_vec NAME##_rest(const float *x, size_t n) { \
    NAME##_vec all = {0}; \
    memcpy(&all, x, n * sizeof *x); \
    return all; \
  } \
  /* m rows of a against n rows of b as they are stored */ \
  TARGET ALWAYS_INLINE void NAME##_dot_tile(const Job *g, size_t i, size_t j, int m, int n) { \
    const float *a = g->a + i * g->ai, *b = g->b + j * g->bj; \
    NAME##_vec sum[4][4], x[4]; \
    size_t k = 0, left = g->k % W; \
    UNROLL for (int r = 0; r < m; r++) \
      UNROLL for (int q = 0; q < n; q++) sum[r][q] = (NAME##_vec){0}; \
    for (; k + W <= g->k; k += W) { \
      UNROLL for (int r = 0; r < m; r++) x[r] = *(const NAME##_vec *)(a + (size_t)r * g->ai + k); \
      UNROLL for (int q = 0; q < n; q++) { \
        NAME##_vec y = *(const NAME##_vec *)(b + (size_t)q * g->bj + k); \
        UNROLL for (int r = 0; r < m; r++) sum[r][q] += x[r] * y; \
      } \
    } \
    if (left) { \
      UNROLL for (int r = 0; r < m; r++) x[r] = NAME##_rest(a + (size_t)r * g->ai + k, left); \
      UNROLL for (int q = 0; q < n; q++) { \
        NAME##_vec y = NAME##_rest(b + (size_t)q * g->bj + k, left); \
        UNROLL for (int r = 0; r < m; r++) sum[r][q] += x[r] * y; \
      } \
    } \
    UNROLL for (int r = 0; r < m; r++) { \
      Four part[4] = {{0}, {0}, {0}, {0}}, turned[4]; \
      UNROLL for (int q = 0; q < n; q++) part[q] = NAME##_fold(sum[r][q]); \
      turn((float *)turned, 4, (const float *)part, 4); \
      Four total = (turned[0] + turned[1]) + (turned[2] + turned[3]); \
      float *c = g->c + (i + (size_t)r) * g->n + j; \
      UNROLL for (int q = 0; q < n; q++) c[q] = g->add ? c[q] + total[q] : total[q]; \
    } \
  } \
  TARGET static void NAME##_dots(const Job *g, size_t j) { \
    bool four = j + 4 <= g->n; \
    for (size_t i = 0; i < g->m; i += i + 4 <= g->m ? 4 : 1) { \
      if (four && i + 4 <= g->m) NAME##_dot_tile(g, i, j, 4, 4); \
      else if (four) NAME##_dot_tile(g, i, j, 1, 4); \
      else if (i + 4 <= g->m) NAME##_dot_tile(g, i, j, 4, 1); \
      else NAME##_dot_tile(g, i, j, 1, 1); \
    } \
  }

KERNELS(narrow, 4, 4, 2, )
#if defined __x86_64__
KERNELS(middle, 8, 6, 2, __attribute__((target("avx2,fma"))))
KERNELS(wide, 16, 8, 2, __attribute__((target("avx512f,avx512vl,avx512dq"))))
#endif

typedef struct Kernels {
  size_t w, m, n;
  void (*whole)(const Part *t, const float *a, size_t ai, size_t ak, float *c, size_t ldc, bool add);
  void (*edge)(const Part *t, const float *a, size_t ai, size_t ak, float *c, size_t ldc, bool add, size_t m, size_t n);
  void (*dots)(const Job *g, size_t j);
} Kernels;

static Kernels choose(int lanes) {
  (void)lanes;
#if defined __x86_64__
  __builtin_cpu_init();
  bool avx2 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
  bool avx512 = __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl") &&
                __builtin_cpu_supports("avx512dq");
  if (avx512 && lanes >= 16) return (Kernels){16, 8, 2, wide_whole, wide_edge, wide_dots};
  if (avx2 && lanes >= 8) return (Kernels){8, 6, 2, middle_whole, middle_edge, middle_dots};
#endif
  return (Kernels){4, 4, 2, narrow_whole, narrow_edge, narrow_dots};
}

static Kernels chosen;

void gemm_limit(int lanes) { chosen = choose(lanes); }

// -- the loops around them ---------------------------------------------------------------------------

// Rows [i, i + m) of the tile's columns, n of them: whole vectors directly, the rest by way of a buffer.
static void rows_of_tile(const Kernels *u, const Job *g, const Part *t, size_t i, size_t m, size_t j, size_t n,
                         bool a_packed) {
  float part[MOST_ROWS * MOST_WIDE];
  size_t wide = u->w * u->n, vectors = (n + u->w - 1) / u->w;
  for (size_t r = 0; r < m; r += u->m) {
    size_t rows = m - r < u->m ? m - r : u->m;
    const float *a = a_packed ? packed_a + r * t->k : g->a + (i + r) * g->ai + t->p * g->ak;
    size_t ai = a_packed ? 1 : g->ai, ak = a_packed ? u->m : g->ak;
    float *c = g->c + (i + r) * g->n + j;
    if (n == wide && rows == u->m) {
      u->whole(t, a, ai, ak, c, g->n, t->add);
    } else if (n % u->w == 0) {
      u->edge(t, a, ai, ak, c, g->n, t->add, rows, vectors);
    } else {
      for (size_t l = 0; t->add && l < rows; l++) memcpy(part + l * wide, c + l * g->n, n * sizeof *c);
      u->edge(t, a, ai, ak, part, wide, t->add, rows, vectors);
      for (size_t l = 0; l < rows; l++) memcpy(c + l * g->n, part + l * wide, n * sizeof *c);
    }
  }
}

// The terms [p, p + k) for columns [j, j + n).
static bool block(const Kernels *u, const Job *g, size_t p, size_t k, size_t j, size_t n, Err *e) {
  size_t wide = u->w * u->n;
  bool a_packed = g->ak != 1;
  for (size_t i = 0; i < g->m; i += TALL) {
    size_t m = g->m - i < TALL ? g->m - i : TALL;
    if (a_packed) pack_a(g, p, k, i, m, u->m);
    for (size_t q = 0; q < n; q += wide) {
      size_t cols = n - q < wide ? n - q : wide;
      Part t = {.p = p, .k = k, .b = packed_b + q * k, .ld = wide, .add = g->add || p > 0};
      if ((g->m <= FEW_ROWS || k * n <= SMALL) && g->bj == 1 && cols % u->w == 0) {
        t.b = g->b + p * g->bk + j + q;
        t.ld = g->bk;
      } else if (i == 0) {
        pack_b(g, p, k, j + q, cols, wide, packed_b + q * k);
      }
      rows_of_tile(u, g, &t, i, m, j + q, cols, a_packed);
    }
    if (interrupt_pending() && interrupt_check(e)) return false;
  }
  return true;
}

static bool few_dots(const Kernels *u, const Job *g, Err *e) {
  for (size_t j = 0; j < g->n; j += j + 4 <= g->n ? 4 : 1) {
    u->dots(g, j);
    if (interrupt_pending() && interrupt_check(e)) return false;
  }
  return true;
}

bool gemm_multiply(const Gemm *g, Err *e) {
  if (!chosen.w) chosen = choose(16);
  Job job = {.m = g->m, .n = g->n, .k = g->k, .ai = g->ta ? 1 : g->k, .ak = g->ta ? g->m : 1,
             .bk = g->tb ? 1 : g->n, .bj = g->tb ? g->k : 1, .a = g->a, .b = g->b, .c = g->c, .add = g->add};
  if (g->n == 1 && g->m > 1) { // one column: as one row of the transposed product
    job = (Job){.m = 1, .n = g->m, .k = g->k, .ai = g->k, .ak = 1, .bk = job.ak, .bj = job.ai, .a = g->b, .b = g->a,
                .c = g->c, .add = g->add};
  } else if (g->m == 1) { // a single row is a row, transposed or not
    job.ai = g->k;
    job.ak = 1;
  }
  if (job.m <= (job.k < 64 ? 3 : FEW_ROWS) && job.bk == 1 && job.ak == 1) return few_dots(&chosen, &job, e);
  for (size_t j = 0; j < job.n; j += BROAD)
    for (size_t p = 0; p < job.k; p += DEEP) {
      size_t n = job.n - j < BROAD ? job.n - j : BROAD, k = job.k - p < DEEP ? job.k - p : DEEP;
      if (!block(&chosen, &job, p, k, j, n, e)) return false;
    }
  return true;
}
