// SPDX-License-Identifier: GPL-3.0-or-later
// slice: reading and writing x[1:3, ::-1, 0]. A slice is a starting point and a step in each dimension.
#include "tensor/tensor.h"

#include <assert.h>
#include <string.h>

#include "tensor/walk.h"

// Where the slice begins in t's data, its steps there, and its shape with and without dropped dimensions.
typedef struct Cut {
  int64_t start;
  int64_t stride[TENSOR_MAX_RANK];
  Shape full, shape;
} Cut;

static Cut cut_of(const Tensor *t, const Slice *s) {
  Cut c = {.full = {.rank = t->shape.rank}};
  int64_t step = 1;
  for (int d = t->shape.rank - 1; d >= 0; d--) {
    assert(s[d].n == 0 || (s[d].start >= 0 && s[d].start < t->shape.dim[d]));
    c.full.dim[d] = s[d].n;
    if (s[d].n > 0) c.start += s[d].start * step;
    c.stride[d] = s[d].step * step;
    step *= t->shape.dim[d];
  }
  for (int d = 0; d < t->shape.rank; d++)
    if (!s[d].drop) c.shape.dim[c.shape.rank++] = s[d].n;
  return c;
}

// The steps of v, which has the shape without the dropped dimensions, counted with them.
static void value_strides(const Shape *v, const Cut *c, const Slice *s, int64_t stride[TENSOR_MAX_RANK]) {
  int64_t own[TENSOR_MAX_RANK] = {0};
  shape_strides(v, &c->shape, own);
  int k = 0;
  for (int d = 0; d < c->full.rank; d++) stride[d] = s[d].drop ? 0 : own[k++];
}

// Whole rows of t, one after the other: they can be shared.
static bool is_block(const Tensor *t, const Slice *s) {
  if (t->shape.rank == 0 || (s[0].step != 1 && s[0].n != 1)) return false;
  for (int d = 1; d < t->shape.rank; d++)
    if (s[d].drop || s[d].start != 0 || s[d].step != 1 || s[d].n != t->shape.dim[d]) return false;
  return s[0].n > 0 || !s[0].drop;
}

typedef struct Pair { float *t; float *v; } Pair;

static void read_row(void *ctx, const int64_t at[], const int64_t step[], size_t n) {
  const Pair *p = ctx;
  const float *t = p->t + at[0];
  float *v = p->v + at[1];
  if (step[0] == 1 && step[1] == 1) {
    memcpy(v, t, n * sizeof *v);
    return;
  }
  for (size_t i = 0; i < n; i++) v[(int64_t)i * step[1]] = t[(int64_t)i * step[0]];
}

static void put_row(void *ctx, const int64_t at[], const int64_t step[], size_t n) {
  const Pair *p = ctx;
  float *t = p->t + at[0];
  const float *v = p->v + at[1];
  for (size_t i = 0; i < n; i++) t[(int64_t)i * step[0]] = v[(int64_t)i * step[1]];
}

static void add_row(void *ctx, const int64_t at[], const int64_t step[], size_t n) {
  const Pair *p = ctx;
  float *t = p->t + at[0];
  const float *v = p->v + at[1];
  if (step[0] == 1 && step[1] == 1) tensor_add_numbers(t, v, n);
  else
    for (size_t i = 0; i < n; i++) t[(int64_t)i * step[0]] += v[(int64_t)i * step[1]];
}

static bool run(const Tensor *t, const Slice *s, const Cut *c, const Tensor *v, WalkRow *row, Err *e) {
  Walk w = {.n = 2, .rank = c->full.rank};
  memcpy(w.dim, c->full.dim, sizeof w.dim);
  memcpy(w.stride[0], c->stride, sizeof w.stride[0]);
  value_strides(&v->shape, c, s, w.stride[1]);
  int64_t at[WALK_MAX] = {c->start};
  return walk_run(&w, at, row, &(Pair){t->data, v->data}, e);
}

Tensor *tensor_slice(const Tensor *t, const Slice *s, Err *e) {
  // Sharing only counts references up; the elements stay as they are.
  if (is_block(t, s)) return tensor_block((Tensor *)t, s[0].n > 0 ? s[0].start : 0, s[0].n, s[0].drop, e);
  Cut c = cut_of(t, s);
  Tensor *out = tensor_new(&c.shape, e);
  if (out) out->mask = t->mask;
  if (!out || run(t, s, &c, out, read_row, e)) return out;
  tensor_release(out);
  return NULL;
}

// Not interrupted: a half-written tensor must not be seen.
void tensor_slice_put(Tensor *t, const Slice *s, const Tensor *v) {
  Cut c = cut_of(t, s);
  run(t, s, &c, v, put_row, NULL);
}

void tensor_slice_add(Tensor *t, const Slice *s, const Tensor *v) {
  Cut c = cut_of(t, s);
  run(t, s, &c, v, add_row, NULL);
}
