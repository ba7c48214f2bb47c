// SPDX-License-Identifier: GPL-3.0-or-later
// conv_read: what a convolution was asked to do, checked, and the arithmetic of one of its results.
#include "op/conv.h"
#include "op/explain.h"
#include "op/reduce.h"

static bool channels_fit(const OpCall *c, Conv *v, Err *e) {
  const Shape *x = &c->in[0]->shape, *w = &c->in[1]->shape;
  int64_t groups = op_int(&c->attr[3]);
  if (groups < 1 || v->w.c % (size_t)groups || v->o % (size_t)groups)
    return err_set(e, ERR_VALUE, _("%s: %zu channels in and %zu out do not fall into %lld groups"), c->def->name,
                   v->w.c, v->o, (long long)groups);
  v->groups = (size_t)groups;
  v->cg = v->w.c / v->groups;
  v->og = v->o / v->groups;
  if (v->cg == (size_t)w->dim[1]) return true;
  return err_set(e, ERR_SHAPE,
                 _("%s: x of shape %s has %zu channels in each group, the weight of shape %s takes %lld"),
                 c->def->name, shape_text(x).s, v->cg, shape_text(w).s, (long long)w->dim[1]);
}

static bool kernel_fits(const OpCall *c, Conv *v, Err *e) {
  const Shape *w = &c->in[1]->shape, *b = &c->in[2]->shape;
  if (w->rank != v->dims + 2)
    return err_set(e, ERR_SHAPE, v->dims == 2 ? _("%s: the weight has shape (out, in, height, width), not %s")
                                              : _("%s: the weight has shape (out, in, length), not %s"),
                   c->def->name, shape_text(w).s);
  for (int d = 2; d < w->rank; d++)
    if (w->dim[d] < 1)
      return err_set(e, ERR_SHAPE, _("%s: the kernel of a weight of shape %s is empty"), c->def->name,
                     shape_text(w).s);
  v->o = (size_t)w->dim[0];
  if (v->dims == 2) v->w.y.k = (size_t)w->dim[2];
  v->w.x.k = (size_t)w->dim[v->dims + 1];
  if (b->rank == 0 || (b->rank == 1 && (size_t)b->dim[0] == v->o)) return true;
  return err_set(e, ERR_SHAPE, _("%s: the bias of %zu channels has shape (%zu,), not %s"), c->def->name, v->o,
                 v->o,
                 shape_text(b).s);
}

bool conv_read(const OpCall *c, int dims, Conv *v, Err *e) {
  *v = (Conv){.dims = dims};
  if (!window_image(c, dims, &v->w, e) || !kernel_fits(c, v, e) || !channels_fit(c, v, e)) return false;
  v->k = v->cg * v->w.y.k * v->w.x.k;
  return window_set(c, dims, &v->w, WINDOW_STEP, 0, e) && window_set(c, dims, &v->w, WINDOW_PAD, 1, e) &&
         window_set(c, dims, &v->w, WINDOW_SPREAD, 2, e) && window_places(c, &v->w, false, e);
}

// x * weight, summed over the channels of the group and the part of the kernel that lies on the image.
void conv_why(Why *w, const OpCall *c, int dims, size_t i) {
  Conv v;
  Err e = {0};
  bool ok = conv_read(c, dims, &v, &e);
  err_clear(&e);
  if (!ok) return; // forward has succeeded: it does
  const Side *y = &v.w.y, *x = &v.w.x;
  size_t ox = i % x->out, oy = i / x->out % y->out, o = i / x->out / y->out % v.o, n = i / x->out / y->out / v.o;
  Overlap vy = window_overlap(y, oy), vx = window_overlap(x, ox);
  size_t high = vy.end - vy.first, wide = vx.end - vx.first, terms = v.cg * high * wide;
  const Tensor *bias = c->in[2];
  bool has_bias = bias->shape.rank > 0 || bias->name || bias->data[0] != 0;
  if (has_bias) op_why_at(w, c, 2, bias->shape.rank ? o : 0, terms ? WHY_SUM : WHY_ANY);
  else if (terms == 0) op_why_add(w, "0");
  for (size_t j = 0; why_each(w, terms, " + ", &j); j++) {
    if (j == 0 && has_bias) op_why_add(w, " + ");
    size_t ch = j / (high * wide), ky = j / wide % high + vy.first, kx = j % wide + vx.first;
    size_t row = (size_t)(vy.at + (int64_t)(ky * y->spread)), col = (size_t)(vx.at + (int64_t)(kx * x->spread));
    size_t channel = n * v.w.c + o / v.og * v.cg + ch;
    op_why_at(w, c, 0, (channel * y->in + row) * x->in + col, WHY_PRODUCT);
    op_why_add(w, " * ");
    op_why_at(w, c, 1, ((o * v.cg + ch) * y->k + ky) * x->k + kx, WHY_ATOM);
  }
}
