// SPDX-License-Identifier: GPL-3.0-or-later
// ids: tensors whose numbers name rows or classes: whole numbers from 0 to n - 1.
#ifndef OP_IDS_H
#define OP_IDS_H

#include "op/op.h"

// False, with "embedding: id 7 is not one of the 5 rows of the weight (0 to 4)" where one is none.
// what: a format with %g for the number, %lld for n and %lld for n - 1.
bool ids_check(const Tensor *ids, int64_t n, const char *what, Err *e);

#endif
