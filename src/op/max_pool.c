// SPDX-License-Identifier: GPL-3.0-or-later
// max_pool: the largest element of each window, and backwards: its gradient goes to that element alone, the
// first where several are equal. nan counts as the largest of all. Padding is never chosen.
//
// Windows are taken element by element of the kernel, a line of results at a time, so that the loops run
// along the image. The commonest pooling, 2 by 2 side by side, has loops of its own.
#include <math.h>

#include "base/fast.h"
#include "base/mem.h"
#include "op/explain.h"
#include "op/pool.h"
#include "op/reduce.h"

static bool is_2x2(const Window *w) {
  const Side *y = &w->y, *x = &w->x;
  return y->k == 2 && x->k == 2 && y->step == 2 && x->step == 2 && y->spread == 1 && x->spread == 1 &&
    y->pad == 0 &&
         x->pad == 0 && y->out * 2 <= y->in && x->out * 2 <= x->in;
}

// b, where it is larger or nan; a is not given up once it is nan.
static inline float larger(float a, float b) { return b > a || b != b ? b : a; }

// W windows at a time; the last W may overlap those before, which only does some of them twice. EVEN and ODD
// are the places of every second of 2 W elements; LOW and HIGH those that put the two together again.
#define LARGER(T, a, b) ((T)(((T##_mask)(b) & ((b > a) | (b != b))) | ((T##_mask)(a) & ~((b > a) | (b != b)))))
#define SHUFFLE __builtin_shufflevector

#define LINES_2X2(T, W, EVEN, ODD, LOW, HIGH) \
  typedef float T __attribute__((vector_size(4 * W), aligned(4), may_alias)); \
  typedef int T##_mask __attribute__((vector_size(4 * W), aligned(4), may_alias)); \
  HOT_LOOP static void T##_line(float *restrict y, const float *restrict a, const float *restrict b, size_t n) { \
    for (size_t i = 0; i < n; i += W) { \
      if (i + W > n) i = n - W; \
      T a0 = *(const T *)(a + 2 * i), a1 = *(const T *)(a + 2 * i + W); \
      T b0 = *(const T *)(b + 2 * i), b1 = *(const T *)(b + 2 * i + W); \
      T p = SHUFFLE(a0, a1, EVEN), q = SHUFFLE(a0, a1, ODD); \
      T r = SHUFFLE(b0, b1, EVEN), s = SHUFFLE(b0, b1, ODD); \
      T up = LARGER(T, p, q), low = LARGER(T, r, s); \
      *(T *)(y + i) = LARGER(T, up, low); \
    } \
  } \
  HOT_LOOP static void T##_grad(float *restrict da, float *restrict db, const float *restrict a, \
                                const float *restrict b, const float *restrict y, const float *restrict dy, \
                                size_t n) { \
    for (size_t i = 0; i < n; i += W) { \
      if (i + W > n) i = n - W; \
      T a0 = *(const T *)(a + 2 * i), a1 = *(const T *)(a + 2 * i + W), m = *(const T *)(y + i); \
      T b0 = *(const T *)(b + 2 * i), b1 = *(const T *)(b + 2 * i + W); \
      T p = SHUFFLE(a0, a1, EVEN), q = SHUFFLE(a0, a1, ODD); \
      T r = SHUFFLE(b0, b1, EVEN), s = SHUFFLE(b0, b1, ODD); \
      T##_mask g = *(const T##_mask *)(dy + i), left; /* each in turn, until one is found */ \
      T##_mask hit_p = (p == m) | (p != p), hit_q = (q == m) | (q != q), hit_r = (r == m) | (r != r), \
               hit_s = (s == m) | (s != s); \
      left = ~hit_p; \
      T dp = (T)(g & hit_p), dq = (T)(g & hit_q & left); \
      left &= ~hit_q; \
      T dr = (T)(g & hit_r & left), ds = (T)(g & hit_s & left & ~hit_r); \
      *(T *)(da + 2 * i) = SHUFFLE(dp, dq, LOW); \
      *(T *)(da + 2 * i + W) = SHUFFLE(dp, dq, HIGH); \
      *(T *)(db + 2 * i) = SHUFFLE(dr, ds, LOW); \
      *(T *)(db + 2 * i + W) = SHUFFLE(dr, ds, HIGH); \
    } \
  }

