// SPDX-License-Identifier: GPL-3.0-or-later
// masked_select: x[mask]: the elements of x where the mask is not 0, one after the other. Where the mask
// has fewer dimensions than x, whole slices are picked.
#include <string.h>

#include "op/reduce.h"

static bool fits(const OpCall *c, Err *e) {
  const Shape *x = &c->in[0]->shape, *mask = &c->in[1]->shape;
  bool ok = mask->rank > 0 && mask->rank <= x->rank;
  for (int d = 0; ok && d < mask->rank; d++) ok = mask->dim[d] == x->dim[d];
  return ok || err_set(e, ERR_SHAPE, _("a mask of shape %s does not fit a tensor of shape %s"),
                       shape_text(mask).s, shape_text(x).s);
}

static size_t slice_size(const OpCall *c) {
  size_t n = 1;
  for (int d = c->in[1]->shape.rank; d < c->in[0]->shape.rank; d++) n *= (size_t)c->in[0]->shape.dim[d];
  return n;
}

static Tensor *forward(OpCall *c, Err *e) {
  if (!fits(c, e)) return NULL;
  const Tensor *x = c->in[0], *mask = c->in[1];
  Shape s = {.rank = 1};
  for (size_t i = 0; i < mask->size; i++) s.dim[0] += mask->data[i] != 0;
  for (int d = mask->shape.rank; d < x->shape.rank; d++) s.dim[s.rank++] = x->shape.dim[d];
  Tensor *out = tensor_new(&s, e);
  size_t n = slice_size(c), k = 0, work = 0;
  for (size_t i = 0; out && i < mask->size; i++) {
    if (mask->data[i] != 0) memcpy(out->data + n * k++, x->data + n * i, n * sizeof *out->data);
    if (op_go_on(&work, n, e)) continue;
    tensor_release(out);
    return NULL;
  }
  return out;
}

static bool grad(const OpCall *c, const Tensor *out, const Tensor *dout, const bool *needs, Tensor **din,
                 Err *e) {
  (void)out;
  if (!needs[0]) return true;
  if (!(din[0] = tensor_full(&c->in[0]->shape, 0, e))) return false;
  size_t n = slice_size(c), k = 0;
  for (size_t i = 0; i < c->in[1]->size; i++)
    if (c->in[1]->data[i] != 0) memcpy(din[0]->data + n * i, dout->data + n * k++, n * sizeof *dout->data);
  return true;
}

static void why(Why *w, const OpCall *c, const Tensor *out, size_t i) {
  (void)out;
  size_t n = slice_size(c), left = i / n, at = 0;
  for (;; at++)
    if (c->in[1]->data[at] != 0 && left-- == 0) break;
  op_why_at(w, c, 0, at * n + i % n, WHY_ANY);
  op_why_note(w, c, 1, at);
}

const OpDef op_masked_select = {
  .name = "masked_select",
  .params = {{"x", ARG_TENSOR, NULL}, {"mask", ARG_TENSOR, NULL}},
  .doc = N_("What x[mask] means: the elements of x where the mask is not 0"),
  .shape = N_("x: [A..., B...], mask: [A...] -> [K, B...], K places where the mask is not 0"),
  .formula = N_("y = x_i for each i with mask_i != 0"),
  .gradient = N_("dx = dy where it came from, else 0"),
  .source = "NumPy: Harris et al., Array programming with NumPy, 2020",
  .examples = {{"masked_select([1, 2, 3], [1, 0, 1])", "[1, 3]"}, {"x = [3, -1, 4]; x[x > 0]", "[3, 4]"}},
  .checks = {"x[A,B] m[A,B]; whole m 0..2", "x[A,B,C] m[A]; whole m 0..2", "x[4,C] m[4]; whole m 0..2"},
  .forward = forward,
  .grad = grad,
  .why = why,
};
