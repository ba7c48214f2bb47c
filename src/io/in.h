// SPDX-License-Identifier: GPL-3.0-or-later
// in: a file read from its beginning to its end, plain or gzip (RFC 1952; told by its first bytes).
//
// Bytes go straight to where they are wanted: io_read of a plain file reads into the caller's memory, and
// of a compressed one inflates into it. Nothing is mapped, so a file that somebody shortens meanwhile is
// an error and not a crash.
#ifndef IO_IN_H
#define IO_IN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

typedef struct IoIn IoIn;

// NULL with e filled where there is no such file. raw: never taken as compressed.
IoIn *io_open(const char *path, bool raw, Err *e);
void io_close(IoIn *in); // NULL is fine

const char *io_path(const IoIn *in);
uint64_t io_at(const IoIn *in);   // bytes handed out so far: the place of the next one (after inflating)
// Bytes still to come, where that is known (a plain file): the most that a header may promise.
bool io_left(const IoIn *in, uint64_t *n);

// Up to n bytes; *got < n only at the end of the file. False on an error, Ctrl-C included.
bool io_read(IoIn *in, void *to, size_t n, size_t *got, Err *e);
// Exactly n bytes of `what` ("the header"), or an error that says where the file ends.
bool io_need(IoIn *in, void *to, size_t n, const char *what, Err *e);
// An error unless the file ends here.
bool io_end(IoIn *in, Err *e);

// The next line without its line feed (and without a carriage return before it), valid until the next
// call; *at is the place of its first byte. False at the end, or with e filled.
bool io_line(IoIn *in, const char **line, size_t *n, uint64_t *at, Err *e);

// "PATH: TEXT (byte N)".
bool io_wrong(const IoIn *in, uint64_t at, Err *e, const char *fmt, ...) __attribute__((format(printf, 4, 5)));

#endif
