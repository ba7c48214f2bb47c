// SPDX-License-Identifier: GPL-3.0-or-later
// window: where a kernel is laid on an image, for convolution and pooling. One-dimensional signals are
// images of height 1.
#ifndef OP_WINDOW_H
#define OP_WINDOW_H

#include "op/op.h"

// One direction: out places of a kernel of k, `step` apart, its elements `spread` apart, on `in` elements
// with `pad` more at both ends.
typedef struct Side { size_t in, k, step, pad, spread, out; } Side;

typedef struct Window {
  bool batched;        // x has a first dimension N
  size_t n, c;         // images, channels
  Side y, x;
} Window;

// x of a call, (N, C, H, W) or (C, H, W), or without the H where dims is 1.
bool window_image(const OpCall *c, int dims, Window *w, Err *e);
// A parameter: one number for both directions, or one for each; at least `least`. nil leaves them as they are.
enum WindowPart { WINDOW_KERNEL, WINDOW_STEP, WINDOW_PAD, WINDOW_SPREAD };
bool window_set(const OpCall *c, int dims, Window *w, enum WindowPart part, int attr, Err *e);
// How many places there are; up: also the last, incomplete one.
bool window_places(const OpCall *c, Window *w, bool up, Err *e);
// The shape of results with so many channels.
Shape window_shape(const Window *w, int dims, size_t channels);

// The elements k of the kernel that lie on the image where the kernel stands at place o: from first to
// end - 1; element k is over image element at + k * spread (at may be negative).
typedef struct Overlap { size_t first, end; int64_t at; } Overlap;
static inline Overlap window_overlap(const Side *s, size_t o) {
  Overlap v = {.at = (int64_t)(o * s->step) - (int64_t)s->pad};
  int64_t spread = (int64_t)s->spread;
  if (v.at < 0) v.first = (size_t)((-v.at + spread - 1) / spread);
  int64_t room = (int64_t)s->in - v.at; // elements from `at` to the end of the image
  size_t fit = room > 0 ? (size_t)((room + spread - 1) / spread) : 0;
  v.end = fit < s->k ? fit : s->k;
  if (v.first > v.end) v.first = v.end;
  return v;
}

// Places [lo, hi) at which element k of the kernel is on the image: over image element at + place * step.
typedef struct WindowRange { size_t lo, hi; int64_t at; } WindowRange;
static inline WindowRange window_range(const Side *s, size_t k) {
  WindowRange r = {.at = (int64_t)(k * s->spread) - (int64_t)s->pad};
  int64_t step = (int64_t)s->step, room = (int64_t)s->in - r.at;
  if (r.at < 0) r.lo = (size_t)((-r.at + step - 1) / step);
  r.hi = room > 0 ? (size_t)((room + step - 1) / step) : 0;
  if (r.hi > s->out) r.hi = s->out;
  if (r.lo > r.hi) r.lo = r.hi;
  return r;
}

#endif
