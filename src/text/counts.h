// SPDX-License-Identifier: GPL-3.0-or-later
// counts: how often each n-gram occurs in a sequence of token numbers.
#ifndef TEXT_COUNTS_H
#define TEXT_COUNTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

typedef struct CountSlot { uint64_t key; uint32_t count, order; } CountSlot; // count 0: free

// Numbers of keys: equal keys meet in one slot; order is when a key first came, from 0.
typedef struct CountTable {
  CountSlot *slots;
  size_t n_slots; // a power of two
  size_t n;
} CountTable;

typedef struct Counts { // {0} is empty
  int n;                // tokens in a gram
  int packed;           // of them, so many share one key; the others are joined to it one by one
  int bits;             // of a token in that key
  CountTable *levels;   // n - packed + 1 of them; the last has the counts
  uint64_t total;       // grams counted, with repeats
} Counts;

// ids[i] < n_ids.
bool counts_of(const uint32_t *ids, size_t length, int n, uint32_t n_ids, Counts *out, Err *e);
void counts_free(Counts *c);

size_t counts_distinct(const Counts *c);
uint32_t counts_get(const Counts *c, const uint32_t *gram); // 0: it never came

// The k most frequent in falling order (0: all), of equal ones the first to come first. A new array of
// n tokens a gram and one of the counts, for mem_free; *k becomes how many there are.
bool counts_most_common(const Counts *c, size_t *k, uint32_t **grams, uint32_t **counts, Err *e);

#endif
