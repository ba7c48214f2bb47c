// SPDX-License-Identifier: GPL-3.0-or-later
// reduce: operations along one dimension, or over all elements (dim=nil).
//
// A tensor is seen as rows along that dimension: row (o, k) begins at o * n * inner + k and goes on in
// steps of inner. A reduction makes one number of each row (sum, max), a scan makes a row of each
// row (softmax, cumsum). The operation states only what happens to a single row.
#ifndef OP_REDUCE_H
#define OP_REDUCE_H

#include "op/explain.h"
#include "op/op.h"

// The rows of in[0] along its parameter of kind ARG_DIM or ARG_DIMS: a dimension, several neighbours taken
// as one, or nil for one row of everything. Errors name the
// operation and the shape: "softmax: dim 3 is out of range for a tensor of shape (2, 3)".
bool op_rows(const OpCall *c, Axis *rows, Err *e);
Axis op_rows_again(const OpCall *c); // the same once forward has succeeded
// dim counted from the end when negative; a single number may be asked along dim 0 or -1.
bool op_dim(const OpCall *c, const OpAttr *dim, const Shape *s, int *out, Err *e);
WhyRow op_row(Axis rows, size_t r);  // row r of in[0], counted as the elements of the reduced tensor are
bool op_keepdim(const OpCall *c, int attr);
int64_t op_int(const OpAttr *a);     // a whole number, at most 2^53 either way

// -- one number of each row --------------------------------------------------------------------
typedef double RowReduce(const OpCall *c, const float *x, size_t n, size_t step);
Tensor *op_reduce(OpCall *c, bool keepdim, RowReduce *f, Err *e);
// dx of a row, from the row, its result y and the gradient g of that.
typedef void RowReduceGrad(const OpCall *c, float *dx, const float *x, size_t n, size_t step, double y,
                           double g);
bool op_reduce_grad(const OpCall *c, const Tensor *out, const Tensor *dout, RowReduceGrad *f,
                    const bool *needs, Tensor **din, Err *e);
// Place of the largest (sign > 0) or smallest element; the first of equals, and nan before any number.
size_t op_extreme(const float *x, size_t n, size_t step, int sign);
// false, with "max: there is no largest element in a tensor of shape (0,)" where rows are empty.
bool op_not_empty(const OpCall *c, Err *e);

// -- a row of each row -------------------------------------------------------------------------
// Rows are handed over without gaps, copied where they have some.
typedef void RowScan(const OpCall *c, float *y, const float *x, size_t n);
Tensor *op_scan(OpCall *c, RowScan *f, Err *e);
typedef void RowScanGrad(const OpCall *c, float *dx, const float *x, const float *y, const float *dy,
                         size_t n);
bool op_scan_grad(const OpCall *c, const Tensor *out, const Tensor *dout, RowScanGrad *f, const bool *needs,
                  Tensor **din, Err *e);

// Long loops ask now and then whether Ctrl-C was pressed: counts n elements of work; false: stop.
bool op_go_on(size_t *work, size_t n, Err *e);

// A shape given as numbers, with its bounds checked.
bool op_shape(const OpCall *c, const OpAttr *ints, Shape *s, Err *e);

#endif
