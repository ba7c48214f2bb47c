// SPDX-License-Identifier: GPL-3.0-or-later
// concat: tensors end to end along a dimension they have; all other dimensions must agree.
#include "op/join.h"
#include "op/reduce.h"

static bool plan(const OpCall *c, Join *j, Err *e) {
  if (c->n_in == 0) return err_set(e, ERR_VALUE, _("concat: the list is empty"));
  j->s = c->in[0]->shape;
  if (j->s.rank == 0)
    return err_set(e, ERR_SHAPE, _("concat: numbers have no dimension to join along; use stack"));
  if (!op_dim(c, &c->attr[0], &j->s, &j->dim, e)) return false;
  for (int k = 1; k < c->n_in; k++) {
    Shape other = c->in[k]->shape, own = j->s;
    if (other.rank == own.rank) other.dim[j->dim] = own.dim[j->dim];
    if (!shape_eq(&other, &own))
      return err_set(e, ERR_SHAPE, _("concat: shapes %s and %s differ in more than dim %d"),
                     shape_text(&c->in[0]->shape).s, shape_text(&c->in[k]->shape).s, j->dim);
    j->s.dim[j->dim] += c->in[k]->shape.dim[j->dim];
  }
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

const OpDef op_concat = {
  .name = "concat",
  .params = {{"tensors", ARG_TENSORS, NULL}, {"dim", ARG_INT, "0"}},
  .doc = N_("Joins tensors end to end along one dimension"),
  .shape = "tensors: [A, N1, B], [A, N2, B], ... -> [A, N1 + N2 + ..., B]",
  .formula = N_("y = x_1, then x_2, ... along dim"),
  .gradient = N_("dx_k = the part of dy that came from x_k"),
  .source = "NumPy: Harris et al., Array programming with NumPy, 2020",
  .examples = {{"concat([[1, 2], [3, 4]])", "[1, 2, 3, 4]"}},
  .checks = {"x[A,B] y[C,B]", "x[A,B] y[A,C] z[A,1]; dim=-1", "x[A,2,B] y[A,C,B]; dim=1", "x[A]"},
  .forward = forward,
  .grad = grad,
  .why = why,
};
