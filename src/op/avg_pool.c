// SPDX-License-Identifier: GPL-3.0-or-later
// avg_pool: the mean of each window. Padding counts as zeros, or, without count_include_pad, not at all.
#include "base/fast.h"
#include "op/explain.h"
#include "op/pool.h"
#include "op/reduce.h"

// How many elements of one direction the window at place o is divided by.
static double counted(const OpCall *c, const Side *s, size_t o) {
  Overlap v = window_overlap(s, o);
  if (c->attr[4].num == 0) return (double)(v.end - v.first);
  size_t room = s->in + 2 * s->pad - o * s->step; // the padding at the end counts, what lies beyond does not
  return (double)(s->k < room ? s->k : room);
}

HOT_LOOP static void add_line(float *restrict y, const float *restrict x, size_t n, size_t step) {
  if (step == 1)
    for (size_t o = 0; o < n; o++) y[o] += x[o];
  else
    for (size_t o = 0; o < n; o++) y[o] += x[o * step];
}

static bool plane_forward(const OpCall *c, const Window *w, const float *x, float *y, size_t *work, Err *e) {
  const Side *sy = &w->y, *sx = &w->x;
  for (size_t oy = 0; oy < sy->out; oy++, y += sx->out) {
    Overlap v = window_overlap(sy, oy);
    double high = counted(c, sy, oy);
    for (size_t o = 0; o < sx->out; o++) y[o] = 0;
    for (size_t ky = v.first; ky < v.end; ky++) {
      const float *row = x + (v.at + (int64_t)ky) * (int64_t)sx->in;
      for (size_t kx = 0; kx < sx->k; kx++) {
        WindowRange r = window_range(sx, kx);
        add_line(y + r.lo, row + r.at + (int64_t)(r.lo * sx->step), r.hi - r.lo, sx->step);
      }
      if (!op_go_on(work, sx->out * sx->k, e)) return false;
    }
    for (size_t o = 0; o < sx->out; o++) y[o] = (float)((double)y[o] / (high * counted(c, sx, o)));
  }
  return true;
}

Tensor *avg_pool_forward(OpCall *c, int dims, Err *e) {
  Window w;
  if (!pool_read(c, dims, false, &w, e)) return NULL;
  Shape s = window_shape(&w, dims, w.c);
  Tensor *out = tensor_new(&s, e);
  size_t in = w.y.in * w.x.in, places = w.y.out * w.x.out, work = 0;
  for (size_t i = 0; out && i < w.n * w.c; i++) {
    if (plane_forward(c, &w, c->in[0]->data + i * in, out->data + i * places, &work, e)) continue;
    tensor_release(out);
    return NULL;
  }
  return out;
}

static bool plane_grad(const OpCall *c, const Window *w, const float *dy, float *dx, size_t *work, Err *e) {
  const Side *sy = &w->y, *sx = &w->x;
  for (size_t oy = 0; oy < sy->out; oy++, dy += sx->out) {
    Overlap v = window_overlap(sy, oy);
    double high = counted(c, sy, oy);
    for (size_t o = 0; o < sx->out; o++) {
      Overlap h = window_overlap(sx, o);
      float share = (float)((double)dy[o] / (high * counted(c, sx, o)));
      for (size_t ky = v.first; ky < v.end; ky++) {
        float *row = dx + (v.at + (int64_t)ky) * (int64_t)sx->in + h.at;
        for (size_t kx = h.first; kx < h.end; kx++) row[kx] += share;
        if (!op_go_on(work, h.end - h.first, e)) return false;
      }
    }
  }
  return true;
}

bool avg_pool_grad(const OpCall *c, int dims, const Tensor *dout, Tensor **din, Err *e) {
  Window w;
  if (!pool_read(c, dims, false, &w, e)) return false;
  Tensor *dx = din[0] = tensor_full(&c->in[0]->shape, 0, e);
  size_t in = w.y.in * w.x.in, places = w.y.out * w.x.out, work = 0;
  for (size_t i = 0; dx && i < w.n * w.c; i++) {
    if (!plane_grad(c, &w, dout->data + i * places, dx->data + i * in, &work, e)) return false;
  }
  return dx != NULL;
}

void avg_pool_why(Why *w, const OpCall *c, int dims, size_t i) {
  Window v;
  Err e = {0};
  bool ok = pool_read(c, dims, false, &v, &e);
  err_clear(&e);
  if (!ok) return; // forward has succeeded: it does
  PoolCells cells = pool_cells(&v, i);
  double n = counted(c, &v.y, i / v.x.out % v.y.out) * counted(c, &v.x, i % v.x.out);
  op_why_add(w, cells.n ? "(" : "(0");
  for (size_t j = 0; why_each(w, cells.n, " + ", &j); j++) op_why_at(w, c, 0, pool_cell(&cells, j), WHY_SUM);
  op_why_add(w, ") / %.0f", n);
}
