// SPDX-License-Identifier: GPL-3.0-or-later
// parameters: the parameters within a value, with their names.
#ifndef LANG_PARAMETERS_H
#define LANG_PARAMETERS_H

#include "lang/value.h"
#include "tape/tape.h"

typedef bool ParamFn(void *ctx, const char *name, Tensor *leaf, Err *e); // name interned; false ends the walk

// Calls f for each parameter of a model, or of models in it: in its fields (inner.weight) and in lists
// and records there (layers.0.weight); or for a parameter itself, or those of a list or record.
bool each_param(Value v, ParamFn *f, void *ctx, Err *e);

#endif
