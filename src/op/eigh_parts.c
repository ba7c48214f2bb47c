// SPDX-License-Identifier: GPL-3.0-or-later
// eigh_parts: eigenvalues and eigenvectors of a symmetric matrix: directions that the matrix only
// stretches, and by how much. One tensor: the first row holds the eigenvalues from the smallest, row 1 + i
// component i of each vector. eigh(x) takes it apart. Of the matrix, only the mean of x[i, j] and x[j, i]
// counts.
#include <math.h>
#include <string.h>

#include "base/mem.h"
#include "op/reduce.h"
#include "tensor/lapack.h"

static size_t order(const OpCall *c) { return (size_t)c->in[0]->shape.dim[0]; }

static Tensor *forward(OpCall *c, Err *e) {
  const Shape *x = &c->in[0]->shape;
  if (x->rank != 2 || x->dim[0] != x->dim[1]) {
    err_set(e, ERR_SHAPE, _("eigh: a square matrix is needed, this tensor has shape %s"), shape_text(x).s);
    return NULL;
  }
  size_t n = order(c);
  Shape s = {.rank = 2, .dim = {(int64_t)n + 1, (int64_t)n}};
  double *a = mem_try((n * n + n + 1) * sizeof *a), *w = a ? a + n * n : NULL;
  if (!a) {
    err_set(e, ERR_MEMORY, _("out of memory: there is no room for a copy of shape %s"), shape_text(x).s);
    return NULL;
  }
  const float *from = c->in[0]->data;
  for (size_t i = 0; i < n; i++)
    for (size_t j = 0; j < n; j++) a[i * n + j] = ((double)from[i * n + j] + (double)from[j * n + i]) / 2;
  Tensor *out = lapack_eigh(a, w, n, e) ? tensor_new(&s, e) : NULL;
  for (size_t k = 0; out && k < n; k++) {
    double sign = 1, most = 0; // the largest component is positive: LAPACK leaves the sign open
    for (size_t i = 0; i < n; i++)
      if (fabs(a[k * n + i]) > most * (1 + 1e-6)) most = fabs(a[k * n + i]), sign = a[k * n + i] < 0 ? -1 : 1;
    out->data[k] = (float)w[k];
    for (size_t i = 0; i < n; i++) out->data[(1 + i) * n + k] = (float)(sign * a[k * n + i]);
  }
  mem_free(a);
  return out;
}

// dx = V (diag(dw) + F * (V' dV)) V', F_jk = 1 / (w_k - w_j): turning vector k towards j takes the more the
// nearer their eigenvalues are. Where two are equal, the vectors are not determined: taken as 0.
static double middle(const OpCall *c, const Tensor *out, const Tensor *dout, size_t j, size_t k) {
  size_t n = order(c);
  if (j == k) return (double)dout->data[k];
  double gap = (double)out->data[k] - (double)out->data[j], turn = 0;
  if (gap == 0) return 0;
  for (size_t i = 1; i <= n; i++) turn += (double)out->data[i * n + j] * (double)dout->data[i * n + k];
  return turn / gap;
}

static bool grad(const OpCall *c, const Tensor *out, const Tensor *dout, const bool *needs, Tensor **din,
                 Err *e) {
  if (!needs[0]) return true;
  size_t n = order(c), work = 0;
  Shape square = c->in[0]->shape;
  Tensor *mid = tensor_new(&square, e);
  Tensor *v = mid ? tensor_block((Tensor *)out, 1, (int64_t)n, false, e) : NULL;
  bool ok = v != NULL;
  for (size_t j = 0; ok && j < n; j++) {
    for (size_t k = 0; k < n; k++) mid->data[j * n + k] = (float)middle(c, out, dout, j, k);
    ok = op_go_on(&work, n * n, e);
  }
  Tensor *left = ok ? tensor_matmul(v, false, mid, false, e) : NULL;
  Tensor *g = left ? tensor_matmul(left, false, v, true, e) : NULL;
  if (g) din[0] = tensor_new(&square, e);
  for (size_t i = 0; din[0] && i < n; i++) // a change of x[i, j] counts half here and half at x[j, i]
    for (size_t j = 0; j < n; j++) din[0]->data[i * n + j] = (g->data[i * n + j] + g->data[j * n + i]) / 2;
  tensor_release(mid);
  tensor_release(v);
  tensor_release(left);
  tensor_release(g);
  return din[0] != NULL;
}

// The mean of an entry and the one across the diagonal, if they differ at all.
static void why_entry(Why *w, const OpCall *c, size_t a, size_t b) {
  bool same = c->in[0]->data[a] == c->in[0]->data[b];
  if (!same) op_why_add(w, "(");
  op_why_at(w, c, 0, a, same ? WHY_PRODUCT : WHY_SUM);
  if (same) return;
  op_why_add(w, " + ");
  op_why_at(w, c, 0, b, WHY_SUM);
  op_why_add(w, ") / 2");
}

// An eigenvalue is v' x v; a component of v is that of x v over the eigenvalue.
static void why(Why *w, const OpCall *c, const Tensor *out, size_t i) {
  size_t n = order(c), row = i / n, k = i % n;
  double value = (double)out->data[k];
  double largest = fmax(fabs((double)out->data[0]), fabs((double)out->data[n - 1]));
  if (row > 0 && fabs(value) <= 1e-3 * largest) { // nothing to divide by
    op_why_num(w, (double)out->data[i], WHY_ANY);
    return;
  }
  size_t terms = row ? n : n * n;
  if (row) op_why_add(w, "(");
  for (size_t t = 0; why_each(w, terms, " + ", &t); t++) {
    size_t r = row ? row - 1 : t / n, j = t % n;
    why_entry(w, c, r * n + j, j * n + r);
    op_why_add(w, " * ");
    op_why_num(w, (double)out->data[(1 + j) * n + k], WHY_ATOM);
    if (row) continue;
    op_why_add(w, " * ");
    op_why_num(w, (double)out->data[(1 + r) * n + k], WHY_ATOM);
  }
  if (!row) return;
  op_why_add(w, ") / ");
  op_why_num(w, value, WHY_ATOM);
}

const OpDef op_eigh_parts = {
  .name = "eigh_parts",
  .params = {{"x", ARG_TENSOR, NULL}},
  .doc = N_("What eigh(x) takes apart: a row of eigenvalues, then the eigenvectors as columns"),
  .shape = "x: [N, N] -> [1 + N, N]",
  .formula = "x v_k = w_k v_k, |v_k| = 1; y = [w; v_1 v_2 ... v_N]",
  .gradient = "dx = V (diag(dw) + F * (V' dV)) V', F_jk = 1 / (w_k - w_j)",
  .source = "Giles, Collected matrix derivative results for forward and reverse mode differentiation, 2008",
  .examples = {{"eigh_parts([[2, 0], [0, 1]])", "[[1, 2],\n [0, 1],\n [1, 0]]"}},
  .checks = {"x[2,2]; distinct", "x[3,3]; distinct", "x[1,1]"},
  .forward = forward,
  .grad = grad,
  .why = why,
};
