// SPDX-License-Identifier: GPL-3.0-or-later
// err: what went wrong, in the user's words, and where.
//
// Every function that may fail on the user's input takes an Err as its last argument and returns
// false or NULL after filling it. Broken invariants are assert()s, not errors.
// Start with `Err e = {0};`; end with err_clear.
#ifndef BASE_ERR_H
#define BASE_ERR_H

#include <stdbool.h>

#include "base/source.h"
#include "base/str.h"

typedef enum ErrCode {
  ERR_NONE,
  ERR_SYNTAX,      // the text is not of the language
  ERR_INCOMPLETE,  // the text ends too early: more input may mend it
  ERR_NAME,        // no such variable, function, field, command
  ERR_TYPE,        // a value of the wrong kind
  ERR_SHAPE,       // tensors whose shapes do not go together
  ERR_VALUE,       // the right kind, an impossible value
  ERR_INDEX,       // out of range
  ERR_LIMIT,       // too deep, too long, too big: a setting bounds it
  ERR_MEMORY,      // the system gave no more
  ERR_IO,          // files
  ERR_INTERRUPT,   // Ctrl-C
} ErrCode;

typedef struct Err {
  ErrCode code;
  char text[480];  // one sentence, no final full stop, no line feed; may end in "..." where cut
  char hint[240];  // "did you mean softmax?", or empty
  Span at;         // at.src is retained here; NULL where there is no place yet
} Err;

// Fills e (unless it is already filled: the first error stands) and returns false.
bool err_set(Err *e, ErrCode code, const char *fmt, ...) __attribute__((format(printf, 3, 4)));
bool err_setv(Err *e, ErrCode code, const char *fmt, __builtin_va_list ap);
void err_hint(Err *e, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

// Names the place, unless one is named already.
void err_at(Err *e, Span at);
void err_clear(Err *e); // back to {0}

// "file:line:column: text", the source line and a caret line under the place (columns counted by
// display width; a long line is shown around the place), then the hint. What is shown to people.
void err_render(const Err *e, Str *out);

// Appends to the hint "did you mean a, b or c?": the names nearest to `name`, at most three.
// next(ctx) yields candidate names, NULL at the end.
void err_did_you_mean(Err *e, const char *name, const char *(*next)(void *ctx), void *ctx);

#endif
