// SPDX-License-Identifier: GPL-3.0-or-later
// arena: memory that is freed all at once (a parsed statement, a drawn page).
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include <stddef.h>

typedef struct ArenaBlock ArenaBlock;
typedef struct Arena { ArenaBlock *head; } Arena; // {0} is empty

void *arena_alloc(Arena *a, size_t n);                 // zeroed, aligned for anything; never NULL
char *arena_strndup(Arena *a, const char *s, size_t n);
void arena_free(Arena *a);                             // back to {0}

#endif
