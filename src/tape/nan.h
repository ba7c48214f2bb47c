// SPDX-License-Identifier: GPL-3.0-or-later
// nan: says where the first value came from that is not a number.
#ifndef TAPE_NAN_H
#define TAPE_NAN_H

#include "tape/tape.h"

bool nan_in(const Tensor *t);
bool nan_in_loss(Tensor *loss, Err *e); // false, with e naming the operation, where the loss is nan
// "log (line 12)", or "log (line 3 of lstm)" where the loss was computed in another text.
void nan_place(const OpDef *d, const Span *at, const Tensor *loss, Str *out);

#endif
