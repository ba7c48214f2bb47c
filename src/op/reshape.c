// SPDX-License-Identifier: GPL-3.0-or-later
// reshape: the same elements in the same order under another shape. No element is copied.
#include "op/reduce.h"
#include "op/reshape.h"

bool reshape_grad(const OpCall *c, const Tensor *out, const Tensor *dout, const bool *needs, Tensor **din,
                  Err *e) {
  (void)out;
  // The new header only counts a reference up: the elements of dout stay as they are.
  return !needs[0] || (din[0] = tensor_reshape((Tensor *)dout, &c->in[0]->shape, e)) != NULL;
}

// Puts what is left over in place of the one -1.
static bool fill_in(const OpCall *c, Shape *s, Err *e) {
  int free_dim = -1;
  double rest = 1;
  for (int d = 0; d < s->rank; d++) {
    if (s->dim[d] != -1) {
      rest *= (double)s->dim[d];
      continue;
    }
    if (free_dim >= 0) return err_set(e, ERR_VALUE, _("reshape: only one dimension can be -1"));
    free_dim = d;
  }
  if (free_dim < 0) return true;
  double n = (double)c->in[0]->size / rest;
  if (!(rest > 0) || n != (double)(int64_t)n)
    return err_set(e, ERR_SHAPE, _("reshape: %zu elements do not fill a shape of %s"), c->in[0]->size,
                   shape_text(s).s);
  s->dim[free_dim] = (int64_t)n;
  return true;
}

static Tensor *forward(OpCall *c, Err *e) {
  if (c->attr[0].n > TENSOR_MAX_RANK) {
    err_set(e, ERR_LIMIT, _("reshape: a shape has at most %d dimensions"), TENSOR_MAX_RANK);
    return NULL;
  }
  Shape s = shape_of(c->attr[0].n, c->attr[0].ints);
  size_t n;
  if (!fill_in(c, &s, e) || !shape_size(&s, &n, e)) return NULL;
  if (n == c->in[0]->size) return tensor_reshape(c->in[0], &s, e);
  err_set(e, ERR_SHAPE, _("reshape: a tensor of shape %s has %zu elements, shape %s takes %zu"),
          shape_text(&c->in[0]->shape).s, c->in[0]->size, shape_text(&s).s, n);
  return NULL;
}

const OpDef op_reshape = {
  .name = "reshape",
  .params = {{"x", ARG_TENSOR, NULL}, {"shape", ARG_SHAPE, NULL}},
  .doc = N_("The same elements in the same order under another shape; -1 is what is left over"),
  .shape = "x: [A...] -> [shape...]",
  .formula = N_("y[k] = x[k] in row-major order"),
  .gradient = N_("dx = reshape(dy, shape of x)"),
  .source = "NumPy: Harris et al., Array programming with NumPy, 2020",
  .examples = {{"reshape([1, 2, 3, 4], 2, 2)", "[[1, 2],\n [3, 4]]"},
               {"reshape([[1, 2], [3, 4]], -1)", "[1, 2, 3, 4]"}},
  .checks = {"x[A,B]; shape=[B,A]", "x[A,B]; shape=[1,-1]", "x[]; shape=[1,1]"},
  .forward = forward,
  .grad = reshape_grad,
  .why = why_same,
};
