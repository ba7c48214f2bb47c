// SPDX-License-Identifier: GPL-3.0-or-later
// counts: as many tokens as fit are packed into one 64-bit key; a longer gram is its first part's number
// and the next token, level by level. Memory is what this waits for, so slots are fetched ahead.
#include "text/counts.h"

#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/interrupt.h"
#include "base/mem.h"

#define AHEAD 16

// Multiplication by 2^64 over the golden ratio; the high bits, which depend on all of the key, are used.
static size_t slot_of(uint64_t key, size_t n_slots) {
  key *= 0x9E3779B97F4A7C15u;
  key ^= key >> 32;
  key *= 0x9E3779B97F4A7C15u;
  return (size_t)(key >> 32) & (n_slots - 1);
}

static CountSlot *find(const CountTable *t, uint64_t key) {
  size_t i = slot_of(key, t->n_slots);
  while (t->slots[i].count && t->slots[i].key != key) i = (i + 1) & (t->n_slots - 1);
  return &t->slots[i];
}

static bool grow(CountTable *t, size_t n_slots, Err *e) {
  CountSlot *old = t->slots;
  size_t n_old = t->n_slots;
  t->slots = n_slots <= (size_t)1 << 32 ? mem_try(n_slots * sizeof *t->slots) : NULL;
  if (!t->slots) {
    t->slots = old;
    return err_set(e, ERR_MEMORY, _("out of memory: counts of %zu different grams do not fit"), t->n);
  }
  memset(t->slots, 0, n_slots * sizeof *t->slots);
  t->n_slots = n_slots;
  for (size_t i = 0; i < n_old; i++)
    if (old[i].count) *find(t, old[i].key) = old[i];
  mem_free(old);
  return true;
}

// The slot of the key, with one more in its count.
static inline uint32_t count_key(CountTable *t, uint64_t key) {
  CountSlot *s = find(t, key);
  if (s->count++ == 0) *s = (CountSlot){key, 1, (uint32_t)t->n++};
  return s->order;
}

// Counts keys[0..n); numbers[i], where wanted, becomes the number of its key.
static bool count_keys(CountTable *t, const uint64_t *keys, size_t n, uint32_t *numbers, Err *e) {
  for (size_t from = 0; from < n; from += 1024) {
    size_t to = n - from < 1024 ? n : from + 1024;
    if (interrupt_pending()) return !interrupt_check(e);
    while (t->n_slots < (t->n + 1024) * 2)
      if (!grow(t, t->n_slots ? t->n_slots * 2 : 4096, e)) return false;
    for (size_t i = from; i < to; i++) {
      if (i + AHEAD < n) __builtin_prefetch(&t->slots[slot_of(keys[i + AHEAD], t->n_slots)], 1);
      uint32_t number = count_key(t, keys[i]);
      if (numbers) numbers[i] = number;
    }
  }
  return true;
}

static int bits_for(uint32_t n_ids) {
  int bits = 1;
  while (bits < 32 && (uint64_t)1 << bits < n_ids) bits++;
  return bits;
}

static void pack_all(const uint32_t *ids, size_t n_keys, int packed, int bits, uint64_t *keys) {
  uint64_t mask = packed * bits == 64 ? UINT64_MAX : ((uint64_t)1 << (packed * bits)) - 1, key = 0;
  for (int k = 0; k < packed - 1; k++) key = key << bits | ids[k];
  for (size_t i = 0; i < n_keys; i++) keys[i] = key = (key << bits | ids[i + (size_t)packed - 1]) & mask;
}

static bool count_levels(Counts *c, const uint32_t *ids, size_t length, uint64_t *keys, uint32_t *numbers, Err *e) {
  size_t n_keys = length - (size_t)c->packed + 1;
  pack_all(ids, n_keys, c->packed, c->bits, keys);
  for (int level = 0;; level++) {
    bool last = level == c->n - c->packed;
    if (!count_keys(&c->levels[level], keys, n_keys, last ? NULL : numbers, e)) return false;
    if (last) break;
    n_keys--;
    for (size_t i = 0; i < n_keys; i++) keys[i] = (uint64_t)numbers[i] << 32 | ids[i + (size_t)(c->packed + level)];
  }
  c->total = n_keys;
  return true;
}

