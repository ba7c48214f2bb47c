// SPDX-License-Identifier: GPL-3.0-or-later
// svd_parts: the singular value decomposition x = U diag(s) Vh: any matrix is a turn, a stretch along the
// axes, and a turn. One long vector: the elements of U (N, K), then s (K), then Vh (K, M), K the smaller of N
// and M, the largest stretch first. svd(x) takes it apart.
#include <math.h>

#include "base/mem.h"
#include "op/reduce.h"
#include "tensor/lapack.h"

typedef struct Sizes { size_t n, m, k; } Sizes;

static Sizes sizes(const OpCall *c) {
  size_t n = (size_t)c->in[0]->shape.dim[0], m = (size_t)c->in[0]->shape.dim[1];
  return (Sizes){n, m, n < m ? n : m};
}

// The factors in single precision; the largest component of each row of Vh is made positive, since LAPACK
// leaves the signs open.
static void give(Sizes z, double *u, const double *s, double *vh, float *out) {
  for (size_t k = 0; k < z.k; k++) {
    double sign = 1, most = 0;
    for (size_t j = 0; j < z.m; j++)
      if (fabs(vh[k * z.m + j]) > most * (1 + 1e-6)) {
        most = fabs(vh[k * z.m + j]);
        sign = vh[k * z.m + j] < 0 ? -1 : 1;
      }
    for (size_t j = 0; j < z.m; j++) vh[k * z.m + j] *= sign;
    for (size_t i = 0; i < z.n; i++) u[i * z.k + k] *= sign;
  }
  for (size_t i = 0; i < z.n * z.k; i++) *out++ = (float)u[i];
  for (size_t i = 0; i < z.k; i++) *out++ = (float)s[i];
  for (size_t i = 0; i < z.k * z.m; i++) *out++ = (float)vh[i];
}

static Tensor *forward(OpCall *c, Err *e) {
  if (c->in[0]->shape.rank != 2) {
    err_set(e, ERR_SHAPE, _("svd: a matrix is needed, this tensor has shape %s"),
            shape_text(&c->in[0]->shape).s);
    return NULL;
  }
  Sizes z = sizes(c);
  size_t n = z.n * z.k + z.k + z.k * z.m;
  double *a = mem_try((z.n * z.m + n + 1) * sizeof *a);
  if (!a) {
    err_set(e, ERR_MEMORY, _("out of memory: there is no room for a copy of shape %s"),
            shape_text(&c->in[0]->shape).s);
    return NULL;
  }
  double *u = a + z.n * z.m, *s = u + z.n * z.k, *vh = s + z.k;
  for (size_t i = 0; i < z.n * z.m; i++) a[i] = (double)c->in[0]->data[i];
  Shape shape = {.rank = 1, .dim = {(int64_t)n}};
  Tensor *out = lapack_svd(a, z.n, z.m, u, s, vh, e) ? tensor_new(&shape, e) : NULL;
  if (out) give(z, u, s, vh, out->data);
  mem_free(a);
  return out;
}

// A singular value is u' x v; a component of u is that of x v over it, one of v that of u' x.
static void why(Why *w, const OpCall *c, const Tensor *out, size_t i) {
  Sizes z = sizes(c);
  const float *u = out->data, *s = u + z.n * z.k, *vh = s + z.k;
  bool in_u = i < z.n * z.k, in_s = !in_u && i < z.n * z.k + z.k;
  size_t at = in_u ? i : in_s ? i - z.n * z.k : i - z.n * z.k - z.k;
  size_t k = in_u ? at % z.k : in_s ? at : at / z.m, terms = in_u ? z.m : in_s ? z.n * z.m : z.n;
  if (!in_s && (double)s[k] <= 1e-3 * (double)s[0]) { // nothing to divide by
    op_why_num(w, (double)out->data[i], WHY_ANY);
    return;
  }
  if (!in_s) op_why_add(w, "(");
  for (size_t t = 0; why_each(w, terms, " + ", &t); t++) {
    size_t r = in_u ? at / z.k : in_s ? t / z.m : t, j = in_u ? t : in_s ? t % z.m : at % z.m;
    op_why_at(w, c, 0, r * z.m + j, WHY_PRODUCT);
    if (in_u || in_s) op_why_add(w, " * "), op_why_num(w, (double)vh[k * z.m + j], WHY_ATOM);
    if (!in_u) op_why_add(w, " * "), op_why_num(w, (double)u[r * z.k + k], WHY_ATOM);
  }
  if (!in_s) op_why_add(w, ") / "), op_why_num(w, (double)s[k], WHY_ATOM);
}

const OpDef op_svd_parts = {
  .name = "svd_parts",
  .params = {{"x", ARG_TENSOR, NULL}},
  .doc = N_("What svd(x) takes apart: the elements of U, then the singular values, then those of Vh"),
  .shape = "x: [N, M] -> [N * K + K + K * M], K = min(N, M)",
  .formula = "x = U diag(s) Vh, U' U = Vh Vh' = 1",
  .source = "Golub and Kahan, Calculating the singular values and pseudo-inverse of a matrix, 1965",
  .examples = {{"svd_parts([[3, 0], [0, 4]])", "[0, 1, 1, 0, 4, 3, 0, 1, 1, 0]"}},
  .forward = forward,
  .why = why,
};
