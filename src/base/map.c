// SPDX-License-Identifier: GPL-3.0-or-later
// map: open addressing with linear probing in tables of a power of two, at most three quarters full.
// Hash: FNV-1a. The interned names are kept in a table of the same kind that owns its strings.
#include "base/map.h"

#include <string.h>

#include "base/mem.h"

static uint32_t hash_of(const char *s, size_t n) {
  uint32_t h = 2166136261u;
  for (size_t i = 0; i < n; i++) h = (h ^ (unsigned char)s[i]) * 16777619u;
  return h;
}

// The slot of the key, or the free one where it would go.
static MapSlot *find(MapSlot *slots, size_t cap, const char *key, size_t n, uint32_t hash) {
  for (size_t i = hash & (cap - 1);; i = (i + 1) & (cap - 1)) {
    MapSlot *s = &slots[i];
    if (!s->key || s->key == key) return s;
    if (s->hash == hash && strncmp(s->key, key, n) == 0 && s->key[n] == 0) return s;
  }
}

static void grow(Map *m) {
  size_t cap = m->cap ? m->cap * 2 : 16;
  MapSlot *slots = mem_zalloc(cap * sizeof *slots);
  for (size_t i = 0; i < m->cap; i++) {
    const MapSlot *s = &m->slots[i];
    if (s->key) *find(slots, cap, s->key, strlen(s->key), s->hash) = *s;
  }
  mem_free(m->slots);
  m->slots = slots;
  m->cap = cap;
}

// As find, in a table with room for one more.
static MapSlot *place(Map *m, const char *key, size_t n) {
  if ((m->n + 1) * 4 > m->cap * 3) grow(m);
  uint32_t hash = hash_of(key, n);
  MapSlot *s = find(m->slots, m->cap, key, n, hash);
  if (!s->key) s->hash = hash;
  return s;
}

int map_get(const Map *m, const char *key) {
  if (m->n == 0) return -1;
  size_t n = strlen(key);
  const MapSlot *s = find(m->slots, m->cap, key, n, hash_of(key, n));
  return s->key ? s->value : -1;
}

void map_put(Map *m, const char *key, int value) {
  MapSlot *s = place(m, key, strlen(key));
  if (!s->key) {
    s->key = key;
    m->n++;
  }
  s->value = value;
}

void map_free(Map *m) {
  mem_free(m->slots);
  *m = (Map){0};
}

// -- interned names ------------------------------------------------------------------------------

static Map names; // owns its keys

const char *name_intern(const char *s, size_t n) {
  const char *nul = memchr(s, 0, n);
  if (nul) n = (size_t)(nul - s);
  MapSlot *slot = place(&names, s, n);
  if (!slot->key) {
    slot->key = mem_strndup(s, n);
    names.n++;
  }
  return slot->key;
}

const char *name_of(const char *s) { return name_intern(s, strlen(s)); }

void names_free(void) {
  for (size_t i = 0; i < names.cap; i++) mem_free((char *)names.slots[i].key);
  map_free(&names);
}
