// SPDX-License-Identifier: GPL-3.0-or-later
// elimination: Gauss's method.
#include "op/elimination.h"

#include <math.h>

#include "base/mem.h"
#include "op/reduce.h"

bool is_square(const OpCall *c, const Tensor *x, Err *e) {
  if (x->shape.rank == 2 && x->shape.dim[0] == x->shape.dim[1]) return true;
  return err_set(e, ERR_SHAPE, _("%s: a square matrix is needed, this tensor has shape %s"), c->def->name,
                 shape_text(&x->shape).s);
}

bool eliminate_regular(const OpCall *c, const Elimination *s, Err *e) {
  return !s->singular || err_set(e, ERR_VALUE, _("%s: the matrix is singular: its rows depend on each other"),
                                 c->def->name);
}

static double *row_of(const Elimination *s, size_t i) { return s->a + i * (s->n + s->m); }

static void exchange(const Elimination *s, size_t i, size_t j) {
  double *p = row_of(s, i), *q = row_of(s, j);
  for (size_t k = 0; k < s->n + s->m; k++) {
    double x = p[k];
    p[k] = q[k];
    q[k] = x;
  }
}

static size_t pivot_of(const Elimination *s, size_t col) {
  size_t best = col;
  for (size_t i = col + 1; i < s->n; i++)
    if (fabs(row_of(s, i)[col]) > fabs(row_of(s, best)[col])) best = i;
  return best;
}

static bool triangular(Elimination *s, double tiny, Err *e) {
  size_t work = 0, width = s->n + s->m;
  for (size_t col = 0; col < s->n; col++) {
    size_t best = pivot_of(s, col);
    if (best != col) exchange(s, best, col), s->det = -s->det;
    double *p = row_of(s, col);
    s->det *= p[col];
    if (fabs(p[col]) <= tiny) s->singular = true;
    if (p[col] == 0) continue;
    for (size_t i = col + 1; i < s->n; i++) {
      double *q = row_of(s, i), factor = q[col] / p[col];
      for (size_t k = col; k < width; k++) q[k] -= factor * p[k];
      if (!op_go_on(&work, width - col, e)) return false;
    }
  }
  return true;
}

bool eliminate(Elimination *s, const Tensor *x, bool transposed, const float *b, size_t m, Err *e) {
  size_t n = (size_t)x->shape.dim[0];
  *s = (Elimination){.n = n, .m = m, .det = 1};
  s->a = mem_try((n * (n + m) + 1) * sizeof *s->a);
  if (!s->a) return err_set(e, ERR_MEMORY, _("out of memory: there is no room for %zu equations"), n);
  double largest = 0;
  for (size_t i = 0; i < n; i++) {
    double *row = row_of(s, i);
    for (size_t j = 0; j < n; j++) row[j] = (double)x->data[transposed ? j * n + i : i * n + j];
    for (size_t j = 0; j < n; j++) largest = fmax(largest, fabs(row[j]));
    for (size_t j = 0; j < m; j++) row[n + j] = b ? (double)b[i * m + j] : i == j;
  }
  return triangular(s, largest * (double)n * 0x1p-52, e); // what is left of zero after rounding
}

bool eliminate_back(const Elimination *s, float *y, Err *e) {
  size_t work = 0;
  for (size_t i = s->n; i-- > 0;) {
    double *row = row_of(s, i);
    for (size_t j = i + 1; j < s->n; j++) {
      for (size_t k = 0; k < s->m; k++) row[s->n + k] -= row[j] * row_of(s, j)[s->n + k];
      if (!op_go_on(&work, s->m + 1, e)) return false;
    }
    for (size_t k = 0; k < s->m; k++) row[s->n + k] /= row[i];
    for (size_t k = 0; k < s->m; k++) y[i * s->m + k] = (float)row[s->n + k];
  }
  return true;
}