#define PLACES(...) __VA_ARGS__
LINES_2X2(Eight, 8, PLACES(0, 2, 4, 6, 8, 10, 12, 14), PLACES(1, 3, 5, 7, 9, 11, 13, 15),
          PLACES(0, 8, 1, 9, 2, 10, 3, 11), PLACES(4, 12, 5, 13, 6, 14, 7, 15))
LINES_2X2(Four, 4, PLACES(0, 2, 4, 6), PLACES(1, 3, 5, 7), PLACES(0, 4, 1, 5), PLACES(2, 6, 3, 7))

static void line_2x2(float *restrict y, const float *restrict a, const float *restrict b, size_t n) {
  if (n >= 8) Eight_line(y, a, b, n);
  else if (n >= 4) Four_line(y, a, b, n);
  else
    for (size_t i = 0; i < n; i++) y[i] = larger(larger(a[2 * i], a[2 * i + 1]), larger(b[2 * i], b[2 * i + 1]));
}

// dx of two lines of the image.
static void line_2x2_grad(float *restrict da, float *restrict db, const float *restrict a,
                          const float *restrict b,
                          const float *restrict y, const float *restrict dy, size_t n) {
  if (n >= 8) {
    Eight_grad(da, db, a, b, y, dy, n);
    return;
  }
  if (n >= 4) {
    Four_grad(da, db, a, b, y, dy, n);
    return;
  }
  for (size_t i = 0; i < n; i++) {
    float m = y[i], g = dy[i], p = a[2 * i], q = a[2 * i + 1], r = b[2 * i], s = b[2 * i + 1];
    bool hit_p = p == m || p != p, hit_q = q == m || q != q, hit_r = r == m || r != r, hit_s = s == m || s != s;
    da[2 * i] = hit_p ? g : 0;
    da[2 * i + 1] = hit_q && !hit_p ? g : 0;
    db[2 * i] = hit_r && !hit_q && !hit_p ? g : 0;
    db[2 * i + 1] = hit_s && !hit_r && !hit_q && !hit_p ? g : 0;
  }
}

static void line(float *restrict y, const float *x, WindowRange r, size_t step) {
  const float *at = x + r.at;
  if (step == 1)
    for (size_t o = r.lo; o < r.hi; o++) y[o] = larger(y[o], at[o]);
  else
    for (size_t o = r.lo; o < r.hi; o++) y[o] = larger(y[o], at[o * step]);
}

static bool plane_forward(const Window *w, const float *x, float *y, size_t *work, Err *e) {
  const Side *sy = &w->y, *sx = &w->x;
  if (is_2x2(w)) {
    for (size_t oy = 0; oy < sy->out; oy++, x += 2 * sx->in, y += sx->out) line_2x2(y, x, x + sx->in, sx->out);
    return op_go_on(work, 4 * sy->out * sx->out, e);
  }
  for (size_t oy = 0; oy < sy->out; oy++, y += sx->out) {
    Overlap v = window_overlap(sy, oy);
    for (size_t o = 0; o < sx->out; o++) y[o] = -INFINITY;
    for (size_t ky = v.first; ky < v.end; ky++) {
      const float *row = x + (v.at + (int64_t)(ky * sy->spread)) * (int64_t)sx->in;
      for (size_t kx = 0; kx < sx->k; kx++) line(y, row, window_range(sx, kx), sx->step);
      if (!op_go_on(work, sx->out * sx->k, e)) return false;
    }
  }
  return true;
}

