// SPDX-License-Identifier: GPL-3.0-or-later
// blas: the only file that calls BLAS.
//
// Products of a few numbers are plain loops. Others are multiplied by gemm.c, which on one core is faster than
// OpenBLAS; where several cores may be used and a product is large enough to be shared out, OpenBLAS has the
// threads. It is opened at the first such product: loading it takes longer than all else that a short run does.
// Its products are cut into tiles, so that Ctrl-C is seen in time: nothing can stop BLAS within a call.
#include "tensor/blas.h"

#include <cblas.h>
#include <dlfcn.h>
#include <limits.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/interrupt.h"
#include "tensor/gemm.h"

enum {
  PLAIN_MOST = 500,        // multiplications up to which loops win
  SHARED_LEAST = 4000000,  // from which on sharing them out wins
  TILE_MOST = 50 * 1000000 // multiplications in one call: 20 ms at 5 GFLOP/s
};

// -- the library ---------------------------------------------------------------------------------

void *blas_symbol(const char *name) {
  static const char *const files[] = {"libopenblas.so.0", "libopenblas.so"};
  static void *library;
  static bool tried;
  for (size_t i = 0; !tried && !library && i < sizeof files / sizeof *files; i++)
    library = dlopen(files[i], RTLD_NOW | RTLD_LOCAL);
  tried = true;
  return library ? dlsym(library, name) : NULL;
}

static struct { __typeof__(cblas_sgemm) *gemm; __typeof__(cblas_sgemv) *gemv; } blas;

static bool blas_ready(void) {
  static bool tried;
  if (!tried) {
    void *gemm = blas_symbol("cblas_sgemm"), *gemv = blas_symbol("cblas_sgemv");
    memcpy(&blas.gemm, &gemm, sizeof gemm); // ISO C has no cast from an object to a function
    memcpy(&blas.gemv, &gemv, sizeof gemv);
    tried = true;
  }
  return blas.gemm && blas.gemv;
}

// -- small products ------------------------------------------------------------------------------

static size_t least(size_t a, size_t b) { return a < b ? a : b; }
static size_t at_least_1(size_t n) { return n ? n : 1; }

// False on Ctrl-C.
static bool plain(const Gemm *g, Err *e) {
  size_t ai = g->ta ? 1 : g->k, ak = g->ta ? g->m : 1; // steps through a
  for (size_t i = 0; i < g->m; i++) {
    if (interrupt_pending() && interrupt_check(e)) return false;
    const float *a = g->a + i * ai;
    float *restrict c = g->c + i * g->n;
    if (g->tb) {
      for (size_t j = 0; j < g->n; j++) {
        const float *b = g->b + j * g->k;
        float sum = 0;
        for (size_t k = 0; k < g->k; k++) sum += a[k * ak] * b[k];
        c[j] = g->add ? c[j] + sum : sum;
      }
      continue;
    }
    if (!g->add) memset(c, 0, g->n * sizeof *c);
    for (size_t k = 0; k < g->k; k++) {
      const float *b = g->b + k * g->n;
      float x = a[k * ak];
      for (size_t j = 0; j < g->n; j++) c[j] += x * b[j];
    }
  }
  return true;
}

// -- large ones ----------------------------------------------------------------------------------

// A part of the product: rows [i, i+m), columns [j, j+n), terms [p, p+k) of each sum.
typedef struct Tile { size_t i, m, j, n, p, k; } Tile;

static CBLAS_TRANSPOSE transposed(bool yes) { return yes ? CblasTrans : CblasNoTrans; }

static void call_gemm(const Gemm *g, const Tile *t) {
  size_t lda = g->ta ? g->m : g->k, ldb = g->tb ? g->k : g->n;
  const float *a = g->a + (g->ta ? t->p * lda + t->i : t->i * lda + t->p);
  const float *b = g->b + (g->tb ? t->j * ldb + t->p : t->p * ldb + t->j);
  float add_to = t->p > 0 || g->add ? 1.0f : 0.0f;
  blas.gemm(CblasRowMajor, transposed(g->ta), transposed(g->tb), (int)t->m, (int)t->n, (int)t->k, 1.0f, a,
            (int)lda, b, (int)ldb, add_to, g->c + t->i * g->n + t->j, (int)g->n);
}

