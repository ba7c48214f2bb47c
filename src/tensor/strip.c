// SPDX-License-Identifier: GPL-3.0-or-later
// strip: the inner loops of convolution, once for each width of vector. Which is used is settled at the
// first call, by the processor.
//
// A tile of 4 results by a few vectors stays in registers while all k rows go by: each vector that is loaded
// is used four times.
#include "tensor/strip.h"

#include <string.h>

#include "base/interrupt.h"

#define ALWAYS_INLINE static inline __attribute__((always_inline))
#define UNROLL _Pragma("GCC unroll 8")

void strip_pack(const float *a, size_t step_m, size_t step_k, size_t m, size_t k, float *packed) {
  for (size_t i = 0; i < m; i += STRIP_PANEL)
    for (size_t r = 0; r < k; r++)
      for (size_t l = i; l < i + STRIP_PANEL; l++) *packed++ = l < m ? a[l * step_m + r * step_k] : 0;
}

// The kernels for vectors of W floats. TARGET is the attribute that lets the compiler use them.
// NAME_tile: 4 rows of out by N vectors at j. NAME_dots: 4 rows of x against R rows.
#define KERNELS(NAME, W, N, R, TARGET) \
  typedef float NAME##_vec __attribute__((vector_size(W * 4), aligned(4), may_alias)); \
  TARGET ALWAYS_INLINE void NAME##_tile(const StripProduct *p, const float *a, float *out, size_t j, int n) { \
    NAME##_vec sum[STRIP_PANEL][N]; \
    UNROLL for (int i = 0; i < STRIP_PANEL; i++) \
      UNROLL for (int v = 0; v < n; v++) sum[i][v] = (NAME##_vec){0}; \
    for (size_t k = 0; k < p->k; k++, a += STRIP_PANEL) { \
      const float *b = p->row[k] + p->shift + j; \
      NAME##_vec x[N]; \
      UNROLL for (int v = 0; v < n; v++) x[v] = *(const NAME##_vec *)(b + v * W); \
      UNROLL for (int i = 0; i < STRIP_PANEL; i++) \
        UNROLL for (int v = 0; v < n; v++) sum[i][v] += a[i] * x[v]; \
    } \
    UNROLL for (int i = 0; i < STRIP_PANEL; i++) \
      UNROLL for (int v = 0; v < n; v++) \
        *(NAME##_vec *)(out + (size_t)i * p->ld + j + (size_t)v * W) = sum[i][v]; \
  } \
  TARGET static bool NAME##_multiply(const StripProduct *p, Err *e) { \
    size_t j = 0, wide = N * W; \
    for (; j < p->n; j += j + wide <= p->n ? wide : W) { \
      const float *a = p->packed; \
      for (size_t i = 0; i < p->m; i += STRIP_PANEL, a += STRIP_PANEL * p->k) { \
        if (j + wide <= p->n) NAME##_tile(p, a, p->out + i * p->ld, j, N); \
        else NAME##_tile(p, a, p->out + i * p->ld, j, 1); \
      } \
      if (interrupt_pending() && interrupt_check(e)) return false; \
    } \
    return true; \
  } \
  TARGET ALWAYS_INLINE void NAME##_dot_tile(const StripDots *p, size_t i, size_t r, int m, int rows) { \
    NAME##_vec sum[STRIP_PANEL][R]; \
    UNROLL for (int u = 0; u < m; u++) \
      UNROLL for (int v = 0; v < rows; v++) sum[u][v] = (NAME##_vec){0}; \
    for (size_t s = 0; s < p->segments; s++) { \
      const float *x = p->x + s * p->step_x + i * p->ld; \
      size_t at = s * p->step_row; \
      for (size_t j = 0; j < p->n; j += W) { \
        NAME##_vec b[R]; \
        UNROLL for (int v = 0; v < rows; v++) b[v] = *(const NAME##_vec *)(p->row[r + (size_t)v] + at + j); \
        UNROLL for (int u = 0; u < m; u++) { \
          NAME##_vec a = *(const NAME##_vec *)(x + (size_t)u * p->ld + j); \
          UNROLL for (int v = 0; v < rows; v++) sum[u][v] += a * b[v]; \
        } \
      } \
    } \
    UNROLL for (int u = 0; u < m; u++) \
      UNROLL for (int v = 0; v < rows; v++) { \
        float total = 0; \
        for (int l = 0; l < W; l++) total += sum[u][v][l]; \
        p->out[(i + (size_t)u) * p->k + r + (size_t)v] += total; \
      } \
  } \
  TARGET static bool NAME##_dots(const StripDots *p, Err *e) { \
    for (size_t r = 0; r < p->k; r += r + R <= p->k ? R : 1) \
      for (size_t i = 0; i < p->m; i += i + STRIP_PANEL <= p->m ? STRIP_PANEL : 1) { \
        if (i + STRIP_PANEL <= p->m && r + R <= p->k) NAME##_dot_tile(p, i, r, STRIP_PANEL, R); \
        else if (i + STRIP_PANEL <= p->m) NAME##_dot_tile(p, i, r, STRIP_PANEL, 1); \
        else if (r + R <= p->k) NAME##_dot_tile(p, i, r, 1, R); \
        else NAME##_dot_tile(p, i, r, 1, 1); \
        if (interrupt_pending() && interrupt_check(e)) return false; \
      } \
    return true; \
  }

KERNELS(narrow, 4, 2, 2, )
#if defined __x86_64__
KERNELS(middle, 8, 3, 2, __attribute__((target("avx2,fma"))))
KERNELS(wide, 16, 4, 4, __attribute__((target("avx512f,avx512vl,avx512dq"))))
#endif

typedef struct Kernels {
  bool (*multiply)(const StripProduct *p, Err *e);
  bool (*dots)(const StripDots *p, Err *e);
} Kernels;

static Kernels choose(int lanes) {
  (void)lanes;
#if defined __x86_64__
  __builtin_cpu_init();
  bool avx2 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
  bool avx512 = __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl") &&
                __builtin_cpu_supports("avx512dq");
  if (avx512 && lanes >= 16) return (Kernels){wide_multiply, wide_dots};
  if (avx2 && lanes >= 8) return (Kernels){middle_multiply, middle_dots};
#endif
  return (Kernels){narrow_multiply, narrow_dots};
}

static Kernels chosen;

static const Kernels *kernels(void) {
  if (!chosen.multiply) chosen = choose(16);
  return &chosen;
}

void strip_limit(int lanes) { chosen = choose(lanes); }
bool strip_multiply(const StripProduct *p, Err *e) { return kernels()->multiply(p, e); }
bool strip_dots(const StripDots *p, Err *e) { return kernels()->dots(p, e); }
