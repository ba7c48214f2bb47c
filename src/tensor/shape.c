// SPDX-License-Identifier: GPL-3.0-or-later
// shape: sizes, broadcasting and positions. Pure arithmetic; no tensor is touched here.
//
// Reference: NumPy's broadcasting rule: shapes are aligned at their last dimensions, and each pair of
// dimensions must be equal or have a 1 (or nothing) on one side.
#include "tensor/tensor.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"

Shape shape_of(int rank, const int64_t *dim) {
  assert(rank >= 0 && rank <= TENSOR_MAX_RANK);
  Shape s = {.rank = rank};
  for (int i = 0; i < rank; i++) s.dim[i] = dim[i];
  return s;
}

bool shape_eq(const Shape *a, const Shape *b) {
  if (a->rank != b->rank) return false;
  for (int i = 0; i < a->rank; i++)
    if (a->dim[i] != b->dim[i]) return false;
  return true;
}

ShapeText shape_text(const Shape *s) {
  ShapeText t;
  size_t n = 0;
  t.s[n++] = '(';
  for (int i = 0; i < s->rank; i++)
    n += (size_t)snprintf(t.s + n, sizeof t.s - n, i ? ", %" PRId64 : "%" PRId64, s->dim[i]);
  snprintf(t.s + n, sizeof t.s - n, s->rank == 1 ? ",)" : ")");
  return t;
}

void shape_str(const Shape *s, Str *out) { str_add(out, shape_text(s).s); }

// Few elements, as nearly always: no bound can be passed.
static bool is_small(const Shape *s, size_t *n) {
  int64_t count = 1;
  for (int i = 0; i < s->rank; i++) {
    if (s->dim[i] <= 0 || s->dim[i] > 4096) return false;
    count *= s->dim[i];
    if (count > 4096) return false;
  }
  *n = (size_t)count;
  return (size_t)count * sizeof(float) <= mem_limit() || mem_limit() == 0;
}

bool shape_size(const Shape *s, size_t *n, Err *e) {
  if (is_small(s, n)) return true;
  double wanted = sizeof(float);
  bool empty = false;
  for (int i = 0; i < s->rank; i++) {
    if (s->dim[i] < 0)
      return err_set(e, ERR_VALUE, _("a shape has no negative dimensions, but here it is %s"),
                     shape_text(s).s);
    empty = empty || s->dim[i] == 0;
    wanted *= s->dim[i] ? (double)s->dim[i] : 1; // of an empty one too: steps are products of lengths
  }
  double most = mem_limit() > 0 ? (double)mem_limit() : 0x1p56;
  if (wanted > (empty ? 0x1p56 : most)) {
    if (empty || mem_limit() == 0)
      return err_set(e, ERR_LIMIT, _("a tensor of shape %s is larger than any memory"), shape_text(s).s);
    return err_set(e, ERR_LIMIT,
                   _("a tensor of shape %s takes %.4g MiB, more than the %.4g MiB that :set memory allows"),
                   shape_text(s).s, wanted / 0x1p20, most / 0x1p20);
  }
  size_t count = 1;
  for (int i = 0; i < s->rank; i++) count = empty ? 0 : count * (size_t)s->dim[i];
  *n = count;
  return true;
}

// Dimension number i counted from the last one; 1 where the shape has none.
static int64_t from_end(const Shape *s, int i) { return i < s->rank ? s->dim[s->rank - 1 - i] : 1; }

static bool clash(const Shape *a, const Shape *b, int i, Err *e) {
  const char *fmt = i == 0 ? _("shapes %s and %s do not broadcast: %lld against %lld in the last dimension")
                           : _("shapes %s and %s do not broadcast: %lld against %lld in dimension %d");
  return err_set(e, ERR_SHAPE, fmt, shape_text(a).s, shape_text(b).s, (long long)from_end(a, i),
                 (long long)from_end(b, i), -1 - i);
}

bool shape_broadcast(const Shape *a, const Shape *b, Shape *out, Err *e) {
  Shape s = {.rank = a->rank > b->rank ? a->rank : b->rank};
  for (int i = 0; i < s.rank; i++) {
    int64_t x = from_end(a, i), y = from_end(b, i);
    if (x != y && x != 1 && y != 1) return clash(a, b, i, e);
    s.dim[s.rank - 1 - i] = x == 1 ? y : x;
  }
  *out = s;
  return true;
}

bool shape_dim(const Shape *s, int64_t dim, int *out, Err *e) {
  if (dim < -s->rank || dim >= s->rank)
    return err_set(e, ERR_INDEX, _("dim %lld is out of range for shape %s"), (long long)dim, shape_text(s).s);
  *out = (int)(dim < 0 ? dim + s->rank : dim);
  return true;
}

void shape_strides(const Shape *s, const Shape *to, int64_t stride[TENSOR_MAX_RANK]) {
  int64_t step = 1;
  for (int i = 0; i < to->rank; i++) {
    int64_t n = from_end(s, i);
    stride[to->rank - 1 - i] = n == 1 ? 0 : step;
    step *= n;
  }
}

void tensor_unravel(const Shape *s, size_t i, int64_t idx[TENSOR_MAX_RANK]) {
  for (int d = s->rank - 1; d >= 0; d--) {
    size_t n = s->dim[d] > 0 ? (size_t)s->dim[d] : 1;
    idx[d] = (int64_t)(i % n);
    i /= n;
  }
}

size_t tensor_ravel(const Shape *s, const int64_t *idx) {
  size_t i = 0;
  for (int d = 0; d < s->rank; d++) i = i * (size_t)s->dim[d] + (size_t)idx[d];
  return i;
}
