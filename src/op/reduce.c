// SPDX-License-Identifier: GPL-3.0-or-later
// reduce: walks the rows of a tensor along one dimension for reductions, scans and their gradients.
#include "op/reduce.h"

#include <math.h>

#include "base/interrupt.h"
#include "base/mem.h"
#include "op/rows.h"

#define WORK_BETWEEN_POLLS ((size_t)1 << 20)

bool op_go_on(size_t *work, size_t n, Err *e) {
  *work += n;
  if (*work < WORK_BETWEEN_POLLS) return true;
  *work = 0;
  return !interrupt_check(e);
}

// -- dimensions and rows -----------------------------------------------------------------------

bool op_dim(const OpCall *c, const OpAttr *dim, const Shape *s, int *out, Err *e) {
  int rank = s->rank ? s->rank : 1;
  if (!(dim->num >= -rank && dim->num < rank))
    return err_set(e, ERR_INDEX, _("%s: dim %.0f is out of range for a tensor of shape %s"), c->def->name,
                   dim->num, shape_text(s).s);
  *out = (int)dim->num + (dim->num < 0 ? rank : 0);
  return true;
}

// The parameter of kind ARG_DIM or ARG_DIMS, wherever it stands among the others.
static const OpAttr *dim_attr(const OpCall *c) {
  const OpAttr *attr = c->attr;
  for (const ParamDef *p = c->def->params; p->kind != ARG_DIM && p->kind != ARG_DIMS; p++)
    attr += p->kind != ARG_TENSOR && p->kind != ARG_TENSORS;
  return attr;
}

// Several dimensions count as one where they are neighbours.
static bool merged_rows(const OpCall *c, const OpAttr *attr, Axis *rows, Err *e) {
  const Shape *s = &c->in[0]->shape;
  bool named[TENSOR_MAX_RANK] = {false};
  int first = TENSOR_MAX_RANK, last = -1;
  for (int k = 0; k < attr->n; k++) {
    int dim = 0;
    if (!op_dim(c, &(OpAttr){.num = (double)attr->ints[k]}, s, &dim, e)) return false;
    if (named[dim]) return err_set(e, ERR_VALUE, _("%s: dim %d is named twice"), c->def->name, dim);
    named[dim] = true;
    first = dim < first ? dim : first;
    last = dim > last ? dim : last;
  }
  if (last - first + 1 != attr->n) {
    err_set(e, ERR_VALUE, _("%s: dims that are taken together must be neighbours"), c->def->name);
    err_hint(e, _("%s(permute(x, ...), ...) brings them side by side"), c->def->name);
    return false;
  }
  *rows = (Axis){1, 1, 1};
  for (int d = 0; d < s->rank; d++)
    *(d < first ? &rows->outer : d <= last ? &rows->n : &rows->inner) *= (size_t)s->dim[d];
  return true;
}

bool op_rows(const OpCall *c, Axis *rows, Err *e) {
  const Tensor *x = c->in[0];
  const OpAttr *attr = dim_attr(c);
  *rows = (Axis){1, x->size, 1};
  if (attr->n > 0) return merged_rows(c, attr, rows, e);
  if (attr->n < 0 || x->shape.rank == 0) {
    int unused;
    return attr->n < 0 || op_dim(c, attr, &x->shape, &unused, e);
  }
  int dim;
  if (!op_dim(c, attr, &x->shape, &dim, e)) return false;
  *rows = tensor_axis(x, dim);
  return true;
}

Axis op_rows_again(const OpCall *c) {
  Axis rows = {0};
  Err e = {0};
  op_rows(c, &rows, &e);
  err_clear(&e);
  return rows;
}

WhyRow op_row(Axis rows, size_t r) {
  if (rows.inner == 1) return (WhyRow){0, r * rows.n, rows.n, 1}; // no division
  size_t o = r / rows.inner, k = r % rows.inner;
  return (WhyRow){0, o * rows.n * rows.inner + k, rows.n, rows.inner};
}

