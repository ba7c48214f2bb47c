// SPDX-License-Identifier: GPL-3.0-or-later
// conv: convolution of images with kernels (as in all of deep learning, the kernel is not flipped), in one
// and in two dimensions.
#ifndef OP_CONV_H
#define OP_CONV_H

#include "op/window.h"

typedef struct Conv {
  Window w;
  int dims;
  size_t o, groups;      // channels that come out; the channels fall into groups that do not mix
  size_t cg, og;         // channels of one group: in, out
  size_t k;              // products in the sum for one result: cg * kernel height * kernel width
} Conv;

// Parameters of conv1d and conv2d: x, weight, bias, stride, padding, dilation, groups.
#define CONV_PARAMS \
  {"x", ARG_TENSOR, NULL}, {"weight", ARG_TENSOR, NULL}, {"bias", ARG_TENSOR, "0"}, {"stride", ARG_INTS, "1"}, \
  {"padding", ARG_INTS, "0"}, {"dilation", ARG_INTS, "1"}, {"groups", ARG_INT, "1"}

bool conv_read(const OpCall *c, int dims, Conv *v, Err *e);
Tensor *conv_forward(OpCall *c, int dims, Err *e);
bool conv_grad(const OpCall *c, int dims, const Tensor *dout, const bool *needs, Tensor **din, Err *e);
void conv_why(Why *w, const OpCall *c, int dims, size_t i);

#endif
