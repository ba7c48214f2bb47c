// SPDX-License-Identifier: GPL-3.0-or-later
// listing: printf's %-16s counts bytes, and a Chinese character has three of them in two columns.
#include "session/listing.h"

#include <string.h>

#include "base/utf8.h"

#define MOST_COLS 100
#define LEAST_TEXT 20 // columns; on a narrower screen the text goes below the name

int listing_cols(Session *s) {
  const Front *f = session_front(s);
  int cols = f->cols ? f->cols(f->self) : 0;
  return cols <= 0 ? 80 : cols > MOST_COLS ? MOST_COLS : cols;
}

void listing_pad(Str *out, size_t from, int cols) {
  str_repeat(out, " ", cols - utf8_width(str_c(out) + from, out->n - from));
}

typedef struct Row { Str *out; int at; bool first; } Row;

static void add_line(void *ctx, const char *line, size_t n) {
  Row *r = ctx;
  if (!r->first) str_repeat(r->out, " ", r->at);
  str_addn(r->out, line, n);
  str_addc(r->out, '\n');
  r->first = false;
}

void listing_row(Str *out, const char *name, int at, const char *text, int cols) {
  size_t from = out->n;
  str_add(out, name);
  bool below = *name && cols - at < LEAST_TEXT;
  if (below) at = 4;
  if (*name && (below || utf8_width(name, strlen(name)) >= at)) {
    str_addc(out, '\n');
    from = out->n;
  }
  listing_pad(out, from, at);
  Row r = {out, at, true};
  utf8_wrap(text, strlen(text), cols - at > 2 ? cols - at : 2, add_line, &r);
  if (r.first) str_addc(out, '\n');
}
