// SPDX-License-Identifier: GPL-3.0-or-later
// safetensors: named tensors in one file: eight bytes with the header's length (the lowest first), the
// header as JSON {"name": {"dtype": "F32", "shape": [2, 3], "data_offsets": [from, to]}, ...}, the numbers.
#ifndef IO_SAFETENSORS_H
#define IO_SAFETENSORS_H

#include "tensor/tensor.h"

typedef struct NamedTensor { char *name; Tensor *t; } NamedTensor;
typedef struct NamedTensors { NamedTensor *items; size_t n; } NamedTensors; // {0} is empty

// In the order of the header. *out is the caller's, named_tensors_free.
bool safetensors_read(const char *path, NamedTensors *out, Err *e);
bool safetensors_write(const char *path, const NamedTensors *tensors, Err *e);
void named_tensors_free(NamedTensors *ts);

#endif
