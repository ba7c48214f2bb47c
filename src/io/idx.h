// SPDX-License-Identifier: GPL-3.0-or-later
// idx: the format of the MNIST files: two zero bytes, the type, the number of dimensions, each length
// as four bytes with the highest first, then the numbers, likewise (LeCun, Cortes and Burges).
#ifndef IO_IDX_H
#define IO_IDX_H

#include "tensor/tensor.h"

Tensor *idx_read(const char *path, Err *e);

#endif
