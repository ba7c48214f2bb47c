// SPDX-License-Identifier: GPL-3.0-or-later
// arena: a list of blocks, the newest first; pieces are cut off the newest, each block at least as
// large as the piece that asked for it and otherwise twice the one before.
#include "base/arena.h"

#include <string.h>

#include "base/mem.h"

#define FIRST_BLOCK 1024
#define LARGEST_BLOCK ((size_t)64 * 1024)

struct ArenaBlock {
  ArenaBlock *next;
  size_t used, cap;
  max_align_t data[];
};

void *arena_alloc(Arena *a, size_t n) {
  size_t unit = sizeof(max_align_t);
  n = n > 0 ? (n + unit - 1) / unit * unit : unit;
  ArenaBlock *b = a->head;
  if (!b || n > b->cap - b->used) {
    size_t cap = b ? b->cap * 2 : FIRST_BLOCK;
    if (cap > LARGEST_BLOCK) cap = LARGEST_BLOCK;
    if (cap < n) cap = n;
    b = mem_alloc(sizeof *b + cap);
    *b = (ArenaBlock){.next = a->head, .cap = cap};
    a->head = b;
  }
  char *p = (char *)b->data + b->used;
  b->used += n;
  return memset(p, 0, n);
}

char *arena_strndup(Arena *a, const char *s, size_t n) {
  char *p = arena_alloc(a, n + 1);
  if (n) memcpy(p, s, n);
  return p;
}

void arena_free(Arena *a) {
  for (ArenaBlock *b = a->head, *next; b; b = next) {
    next = b->next;
    mem_free(b);
  }
  a->head = NULL;
}
