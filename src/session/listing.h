// SPDX-License-Identifier: GPL-3.0-or-later
// listing: rows of a name and what it is, aligned by display width, the text wrapped beside the name.
#ifndef SESSION_LISTING_H
#define SESSION_LISTING_H

#include "base/str.h"
#include "session/session.h"

// Columns a listing may take on this front: a screen's width, but no lines too long to read.
int listing_cols(Session *s);
// Blanks until what stands in out from byte `from` on is `cols` columns wide.
void listing_pad(Str *out, size_t from, int cols);
// `name` at the left edge, `text` from column `at` on, in lines of at most `cols` columns. A name
// that leaves no gap before `at` gets a line to itself; "" with 0 is a paragraph.
void listing_row(Str *out, const char *name, int at, const char *text, int cols);

#endif
