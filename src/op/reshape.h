// SPDX-License-Identifier: GPL-3.0-or-later
// reshape: what reshape, squeeze and unsqueeze share: the same elements in the same order under
// another shape. Its own inverse with the old shape, and so is its gradient.
#ifndef OP_RESHAPE_H
#define OP_RESHAPE_H

#include "op/op.h"

bool reshape_grad(const OpCall *c, const Tensor *out, const Tensor *dout, const bool *needs, Tensor **din,
                  Err *e);

#endif