bool counts_of(const uint32_t *ids, size_t length, int n, uint32_t n_ids, Counts *out, Err *e) {
  *out = (Counts){.n = n, .bits = bits_for(n_ids)};
  out->packed = 64 / out->bits < n ? 64 / out->bits : n;
  out->levels = mem_zalloc((size_t)(n - out->packed + 1) * sizeof *out->levels);
  if (length > UINT32_MAX) return err_set(e, ERR_LIMIT, _("%zu tokens are too many to count"), length);
  if (length < (size_t)n) return true;
  uint64_t *keys = mem_try(length * sizeof *keys);
  uint32_t *numbers = n > out->packed && keys ? mem_try(length * sizeof *numbers) : NULL;
  bool ok = keys && (numbers || n == out->packed);
  if (!ok) err_set(e, ERR_MEMORY, _("out of memory: %zu tokens cannot be counted"), length);
  ok = ok && count_levels(out, ids, length, keys, numbers, e);
  mem_free(keys);
  mem_free(numbers);
  if (!ok) counts_free(out);
  return ok;
}

void counts_free(Counts *c) {
  for (int k = 0; c->levels && k <= c->n - c->packed; k++) mem_free(c->levels[k].slots);
  mem_free(c->levels);
  *c = (Counts){0};
}

static const CountTable *last_level(const Counts *c) { return &c->levels[c->n - c->packed]; }

size_t counts_distinct(const Counts *c) { return last_level(c)->n; }

uint32_t counts_get(const Counts *c, const uint32_t *gram) {
  uint64_t key = 0;
  if (c->total == 0) return 0;
  for (int k = 0; k < c->packed; k++) {
    if (c->bits < 32 && gram[k] >> c->bits) return 0;
    key = key << c->bits | gram[k];
  }
  for (int level = 0;; level++) {
    const CountSlot *s = find(&c->levels[level], key);
    if (s->count == 0 || level == c->n - c->packed) return s->count;
    key = (uint64_t)s->order << 32 | gram[c->packed + level];
  }
}

// -- the most frequent -----------------------------------------------------------------------------------

static int by_count(const void *a, const void *b) {
  const CountSlot *x = a, *y = b;
  if (x->count != y->count) return x->count > y->count ? -1 : 1;
  return (x->order > y->order) - (x->order < y->order);
}

// The keys of a level by their number.
static uint64_t *keys_by_number(const CountTable *t) {
  uint64_t *keys = mem_try((t->n + 1) * sizeof *keys);
  for (size_t i = 0; keys && i < t->n_slots; i++)
    if (t->slots[i].count) keys[t->slots[i].order] = t->slots[i].key;
  return keys;
}

static void unpack(const Counts *c, uint64_t *const *keys, uint64_t key, uint32_t *gram) {
  for (int level = c->n - c->packed; level > 0; level--) {
    gram[c->packed + level - 1] = (uint32_t)key;
    key = keys[level - 1][key >> 32];
  }
  uint64_t mask = ((uint64_t)1 << c->bits) - 1;
  for (int k = c->packed - 1; k >= 0; k--, key = c->bits < 64 ? key >> c->bits : 0) gram[k] = (uint32_t)(key & mask);
}

static bool fill(const Counts *c, const CountSlot *best, size_t k, uint32_t *grams, uint32_t *counts, Err *e) {
  size_t n_levels = (size_t)(c->n - c->packed);
  uint64_t **keys = mem_zalloc((n_levels + 1) * sizeof *keys);
  bool ok = true;
  for (size_t i = 0; i < n_levels && ok; i++) ok = (keys[i] = keys_by_number(&c->levels[i])) != NULL;
  if (!ok) err_set(e, ERR_MEMORY, _("out of memory: there is no room for %zu items"), k);
  for (size_t i = 0; i < k && ok; i++) {
    unpack(c, keys, best[i].key, grams + i * (size_t)c->n);
    counts[i] = best[i].count;
  }
  for (size_t i = 0; i < n_levels; i++) mem_free(keys[i]);
  mem_free(keys);
  return ok;
}

bool counts_most_common(const Counts *c, size_t *k, uint32_t **grams, uint32_t **counts, Err *e) {
  const CountTable *t = last_level(c);
  size_t n = 0;
  if (*k == 0 || *k > t->n) *k = t->n;
  CountSlot *all = mem_try((t->n + 1) * sizeof *all);
  *grams = mem_try((*k * (size_t)c->n + 1) * sizeof **grams);
  *counts = mem_try((*k + 1) * sizeof **counts);
  bool ok = (all && *grams && *counts) || err_set(e, ERR_MEMORY, _("out of memory: there is no room for %zu items"), *k);
  for (size_t i = 0; ok && i < t->n_slots; i++)
    if (t->slots[i].count) all[n++] = t->slots[i];
  if (ok) {
    qsort(all, n, sizeof *all, by_count);
    ok = fill(c, all, *k, *grams, *counts, e);
  }
  mem_free(all);
  if (ok) return true;
  mem_free(*grams);
  mem_free(*counts);
  *grams = *counts = NULL;
  return false;
}
