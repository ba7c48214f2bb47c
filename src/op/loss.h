// SPDX-License-Identifier: GPL-3.0-or-later
// loss: losses that compare x with a target element by element and then take the mean, the sum, or nothing.
//
// A loss states one element's value and slopes, as macros' expressions over x, t (the target) and p, q
// (its numbers); the loops, the broadcasting, the reduction and the frame of `why` are here.
#ifndef OP_LOSS_H
#define OP_LOSS_H

#include "base/fast.h"
#include "op/elementwise.h"
#include "op/reduce.h"

// The words of every parameter `reduction`, in this order; kl_div alone has the last.
#define LOSS_REDUCTION "mean|sum|none"
enum { LOSS_MEAN, LOSS_SUM, LOSS_NONE, LOSS_BATCHMEAN };

typedef struct LossIn { const float *x, *t; float p, q; } LossIn;
typedef void LossLoop(float *restrict o, const LossIn *in, size_t n);

typedef struct LossKind {
  LossLoop *value, *dx, *dt;
  int reduction;      // which of attr[] it is
  int n_tensors;      // 2: x and target; 3: and a weight of each element
  // The two numbers of the call, and whether they make sense; NULL: it has none.
  bool (*numbers)(const OpCall *c, float *p, float *q, Err *e);
  bool negative;      // the formula is -(sum of terms)
  // One element's term; kx and kt are its places in in[0] and in[1].
  void (*term)(Why *w, const OpCall *c, size_t kx, size_t kt);
} LossKind;

// static void name(...): o = EXPR(x, t, p, q).
#define LOSS_LOOP(name, EXPR) \
  HOT_LOOP static void name(float *restrict o, const LossIn *in, size_t n) { \
    const float *restrict xs = in->x, *restrict ts = in->t; \
    const float p = in->p, q = in->q; \
    (void)p, (void)q; \
    for (size_t i = 0; i < n; i++) { \
      const float x = xs[i], t = ts[i]; \
      (void)x, (void)t; \
      o[i] = (EXPR); \
    } \
  }

Tensor *loss_forward(OpCall *c, const LossKind *k, Err *e);
bool loss_grad(const OpCall *c, const LossKind *k, const Tensor *dout, const bool *needs, Tensor **din, Err *e);
void loss_why(Why *w, const OpCall *c, const LossKind *k, const Tensor *out, size_t i);

// What an OpDef asks for, from `static const LossKind kind`.
#define LOSS_FUNCTIONS \
  static Tensor *forward(OpCall *c, Err *e) { return loss_forward(c, &kind, e); } \
  static bool grad(const OpCall *c, const Tensor *out, const Tensor *dout, const bool *needs, Tensor **din, \
                   Err *e) { \
    (void)out; \
    return loss_grad(c, &kind, dout, needs, din, e); \
  } \
  static void why(Why *w, const OpCall *c, const Tensor *out, size_t i) { loss_why(w, c, &kind, out, i); }

// "x - t" with the numbers put in.
void loss_difference(Why *w, const OpCall *c, size_t kx, size_t kt);

#endif
