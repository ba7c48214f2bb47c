// SPDX-License-Identifier: GPL-3.0-or-later
// world: the machine as it was at an event: the variables that were seen there, and the numbers that the parameters
// had. For conditions, watched expressions, and looking around.
#ifndef TRACE_WORLD_H
#define TRACE_WORLD_H

#include "trace/trace.h"

typedef struct World World;

// The machine stands still until world_close, which leaves it as it was. Borrows both.
World *world_open(Vm *vm, Trace *t);
void world_close(World *w);
// src as an expression, as it was at event i. An operation's and a function's own arguments go by the names of their
// parameters and hide variables; `result` is its value. *out is owned. Nothing is printed.
bool world_eval(World *w, size_t i, Source *src, Value *out, Err *e);

#endif
