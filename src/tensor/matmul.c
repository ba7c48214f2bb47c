// SPDX-License-Identifier: GPL-3.0-or-later
// matmul: NumPy's rules for @ around a product of plain matrices.
//
// A vector on the left is one row, on the right one column, and that dimension is dropped again. All
// dimensions but the last two are batches, which broadcast.
#include "tensor/tensor.h"

#include <string.h>

#include "base/i18n.h"
#include "base/interrupt.h"
#include "tensor/blas.h"

// An operand as a stack of matrices.
typedef struct Stack {
  int64_t rows, cols; // after transposing
  bool transposed;    // as stored
  bool vector;
  Shape batch;
  size_t matrix;      // elements of one matrix
} Stack;

static Stack stack_of(const Tensor *t, bool transposed, bool left) {
  const Shape *s = &t->shape;
  Stack st = {.vector = s->rank == 1};
  if (st.vector) {
    st.rows = left ? 1 : s->dim[0];
    st.cols = left ? s->dim[0] : 1;
  } else {
    st.transposed = transposed;
    st.rows = s->dim[s->rank - (transposed ? 1 : 2)];
    st.cols = s->dim[s->rank - (transposed ? 2 : 1)];
    st.batch = shape_of(s->rank - 2, s->dim);
  }
  st.matrix = (size_t)st.rows * (size_t)st.cols;
  return st;
}

// The shape as it takes part, for messages.
static ShapeText effective(const Tensor *t, const Stack *s) {
  Shape shape = t->shape;
  if (s->transposed) {
    shape.dim[shape.rank - 2] = s->rows;
    shape.dim[shape.rank - 1] = s->cols;
  }
  return shape_text(&shape);
}

static bool check(const Tensor *a, const Stack *sa, const Tensor *b, const Stack *sb, Shape *batch, Err *e) {
  if (sa->cols != sb->rows)
    return err_set(e, ERR_SHAPE, _("matmul of %s and %s: the inner dimensions are %lld and %lld"),
                   effective(a, sa).s, effective(b, sb).s, (long long)sa->cols, (long long)sb->rows);
  Err clash = {0};
  if (shape_broadcast(&sa->batch, &sb->batch, batch, &clash)) return true;
  err_clear(&clash);
  return err_set(e, ERR_SHAPE, _("matmul of %s and %s: the leading dimensions %s and %s do not broadcast"),
                 effective(a, sa).s, effective(b, sb).s, shape_text(&sa->batch).s, shape_text(&sb->batch).s);
}

static bool multiply_batches(const Shape *batch, const Stack *sa, const Stack *sb, Gemm *g, Err *e) {
  size_t count = 1;
  for (int d = 0; d < batch->rank; d++) count *= (size_t)batch->dim[d];
  int64_t step_a[TENSOR_MAX_RANK], step_b[TENSOR_MAX_RANK], idx[TENSOR_MAX_RANK];
  shape_strides(&sa->batch, batch, step_a);
  shape_strides(&sb->batch, batch, step_b);
  const float *a = g->a, *b = g->b;
  for (size_t i = 0; i < count; i++) {
    tensor_unravel(batch, i, idx);
    size_t at_a = 0, at_b = 0;
    for (int d = 0; d < batch->rank; d++) {
      at_a += (size_t)(idx[d] * step_a[d]);
      at_b += (size_t)(idx[d] * step_b[d]);
    }
    g->a = a + at_a * sa->matrix;
    g->b = b + at_b * sb->matrix;
    if (!blas_gemm(g, e)) return false;
    g->c += g->m * g->n;
    if ((i & 63) == 63 && interrupt_pending() && interrupt_check(e)) return false;
  }
  return true;
}

static bool multiply(const Shape *batch, const Stack *sa, const Stack *sb, Gemm *g, Err *e) {
  if (sb->batch.rank == 0 && !sa->transposed) { // one matrix on the right: the batches are just more rows
    for (int d = 0; d < batch->rank; d++) g->m *= (size_t)batch->dim[d];
    return blas_gemm(g, e);
  }
  return multiply_batches(batch, sa, sb, g, e);
}

typedef struct Product { Stack a, b; Shape batch, shape; } Product;

static bool product_of(const Tensor *a, bool ta, const Tensor *b, bool tb, Product *p, Err *e) {
  if (a->shape.rank == 0 || b->shape.rank == 0)
    return err_set(e, ERR_SHAPE,
                   _("matmul needs vectors or matrices, but the shapes are %s and %s; use * for single numbers"),
                   shape_text(&a->shape).s, shape_text(&b->shape).s);
  p->a = stack_of(a, ta, true);
  p->b = stack_of(b, tb, false);
  if (!check(a, &p->a, b, &p->b, &p->batch, e)) return false;
  p->shape = p->batch;
  if (!p->a.vector) p->shape.dim[p->shape.rank++] = p->a.rows;
  if (!p->b.vector) p->shape.dim[p->shape.rank++] = p->b.cols;
  return true;
}

static bool run(const Product *p, const Tensor *a, const Tensor *b, Tensor *out, bool add, Err *e) {
  if (out->size == 0) return true;
  Gemm g = {.m = (size_t)p->a.rows, .n = (size_t)p->b.cols, .k = (size_t)p->a.cols, .ta = p->a.transposed,
            .tb = p->b.transposed, .a = a->data, .b = b->data, .c = out->data, .add = add};
  return multiply(&p->batch, &p->a, &p->b, &g, e);
}

Tensor *tensor_matmul(const Tensor *a, bool ta, const Tensor *b, bool tb, Err *e) {
  Product p;
  if (!product_of(a, ta, b, tb, &p, e)) return NULL;
  Tensor *out = tensor_new(&p.shape, e);
  if (!out || run(&p, a, b, out, false, e)) return out;
  tensor_release(out);
  return NULL;
}

bool tensor_matmul_add(Tensor *out, const Tensor *a, bool ta, const Tensor *b, bool tb, Err *e) {
  Product p;
  return product_of(a, ta, b, tb, &p, e) && run(&p, a, b, out, true, e);
}
