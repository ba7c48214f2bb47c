// SPDX-License-Identifier: GPL-3.0-or-later
// along: checks an index against the tensor it points into.
#include "op/along.h"

#include "op/ids.h"
#include "op/reduce.h"

int along_dim(const OpCall *c, const Tensor *x) {
  return (int)c->attr[0].num + (c->attr[0].num < 0 ? (x->shape.rank ? x->shape.rank : 1) : 0);
}

bool along_check(const OpCall *c, const Tensor *x, const Tensor *index, Err *e) {
  int dim;
  if (!op_dim(c, &c->attr[0], &x->shape, &dim, e)) return false;
  bool fits = index->shape.rank == x->shape.rank && x->shape.rank > 0;
  for (int d = 0; fits && d < x->shape.rank; d++) fits = d == dim || index->shape.dim[d] <= x->shape.dim[d];
  if (!fits)
    return err_set(e, ERR_SHAPE, _("%s: an index of shape %s does not fit a tensor of shape %s along dim %d"),
                   c->def->name, shape_text(&index->shape).s, shape_text(&x->shape).s, dim);
  Str what = {0};
  str_addf(&what, "%s: ", c->def->name);
  str_add(&what, _("index %g is not one of the %lld places along dim (0 to %lld)"));
  bool ok = ids_check(index, x->shape.dim[dim], str_c(&what), e);
  str_free(&what);
  return ok;
}
