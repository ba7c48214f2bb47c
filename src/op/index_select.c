// SPDX-License-Identifier: GPL-3.0-or-later
// index_select: the slices of x along one dimension that the index names, in its order; a slice may be
// taken several times. Along dim 0 it is what x[ids] does with a list of row numbers.
#include <string.h>

#include "op/ids.h"
#include "op/reduce.h"

static int dim_of(const OpCall *c) {
  return (int)c->attr[0].num + (c->attr[0].num < 0 ? c->in[0]->shape.rank : 0);
}

static bool check(const OpCall *c, Err *e) {
  const Tensor *x = c->in[0], *index = c->in[1];
  int dim;
  if (x->shape.rank == 0 || index->shape.rank > 1)
    return err_set(e, ERR_SHAPE,
                   _("index_select: a list of places and a tensor with dimensions are needed, not shapes "
                   "%s and %s"), shape_text(&index->shape).s, shape_text(&x->shape).s);
  if (!op_dim(c, &c->attr[0], &x->shape, &dim, e)) return false;
  return ids_check(index, x->shape.dim[dim],
                   _("index_select: index %g is not one of the %lld places along dim (0 to %lld)"), e);
}

static Tensor *forward(OpCall *c, Err *e) {
  if (!check(c, e)) return NULL;
  const Tensor *x = c->in[0], *index = c->in[1];
  Axis a = tensor_axis(x, dim_of(c));
  Shape s = x->shape;
  s.dim[dim_of(c)] = (int64_t)index->size;
  Tensor *out = tensor_new(&s, e);
  size_t work = 0;
  for (size_t r = 0; out && out->size && r < a.outer * index->size; r++) {
    size_t o = r / index->size, place = (size_t)index->data[r % index->size];
    memcpy(out->data + r * a.inner, x->data + (o * a.n + place) * a.inner, a.inner * sizeof *out->data);
    if (op_go_on(&work, a.inner + 2, e)) continue;
    tensor_release(out);
    return NULL;
  }
  return out;
}

static bool grad(const OpCall *c, const Tensor *out, const Tensor *dout, const bool *needs, Tensor **din,
                 Err *e) {
  (void)out;
  if (!needs[0]) return true;
  const Tensor *x = c->in[0], *index = c->in[1];
  Axis a = tensor_axis(x, dim_of(c));
  if (!(din[0] = tensor_full(&x->shape, 0, e))) return false;
  size_t work = 0;
  for (size_t r = 0; dout->size && r < a.outer * index->size; r++) {
    size_t o = r / index->size, place = (size_t)index->data[r % index->size];
    float *to = din[0]->data + (o * a.n + place) * a.inner;
    for (size_t j = 0; j < a.inner; j++) to[j] += dout->data[r * a.inner + j];
    if (!op_go_on(&work, a.inner + 2, e)) return false;
  }
  return true;
}

static void why(Why *w, const OpCall *c, const Tensor *out, size_t i) {
  (void)out;
  const Tensor *index = c->in[1];
  Axis a = tensor_axis(c->in[0], dim_of(c));
  size_t k = i / a.inner % index->size, o = i / a.inner / index->size;
  op_why_at(w, c, 0, (o * a.n + (size_t)index->data[k]) * a.inner + i % a.inner, WHY_ANY);
  op_why_note(w, c, 1, k);
}

const OpDef op_index_select = {
  .name = "index_select",
  .params = {{"x", ARG_TENSOR, NULL}, {"dim", ARG_INT, NULL}, {"index", ARG_TENSOR, NULL}},
  .doc = N_("The slices of x along dim at the places that index lists"),
  .shape = "x: [A..., N, B...], index: [M] -> [A..., M, B...]",
  .formula = "y[i, j, k] = x[i, index_j, k]",
  .gradient = N_("dx[i, n, k] = sum of dy[i, j, k] over j with index_j = n"),
  .source = "as torch.index_select: Paszke et al., PyTorch, 2019",
  .examples = {{"index_select([[1, 2, 3], [4, 5, 6]], 1, [2, 0])", "[[3, 1],\n [6, 4]]"}},
  .checks = {"x[C,B] i[A]; dim=0; whole i 0..C", "x[A,C,B] i[D]; dim=1; whole i 0..C",
             "x[A,C] i[]; dim=-1; whole i 0..C"},
  .forward = forward,
  .grad = grad,
  .why = why,
};
