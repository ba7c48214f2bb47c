// SPDX-License-Identifier: GPL-3.0-or-later
// elementwise: applies a kernel to one, two or three tensors that broadcast against each other.
//
// The kernels see runs in which each operand either advances by one or stands still.
#include "tensor/tensor.h"

#include <string.h>

#include "base/fast.h"
#include "tensor/walk.h"

// What a walk needs to call the kernel: the output is array 0, the operands follow.
typedef struct Job {
  float *o;
  const float *in[3];
  Map2 *f2;
  Map3 *f3;
} Job;

static void row2(void *ctx, const int64_t at[], const int64_t step[], size_t n) {
  const Job *j = ctx;
  j->f2(j->o + at[0], j->in[0] + at[1], (int)step[1], j->in[1] + at[2], (int)step[2], n);
}

static void row3(void *ctx, const int64_t at[], const int64_t step[], size_t n) {
  const Job *j = ctx;
  j->f3(j->o + at[0], j->in[0] + at[1], (int)step[1], j->in[1] + at[2], (int)step[2], j->in[2] + at[3],
        (int)step[3], n);
}

static Tensor *finish(Tensor *out, bool ok) {
  if (ok) return out;
  tensor_release(out);
  return NULL;
}

static Tensor *broadcast_run(const Shape *s, const Tensor *const in[], int n, WalkRow *row, Job *job,
                             Err *e) {
  Tensor *out = tensor_new(s, e);
  if (!out) return NULL;
  Walk w = {.n = n + 1, .rank = s->rank};
  memcpy(w.dim, s->dim, sizeof w.dim);
  shape_strides(s, s, w.stride[0]);
  for (int k = 0; k < n; k++) {
    shape_strides(&in[k]->shape, s, w.stride[k + 1]);
    job->in[k] = in[k]->data;
  }
  job->o = out->data;
  return finish(out, walk_run(&w, NULL, row, job, e));
}

Tensor *tensor_map1(const Tensor *a, Map1 *f, Err *e) {
  Tensor *out = tensor_new(&a->shape, e);
  if (!out) return NULL;
  for (size_t i = 0; i < a->size; i += WALK_TILE) {
    size_t n = a->size - i < WALK_TILE ? a->size - i : WALK_TILE;
    f(out->data + i, a->data + i, n);
    if (n == WALK_TILE && walk_stopped(e)) return finish(out, false);
  }
  return out;
}

HOT_LOOP static void add_numbers(float *restrict to, const float *restrict from, size_t n) {
  for (size_t i = 0; i < n; i++) to[i] += from[i];
}

void tensor_add_numbers(float *restrict to, const float *restrict from, size_t n) { add_numbers(to, from, n); }

// Equal shapes, or a single number on one side: no index arithmetic at all.
static Tensor *flat2(const Shape *s, const Tensor *a, int sa, const Tensor *b, int sb, Map2 *f, Err *e) {
  Tensor *out = tensor_new(s, e);
  if (!out) return NULL;
  for (size_t i = 0; i < out->size; i += WALK_TILE) {
    size_t n = out->size - i < WALK_TILE ? out->size - i : WALK_TILE;
    f(out->data + i, a->data + (sa ? i : 0), sa, b->data + (sb ? i : 0), sb, n);
    if (n == WALK_TILE && walk_stopped(e)) return finish(out, false);
  }
  return out;
}

Tensor *tensor_map2(const Tensor *a, const Tensor *b, Map2 *f, Err *e) {
  if (shape_eq(&a->shape, &b->shape)) return flat2(&a->shape, a, 1, b, 1, f, e);
  if (b->shape.rank == 0) return flat2(&a->shape, a, 1, b, 0, f, e);
  if (a->shape.rank == 0) return flat2(&b->shape, a, 0, b, 1, f, e);
  Shape s;
  if (!shape_broadcast(&a->shape, &b->shape, &s, e)) return NULL;
  const Tensor *in[] = {a, b};
  return broadcast_run(&s, in, 2, row2, &(Job){.f2 = f}, e);
}

// The same for three: each has the shape s or is a single number.
static Tensor *flat3(const Shape *s, const Tensor *const in[3], Map3 *f, Err *e) {
  Tensor *out = tensor_new(s, e);
  if (!out) return NULL;
  int by[3];
  for (int k = 0; k < 3; k++) by[k] = in[k]->shape.rank == s->rank; // nothing moves where all are single numbers
  for (size_t i = 0; i < out->size; i += WALK_TILE) {
    size_t n = out->size - i < WALK_TILE ? out->size - i : WALK_TILE;
    const float *at[3];
    for (int k = 0; k < 3; k++) at[k] = in[k]->data + (by[k] ? i : 0);
    f(out->data + i, at[0], by[0], at[1], by[1], at[2], by[2], n);
    if (n == WALK_TILE && walk_stopped(e)) return finish(out, false);
  }
  return out;
}

static bool is_flat(const Tensor *t, const Shape *s) { return t->shape.rank == 0 || shape_eq(&t->shape, s); }

Tensor *tensor_map3(const Tensor *a, const Tensor *b, const Tensor *c, Map3 *f, Err *e) {
  const Tensor *widest = a->shape.rank ? a : b->shape.rank ? b : c;
  if (is_flat(b, &widest->shape) && is_flat(c, &widest->shape))
    return flat3(&widest->shape, (const Tensor *const[]){a, b, c}, f, e);
  Shape ab, s;
  if (!shape_broadcast(&a->shape, &b->shape, &ab, e) || !shape_broadcast(&ab, &c->shape, &s, e)) return NULL;
  const Tensor *in[] = {a, b, c};
  return broadcast_run(&s, in, 3, row3, &(Job){.f3 = f}, e);
}

Axis tensor_axis(const Tensor *t, int dim) {
  Axis x = {.outer = 1, .n = 1, .inner = 1};
  for (int d = 0; d < t->shape.rank; d++) {
    size_t n = (size_t)t->shape.dim[d];
    if (d < dim) x.outer *= n;
    else if (d == dim) x.n = n;
    else x.inner *= n;
  }
  return x;
}
