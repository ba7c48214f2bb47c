// SPDX-License-Identifier: GPL-3.0-or-later
// str: growing strings, and how far apart two words are (for "did you mean").
#include "base/str.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "base/utf8.h"

#define DISTANCE_MAX 64 // code points; longer words are not compared

// Room for n more bytes and the NUL.
static char *make_room(Str *b, size_t n) {
  mem_grow(&b->s, &b->cap, b->n + n + 1, 1);
  return b->s + b->n;
}

void str_addn(Str *b, const char *s, size_t n) {
  char *p = make_room(b, n);
  if (n) memcpy(p, s, n);
  b->n += n;
  b->s[b->n] = 0;
}

void str_add(Str *b, const char *s) { str_addn(b, s, strlen(s)); }

void str_addc(Str *b, char c) { str_addn(b, &c, 1); }

void str_addv(Str *b, const char *fmt, va_list ap) {
  va_list again;
  va_copy(again, ap);
  char small[256];
  int n = vsnprintf(small, sizeof small, fmt, ap);
  if (n > 0 && (size_t)n < sizeof small) {
    str_addn(b, small, (size_t)n);
  } else if (n > 0) {
    char *p = make_room(b, (size_t)n);
    vsnprintf(p, (size_t)n + 1, fmt, again);
    b->n += (size_t)n;
  }
  va_end(again);
}

void str_addf(Str *b, const char *fmt, ...) {
  va_list ap;
  va_start(ap, fmt);
  str_addv(b, fmt, ap);
  va_end(ap);
}

void str_repeat(Str *b, const char *s, int times) {
  size_t n = strlen(s);
  for (int i = 0; i < times; i++) str_addn(b, s, n);
}

void str_clear(Str *b) {
  b->n = 0;
  if (b->s) b->s[0] = 0;
}

void str_free(Str *b) {
  mem_free(b->s);
  *b = (Str){0};
}

const char *str_c(const Str *b) { return b->s ? b->s : ""; }

char *str_take(Str *b) {
  char *s = b->s ? b->s : mem_strdup("");
  *b = (Str){0};
  return s;
}

bool str_starts(const char *s, const char *prefix) { return strncmp(s, prefix, strlen(prefix)) == 0; }

static int decode(const char *s, uint32_t *cp) {
  size_t n = strlen(s);
  int count = 0;
  while (n > 0) {
    if (count == DISTANCE_MAX) return -1;
    size_t k = utf8_next(s, n, &cp[count++]);
    s += k;
    n -= k;
  }
  return count;
}

static int least(int a, int b) { return a < b ? a : b; }

// Insertions, deletions, substitutions and swaps of neighbours, row by row; a swap looks two rows back.
int str_distance(const char *a, const char *b, int cap) {
  uint32_t x[DISTANCE_MAX], y[DISTANCE_MAX];
  int n = decode(a, x), m = decode(b, y);
  if (n < 0 || m < 0) return strcmp(a, b) == 0 ? 0 : cap;
  int rows[3][DISTANCE_MAX + 1];
  int *above2 = rows[0], *above = rows[1], *row = rows[2];
  for (int j = 0; j <= m; j++) above[j] = j;
  for (int i = 1; i <= n; i++) {
    row[0] = i;
    for (int j = 1; j <= m; j++) {
      int d = above[j - 1] + (x[i - 1] != y[j - 1]);
      d = least(d, least(above[j], row[j - 1]) + 1);
      if (i > 1 && j > 1 && x[i - 1] == y[j - 2] && x[i - 2] == y[j - 1]) d = least(d, above2[j - 2] + 1);
      row[j] = d;
    }
    int *spare = above2;
    above2 = above;
    above = row;
    row = spare;
  }
  return least(above[m], cap);
}
