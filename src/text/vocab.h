// SPDX-License-Identifier: GPL-3.0-or-later
// vocab: strings numbered from 0 in the order in which they came, each once.
#ifndef TEXT_VOCAB_H
#define TEXT_VOCAB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

#define VOCAB_NONE UINT32_MAX

typedef struct VocabItem { size_t at; uint32_t n, hash; } VocabItem;
typedef struct Vocab { // {0} is empty
  VocabItem *items;
  size_t n, cap_items;
  char *bytes;         // of all of them
  size_t n_bytes, cap_bytes;
  uint32_t *slots;     // number + 1; 0 is free
  size_t n_slots;      // a power of two
} Vocab;

bool vocab_add(Vocab *v, const char *s, size_t n, uint32_t *id, Err *e); // as it is where it is known
uint32_t vocab_find(const Vocab *v, const char *s, size_t n);            // VOCAB_NONE where absent
static inline const char *vocab_text(const Vocab *v, uint32_t id, size_t *n) {
  *n = v->items[id].n;
  return v->bytes + v->items[id].at;
}
void vocab_free(Vocab *v);

// For sizes that the user's data sets: as mem_grow, but may fail.
bool text_grow(void *items, size_t *cap, size_t need, size_t size, Err *e);

#endif
