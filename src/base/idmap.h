// SPDX-License-Identifier: GPL-3.0-or-later
// idmap: from whole numbers that identify something (an address, a hash) to a place.
#ifndef BASE_IDMAP_H
#define BASE_IDMAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct IdSlot { uint64_t id; size_t place; } IdSlot;
typedef struct IdMap { // {0} is empty; 0 is no id
  IdSlot *slots;
  size_t n, cap;
} IdMap;

// Room for n more, so that adding them needs no memory. False: there is none; for numbers that a user picks.
bool idmap_reserve(IdMap *m, size_t n);
// False, and nothing changes, where the id is there already.
bool idmap_add(IdMap *m, uint64_t id, size_t place);
bool idmap_get(const IdMap *m, uint64_t id, size_t *place);
void idmap_free(IdMap *m);

static inline uint64_t id_of(const void *p) { return (uint64_t)(uintptr_t)p; }

#endif
