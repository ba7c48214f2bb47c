// SPDX-License-Identifier: GPL-3.0-or-later
// order: radix sort, from the last byte to the first; short rows by insertion.
// Reference: Knuth, The Art of Computer Programming, volume 3, 5.2.5.
#include "op/order.h"

#include <string.h>

#include "base/fastmath.h"
#include "op/reduce.h"

enum { SHORT = 48, BUCKETS = 256 };

uint32_t order_key(float x, bool falling) {
  if (x != x) return UINT32_MAX;
  uint32_t bits = bits_of_float(x == 0 ? 0.0f : x);
  uint32_t key = bits & 0x80000000u ? ~bits : bits | 0x80000000u; // negative ones count backwards
  return falling ? UINT32_MAX - 1 - key : key;
}

static void insertion(Ordered *items, size_t n) {
  for (size_t i = 1; i < n; i++) {
    Ordered it = items[i];
    size_t j = i;
    for (; j > 0 && items[j - 1].key > it.key; j--) items[j] = items[j - 1];
    items[j] = it;
  }
}

// By one byte of the key, from `from` to `to`. False: all have the same byte, and nothing was done.
static bool by_byte(const Ordered *from, Ordered *to, size_t n, int shift) {
  size_t count[BUCKETS] = {0}, first = 0;
  for (size_t i = 0; i < n; i++) count[from[i].key >> shift & 0xff]++;
  if (count[from[0].key >> shift & 0xff] == n) return false;
  for (int b = 0; b < BUCKETS; b++) {
    size_t here = count[b];
    count[b] = first;
    first += here;
  }
  for (size_t i = 0; i < n; i++) to[count[from[i].key >> shift & 0xff]++] = from[i];
  return true;
}

bool order_sort(Ordered *items, Ordered *spare, size_t n, size_t *work, Err *e) {
  if (n <= SHORT) {
    insertion(items, n);
    return op_go_on(work, 4 * n, e);
  }
  Ordered *from = items, *to = spare;
  for (int shift = 0; shift < 32; shift += 8) {
    if (by_byte(from, to, n, shift)) {
      Ordered *other = from;
      from = to;
      to = other;
    }
    if (!op_go_on(work, 2 * n, e)) return false;
  }
  if (from != items) memcpy(items, from, n * sizeof *items);
  return true;
}
