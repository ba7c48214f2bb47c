// SPDX-License-Identifier: GPL-3.0-or-later
// subscript: what stands between brackets, as places in a dimension.
#ifndef LANG_SUBSCRIPT_H
#define LANG_SUBSCRIPT_H

#include "lang/machine.h"

// A place in a dimension of n, from 0; negative counts from the end.
bool subscript_place(Value at, int64_t n, int64_t *i, Err *e);
// start : end : step (three values, nil where not written), as Python cuts.
bool subscript_slice(const Value *at, int64_t n, Slice *out, Err *e);
// One Slice for each dimension of the shape.
bool subscript_slices(const Shape *s, const Subs *subs, const Value *at, Slice *out, Err *e);
// x[slices], through the tape.
bool subscript_read(Vm *vm, Value x, const Slice *slices, Value *out, Err *e);

#endif
