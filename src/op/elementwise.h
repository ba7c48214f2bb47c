// SPDX-License-Identifier: GPL-3.0-or-later
// elementwise: what operations that treat every element alike have in common.
//
// An operation states its formula once for float32 tensors (MAP1, MAP2) and once for numbers in
// double precision (SCALAR1, SCALAR2). Gradients: with y = f(x), dx = dy * f'(x); where an input was
// broadcast, each of its elements was used many times, so its gradient is the sum over those uses.
#ifndef OP_ELEMENTWISE_H
#define OP_ELEMENTWISE_H

#include "base/fast.h"
#include "base/fastmath.h"
#include "op/explain.h"
#include "op/op.h"

// static void name(...): o = EXPR(x).
#define MAP1(name, EXPR) \
  HOT_LOOP static void name(float *restrict o, const float *restrict a, size_t n) { \
    for (size_t i = 0; i < n; i++) { \
      const float x = a[i]; \
      o[i] = (EXPR); \
    } \
  }

// o = EXPR(x, y). Three loops, so that each is plain enough for the compiler to vectorise.
#define MAP2(name, EXPR) \
  HOT_LOOP static void name(float *restrict o, const float *a, int sa, const float *b, int sb, \
                            size_t n) { \
    if (sa && sb) { \
      for (size_t i = 0; i < n; i++) { \
        const float x = a[i], y = b[i]; \
        (void)x, (void)y; \
        o[i] = (EXPR); \
      } \
    } else if (sa) { \
      const float y = n ? *b : 0; \
      (void)y; \
      for (size_t i = 0; i < n; i++) { \
        const float x = a[i]; \
        o[i] = (EXPR); \
      } \
    } else { \
      const float x = n ? *a : 0; \
      for (size_t i = 0; i < n; i++) { \
        const float y = b[sb ? i : 0]; \
        (void)y; \
        o[i] = (EXPR); \
      } \
    } \
  }

// Gradient of a function of two: o = EXPR(g, x, y), g being the gradient of the result. Loops of their own
// for what is frequent: all three advance, or a single number takes the place of x or y.
#define MAP3_LOOP(EXPR, P, A, B) \
  for (size_t i = 0; i < n; i++) { \
    const float g = (P), x = (A), y = (B); \
    (void)g, (void)x, (void)y; \
    o[i] = (EXPR); \
  }
#define MAP3(name, EXPR) \
  HOT_LOOP static void name(float *restrict o, const float *p, int sp, const float *a, int sa, \
                            const float *b, int sb, size_t n) { \
    if (sp && sa && sb) MAP3_LOOP(EXPR, p[i], a[i], b[i]) \
    else if (sp && sa) MAP3_LOOP(EXPR, p[i], a[i], *b) \
    else if (sp && sb) MAP3_LOOP(EXPR, p[i], *a, b[i]) \
    else if (sp) MAP3_LOOP(EXPR, p[i], *a, *b) \
    else MAP3_LOOP(EXPR, *p, a[sa ? i : 0], b[sb ? i : 0]) \
  }

#define SCALAR1(EXPR) \
  static double scalar(double x, double unused) { \
    (void)unused; \
    return (EXPR); \
  }
#define SCALAR2(EXPR) \
  static double scalar(double x, double y) { return (EXPR); }

// g summed down to the shape of `in`; consumes g (which may be NULL after an error).
Tensor *ew_sum_to(Tensor *g, const Tensor *in, Err *e);

// din[0] = f(dout, t) where t is the input or the result, whichever the derivative is written in.
bool ew_grad1(const Tensor *dout, const Tensor *t, Map2 *f, const bool *needs, Tensor **din, Err *e);
// din[0] = fx(dout, x, y), din[1] = fy(dout, x, y), summed to the inputs' shapes. NULL: zero.
bool ew_grad2(const OpCall *c, const Tensor *dout, Map3 *fx, Map3 *fy, const bool *needs, Tensor **din,
              Err *e);
// Flat nearly everywhere: the gradient is zero, which is what leaving din empty says.
bool ew_grad_zero(const OpCall *c, const Tensor *out, const Tensor *dout, const bool *needs, Tensor **din,
                  Err *e);

// in[0] (and in[1]) through f; names the operation in the error where shapes do not broadcast.
Tensor *ew_forward1(OpCall *c, Map1 *f, Err *e);
Tensor *ew_forward2(OpCall *c, Map2 *f, Err *e);
// The same for functions that answer yes or no: the result is a mask.
Tensor *ew_mask1(OpCall *c, Map1 *f, Err *e);
Tensor *ew_mask2(OpCall *c, Map2 *f, Err *e);

// The same for functions with one number beside x, attr[0]: f(x, number), and its slope f(dout, x, number).
Tensor *ew_forward_with(OpCall *c, Map2 *f, Err *e);
bool ew_grad_with(const OpCall *c, const Tensor *dout, Map3 *f, const bool *needs, Tensor **din, Err *e);

#endif
