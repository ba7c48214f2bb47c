// SPDX-License-Identifier: GPL-3.0-or-later
// walk: joins what can be joined, then counts through the outer dimensions like an odometer and
// hands over the innermost one as rows of at most a tile.
#include "tensor/walk.h"

#include "base/interrupt.h"

bool walk_stopped(Err *e) { return interrupt_pending() && interrupt_check(e); }

// May dimension d (outer) and dimension d + 1 (inner) be counted as one?
static bool joins(const Walk *w, int outer, int inner) {
  for (int k = 0; k < w->n; k++)
    if (w->stride[k][outer] != w->stride[k][inner] * w->dim[inner]) return false;
  return true;
}

static void keep(Walk *w, int to, int from) {
  w->dim[to] = w->dim[from];
  for (int k = 0; k < w->n; k++) w->stride[k][to] = w->stride[k][from];
}

// Drops dimensions of 1 and joins neighbours; at least one dimension remains.
static void join(Walk *w) {
  int kept = 0;
  for (int d = 0; d < w->rank; d++) {
    if (w->dim[d] == 1) continue;
    if (kept > 0 && joins(w, kept - 1, d)) {
      int64_t n = w->dim[kept - 1];
      keep(w, kept - 1, d);
      w->dim[kept - 1] *= n;
    } else {
      keep(w, kept++, d);
    }
  }
  if (kept == 0) {
    w->dim[0] = 1;
    for (int k = 0; k < w->n; k++) w->stride[k][0] = 0;
    kept = 1;
  }
  w->rank = kept;
}

// Moves to the next row; false after the last.
static bool next_row(const Walk *w, int64_t idx[], int64_t at[]) {
  for (int d = w->rank - 2; d >= 0; d--) {
    if (++idx[d] < w->dim[d]) {
      for (int k = 0; k < w->n; k++) at[k] += w->stride[k][d];
      return true;
    }
    idx[d] = 0;
    for (int k = 0; k < w->n; k++) at[k] -= w->stride[k][d] * (w->dim[d] - 1);
  }
  return false;
}

bool walk_run(Walk *w, const int64_t *from, WalkRow *row, void *ctx, Err *e) {
  for (int d = 0; d < w->rank; d++)
    if (w->dim[d] == 0) return true;
  join(w);
  int64_t idx[TENSOR_MAX_RANK] = {0}, at[WALK_MAX] = {0}, step[WALK_MAX] = {0};
  for (int k = 0; k < w->n; k++) {
    at[k] = from ? from[k] : 0;
    step[k] = w->stride[k][w->rank - 1];
  }
  size_t length = (size_t)w->dim[w->rank - 1], since = 0;
  do {
    for (size_t done = 0; done < length;) {
      size_t n = length - done < WALK_TILE ? length - done : WALK_TILE;
      int64_t here[WALK_MAX];
      for (int k = 0; k < w->n; k++) here[k] = at[k] + (int64_t)done * step[k];
      row(ctx, here, step, n);
      done += n;
      since += n + 8; // short rows cost too
      if (since < WALK_TILE || !e) continue;
      since = 0;
      if (walk_stopped(e)) return false;
    }
  } while (next_row(w, idx, at));
  return true;
}
