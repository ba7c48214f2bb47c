// SPDX-License-Identifier: GPL-3.0-or-later
// elementwise: gradients and forward passes shared by operations that treat every element alike.
#include "op/elementwise.h"

Tensor *ew_sum_to(Tensor *g, const Tensor *in, Err *e) {
  if (!g || shape_eq(&g->shape, &in->shape)) return g;
  Tensor *sum = tensor_sum_to(g, &in->shape, e);
  tensor_release(g);
  return sum;
}

bool ew_grad1(const Tensor *dout, const Tensor *t, Map2 *f, const bool *needs, Tensor **din, Err *e) {
  return !needs[0] || (din[0] = tensor_map2(dout, t, f, e)) != NULL;
}

bool ew_grad2(const OpCall *c, const Tensor *dout, Map3 *fx, Map3 *fy, const bool *needs, Tensor **din,
              Err *e) {
  Map3 *f[2] = {fx, fy};
  for (int k = 0; k < 2; k++) {
    if (!needs[k] || !f[k]) continue;
    din[k] = ew_sum_to(tensor_map3(dout, c->in[0], c->in[1], f[k], e), c->in[k], e);
    if (!din[k]) return false;
  }
  return true;
}

bool ew_grad_zero(const OpCall *c, const Tensor *out, const Tensor *dout, const bool *needs,
                  Tensor **din, Err *e) {
  (void)c, (void)out, (void)dout, (void)needs, (void)din, (void)e;
  return true;
}

Tensor *ew_forward1(OpCall *c, Map1 *f, Err *e) { return tensor_map1(c->in[0], f, e); }
Tensor *ew_forward2(OpCall *c, Map2 *f, Err *e) { return tensor_map2(c->in[0], c->in[1], f, e); }

static Tensor *mask(Tensor *t) {
  if (t) t->mask = true;
  return t;
}

Tensor *ew_mask1(OpCall *c, Map1 *f, Err *e) { return mask(ew_forward1(c, f, e)); }
Tensor *ew_mask2(OpCall *c, Map2 *f, Err *e) { return mask(ew_forward2(c, f, e)); }

Tensor *ew_forward_with(OpCall *c, Map2 *f, Err *e) {
  Tensor *number = tensor_scalar((float)c->attr[0].num), *out = tensor_map2(c->in[0], number, f, e);
  tensor_release(number);
  return out;
}

bool ew_grad_with(const OpCall *c, const Tensor *dout, Map3 *f, const bool *needs, Tensor **din, Err *e) {
  if (!needs[0]) return true;
  Tensor *number = tensor_scalar((float)c->attr[0].num);
  din[0] = tensor_map3(dout, c->in[0], number, f, e);
  tensor_release(number);
  return din[0] != NULL;
}
