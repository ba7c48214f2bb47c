// SPDX-License-Identifier: GPL-3.0-or-later
// stack: tensors of one shape side by side along a new dimension.
#include "op/join.h"
#include "op/reduce.h"

static bool plan(const OpCall *c, Join *j, Err *e) {
  if (c->n_in == 0) return err_set(e, ERR_VALUE, _("stack: the list is empty"));
  Shape s = c->in[0]->shape;
  for (int k = 1; k < c->n_in; k++)
    if (!shape_eq(&s, &c->in[k]->shape))
      return err_set(e, ERR_SHAPE, _("stack: shapes %s and %s are not the same"), shape_text(&s).s,
                     shape_text(&c->in[k]->shape).s);
  if (s.rank == TENSOR_MAX_RANK)
    return err_set(e, ERR_LIMIT, _("stack: a tensor has at most %d dimensions"), TENSOR_MAX_RANK);
  double dim = c->attr[0].num;
  if (!(dim >= -s.rank - 1 && dim <= s.rank))
    return err_set(e, ERR_INDEX, _("stack: tensors of shape %s can be stacked along dim %d to %d, not %.0f"),
                   shape_text(&s).s, -s.rank - 1, s.rank, dim);
  j->dim = (int)dim + (dim < 0 ? s.rank + 1 : 0);
  j->s.rank = s.rank + 1;
  for (int d = 0; d < j->s.rank; d++) j->s.dim[d] = d == j->dim ? c->n_in : s.dim[d < j->dim ? d : d - 1];
  return true;
}

static int joined_dim(const OpCall *c, const Tensor *out) {
  return (int)c->attr[0].num + (c->attr[0].num < 0 ? out->shape.rank : 0);
}

static Tensor *forward(OpCall *c, Err *e) {
  Join j = {0};
  return plan(c, &j, e) ? join_forward(c, &j, e) : NULL;
}

static bool grad(const OpCall *c, const Tensor *out, const Tensor *dout, const bool *needs, Tensor **din,
                 Err *e) {
  return join_grad(c, joined_dim(c, out), dout, needs, din, e);
}

static void why(Why *w, const OpCall *c, const Tensor *out, size_t i) {
  join_why(w, c, joined_dim(c, out), out, i);
}

const OpDef op_stack = {
  .name = "stack",
  .params = {{"tensors", ARG_TENSORS, NULL}, {"dim", ARG_INT, "0"}},
  .doc = N_("Joins tensors of one shape along a new dimension"),
  .shape = N_("tensors: K times [A..., B...] -> [A..., K, B...]"),
  .formula = "y[..., k, ...] = x_k[..., ...]",
  .gradient = N_("dx_k = the part of dy that came from x_k"),
  .source = "NumPy: Harris et al., Array programming with NumPy, 2020",
  .examples = {{"stack([1, 2])", "[1, 2]"}, {"stack([[1, 2], [3, 4]])", "[[1, 2],\n [3, 4]]"}},
  .checks = {"x[A,B] y[A,B]", "x[A,B] y[A,B] z[A,B]; dim=-1", "x[A,B] y[A,B]; dim=1", "x[] y[]"},
  .forward = forward,
  .grad = grad,
  .why = why,
};
