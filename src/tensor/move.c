// SPDX-License-Identifier: GPL-3.0-or-later
// move: copies that move elements (permute, expand) and the sum that undoes an expansion.
#include "tensor/tensor.h"

#include <string.h>

#include "base/fast.h"
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

// out (rows, cols) = the transpose of what lies at `from`, where a column is contiguous and the next one `step`
// further on. In blocks, so that every line of the cache that is read is used up while it is there.
#define BLOCK 16
static void transpose_block(float *restrict to, size_t ld, const float *restrict from, size_t step) {
  float block[BLOCK][BLOCK];
  for (size_t j = 0; j < BLOCK; j++)
    for (size_t i = 0; i < BLOCK; i++) block[i][j] = from[j * step + i];
  for (size_t i = 0; i < BLOCK; i++) memcpy(to + i * ld, block[i], sizeof block[i]);
}

static void transpose_plane(float *to, size_t ld, const float *from, size_t step, size_t rows, size_t cols) {
  for (size_t j = 0; j < cols; j += BLOCK)
    for (size_t i = 0; i < rows; i += BLOCK) {
      if (i + BLOCK <= rows && j + BLOCK <= cols) {
        transpose_block(to + i * ld + j, ld, from + j * step + i, step);
        continue;
      }
      for (size_t a = i; a < rows && a < i + BLOCK; a++)
        for (size_t b = j; b < cols && b < j + BLOCK; b++) to[a * ld + b] = from[b * step + a];
    }
}

typedef struct Planes { float *to; const float *from; size_t ld, step, rows, cols; } Planes;

static void transpose_row(void *ctx, const int64_t at[], const int64_t step[], size_t n) {
  const Planes *p = ctx;
  for (size_t i = 0; i < n; i++)
    transpose_plane(p->to + at[0] + (int64_t)i * step[0], p->ld, p->from + at[1] + (int64_t)i * step[1], p->step, p->rows,
                    p->cols);
}

// Which dimension of the result is contiguous in the source while the last one is not? -1: none.
static int turned(const Shape *s, const int64_t stride[]) {
  int last = s->rank - 1;
  if (last < 1 || stride[last] <= 1 || s->dim[last] < BLOCK) return -1;
  for (int d = 0; d < last; d++)
    if (stride[d] == 1 && s->dim[d] >= BLOCK) return d;
  return -1;
}

static bool transpose_all(Tensor *out, const Tensor *t, Walk *w, int d, Err *e) {
  int last = w->rank - 1;
  Planes p = {.to = out->data, .from = t->data, .ld = (size_t)w->stride[0][d], .step = (size_t)w->stride[1][last],
              .rows = (size_t)w->dim[d], .cols = (size_t)w->dim[last]};
  w->dim[d] = w->dim[last] = 1;
  for (int k = 0; k < 2; k++) w->stride[k][d] = w->stride[k][last] = 0;
  // Strips of columns, between which Ctrl-C is seen.
  size_t cols = p.cols, strip = WALK_TILE / p.rows / BLOCK * BLOCK + BLOCK;
  for (size_t j = 0; j < cols; j += strip, p.to += strip, p.from += strip * p.step) {
    Walk part = *w;
    p.cols = cols - j < strip ? cols - j : strip;
    if (!walk_run(&part, NULL, transpose_row, &p, e) || walk_stopped(e)) return false;
  }
  return true;
}

// Short rows, one after the other: a plane at a time.
static void copy_plane(void *ctx, const int64_t at[], const int64_t step[], size_t n) {
  const Planes *p = ctx;
  for (size_t i = 0; i < n; i++) {
    float *to = p->to + at[0] + (int64_t)i * step[0];
    const float *from = p->from + at[1] + (int64_t)i * step[1];
    for (size_t r = 0; r < p->rows; r++, to += p->ld, from += p->step) {
      size_t j = 0;
      for (; j + BLOCK <= p->cols; j += BLOCK) memcpy(to + j, from + j, BLOCK * sizeof *to);
      for (; j < p->cols; j++) to[j] = from[j];
    }
  }
}

// The last two dimensions as planes, where their rows lie together in the source too, and are short.
static bool has_planes(const Shape *s, const int64_t stride[]) {
  int last = s->rank - 1;
  return last >= 2 && stride[last] == 1 && stride[last - 1] > 0 && s->dim[last] <= 128 &&
         s->dim[last] * s->dim[last - 1] <= (int64_t)WALK_TILE;
}

static bool copy_planes(Tensor *out, const Tensor *t, Walk *w, Err *e) {
  int last = w->rank - 1, d = last - 1;
  Planes p = {.to = out->data, .from = t->data, .ld = (size_t)w->stride[0][d], .step = (size_t)w->stride[1][d],
              .rows = (size_t)w->dim[d], .cols = (size_t)w->dim[last]};
  w->dim[d] = w->dim[last] = 1;
  for (int k = 0; k < 2; k++) w->stride[k][d] = w->stride[k][last] = 0;
  return walk_run(w, NULL, copy_plane, &p, e);
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
  int d = out->size > 0 ? turned(s, stride) : -1;
  bool ok = d >= 0                                        ? transpose_all(out, t, &w, d, e)
            : out->size > 0 && has_planes(s, stride) ? copy_planes(out, t, &w, e)
                                                     : walk_run(&w, NULL, copy_row, &(Copy){out->data, t->data}, e);
  if (ok) return out;
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

// Is `to` what is left of s without its first dimensions? The sum is one of rows then.
static bool is_tail(const Shape *to, const Shape *s, size_t n) {
  size_t tail = 1;
  for (int d = s->rank; d-- > 0 && tail < n;) {
    int own = to->rank - (s->rank - d);
    if (own < 0 || to->dim[own] != s->dim[d]) return false;
    tail *= (size_t)s->dim[d];
  }
  return tail == n;
}

#define ROWS 8 // added up as they are, before their sum joins the total

HOT_LOOP static void add_rows(double *restrict to, const float *restrict x, size_t n) {
  for (size_t i = 0; i < n; i++) {
    float a = (x[i] + x[n + i]) + (x[2 * n + i] + x[3 * n + i]);
    float b = (x[4 * n + i] + x[5 * n + i]) + (x[6 * n + i] + x[7 * n + i]);
    to[i] += (double)(a + b);
  }
}

static bool sum_rows(const Tensor *t, size_t n, double *sums, Err *e) {
  size_t rows = t->size / n, r = 0;
  for (size_t since = 0; r + ROWS <= rows; r += ROWS) {
    add_rows(sums, t->data + r * n, n);
    if ((since += ROWS * n) < WALK_TILE) continue;
    since = 0;
    if (walk_stopped(e)) return false;
  }
  for (; r < rows; r++)
    for (size_t i = 0; i < n; i++) sums[i] += (double)t->data[r * n + i];
  return true;
}

// In double precision: a million float additions would lose digits.
static bool sum_into(const Tensor *t, Tensor *out, double *sums, Err *e) {
  memset(sums, 0, out->size * sizeof *sums);
  Walk w = {.n = 2, .rank = t->shape.rank};
  memcpy(w.dim, t->shape.dim, sizeof w.dim);
  shape_strides(&out->shape, &t->shape, w.stride[0]);
  shape_strides(&t->shape, &t->shape, w.stride[1]);
  bool by_rows = out->size > 1 && is_tail(&out->shape, &t->shape, out->size);
  if (by_rows ? !sum_rows(t, out->size, sums, e) : !walk_run(&w, NULL, sum_row, &(Sum){sums, t->data}, e)) return false;
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
