// SPDX-License-Identifier: GPL-3.0-or-later
// triu: the upper triangle of each matrix, with the diagonal; 0 below it.
#include "op/triangle.h"

static bool kept(double row, double col, double diagonal) { return col - row >= diagonal; }

static Tensor *forward(OpCall *c, Err *e) { return triangle(c, c->in[0], kept, e); }

static bool grad(const OpCall *c, const Tensor *out, const Tensor *dout, const bool *needs, Tensor **din,
                 Err *e) {
  (void)out;
  return !needs[0] || (din[0] = triangle(c, dout, kept, e)) != NULL;
}

static void why(Why *w, const OpCall *c, const Tensor *out, size_t i) {
  triangle_why(w, c, out, i, kept);
}

const OpDef op_triu = {
  .name = "triu",
  .params = {{"x", ARG_TENSOR, NULL}, {"diagonal", ARG_INT, "0"}},
  .doc = N_("The upper triangle of each matrix; 0 below the diagonal"),
  .shape = "x: [A..., N, M] -> [A..., N, M]",
  .formula = "y[i, j] = x[i, j] if j - i >= diagonal else 0",
  .gradient = "dx = triu(dy, diagonal)",
  .source = "NumPy: Harris et al., Array programming with NumPy, 2020",
  .examples = {{"triu(ones(2, 2))", "[[1, 1],\n [0, 1]]"}},
  .checks = {"x[A,B]", "x[A,B,C]; diagonal=1", "x[A,B]; diagonal=-1"},
  .forward = forward,
  .grad = grad,
  .why = why,
};
