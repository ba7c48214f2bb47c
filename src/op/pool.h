// SPDX-License-Identifier: GPL-3.0-or-later
// pool: the largest element, or the mean, of the window around each place of an image.
#ifndef OP_POOL_H
#define OP_POOL_H

#include "op/window.h"

// attr: kernel_size, stride, padding, dilation, ceil_mode
#define MAX_POOL_PARAMS \
  {"x", ARG_TENSOR, NULL}, {"kernel_size", ARG_INTS, NULL}, {"stride", ARG_INTS, "nil"}, \
  {"padding", ARG_INTS, "0"}, {"dilation", ARG_INTS, "1"}, {"ceil_mode", ARG_BOOL, "false"}
Tensor *max_pool_forward(OpCall *c, int dims, Err *e);
bool max_pool_grad(const OpCall *c, int dims, const Tensor *out, const Tensor *dout, Tensor **din, Err *e);
void max_pool_why(Why *w, const OpCall *c, int dims, size_t i);

// attr: kernel_size, stride, padding, ceil_mode, count_include_pad
#define AVG_POOL_PARAMS \
  {"x", ARG_TENSOR, NULL}, {"kernel_size", ARG_INTS, NULL}, {"stride", ARG_INTS, "nil"}, \
  {"padding", ARG_INTS, "0"}, {"ceil_mode", ARG_BOOL, "false"}, {"count_include_pad", ARG_BOOL, "true"}
Tensor *avg_pool_forward(OpCall *c, int dims, Err *e);
bool avg_pool_grad(const OpCall *c, int dims, const Tensor *dout, Tensor **din, Err *e);
void avg_pool_why(Why *w, const OpCall *c, int dims, size_t i);

// Shared by the two: the window of a call; the elements of x that result i is made of, one after the other.
bool pool_read(const OpCall *c, int dims, bool has_dilation, Window *w, Err *e);
typedef struct PoolCells { Overlap y, x; size_t first, n, wide; const Window *w; } PoolCells;
PoolCells pool_cells(const Window *w, size_t i);
size_t pool_cell(const PoolCells *c, size_t j);

#endif
