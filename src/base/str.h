// SPDX-License-Identifier: GPL-3.0-or-later
// str: a growable byte string, always NUL-terminated. {0} is an empty one.
#ifndef BASE_STR_H
#define BASE_STR_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

typedef struct Str {
  char *s;    // owned; NULL only while empty and never written to: read it with str_c
  size_t n;   // bytes, without the NUL
  size_t cap; // bytes allocated
} Str;

void str_add(Str *b, const char *s);
void str_addn(Str *b, const char *s, size_t n);
void str_addc(Str *b, char c);
void str_addf(Str *b, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
void str_addv(Str *b, const char *fmt, va_list ap);
void str_repeat(Str *b, const char *s, int times);
void str_clear(Str *b);            // empty, keeps the memory
void str_free(Str *b);             // back to {0}
const char *str_c(const Str *b);   // never NULL, owned by b
char *str_take(Str *b);            // the bytes, now the caller's (mem_free); b is {0}

bool str_starts(const char *s, const char *prefix);

// Damerau-Levenshtein distance in code points between UTF-8 strings, at most `cap`.
int str_distance(const char *a, const char *b, int cap);

#endif
