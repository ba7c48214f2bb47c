// SPDX-License-Identifier: GPL-3.0-or-later
// diag: a vector becomes the diagonal of a matrix of zeros; of a matrix the diagonal is taken out. The
// diagonal may be moved to the right (above 0) or down (below 0).
#include <stdlib.h>

#include "op/reduce.h"
#include "op/remap.h"

static int64_t from(const OpCall *c, const Shape *out, const int64_t *at, size_t i) {
  (void)i;
  int64_t k = op_int(&c->attr[0]), right = k > 0 ? k : 0, down = k < 0 ? -k : 0;
  if (out->rank == 1) return (at[0] + down) * c->in[0]->shape.dim[1] + at[0] + right;
  return at[1] - at[0] == k ? at[0] - down : -1;
}

static Tensor *forward(OpCall *c, Err *e) {
  const Shape *x = &c->in[0]->shape;
  int64_t k = op_int(&c->attr[0]), far = k < 0 ? -k : k;
  if (x->rank < 1 || x->rank > 2) {
    err_set(e, ERR_SHAPE, _("diag: a vector or a matrix is needed, this tensor has shape %s"),
            shape_text(x).s);
    return NULL;
  }
  Shape s = {.rank = 2, .dim = {x->dim[0] + far, x->dim[0] + far}};
  if (x->rank == 2) {
    int64_t rows = x->dim[0] - (k < 0 ? far : 0), cols = x->dim[1] - (k > 0 ? far : 0);
    int64_t n = rows < cols ? rows : cols;
    s = (Shape){.rank = 1, .dim = {n > 0 ? n : 0}};
  }
  return remap_forward(c, &s, from, 0, e);
}

static bool grad(const OpCall *c, const Tensor *out, const Tensor *dout, const bool *needs, Tensor **din,
                 Err *e) {
  (void)out;
  return remap_grad(c, dout, from, needs, din, e);
}

static void why(Why *w, const OpCall *c, const Tensor *out, size_t i) { remap_why(w, c, out, i, from); }

const OpDef op_diag = {
  .name = "diag",
  .params = {{"x", ARG_TENSOR, NULL}, {"diagonal", ARG_INT, "0"}},
  .doc = N_("A matrix with the vector x as its diagonal, or the diagonal of the matrix x"),
  .shape = N_("x: [N] -> [N, N], or x: [N, M] -> [min(N, M)]"),
  .formula = N_("y[i, i] = x[i], or y[i] = x[i, i]"),
  .gradient = "dx = diag(dy)",
  .source = "NumPy: Harris et al., Array programming with NumPy, 2020",
  .examples = {{"diag([1, 2])", "[[1, 0],\n [0, 2]]"}, {"diag([[1, 2], [3, 4]])", "[1, 4]"},
               {"diag([[1, 2], [3, 4]], 1)", "[2]"}},
  .checks = {"x[A]", "x[A]; diagonal=-1", "x[A,B]", "x[3,B]; diagonal=1", "x[A,2]; diagonal=-1"},
  .forward = forward,
  .grad = grad,
  .why = why,
};
