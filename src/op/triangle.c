// SPDX-License-Identifier: GPL-3.0-or-later
// triangle: zeroes what is not kept. Linear, and its own adjoint: the gradient is the same triangle.
#include "op/triangle.h"

#include "op/reduce.h"

static double col_of(const Tensor *x, size_t i) {
  return (double)(i % (size_t)x->shape.dim[x->shape.rank - 1]);
}

static double row_of(const Tensor *x, size_t i) {
  size_t cols = (size_t)x->shape.dim[x->shape.rank - 1];
  return (double)(i / cols % (size_t)x->shape.dim[x->shape.rank - 2]);
}

Tensor *triangle(const OpCall *c, const Tensor *x, TriangleKept *kept, Err *e) {
  if (x->shape.rank < 2) {
    err_set(e, ERR_SHAPE, _("%s: a matrix is needed, this tensor has shape %s"), c->def->name,
            shape_text(&x->shape).s);
    return NULL;
  }
  Tensor *out = tensor_new(&x->shape, e);
  size_t rows = (size_t)x->shape.dim[x->shape.rank - 2], cols = (size_t)x->shape.dim[x->shape.rank - 1], work = 0;
  for (size_t r = 0; out && out->size && r < out->size / cols; r++) {
    const float *from = x->data + r * cols;
    float *to = out->data + r * cols;
    for (size_t j = 0; j < cols; j++)
      to[j] = kept((double)(r % rows), (double)j, c->attr[0].num) ? from[j] : 0;
    if (op_go_on(&work, 2 * cols, e)) continue;
    tensor_release(out);
    return NULL;
  }
  return out;
}

void triangle_why(Why *w, const OpCall *c, const Tensor *out, size_t i, TriangleKept *kept) {
  if (kept(row_of(out, i), col_of(out, i), c->attr[0].num)) op_why_at(w, c, 0, i, WHY_ANY);
  else op_why_num(w, 0, WHY_ANY);
}
