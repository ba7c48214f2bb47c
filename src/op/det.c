// SPDX-License-Identifier: GPL-3.0-or-later
// det: the determinant: by how much a matrix blows volumes up; 0 where it flattens them, negative where it
// mirrors.
#include "base/mem.h"
#include "op/elimination.h"

static Tensor *forward(OpCall *c, Err *e) {
  if (!is_square(c, c->in[0], e)) return NULL;
  Elimination s;
  Tensor *y = eliminate(&s, c->in[0], false, NULL, 0, e) ? tensor_scalar((float)s.det) : NULL;
  mem_free(s.a);
  return y;
}

// The determinant of x without row i and column j, with its sign: how much x[i, j] moves the whole.
static double cofactor(const Tensor *x, size_t i, size_t j, Err *e) {
  size_t n = (size_t)x->shape.dim[0], k = 0;
  Shape s = {.rank = 2, .dim = {(int64_t)n - 1, (int64_t)n - 1}};
  Tensor *rest = tensor_new(&s, e);
  double det = 0;
  for (size_t r = 0; rest && r < n; r++)
    for (size_t q = 0; q < n; q++)
      if (r != i && q != j) rest->data[k++] = x->data[r * n + q];
  Elimination el = {0};
  if (rest && eliminate(&el, rest, false, NULL, 0, e)) det = (i + j) % 2 ? -el.det : el.det;
  mem_free(el.a);
  tensor_release(rest);
  return det;
}

// y times the transposed inverse; for a singular matrix, which has none, each cofactor by itself.
static bool grad(const OpCall *c, const Tensor *out, const Tensor *dout, const bool *needs, Tensor **din,
                 Err *e) {
  if (!needs[0]) return true;
  const Tensor *x = c->in[0];
  size_t n = (size_t)x->shape.dim[0];
  if (!(din[0] = tensor_new(&x->shape, e))) return false;
  Elimination s;
  bool ok = eliminate(&s, x, true, NULL, n, e), regular = ok && !s.singular;
  if (regular) ok = eliminate_back(&s, din[0]->data, e);
  mem_free(s.a);
  for (size_t i = 0; ok && i < x->size; i++) {
    double slope = regular ? (double)din[0]->data[i] * (double)out->data[0] : cofactor(x, i / n, i % n, e);
    din[0]->data[i] = (float)(slope * (double)dout->data[0]);
    ok = e->code == ERR_NONE;
  }
  return ok;
}

// Along the first row: each element times its cofactor.
static void why(Why *w, const OpCall *c, const Tensor *out, size_t i) {
  (void)out, (void)i;
  size_t n = (size_t)c->in[0]->shape.dim[0];
  Err e = {0};
  if (n == 0) op_why_add(w, "1");
  for (size_t j = 0; n > 0 && j < n; j++) {
    if (w->terms > 0 && j == (size_t)w->terms) {
      op_why_more(w, " + ", n - j);
      break;
    }
    if (j) op_why_add(w, " + ");
    op_why_at(w, c, 0, j, WHY_PRODUCT);
    op_why_add(w, " * ");
    op_why_num(w, cofactor(c->in[0], 0, j, &e), WHY_ATOM);
  }
  err_clear(&e);
}

const OpDef op_det = {
  .name = "det",
  .params = {{"x", ARG_TENSOR, NULL}},
  .doc = N_("Determinant of a square matrix"),
  .shape = "x: [N, N] -> []",
  .formula = "y = sum_j x[0, j] * cofactor(0, j)",
  .gradient = "dx = dy * y * inv(x).T",
  .source = "Leibniz, letter to de l'Hospital, 1693",
  .examples = {{"det([[1, 2], [3, 4]])", "-2"}},
  .checks = {"x[2,2]", "x[3,3]", "x[1,1]"},
  .forward = forward,
  .grad = grad,
  .why = why,
};
