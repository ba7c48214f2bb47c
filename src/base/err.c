// SPDX-License-Identifier: GPL-3.0-or-later
// err: keeps the first error and its place, finds names that were probably meant, and draws the
// source line with a caret under the place.
#include "base/err.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/i18n.h"
#include "base/utf8.h"

#define SHOWN_COLUMNS 74 // of a source line, beside its indent

// Prints into a fixed field; what does not fit ends in "..." after a whole character.
static void print_into(char *field, size_t size, const char *fmt, va_list ap) {
  int n = vsnprintf(field, size, fmt, ap);
  if (n < 0 || (size_t)n < size) return;
  size_t end = size - 4;
  while (end > 0 && ((unsigned char)field[end] & 0xC0) == 0x80) end--;
  memcpy(field + end, "...", 4);
}

bool err_setv(Err *e, ErrCode code, const char *fmt, va_list ap) {
  if (e->code != ERR_NONE) return false;
  e->code = code;
  print_into(e->text, sizeof e->text, fmt, ap);
  for (char *p = e->text; *p; p++)
    if (*p == '\n' || *p == '\r') *p = ' ';
  return false;
}

bool err_set(Err *e, ErrCode code, const char *fmt, ...) {
  va_list ap;
  va_start(ap, fmt);
  err_setv(e, code, fmt, ap);
  va_end(ap);
  return false;
}

void err_hint(Err *e, const char *fmt, ...) {
  size_t used = strlen(e->hint);
  if (used > 0 && used + 8 < sizeof e->hint) {
    memcpy(e->hint + used, "; ", 3);
    used += 2;
  } else if (used > 0) {
    return;
  }
  va_list ap;
  va_start(ap, fmt);
  print_into(e->hint + used, sizeof e->hint - used, fmt, ap);
  va_end(ap);
}

void err_at(Err *e, Span at) {
  if (e->at.src || !at.src) return;
  e->at = at;
  source_retain(at.src);
}

void err_clear(Err *e) {
  source_release(e->at.src);
  *e = (Err){0};
}

// -- where it went wrong -----------------------------------------------------------------------

// A place in one line, in bytes from the line's start.
typedef struct Place {
  uint32_t line;
  const char *s;
  size_t n, start, end;
} Place;

// "The text ends too early" is shown behind the last thing written, not on an empty line after it.
static size_t back_to_text(const Source *src, size_t at) {
  size_t i = at;
  while (i > 0 && isspace((unsigned char)src->text[i - 1])) i--;
  return memchr(src->text + i, '\n', at - i) ? i : at;
}

static Place place_of(const Span *at) {
  const Source *src = at->src;
  size_t start = at->start < src->n ? at->start : back_to_text(src, src->n);
  size_t end = at->end > start ? at->end : start;
  Place p = {.line = source_line_of(src, (uint32_t)start)};
  p.s = source_line(src, p.line, &p.n);
  size_t base = (size_t)(p.s - src->text);
  p.start = start - base < p.n ? start - base : p.n;
  p.end = end - base < p.n ? end - base : p.n;
  if (p.end < p.start) p.end = p.start;
  return p;
}

// How a code point of the source is shown: control characters as one blank.
static int shown_width(uint32_t cp) { return cp < 0x20 || cp == 0x7F ? 1 : utf8_cp_width(cp); }

static int columns(const char *s, size_t n) {
  int w = 0;
  uint32_t cp;
  for (size_t i = 0; i < n;) {
    i += utf8_next(s + i, n - i, &cp);
    w += shown_width(cp);
  }
  return w;
}

static void add_shown(Str *out, const char *s, size_t n) {
  uint32_t cp;
  for (size_t i = 0; i < n;) {
    i += utf8_next(s + i, n - i, &cp);
    char buf[4] = " ";
    str_addn(out, buf, cp < 0x20 || cp == 0x7F ? 1 : utf8_put(cp, buf));
  }
}

// The bytes of s that fill at most `cols` columns.
static size_t fitting(const char *s, size_t n, int cols) {
  size_t i = 0;
  uint32_t cp;
  while (i < n) {
    size_t k = utf8_next(s + i, n - i, &cp);
    cols -= shown_width(cp);
    if (cols < 0) break;
    i += k;
  }
  return i;
}

