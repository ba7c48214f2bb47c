// SPDX-License-Identifier: GPL-3.0-or-later
// idmap: open addressing in a table whose size is a power of two, at most half full.
#include "base/idmap.h"

#include "base/mem.h"

static size_t slot_of(const IdMap *m, uint64_t id) {
  size_t i = (size_t)(id * UINT64_C(0x9E3779B97F4A7C15) >> 20) & (m->cap - 1);
  while (m->slots[i].id && m->slots[i].id != id) i = (i + 1) & (m->cap - 1);
  return i;
}

static void grow(IdMap *m) {
  IdMap more = {.n = m->n, .cap = m->cap ? m->cap * 2 : 64};
  more.slots = mem_zalloc(more.cap * sizeof *more.slots);
  for (size_t i = 0; i < m->cap; i++)
    if (m->slots[i].id) more.slots[slot_of(&more, m->slots[i].id)] = m->slots[i];
  mem_free(m->slots);
  *m = more;
}

bool idmap_add(IdMap *m, uint64_t id, size_t place) {
  if (2 * (m->n + 1) > m->cap) grow(m);
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