int64_t op_int(const OpAttr *a) {
  double most = 0x1p53;
  return (int64_t)(a->num > most ? most : a->num < -most ? -most : a->num);
}

bool op_keepdim(const OpCall *c, int attr) { return c->attr[attr].num != 0; }

// The shape of the result: the dimension is gone, or 1 where it is kept.
static Shape reduced_shape(const OpCall *c, bool keepdim) {
  const Shape *s = &c->in[0]->shape;
  const OpAttr *dim = dim_attr(c);
  Shape out = {0};
  for (int d = 0; d < s->rank; d++) {
    bool gone = dim->n < 0 || (dim->n == 0 && ((int)dim->num == d || (int)dim->num + s->rank == d));
    for (int k = 0; k < dim->n; k++) gone = gone || dim->ints[k] == d || dim->ints[k] + s->rank == d;
    if (gone && !keepdim) continue;
    out.dim[out.rank++] = gone ? 1 : s->dim[d];
  }
  return out;
}

bool op_not_empty(const OpCall *c, Err *e) {
  Axis rows;
  if (!op_rows(c, &rows, e)) return false;
  if (rows.n > 0 || rows.outer * rows.inner == 0) return true;
  return err_set(e, ERR_VALUE, _("%s: there are no elements to choose from in a tensor of shape %s"),
                 c->def->name, shape_text(&c->in[0]->shape).s);
}

// -- one number of each row --------------------------------------------------------------------

Tensor *op_reduce(OpCall *c, bool keepdim, RowReduce *f, Err *e) {
  Axis rows;
  if (!op_rows(c, &rows, e)) return NULL;
  Shape s = reduced_shape(c, keepdim);
  Tensor *out = tensor_new(&s, e);
  if (!out) return NULL;
  size_t work = 0;
  for (size_t r = 0; r < out->size; r++) {
    WhyRow row = op_row(rows, r);
    out->data[r] = (float)f(c, c->in[0]->data + row.first, row.n, row.stride);
    if (op_go_on(&work, rows.n + 1, e)) continue;
    tensor_release(out);
    return NULL;
  }
  return out;
}

bool op_reduce_grad(const OpCall *c, const Tensor *out, const Tensor *dout, RowReduceGrad *f,
                    const bool *needs, Tensor **din, Err *e) {
  if (!needs[0]) return true;
  const Tensor *x = c->in[0];
  Axis rows = op_rows_again(c);
  Tensor *dx = din[0] = tensor_new(&x->shape, e);
  size_t work = 0;
  for (size_t r = 0; dx && x->size && r < out->size; r++) {
    WhyRow row = op_row(rows, r);
    double y = (double)out->data[r], g = (double)dout->data[r];
    f(c, dx->data + row.first, x->data + row.first, row.n, row.stride, y, g);
    if (!op_go_on(&work, rows.n + 1, e)) return false;
  }
  return dx != NULL;
}

size_t op_extreme(const float *x, size_t n, size_t step, int sign) {
  if (step == 1) return rows_extreme(x, n, sign);
  size_t best = 0;
  for (size_t j = 0; j < n; j++) {
    float v = x[j * step], b = x[best * step];
    if (isnan(v)) return j;
    if (sign > 0 ? v > b : v < b) best = j;
  }
  return best;
}

// -- a row of each row -------------------------------------------------------------------------

// Where rows have gaps, some neighbouring ones at a time are copied to where they have none: three inputs
// and the result.
enum { TOGETHER = 16 };
typedef struct Gapless { float *rows; size_t n, step; } Gapless;

static bool gapless_begin(Gapless *g, Axis rows, Err *e) {
  *g = (Gapless){.n = rows.n, .step = rows.inner};
  if (rows.inner == 1) return true;
  g->rows = rows.n < SIZE_MAX / 1024 ? mem_try((4 * TOGETHER * rows.n + 1) * sizeof *g->rows) : NULL;
  return g->rows || err_set(e, ERR_MEMORY, _("out of memory: there is no room for rows of %zu numbers"), rows.n);
}