// Draws the part [from, to) of the line, dots where something is left out, and the caret line.
static void draw(const Place *p, size_t from, size_t to, Str *out) {
  int before = 2;
  str_add(out, "  ");
  if (from > 0) {
    str_add(out, "...");
    before += 3;
  }
  add_shown(out, p->s + from, to - from);
  if (to < p->n) str_add(out, "...");
  str_addc(out, '\n');
  str_repeat(out, " ", before + columns(p->s + from, p->start - from));
  str_addc(out, '^');
  size_t end = p->end < to ? p->end : to;
  int wide = end > p->start ? columns(p->s + p->start, end - p->start) : 1;
  str_repeat(out, "~", wide - 1);
  str_addc(out, '\n');
}

static void show_line(const Place *p, Str *out) {
  size_t from = 0, to = p->n;
  if (columns(p->s, p->n) > SHOWN_COLUMNS) {
    int room = SHOWN_COLUMNS - 6; // beside the dots at both ends
    int lead = columns(p->s, p->start) - room / 3;
    from = lead > 0 ? fitting(p->s, p->n, lead) : 0;
    to = from + fitting(p->s + from, p->n - from, room);
    if (from == 0) to = fitting(p->s, p->n, room + 3);
  }
  draw(p, from, to, out);
}

void err_render(const Err *e, Str *out) {
  if (!e->at.src) {
    str_addf(out, "%s\n", e->text);
  } else {
    const Source *src = e->at.src;
    Place p = place_of(&e->at);
    size_t column = utf8_len(p.s, p.start) + 1;
    str_addf(out, "%s:%u:%zu: %s\n", src->name, p.line + src->first_line, column, e->text);
    show_line(&p, out);
  }
  if (*e->hint) str_addf(out, "%s\n", e->hint);
}

// -- what was meant ------------------------------------------------------------------------------

enum { MOST_GUESSES = 3 };

typedef struct Guesses {
  const char *name[MOST_GUESSES];
  int distance[MOST_GUESSES];
  int n;
} Guesses;

// Keeps the nearest, the first seen among equals.
static void guess(Guesses *g, const char *name, int distance) {
  for (int i = 0; i < g->n; i++)
    if (strcmp(g->name[i], name) == 0) return;
  int at = g->n;
  while (at > 0 && g->distance[at - 1] > distance) at--;
  if (at == MOST_GUESSES) return;
  if (g->n < MOST_GUESSES) g->n++;
  for (int i = g->n - 1; i > at; i--) {
    g->name[i] = g->name[i - 1];
    g->distance[i] = g->distance[i - 1];
  }
  g->name[at] = name;
  g->distance[at] = distance;
}

// How likely `candidate` was meant: 0 best, -1 not at all.
static int likeness(const char *name, size_t len, const char *candidate) {
  if (strcasecmp(name, candidate) == 0) return 0;
  if (len < 3) return -1; // every short name is near every other
  int most = len < 5 ? 1 : len < 8 ? 2 : 3;
  int d = str_distance(name, candidate, most + 1);
  if (d <= most) return d;
  return str_starts(candidate, name) ? most : -1;
}

void err_did_you_mean(Err *e, const char *name, const char *(*next)(void *ctx), void *ctx) {
  Guesses g = {0};
  size_t len = utf8_len(name, strlen(name));
  for (const char *candidate; (candidate = next(ctx));) {
    int d = likeness(name, len, candidate);
    if (d >= 0) guess(&g, candidate, d);
  }
  while (g.n > 1 && g.distance[g.n - 1] > g.distance[0] + 1) g.n--; // far behind the best
  switch (g.n) {
  case 1: err_hint(e, _("did you mean %s?"), g.name[0]); break;
  case 2: err_hint(e, _("did you mean %s or %s?"), g.name[0], g.name[1]); break;
  case 3: err_hint(e, _("did you mean %s, %s or %s?"), g.name[0], g.name[1], g.name[2]); break;
  default: break;
  }
}
