// SPDX-License-Identifier: GPL-3.0-or-later
// window: reads sizes, steps and padding from a call, and checks that they make sense together.
#include "op/window.h"

bool window_image(const OpCall *c, int dims, Window *w, Err *e) {
  const Shape *s = &c->in[0]->shape;
  if (s->rank != dims + 1 && s->rank != dims + 2)
    return err_set(e, ERR_SHAPE, dims == 2 ? _("%s: x has shape (N, C, H, W) or (C, H, W), not %s")
                                           : _("%s: x has shape (N, C, L) or (C, L), not %s"),
                   c->def->name, shape_text(s).s);
  const int64_t *d = s->dim + (s->rank - dims - 1);
  *w = (Window){.batched = s->rank == dims + 2, .n = 1, .c = (size_t)d[0]};
  if (w->batched) w->n = (size_t)s->dim[0];
  w->y = (Side){.in = dims == 2 ? (size_t)d[1] : 1, .k = 1, .step = 1, .spread = 1};
  w->x = (Side){.in = (size_t)d[dims], .k = 1, .step = 1, .spread = 1};
  return true;
}

static void put(Side *s, enum WindowPart part, size_t v) {
  if (part == WINDOW_KERNEL) s->k = v;
  if (part == WINDOW_STEP) s->step = v;
  if (part == WINDOW_PAD) s->pad = v;
  if (part == WINDOW_SPREAD) s->spread = v;
}

bool window_set(const OpCall *c, int dims, Window *w, enum WindowPart part, int attr, Err *e) {
  static const char *const names[] = {"kernel_size", "stride", "padding", "dilation"};
  const OpAttr *a = &c->attr[attr];
  int64_t least = part == WINDOW_PAD ? 0 : 1, most = 1 << 30;
  if (a->n < 0) return true;
  if (a->n != 1 && a->n != dims)
    return err_set(e, ERR_VALUE,
                   dims == 2 ? _("%s: %s is one number or two, not %d") : _("%s: %s is one number, not %d"),
                   c->def->name, names[part], a->n);
  for (int i = 0; i < a->n; i++)
    if (a->ints[i] < least || a->ints[i] > most)
      return err_set(e, ERR_VALUE, _("%s: %s must be between %lld and %lld, not %lld"), c->def->name, names[part],
                     (long long)least, (long long)most, (long long)a->ints[i]);
  if (dims == 2) put(&w->y, part, (size_t)a->ints[0]);
  put(&w->x, part, (size_t)a->ints[a->n - 1]);
  return true;
}

// The first place beyond the last at which the kernel still begins on the image or its padding before it.
static bool count(Side *s, bool up) {
  size_t reach = s->spread * (s->k - 1) + 1, all = s->in + 2 * s->pad;
  if (reach > all) return false;
  s->out = (all - reach + (up ? s->step - 1 : 0)) / s->step + 1;
  if (up && (s->out - 1) * s->step >= s->in + s->pad) s->out--;
  return true;
}

bool window_places(const OpCall *c, Window *w, bool up, Err *e) {
  for (int i = 0; i < 2; i++) {
    Side *s = i ? &w->x : &w->y;
    if (!count(s, up))
      return err_set(e, ERR_SHAPE,
                     _("%s: a kernel that reaches over %zu elements does not fit on %zu (padding %zu)"),
                     c->def->name, s->spread * (s->k - 1) + 1, s->in, s->pad);
  }
  return true;
}

Shape window_shape(const Window *w, int dims, size_t channels) {
  Shape s = {0};
  if (w->batched) s.dim[s.rank++] = (int64_t)w->n;
  s.dim[s.rank++] = (int64_t)channels;
  if (dims == 2) s.dim[s.rank++] = (int64_t)w->y.out;
  s.dim[s.rank++] = (int64_t)w->x.out;
  return s;
}
