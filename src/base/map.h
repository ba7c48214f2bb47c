// SPDX-License-Identifier: GPL-3.0-or-later
// map: from strings to small integers (open addressing), and interned names.
#ifndef BASE_MAP_H
#define BASE_MAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct MapSlot { const char *key; uint32_t hash; int value; } MapSlot;
typedef struct Map {   // {0} is empty. Keys are interned names (see name_intern).
  MapSlot *slots;
  size_t n, cap;
} Map;

int map_get(const Map *m, const char *key);       // -1 where absent
void map_put(Map *m, const char *key, int value); // value >= 0
void map_free(Map *m);

// The one copy of this name: equal names are equal pointers. Lives as long as the program
// (names_free at its end, for leak checks).
const char *name_intern(const char *s, size_t n);
const char *name_of(const char *s); // as above, NUL-terminated
void names_free(void);

#endif
