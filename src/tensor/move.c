// SPDX-License-Identifier: GPL-3.0-or-later
// move: copies that move elements (permute, expand) and the sum that undoes an expansion.
#include "tensor/tensor.h"

#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "tensor/walk.h"

// -- copies by steps -----------------------------------------------------------------------------

typedef struct Copy { float *to; const float *from; } Copy;

static void copy_row(void *ctx, const int64_t at[], const int64_t step[], size_t n) {
  const Copy *c = ctx;
  float *to = c->to + at[0];
  const float *from = c->from + at[1];
  if (step[1] == 1) {
    memcpy(to, from, n * sizeof *to);
    return;
  }
  for (size_t i = 0; i < n; i++) to[i] = from[(int64_t)i * step[1]];
}

// A new tensor of shape s whose element at index i is t.data[i . stride].
static Tensor *gather(const Tensor *t, const Shape *s, const int64_t stride[], Err *e) {
  Tensor *out = tensor_new(s, e);
  if (!out) return NULL;
  Walk w = {.n = 2, .rank = s->rank};
  memcpy(w.dim, s->dim, sizeof w.dim);
  memcpy(w.stride[1], stride, sizeof w.stride[1]);
  int64_t step = 1;
  for (int d = s->rank - 1; d >= 0; step *= s->dim[d], d--) w.stride[0][d] = step;
  out->mask = t->mask;
  if (walk_run(&w, NULL, copy_row, &(Copy){out->data, t->data}, e)) return out;
  tensor_release(out);
  return NULL;
}

Tensor *tensor_permute(const Tensor *t, const int *axes, Err *e) {
  int64_t own[TENSOR_MAX_RANK], stride[TENSOR_MAX_RANK] = {0};
  shape_strides(&t->shape, &t->shape, own);
  Shape s = {.rank = t->shape.rank};
  for (int d = 0; d < s.rank; d++) {
    s.dim[d] = t->shape.dim[axes[d]];
    stride[d] = own[axes[d]];
  }
  return gather(t, &s, stride, e);
}

// Does s broadcast to `to` without changing `to`?
static bool expands(const Shape *s, const Shape *to, Err *e) {
  Shape both;
  if (!shape_broadcast(s, to, &both, e)) return false;
  if (shape_eq(&both, to)) return true;
  return err_set(e, ERR_SHAPE, _("shape %s does not expand to %s"), shape_text(s).s, shape_text(to).s);
}

Tensor *tensor_expand(const Tensor *t, const Shape *to, Err *e) {
  if (!expands(&t->shape, to, e)) return NULL;
  int64_t stride[TENSOR_MAX_RANK] = {0};
  shape_strides(&t->shape, to, stride);
  return gather(t, to, stride, e);
}

// -- the sum over what was broadcast ---------------------------------------------------------------

typedef struct Sum { double *to; const float *from; } Sum;

static void sum_row(void *ctx, const int64_t at[], const int64_t step[], size_t n) {
  const Sum *s = ctx;
  double *to = s->to + at[0];
  const float *from = s->from + at[1]; // its steps are 1: it has the full shape
  if (step[0] == 0) {
    double sum = 0;
    for (size_t i = 0; i < n; i++) sum += (double)from[i];
    *to += sum;
    return;
  }
  for (size_t i = 0; i < n; i++) to[i] += (double)from[i];
}

// In double precision: a million float additions would lose digits.
static bool sum_into(const Tensor *t, Tensor *out, double *sums, Err *e) {
  memset(sums, 0, out->size * sizeof *sums);
  Walk w = {.n = 2, .rank = t->shape.rank};
  memcpy(w.dim, t->shape.dim, sizeof w.dim);
  shape_strides(&out->shape, &t->shape, w.stride[0]);
  shape_strides(&t->shape, &t->shape, w.stride[1]);
  if (!walk_run(&w, NULL, sum_row, &(Sum){sums, t->data}, e)) return false;
  for (size_t i = 0; i < out->size; i++) out->data[i] = (float)sums[i];
  return true;
}

Tensor *tensor_sum_to(const Tensor *t, const Shape *to, Err *e) {
  if (shape_eq(&t->shape, to)) return tensor_copy(t, e);
  if (!expands(to, &t->shape, e)) return NULL;
  Tensor *out = tensor_new(to, e);
  if (!out) return NULL;
  double *sums = mem_try(out->size * sizeof *sums);
  bool ok = sums ? sum_into(t, out, sums, e) : err_set(e, ERR_MEMORY, "%s", _("no memory left for a sum"));
  mem_free(sums);
  if (ok) return out;
  tensor_release(out);
  return NULL;
}
