// SPDX-License-Identifier: GPL-3.0-or-later
// order: sorting numbers, with their places, by the digits of keys: a pass over all of them for each byte, so that
// Ctrl-C is heard in between and equal numbers keep their order.
#ifndef OP_ORDER_H
#define OP_ORDER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

typedef struct Ordered { uint32_t key, at; } Ordered;

// Whole numbers in the order of the floats (falling: in the reverse); nan is last either way, and 0 is -0.
uint32_t order_key(float x, bool falling);
// Sorts items by key; spare has room for as many. *work counts for op_go_on. False, with e filled, on Ctrl-C.
bool order_sort(Ordered *items, Ordered *spare, size_t n, size_t *work, Err *e);

#endif
