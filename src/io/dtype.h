// SPDX-License-Identifier: GPL-3.0-or-later
// dtype: the number formats of files, and turning them into float32, which is all a tensor holds.
#ifndef IO_DTYPE_H
#define IO_DTYPE_H

#include "io/in.h"
#include "tensor/tensor.h"

typedef enum IoType {
  IO_F32, IO_F64, IO_F16, IO_BF16, IO_BOOL,
  IO_I8, IO_U8, IO_I16, IO_U16, IO_I32, IO_U32, IO_I64, IO_U64,
} IoType;

size_t io_type_size(IoType t);
const char *io_type_name(IoType t); // as NumPy spells it

// n numbers, one after the other. Whole numbers must come through exactly, and none may become infinite:
// returns n, or the index of the first that float32 cannot hold. Fractions are rounded to the nearest.
// to may be src where the type is IO_F32.
size_t io_convert(IoType t, bool big_endian, const void *src, size_t n, float *to);

// A tensor of that shape from the next bytes of the file, which must be there. `what` names it in errors.
Tensor *io_read_tensor(IoIn *in, IoType t, bool big_endian, const Shape *s, const char *what, Err *e);

// Has a fraction of 64 bits been rounded by io_read_tensor since this was last asked?
bool io_take_rounded(void);

#endif
