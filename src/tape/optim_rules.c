// SPDX-License-Identifier: GPL-3.0-or-later
// optim_rules: by what formula each optimiser changes a parameter: p the new numbers, w the old ones,
// g the gradient. One pass over the elements each, in float32, with the factors worked out in double.
#include <math.h>

#include "base/fast.h"
#include "tape/optim.h"

// The gradient with what weight decay adds to it (L2 regularisation).
#define DECAYED(g, w) (sign * (g) + decay * (w))
#define COMMON \
  const float sign = o->maximize ? -1.0f : 1.0f, decay = (float)o->weight_decay; \
  (void)sign, (void)decay

// -- sgd: Robbins and Monro 1951; momentum Polyak 1964; Nesterov 1983 as in Sutskever et al. 2013 -------

HOT_LOOP static void sgd_plain(float *restrict p, const float *w, const float *restrict g, size_t n, float lr,
                               float sign, float decay) {
  for (size_t i = 0; i < n; i++) p[i] = w[i] - lr * DECAYED(g[i], w[i]);
}

typedef struct Momentum { float lr, sign, decay, keep, take; bool nesterov; } Momentum;

HOT_LOOP static void sgd_momentum(float *p, const float *w, const float *restrict g, float *restrict v, size_t n,
                                  Momentum m) {
  const float sign = m.sign, decay = m.decay;
  for (size_t i = 0; i < n; i++) {
    float d = DECAYED(g[i], w[i]);
    float b = m.keep * v[i] + m.take * d;
    v[i] = b;
    p[i] = w[i] - m.lr * (m.nesterov ? d + m.keep * b : b);
  }
}

static void sgd(const OptimOptions *o, double step, float *p, const float *w, const float *g, float *const s[],
                size_t n) {
  COMMON;
  if (o->momentum == 0) {
    sgd_plain(p, w, g, n, (float)o->lr, sign, decay);
    return;
  }
  // The first gradient is taken whole; the buffer is zero then.
  float take = step == 1 ? 1.0f : (float)(1 - o->dampening);
  sgd_momentum(p, w, g, s[0], n, (Momentum){(float)o->lr, sign, decay, (float)o->momentum, take, o->nesterov});
}

static bool sgd_uses(const OptimOptions *o, int state) {
  (void)state;
  return o->momentum != 0;
}

static bool sgd_by_rows(const OptimOptions *o) { return o->momentum == 0 && o->weight_decay == 0; }

// -- adam: Kingma and Ba 2015; amsgrad: Reddi et al. 2018; adamw: Loshchilov and Hutter 2019 -----------

typedef struct Adam { float sign, decay, shrink, b1, a1, b2, a2, rate, root, eps; } Adam;

HOT_LOOP static void adam_pass(float *p, const float *w, const float *restrict g, float *restrict m,
                               float *restrict v, size_t n, Adam a) {
  const float sign = a.sign, decay = a.decay;
  for (size_t i = 0; i < n; i++) {
    float d = DECAYED(g[i], w[i]);
    m[i] = a.b1 * m[i] + a.a1 * d;
    v[i] = a.b2 * v[i] + a.a2 * d * d;
    p[i] = w[i] * a.shrink - a.rate * m[i] / (sqrtf(v[i]) * a.root + a.eps);
  }
}

HOT_LOOP static void amsgrad_pass(float *p, const float *w, const float *restrict g, float *restrict m,
                                  float *restrict v, float *restrict most, size_t n, Adam a) {
  const float sign = a.sign, decay = a.decay;
  for (size_t i = 0; i < n; i++) {
    float d = DECAYED(g[i], w[i]);
    m[i] = a.b1 * m[i] + a.a1 * d;
    v[i] = a.b2 * v[i] + a.a2 * d * d;
    most[i] = v[i] > most[i] ? v[i] : most[i];
    p[i] = w[i] * a.shrink - a.rate * m[i] / (sqrtf(most[i]) * a.root + a.eps);
  }
}

static void adam_any(const OptimOptions *o, double step, float *p, const float *w, const float *g,
                     float *const s[], size_t n, bool decoupled) {
  COMMON;
  double bias1 = 1 - pow(o->beta1, step), bias2 = 1 - pow(o->beta2, step);
  Adam a = {
    .sign = sign, .decay = decoupled ? 0 : decay,
    .shrink = decoupled ? (float)(1 - o->lr * o->weight_decay) : 1,
    .b1 = (float)o->beta1, .a1 = (float)(1 - o->beta1), .b2 = (float)o->beta2, .a2 = (float)(1 - o->beta2),
    .rate = (float)(o->lr / bias1), .root = (float)(1 / sqrt(bias2)), .eps = (float)o->eps,
  };
  if (o->amsgrad) amsgrad_pass(p, w, g, s[0], s[1], s[2], n, a);
  else adam_pass(p, w, g, s[0], s[1], n, a);
}

