// SPDX-License-Identifier: GPL-3.0-or-later
// npy: NumPy's format for one array (NumPy Enhancement Proposal 1, versions 1.0 to 3.0).
#ifndef IO_NPY_H
#define IO_NPY_H

#include "tensor/tensor.h"

Tensor *npy_read(const char *path, Err *e);
bool npy_write(const char *path, const Tensor *t, Err *e); // replaces the file whole or not at all

#endif
