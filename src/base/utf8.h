// SPDX-License-Identifier: GPL-3.0-or-later
// utf8: code points, display width and line breaking, on top of GNU libunistring.
// Width is counted in terminal columns: 2 for East Asian wide, 0 for combining, 1 otherwise;
// ambiguous characters count 1.
#ifndef BASE_UTF8_H
#define BASE_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// Decodes one code point at s (n bytes left). Returns its bytes (1..4) and sets *cp; a byte that
// begins no valid sequence gives 1 and U+FFFD. n == 0 gives 0.
size_t utf8_next(const char *s, size_t n, uint32_t *cp);
size_t utf8_put(uint32_t cp, char out[4]);

// Offset of the first byte that is not part of valid UTF-8, or n where all of it is.
size_t utf8_valid(const char *s, size_t n);

size_t utf8_len(const char *s, size_t n);                   // code points
size_t utf8_offset(const char *s, size_t n, size_t index);  // byte offset of code point `index`

int utf8_cp_width(uint32_t cp);                 // 0, 1 or 2; control characters 0
int utf8_width(const char *s, size_t n);        // columns
// Bytes of the longest prefix of s that fits in `cols` columns, whole grapheme clusters only.
size_t utf8_fit(const char *s, size_t n, int cols);
// Bytes of the grapheme cluster that begins at s.
size_t utf8_cluster(const char *s, size_t n);

// Calls emit(ctx, line, bytes) for each line of s wrapped to `cols` columns (>= 2) by the Unicode
// line breaking rules (UAX 14): Chinese breaks between characters but never before closing or
// after opening punctuation. Line feeds in s end lines. A word wider than `cols` is cut between
// clusters. Trailing spaces of a line are not passed on.
typedef void Utf8LineFn(void *ctx, const char *line, size_t n);
void utf8_wrap(const char *s, size_t n, int cols, Utf8LineFn *emit, void *ctx);

bool utf8_is_han(uint32_t cp);

#endif