static void adam(const OptimOptions *o, double step, float *p, const float *w, const float *g, float *const s[],
                 size_t n) {
  adam_any(o, step, p, w, g, s, n, false);
}

static void adamw(const OptimOptions *o, double step, float *p, const float *w, const float *g, float *const s[],
                  size_t n) {
  adam_any(o, step, p, w, g, s, n, true);
}

static bool adam_uses(const OptimOptions *o, int state) { return state < 2 || o->amsgrad; }

// -- adagrad: Duchi et al. 2011 --------------------------------------------------------------------

HOT_LOOP static void adagrad_pass(float *p, const float *w, const float *restrict g, float *restrict sum, size_t n,
                                  float lr, float eps, float sign, float decay) {
  for (size_t i = 0; i < n; i++) {
    float d = DECAYED(g[i], w[i]);
    sum[i] += d * d;
    p[i] = w[i] - lr * d / (sqrtf(sum[i]) + eps);
  }
}

static void adagrad(const OptimOptions *o, double step, float *p, const float *w, const float *g,
                    float *const s[], size_t n) {
  COMMON;
  float lr = (float)(o->lr / (1 + (step - 1) * o->lr_decay));
  adagrad_pass(p, w, g, s[0], n, lr, (float)o->eps, sign, decay);
}

static bool adagrad_uses(const OptimOptions *o, int state) {
  (void)o, (void)state;
  return true;
}

// (With nothing to keep it from dividing by zero, a gradient of zero makes nan.)
static bool adagrad_by_rows(const OptimOptions *o) { return o->weight_decay == 0 && o->eps > 0; }

// -- rmsprop: Tieleman and Hinton 2012; centered: Graves 2013 ------------------------------------------

typedef struct Rms { float lr, sign, decay, alpha, take, eps, momentum; } Rms;

// How far the gradient is scaled down: by the root of its mean square, without its mean where `mean` is kept.
#define RMS_DIRECTION \
  float d = DECAYED(g[i], w[i]); \
  sq[i] = r.alpha * sq[i] + r.take * d * d; \
  float var = sq[i]; \
  if (mean) { \
    mean[i] = r.alpha * mean[i] + r.take * d; \
    var -= mean[i] * mean[i]; \
  } \
  d /= sqrtf(var) + r.eps

HOT_LOOP static void rms_pass(float *p, const float *w, const float *restrict g, float *restrict sq,
                              float *restrict mean, size_t n, Rms r) {
  const float sign = r.sign, decay = r.decay;
  for (size_t i = 0; i < n; i++) {
    RMS_DIRECTION;
    p[i] = w[i] - r.lr * d;
  }
}

HOT_LOOP static void rms_momentum_pass(float *p, const float *w, const float *restrict g, float *restrict sq,
                                       float *restrict v, float *restrict mean, size_t n, Rms r) {
  const float sign = r.sign, decay = r.decay;
  for (size_t i = 0; i < n; i++) {
    RMS_DIRECTION;
    v[i] = r.momentum * v[i] + d;
    p[i] = w[i] - r.lr * v[i];
  }
}

static void rmsprop(const OptimOptions *o, double step, float *p, const float *w, const float *g,
                    float *const s[], size_t n) {
  (void)step;
  COMMON;
  Rms r = {(float)o->lr, sign, decay, (float)o->alpha, (float)(1 - o->alpha), (float)o->eps, (float)o->momentum};
  if (o->momentum > 0) rms_momentum_pass(p, w, g, s[0], s[1], s[2], n, r);
  else rms_pass(p, w, g, s[0], s[2], n, r);
}

static bool rmsprop_uses(const OptimOptions *o, int state) {
  return state == 0 || (state == 1 ? o->momentum > 0 : o->centered);
}

// Moving averages go on moving without a gradient.
static bool never(const OptimOptions *o) {
  (void)o;
  return false;
}

const OptimRule optim_rules[] = {
  [OPTIM_SGD] = {"sgd", {"momentum_buffer"}, sgd_uses, sgd_by_rows, sgd},
  [OPTIM_ADAM] = {"adam", {"exp_avg", "exp_avg_sq", "max_exp_avg_sq"}, adam_uses, never, adam},
  [OPTIM_ADAMW] = {"adamw", {"exp_avg", "exp_avg_sq", "max_exp_avg_sq"}, adam_uses, never, adamw},
  [OPTIM_ADAGRAD] = {"adagrad", {"sum"}, adagrad_uses, adagrad_by_rows, adagrad},
  [OPTIM_RMSPROP] = {"rmsprop", {"square_avg", "momentum_buffer", "grad_avg"}, rmsprop_uses, never, rmsprop},
};