// How many rows are done together from row k of a block on.
static size_t gapless_count(const Gapless *g, size_t k) {
  if (!g->rows) return 1;
  return g->step - k < TOGETHER ? g->step - k : TOGETHER;
}

static float *gapless_rows(const Gapless *g, size_t k) { return g->rows + k * TOGETHER * g->n; }

static const float *gapless_in(const Gapless *g, size_t k, const float *x, size_t count) {
  if (!g->rows) return x;
  float *rows = gapless_rows(g, k);
  for (size_t j = 0; j < g->n; j++)
    for (size_t b = 0; b < count; b++) rows[b * g->n + j] = x[j * g->step + b];
  return rows;
}

static float *gapless_out(const Gapless *g, float *y) { return g->rows ? gapless_rows(g, 3) : y; }

static void gapless_put(const Gapless *g, float *y, size_t count) {
  if (!g->rows) return;
  const float *rows = gapless_rows(g, 3);
  for (size_t j = 0; j < g->n; j++)
    for (size_t b = 0; b < count; b++) y[j * g->step + b] = rows[b * g->n + j];
}

Tensor *op_scan(OpCall *c, RowScan *f, Err *e) {
  Axis rows;
  Gapless g;
  if (!op_rows(c, &rows, e) || !gapless_begin(&g, rows, e)) return NULL;
  Tensor *out = tensor_new(&c->in[0]->shape, e);
  size_t work = 0, count;
  bool ok = out != NULL;
  for (size_t r = 0; ok && out->size && r < rows.outer * rows.inner; r += count) {
    size_t first = op_row(rows, r).first;
    count = gapless_count(&g, r % rows.inner);
    const float *x = gapless_in(&g, 0, c->in[0]->data + first, count);
    float *y = gapless_out(&g, out->data + first);
    for (size_t b = 0; b < count; b++) f(c, y + b * rows.n, x + b * rows.n, rows.n);
    gapless_put(&g, out->data + first, count);
    ok = op_go_on(&work, 2 * rows.n * count, e);
  }
  mem_free(g.rows);
  if (ok) return out;
  tensor_release(out);
  return NULL;
}

bool op_scan_grad(const OpCall *c, const Tensor *out, const Tensor *dout, RowScanGrad *f, const bool *needs,
                  Tensor **din, Err *e) {
  if (!needs[0]) return true;
  Axis rows = op_rows_again(c);
  Gapless g;
  if (!gapless_begin(&g, rows, e)) return false;
  Tensor *dx = din[0] = tensor_new(&out->shape, e);
  size_t work = 0, count;
  bool ok = dx != NULL;
  for (size_t r = 0; ok && out->size && r < rows.outer * rows.inner; r += count) {
    size_t first = op_row(rows, r).first, n = rows.n;
    count = gapless_count(&g, r % rows.inner);
    const float *x = gapless_in(&g, 0, c->in[0]->data + first, count);
    const float *y = gapless_in(&g, 1, out->data + first, count);
    const float *dy = gapless_in(&g, 2, dout->data + first, count);
    float *to = gapless_out(&g, dx->data + first);
    for (size_t b = 0; b < count; b++) f(c, to + b * n, x + b * n, y + b * n, dy + b * n, n);
    gapless_put(&g, dx->data + first, count);
    ok = op_go_on(&work, 2 * n * count, e);
  }
  mem_free(g.rows);
  return ok;
}

// -- shapes that are given as numbers --------------------------------------------------------------

bool op_shape(const OpCall *c, const OpAttr *ints, Shape *s, Err *e) {
  if (ints->n > TENSOR_MAX_RANK)
    return err_set(e, ERR_LIMIT, _("%s: a shape has at most %d dimensions, this one has %d"), c->def->name,
                   TENSOR_MAX_RANK, ints->n);
  *s = shape_of(ints->n < 0 ? 0 : ints->n, ints->ints);
  size_t unused;
  return shape_size(s, &unused, e);
}
