// SPDX-License-Identifier: GPL-3.0-or-later
// inv: the matrix that undoes x: x @ inv(x) is the unit matrix. To solve equations, solve is shorter and more
// exact.
#include "base/mem.h"
#include "op/elimination.h"

static Tensor *forward(OpCall *c, Err *e) {
  Tensor *x = c->in[0], *y = NULL;
  if (!is_square(c, x, e)) return NULL;
  Elimination s;
  if (eliminate(&s, x, false, NULL, (size_t)x->shape.dim[0], e) && eliminate_regular(c, &s, e))
    y = tensor_new(&x->shape, e);
  if (y && !eliminate_back(&s, y->data, e)) {
    tensor_release(y);
    y = NULL;
  }
  mem_free(s.a);
  return y;
}

static bool grad(const OpCall *c, const Tensor *out, const Tensor *dout, const bool *needs, Tensor **din,
                 Err *e) {
  (void)c;
  if (!needs[0]) return true;
  Tensor *left = tensor_matmul(out, true, dout, false, e);
  din[0] = left ? tensor_matmul(left, false, out, true, e) : NULL;
  for (size_t i = 0; din[0] && i < din[0]->size; i++) din[0]->data[i] = -din[0]->data[i];
  tensor_release(left);
  return din[0] != NULL;
}

// Column j of the inverse solves x y = (1 at j, else 0): what is left in one of these equations.
static void why(Why *w, const OpCall *c, const Tensor *out, size_t i) {
  const Tensor *x = c->in[0];
  size_t n = (size_t)x->shape.dim[0], at = i / n, col = i % n, row = 0;
  for (size_t r = 1; r < n; r++) {
    float a = x->data[r * n + at], best = x->data[row * n + at];
    if ((a < 0 ? -a : a) > (best < 0 ? -best : best)) row = r;
  }
  op_why_add(w, row == col ? "(1" : "(0");
  size_t j = 0;
  for (size_t t = 0; t < n; t++) {
    if (t == at) continue;
    if (w->terms > 0 && j++ == (size_t)w->terms) {
      op_why_more(w, " - ", n - 1 - (size_t)w->terms);
      break;
    }
    op_why_add(w, " - ");
    op_why_at(w, c, 0, row * n + t, WHY_ATOM);
    op_why_add(w, " * ");
    op_why_num(w, (double)out->data[t * n + col], WHY_ATOM);
  }
  op_why_add(w, ") / ");
  op_why_at(w, c, 0, row * n + at, WHY_ATOM);
}

const OpDef op_inv = {
  .name = "inv",
  .params = {{"x", ARG_TENSOR, NULL}},
  .doc = N_("The matrix that undoes x"),
  .shape = "x: [N, N] -> [N, N]",
  .formula = "x y = y x = 1",
  .gradient = "dx = -y.T @ dy @ y.T",
  .source = "Gauss, Disquisitio de elementis ellipticis Palladis, 1810",
  .examples = {{"inv([[2, 0], [0, 4]])", "[[0.50, 0.00],\n [0.00, 0.25]]"}},
  .checks = {"x[2,2]; domain -1..3; distinct", "x[1,1]; domain 1..2"},
  .forward = forward,
  .grad = grad,
  .why = why,
};
