// SPDX-License-Identifier: GPL-3.0-or-later
// vocab: open addressing with linear probing, at most half full.
#include "text/vocab.h"

#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"

bool text_grow(void *items, size_t *cap, size_t need, size_t size, Err *e) {
  if (need <= *cap) return true;
  size_t to = *cap < 16 ? 16 : *cap + *cap / 2;
  if (to < need) to = need;
  void *p; // by way of memcpy: *items may be a pointer of any type
  memcpy(&p, items, sizeof p);
  p = to <= SIZE_MAX / size ? mem_try_realloc(p, to * size) : NULL;
  if (!p) return err_set(e, ERR_MEMORY, _("out of memory: there is no room for %zu items"), to);
  memcpy(items, &p, sizeof p);
  *cap = to;
  return true;
}

// Eight bytes at a time, each stirred in by a multiplication with an odd number (2^64 over the golden ratio).
static uint32_t hash_of(const char *s, size_t n) {
  const uint64_t odd = 0x9E3779B97F4A7C15u;
  uint64_t h = n * odd, x;
  for (; n >= 8; s += 8, n -= 8) {
    memcpy(&x, s, 8);
    h = (h ^ x) * odd;
    h ^= h >> 32;
  }
  x = 0;
  memcpy(&x, s, n);
  h = (h ^ x) * odd;
  h ^= h >> 29;
  h *= odd;
  return (uint32_t)(h >> 32);
}

// The slot of the string, or the free one where it would go.
static size_t find(const Vocab *v, const char *s, size_t n, uint32_t hash) {
  size_t i = hash & (v->n_slots - 1);
  for (; v->slots[i]; i = (i + 1) & (v->n_slots - 1)) {
    const VocabItem *item = &v->items[v->slots[i] - 1];
    if (item->hash == hash && item->n == n && memcmp(v->bytes + item->at, s, n) == 0) break;
  }
  return i;
}

static bool more_slots(Vocab *v, Err *e) {
  size_t n = v->n_slots ? v->n_slots * 2 : 64;
  uint32_t *slots = n <= UINT32_MAX / 2 ? mem_try(n * sizeof *slots) : NULL;
  if (!slots) return err_set(e, ERR_MEMORY, _("out of memory: a vocabulary of %zu words does not fit"), v->n);
  memset(slots, 0, n * sizeof *slots);
  for (size_t k = 0; k < v->n; k++) {
    size_t i = v->items[k].hash & (n - 1);
    while (slots[i]) i = (i + 1) & (n - 1);
    slots[i] = (uint32_t)k + 1;
  }
  mem_free(v->slots);
  v->slots = slots;
  v->n_slots = n;
  return true;
}

bool vocab_add(Vocab *v, const char *s, size_t n, uint32_t *id, Err *e) {
  uint32_t hash = hash_of(s, n);
  if (v->n * 2 >= v->n_slots && !more_slots(v, e)) return false;
  size_t i = find(v, s, n, hash);
  if (!v->slots[i]) {
    if (n > UINT32_MAX) return err_set(e, ERR_LIMIT, _("a token of %zu bytes is too long"), n);
    if (!text_grow(&v->items, &v->cap_items, v->n + 1, sizeof *v->items, e) ||
        !text_grow(&v->bytes, &v->cap_bytes, v->n_bytes + n, 1, e))
      return false;
    if (n) memcpy(v->bytes + v->n_bytes, s, n);
    v->items[v->n] = (VocabItem){v->n_bytes, (uint32_t)n, hash};
    v->n_bytes += n;
    v->slots[i] = (uint32_t)++v->n;
  }
  *id = v->slots[i] - 1;
  return true;
}

uint32_t vocab_find(const Vocab *v, const char *s, size_t n) {
  if (v->n == 0) return VOCAB_NONE;
  uint32_t slot = v->slots[find(v, s, n, hash_of(s, n))];
  return slot ? slot - 1 : VOCAB_NONE;
}

void vocab_free(Vocab *v) {
  mem_free(v->items);
  mem_free(v->bytes);
  mem_free(v->slots);
  *v = (Vocab){0};
}
