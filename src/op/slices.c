// SPDX-License-Identifier: GPL-3.0-or-later
// slices: reading and checking the numbers that say which elements are meant.
#include "op/slices.h"

static bool in_range(Slice s, int64_t dim) {
  if (s.n < 0 || s.step == 0) return false;
  if (s.n == 0) return true;
  // The last element is at start + (n - 1) * step; in double, so that nothing overflows.
  double last = (double)s.start + (double)(s.n - 1) * (double)s.step;
  return s.start >= 0 && s.start < dim && last >= 0 && last < (double)dim;
}

bool slices_read(const OpCall *c, Slices *out, Err *e) {
  const Shape *x = &c->in[0]->shape;
  const OpAttr *a = &c->attr[0];
  *out = (Slices){0};
  if (a->n != 4 * x->rank)
    return err_set(e, ERR_INDEX, _("%s: each dimension of shape %s takes start, count, step and drop"),
                   c->def->name, shape_text(x).s);
  for (int d = 0; d < x->rank; d++) {
    const int64_t *v = a->ints + 4 * d;
    out->s[d] = (Slice){v[0], v[1], v[2], v[3] != 0};
    if (!in_range(out->s[d], x->dim[d]) || (out->s[d].drop && v[1] != 1))
      return err_set(e, ERR_INDEX, _("%s: %lld elements from %lld in steps of %lld are not all within dim %d of shape %s"),
                     c->def->name, (long long)v[1], (long long)v[0], (long long)v[2], d, shape_text(x).s);
    if (!out->s[d].drop) out->shape.dim[out->shape.rank++] = v[1];
  }
  return true;
}

Slices slices_again(const OpCall *c) {
  Slices s;
  Err e = {0};
  slices_read(c, &s, &e);
  err_clear(&e);
  return s;
}