// c is one column: a times the vector b.
static void call_gemv_column(const Gemm *g, const Tile *t) {
  size_t lda = g->ta ? g->m : g->k;
  const float *a = g->a + (g->ta ? t->p * lda + t->i : t->i * lda + t->p);
  size_t rows = g->ta ? t->k : t->m, cols = g->ta ? t->m : t->k;
  blas.gemv(CblasRowMajor, transposed(g->ta), (int)rows, (int)cols, 1.0f, a, (int)lda, g->b + t->p, 1, 1.0f,
            g->c + t->i, 1);
}

// c is one row: the vector a times b.
static void call_gemv_row(const Gemm *g, const Tile *t) {
  size_t ldb = g->tb ? g->k : g->n;
  const float *b = g->b + (g->tb ? t->j * ldb + t->p : t->p * ldb + t->j);
  size_t rows = g->tb ? t->n : t->k, cols = g->tb ? t->k : t->n;
  blas.gemv(CblasRowMajor, transposed(!g->tb), (int)rows, (int)cols, 1.0f, b, (int)ldb, g->a + t->p, 1, 1.0f,
            g->c + t->j, 1);
}

static bool tiled(const Gemm *g, Err *e) {
  // Blocks near square in all three directions keep BLAS efficient; thin ones are stretched.
  size_t m = least(g->m, 256), n = least(g->n, 512);
  size_t k = least(g->k, at_least_1(TILE_MOST / (m * n)));
  n = least(g->n, at_least_1(TILE_MOST / (m * k)));
  m = least(g->m, at_least_1(TILE_MOST / (n * k)));
  bool vector = g->m == 1 || g->n == 1;
  if (vector && !g->add) memset(g->c, 0, g->m * g->n * sizeof *g->c); // what gemv adds to
  for (size_t i = 0; i < g->m; i += m)
    for (size_t j = 0; j < g->n; j += n)
      for (size_t p = 0; p < g->k; p += k) {
        Tile t = {i, least(m, g->m - i), j, least(n, g->n - j), p, least(k, g->k - p)};
        if (!vector) call_gemm(g, &t);
        else if (g->n == 1) call_gemv_column(g, &t);
        else call_gemv_row(g, &t);
        if (interrupt_pending() && interrupt_check(e)) return false;
      }
  return true;
}

// How many cores BLAS may use: as its own variables say, or those there are.
static int threads(void) {
  static int n;
  if (n > 0) return n;
  const char *set = getenv("OPENBLAS_NUM_THREADS");
  if (!set) set = getenv("OMP_NUM_THREADS");
  if (set) n = atoi(set);
  cpu_set_t cores;
  if (n < 1 && sched_getaffinity(0, sizeof cores, &cores) == 0) n = CPU_COUNT(&cores);
  if (n < 1) n = 1;
  return n;
}

bool blas_gemm(const Gemm *g, Err *e) {
  if (g->m == 0 || g->n == 0) return true;
  if (g->k == 0) {
    if (!g->add) memset(g->c, 0, g->m * g->n * sizeof *g->c);
    return true;
  }
  if (g->m > INT_MAX || g->n > INT_MAX || g->k > INT_MAX)
    return err_set(e, ERR_LIMIT, _("a matrix product takes at most %d rows or columns"), INT_MAX);
  double work = (double)g->m * (double)g->n * (double)g->k;
  if (work <= PLAIN_MOST) return plain(g, e);
  return work >= SHARED_LEAST && threads() > 1 && blas_ready() ? tiled(g, e) : gemm_multiply(g, e);
}