Tensor *max_pool_forward(OpCall *c, int dims, Err *e) {
  Window w;
  if (!pool_read(c, dims, true, &w, e)) return NULL;
  Shape s = window_shape(&w, dims, w.c);
  Tensor *out = tensor_new(&s, e);
  size_t in = w.y.in * w.x.in, places = w.y.out * w.x.out, work = 0;
  for (size_t i = 0; out && i < w.n * w.c; i++) {
    if (plane_forward(&w, c->in[0]->data + i * in, out->data + i * places, &work, e)) continue;
    tensor_release(out);
    return NULL;
  }
  return out;
}

typedef struct Back { const float *x, *y, *dy; float *dx; bool *found; } Back; // planes of one channel

// found[o]: the element that was chosen for place o has had its share.
static bool plane_grad(const Window *w, Back b, size_t *work, Err *e) {
  const Side *sy = &w->y, *sx = &w->x;
  if (is_2x2(w)) {
    for (size_t oy = 0; oy < sy->out; oy++) {
      size_t at = 2 * oy * sx->in, next = at + sx->in, o = oy * sx->out;
      line_2x2_grad(b.dx + at, b.dx + next, b.x + at, b.x + next, b.y + o, b.dy + o, sx->out);
    }
    return op_go_on(work, 8 * sy->out * sx->out, e);
  }
  for (size_t oy = 0; oy < sy->out; oy++, b.y += sx->out, b.dy += sx->out) {
    Overlap v = window_overlap(sy, oy);
    for (size_t o = 0; o < sx->out; o++) b.found[o] = false;
    for (size_t ky = v.first; ky < v.end; ky++) {
      int64_t row = (v.at + (int64_t)(ky * sy->spread)) * (int64_t)sx->in;
      for (size_t kx = 0; kx < sx->k; kx++) {
        WindowRange r = window_range(sx, kx);
        for (size_t o = r.lo; o < r.hi; o++) {
          int64_t at = row + r.at + (int64_t)(o * sx->step);
          if (b.found[o] || !(b.x[at] == b.y[o] || b.x[at] != b.x[at])) continue;
          b.found[o] = true;
          b.dx[at] += b.dy[o];
        }
      }
      if (!op_go_on(work, 2 * sx->out * sx->k, e)) return false;
    }
  }
  return true;
}

bool max_pool_grad(const OpCall *c, int dims, const Tensor *out, const Tensor *dout, Tensor **din, Err *e) {
  Window w;
  if (!pool_read(c, dims, true, &w, e)) return false;
  bool *found = mem_try(w.x.out + 1);
  if (!found) return err_set(e, ERR_MEMORY, _("out of memory in max_pool"));
  bool whole = is_2x2(&w) && 2 * w.y.out == w.y.in && 2 * w.x.out == w.x.in; // every element is written
  Tensor *dx = din[0] = whole ? tensor_new(&c->in[0]->shape, e) : tensor_full(&c->in[0]->shape, 0, e);
  size_t in = w.y.in * w.x.in, places = w.y.out * w.x.out, work = 0;
  bool ok = dx != NULL;
  for (size_t i = 0; ok && i < w.n * w.c; i++) {
    Back b = {c->in[0]->data + i * in, out->data + i * places, dout->data + i * places, dx->data + i * in, found};
    ok = plane_grad(&w, b, &work, e);
  }
  mem_free(found);
  return ok;
}

void max_pool_why(Why *w, const OpCall *c, int dims, size_t i) {
  Window v;
  Err e = {0};
  bool ok = pool_read(c, dims, true, &v, &e);
  err_clear(&e);
  if (!ok) return; // forward has succeeded: it does
  PoolCells cells = pool_cells(&v, i);
  if (cells.n == 0) {
    op_why_num(w, -INFINITY, WHY_ANY);
    return;
  }
  op_why_add(w, "max([");
  for (size_t j = 0; why_each(w, cells.n, ", ", &j); j++) op_why_at(w, c, 0, pool_cell(&cells, j), WHY_ANY);
  op_why_add(w, "])");
}
