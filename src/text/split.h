// SPDX-License-Identifier: GPL-3.0-or-later
// split: text cut into pieces, each told in turn.
#ifndef TEXT_SPLIT_H
#define TEXT_SPLIT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

typedef enum SplitKind {
  SPLIT_BLANKS, // what lies between white space
  SPLIT_WORDS,  // words and marks by Unicode's rules (UAX 29, through libunistring), without white space
  SPLIT_HAN,    // the same, but each Chinese character for itself
  SPLIT_CHARS,  // characters (code points), white space too
} SplitKind;

// Return false to stop (with the reason in an Err of one's own).
typedef bool SplitEmit(void *ctx, const char *s, size_t n);

// s is valid UTF-8. lower: letters are made small first.
bool text_split(SplitKind kind, bool lower, const char *s, size_t n, SplitEmit *emit, void *ctx, Err *e);

#endif
