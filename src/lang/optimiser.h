// SPDX-License-Identifier: GPL-3.0-or-later
// optimiser: an optimiser as a value: a handle whose options are fields: opt.lr, opt.lr = 0.01.
#ifndef LANG_OPTIMISER_H
#define LANG_OPTIMISER_H

#include "lang/value.h"
#include "tape/optim.h"

extern const HandleType optimiser_handle;
Optim *optimiser_of(Value v); // NULL: it is none

// The parameters as they are given to an optimiser: a model, a parameter, a list or record of them, or
// a list of groups {params: ..., lr: ...} whose other fields are options of their own.
bool optimiser_take(Optim *o, Value params, const OptimOptions *options, Err *e);

// An option by its name. `betas` is a pair. False with e clear: this kind has no such option.
bool optimiser_set_option(OptimKind kind, OptimOptions *o, const char *name, Value v, Err *e);
bool optimiser_get_option(OptimKind kind, const OptimOptions *o, const char *name, Value *out, Err *e);

#endif
