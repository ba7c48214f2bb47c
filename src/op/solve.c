// SPDX-License-Identifier: GPL-3.0-or-later
// solve: y with a y = b: a system of equations, one for each row of a. b is a vector, or a matrix with a
// system in each column.
#include "base/mem.h"
#include "op/elimination.h"

static Tensor *solved(const OpCall *c, bool transposed, const Tensor *b, Err *e) {
  const Tensor *a = c->in[0];
  size_t n = (size_t)a->shape.dim[0], m = n ? b->size / n : 0;
  Elimination s;
  Tensor *y = NULL;
  if (eliminate(&s, a, transposed, b->data, m, e) && eliminate_regular(c, &s, e))
    y = tensor_new(&b->shape, e);
  if (y && !eliminate_back(&s, y->data, e)) {
    tensor_release(y);
    y = NULL;
  }
  mem_free(s.a);
  return y;
}

static Tensor *forward(OpCall *c, Err *e) {
  const Tensor *a = c->in[0], *b = c->in[1];
  if (!is_square(c, a, e)) return NULL;
  bool fits = b->shape.rank >= 1 && b->shape.rank <= 2 && b->shape.dim[0] == a->shape.dim[0];
  if (fits) return solved(c, false, b, e);
  err_set(e, ERR_SHAPE, _("solve: for a matrix of shape %s, b has %lld rows; its shape is %s"),
          shape_text(&a->shape).s, (long long)a->shape.dim[0], shape_text(&b->shape).s);
  return NULL;
}

// db solves a' db = dy, and da = -db y'.
static bool grad(const OpCall *c, const Tensor *out, const Tensor *dout, const bool *needs, Tensor **din,
                 Err *e) {
  Tensor *db = solved(c, true, dout, e);
  if (!db) return false;
  if (needs[1]) din[1] = tensor_retain(db);
  int64_t n = c->in[0]->shape.dim[0];
  Shape columns = {.rank = 2, .dim = {n, n ? (int64_t)out->size / n : 0}};
  Tensor *left = needs[0] ? tensor_reshape(db, &columns, e) : NULL;
  Tensor *right = left ? tensor_reshape((Tensor *)out, &columns, e) : NULL;
  if (right) din[0] = tensor_matmul(left, false, right, true, e);
  for (size_t i = 0; din[0] && i < din[0]->size; i++) din[0]->data[i] = -din[0]->data[i];
  tensor_release(left);
  tensor_release(right);
  bool ok = !needs[0] || din[0];
  tensor_release(db);
  return ok;
}

// What is left of b, over the coefficient, in the equation where this coefficient is largest.
static void why(Why *w, const OpCall *c, const Tensor *out, size_t i) {
  const Tensor *a = c->in[0];
  size_t n = (size_t)a->shape.dim[0], m = out->size / n, at = i / m, col = i % m, row = 0;
  for (size_t r = 1; r < n; r++) {
    float x = a->data[r * n + at], best = a->data[row * n + at];
    if ((x < 0 ? -x : x) > (best < 0 ? -best : best)) row = r;
  }
  op_why_add(w, "(");
  op_why_at(w, c, 1, row * m + col, WHY_SUM);
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
    op_why_num(w, (double)out->data[t * m + col], WHY_ATOM);
  }
  op_why_add(w, ") / ");
  op_why_at(w, c, 0, row * n + at, WHY_ATOM);
}

const OpDef op_solve = {
  .name = "solve",
  .params = {{"a", ARG_TENSOR, NULL}, {"b", ARG_TENSOR, NULL}},
  .doc = N_("y with a @ y = b"),
  .shape = N_("a: [N, N], b: [N] or [N, M] -> as b"),
  .formula = "a y = b",
  .gradient = "db = solve(a.T, dy), da = -outer(db, y)",
  .source = "Gauss, Disquisitio de elementis ellipticis Palladis, 1810",
  .examples = {{"solve([[2, 0], [0, 4]], [2, 2])", "[1.0, 0.5]"}},
  .checks = {"a[2,2] b[2]; domain a 1..2; distinct", "a[1,1] b[1,C]; domain a 1..2",
             "a[2,2] b[2,C]; domain a -1..3; distinct"},
  .forward = forward,
  .grad = grad,
  .why = why,
};
