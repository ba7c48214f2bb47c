// SPDX-License-Identifier: GPL-3.0-or-later
// builtin: the table of all builtins, merged from the families listed in builtin/local.mk.
//
// The families are constants of the program; the merged table is made at first use and stays.
#include "lang/builtin.h"

#include <stdlib.h>
#include <string.h>

#define ROW(file) extern const BuiltinDef builtin_##file[];
#include "builtin_table.inc"
#undef ROW

static const BuiltinDef *const families[] = {
#define ROW(file) builtin_##file,
#include "builtin_table.inc"
#undef ROW
};

enum { MOST_BUILTINS = 512 };
static const BuiltinDef *sorted[MOST_BUILTINS];
static size_t n_sorted;

static int by_name(const void *a, const void *b) {
  const BuiltinDef *const *x = a, *const *y = b;
  return strcmp((*x)->name, (*y)->name);
}

static void merge(void) {
  if (n_sorted > 0) return;
  for (size_t f = 0; f < sizeof families / sizeof *families; f++)
    for (const BuiltinDef *d = families[f]; d->name && n_sorted < MOST_BUILTINS; d++) sorted[n_sorted++] = d;
  qsort(sorted, n_sorted, sizeof *sorted, by_name);
}

size_t builtin_count(void) {
  merge();
  return n_sorted;
}

const BuiltinDef *builtin_at(size_t i) {
  merge();
  return sorted[i];
}

const BuiltinDef *builtin_find(const char *name) {
  merge();
  size_t lo = 0, hi = n_sorted;
  while (lo < hi) {
    size_t mid = (lo + hi) / 2;
    int order = strcmp(name, sorted[mid]->name);
    if (order == 0) return sorted[mid];
    if (order < 0) hi = mid;
    else lo = mid + 1;
  }
  return NULL;
}
