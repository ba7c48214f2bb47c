// SPDX-License-Identifier: GPL-3.0-or-later
// pool: what pooling was asked to do, and which elements a result is made of.
#include "op/pool.h"

bool pool_read(const OpCall *c, int dims, bool has_dilation, Window *w, Err *e) {
  if (!window_image(c, dims, w, e) || !window_set(c, dims, w, WINDOW_KERNEL, 0, e)) return false;
  w->y.step = w->y.k; // where nothing else is said, windows lie side by side
  w->x.step = w->x.k;
  if (!window_set(c, dims, w, WINDOW_STEP, 1, e) || !window_set(c, dims, w, WINDOW_PAD, 2, e)) return false;
  if (has_dilation && !window_set(c, dims, w, WINDOW_SPREAD, 3, e)) return false;
  if (w->y.pad > w->y.k / 2 || w->x.pad > w->x.k / 2)
    return err_set(e, ERR_VALUE, _("%s: the padding must not be more than half of the kernel"), c->def->name);
  return window_places(c, w, c->attr[has_dilation ? 4 : 3].num != 0, e);
}

PoolCells pool_cells(const Window *w, size_t i) {
  size_t ox = i % w->x.out, oy = i / w->x.out % w->y.out, channel = i / w->x.out / w->y.out;
  PoolCells c = {.y = window_overlap(&w->y, oy), .x = window_overlap(&w->x, ox), .w = w};
  c.first = channel * w->y.in * w->x.in;
  c.wide = c.x.end - c.x.first;
  c.n = (c.y.end - c.y.first) * c.wide;
  return c;
}

size_t pool_cell(const PoolCells *c, size_t j) {
  int64_t y = c->y.at + (int64_t)((c->y.first + j / c->wide) * c->w->y.spread);
  int64_t x = c->x.at + (int64_t)((c->x.first + j % c->wide) * c->w->x.spread);
  return c->first + (size_t)(y * (int64_t)c->w->x.in + x);
}
