// SPDX-License-Identifier: GPL-3.0-or-later
// idmap: open addressing in a table whose size is a power of two, at most half full.
#include "base/idmap.h"

#include <string.h>

#include "base/mem.h"

static size_t slot_of(const IdMap *m, uint64_t id) {
  size_t i = (size_t)(id * UINT64_C(0x9E3779B97F4A7C15) >> 20) & (m->cap - 1);
  while (m->slots[i].id && m->slots[i].id != id) i = (i + 1) & (m->cap - 1);
  return i;
}

// Into cleared slots, of which there are `cap`.
static void move_to(IdMap *m, IdSlot *slots, size_t cap) {
  IdMap more = {.slots = slots, .n = m->n, .cap = cap};
  memset(slots, 0, cap * sizeof *slots);
  for (size_t i = 0; i < m->cap; i++)
    if (m->slots[i].id) more.slots[slot_of(&more, m->slots[i].id)] = m->slots[i];
  mem_free(m->slots);
  *m = more;
}

static size_t cap_for(const IdMap *m, size_t n) {
  size_t cap = m->cap ? m->cap : 64;
  while (cap < 2 * n) cap *= 2;
  return cap;
}

bool idmap_reserve(IdMap *m, size_t n) {
  size_t cap = cap_for(m, m->n + n);
  if (cap == m->cap) return true;
  IdSlot *slots = mem_try(cap * sizeof *slots);
  if (slots) move_to(m, slots, cap);
  return slots != NULL;
}

bool idmap_add(IdMap *m, uint64_t id, size_t place) {
  size_t cap = cap_for(m, m->n + 1);
  if (cap > m->cap) move_to(m, mem_alloc(cap * sizeof *m->slots), cap);
  size_t i = slot_of(m, id);
  if (m->slots[i].id) return false;
  m->slots[i] = (IdSlot){id, place};
  m->n++;
  return true;
}

bool idmap_get(const IdMap *m, uint64_t id, size_t *place) {
  if (m->cap == 0) return false;
  const IdSlot *s = &m->slots[slot_of(m, id)];
  if (!s->id) return false;
  *place = s->place;
  return true;
}

void idmap_free(IdMap *m) {
  mem_free(m->slots);
  *m = (IdMap){0};
}
