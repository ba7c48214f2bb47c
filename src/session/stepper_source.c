// SPDX-License-Identifier: GPL-3.0-or-later
// stepper_source: the lines around the current expression, which is marked, and the `##` explanation
// of its line below them.
#include "session/stepper_parts.h"

#include <string.h>

#include "base/utf8.h"
#include "lang/parser.h"

// One line of a source as it is shown: no explanation, control characters as blanks.
typedef struct Line { const char *s; size_t n; } Line;

static Line line_of(const Source *src, uint32_t line) {
  Line l;
  l.s = source_line(src, line, &l.n);
  const char *text;
  size_t n;
  if (!source_explanation(src, line, &text, &n)) return l;
  size_t cut = (size_t)(text - l.s);
  while (cut > 0 && l.s[cut - 1] != '#') cut--;
  while (cut > 0 && (l.s[cut - 1] == '#' || l.s[cut - 1] == ' ' || l.s[cut - 1] == '\t')) cut--;
  l.n = cut;
  return l;
}

// Columns of the first n bytes, control characters counted as one.
static int columns(const char *s, size_t n) {
  int cols = 0;
  for (size_t i = 0; i < n;) {
    uint32_t cp;
    i += utf8_next(s + i, n - i, &cp);
    cols += cp < 0x20 || cp == 0x7f ? 1 : utf8_cp_width(cp);
  }
  return cols;
}

static void draw_code(Canvas *c, int row, int col, int skip, Line l, Pen pen) {
  Str text = {0};
  size_t i = 0;
  for (int at = 0; i < l.n;) {
    uint32_t cp;
    size_t k = utf8_next(l.s + i, l.n - i, &cp);
    bool control = cp < 0x20 || cp == 0x7f;
    int w = control ? 1 : utf8_cp_width(cp);
    if (at >= skip) str_addn(&text, control ? " " : l.s + i, control ? 1 : k);
    else if (at + w > skip) str_addc(&text, ' '); // half of a wide character
    at += w;
    i += k;
  }
  step_clip(c, row, col, c->cols - col, pen, str_c(&text));
  if (skip > 0 && l.n > 0) canvas_text(c, row, col - 1, 1, PEN(ROLE_DIM), "‹");
  str_free(&text);
}

typedef struct Mark { uint32_t line; int from, to; } Mark; // columns of the expression on a line

static Mark mark_on(const Source *src, uint32_t line, Span at) {
  Line l = line_of(src, line);
  size_t base = (size_t)(l.s - src->text), start = at.start > base ? at.start - base : 0;
  size_t end = at.end > base ? at.end - base : 0;
  while (start < l.n && (l.s[start] == ' ' || l.s[start] == '\t')) start++;
  if (end > l.n) end = l.n;
  if (start >= end) return (Mark){line, 0, 0};
  return (Mark){line, columns(l.s, start), columns(l.s, end)};
}

// Where code begins on the canvas, and by how many columns the current line is moved to the left.
typedef struct Frame { uint32_t first; int rows, code, skip; } Frame;

static void draw_line(Canvas *c, int row, const Frame *f, Span at, uint32_t line, bool current) {
  Mark m = mark_on(at.src, line, at);
  int skip = current ? f->skip : 0; // the other lines are read from their beginning
  canvas_textf(c, row, 0, f->code - 2, current ? PEN(ROLE_ACCENT) : PEN(ROLE_DIM), "%*u", f->code - 3,
               line + at.src->first_line);
  if (current) canvas_text(c, row, f->code - 2, 1, PEN_BOLD(ROLE_ACCENT), "▸");
  draw_code(c, row, f->code, skip, line_of(at.src, line), PEN(ROLE_CODE));
  for (int col = m.from; col < m.to; col++) {
    Cell *cell = col >= skip ? canvas_at(c, row, f->code + col - skip) : NULL;
    if (cell) cell->role = ROLE_CURSOR;
  }
}

static int digits_of(uint32_t n) {
  int d = 1;
  while (n >= 10) n /= 10, d++;
  return d;
}

static Frame frame_for(const Canvas *c, const Source *src, Span at, uint32_t line, int rows) {
  Frame f = {.rows = rows};
  uint32_t room_for = rows > 0 ? (uint32_t)rows : 0, half = room_for / 2;
  if (src->n_lines > room_for && line > half) f.first = line - half;
  if (src->n_lines > room_for && f.first + room_for > src->n_lines) f.first = src->n_lines - room_for;
  int width = digits_of(src->n_lines + src->first_line);
  f.code = (width > 2 ? width : 2) + 3;
  Mark m = mark_on(src, line, at);
  int room = c->cols - f.code;
  if (m.to > room) f.skip = m.to - room + 2;
  if (f.skip > m.from) f.skip = m.from;
  return f;
}


void step_draw_source(const Stepper *s, Canvas *c) {
  const Event *ev = step_event(s);
  if (!ev || !ev->at.src || c->rows < 1 || c->cols < 8) return;
  const Source *src = ev->at.src;
  uint32_t line = source_line_of(src, ev->at.start);
  Str text = {0};
  int room = 0; // of the explanation
  if (step_explanation(s, &text) && c->rows >= 2) {
    int most = c->rows / 2 < 6 ? c->rows / 2 : 6;
    room = step_draw_text(NULL, 0, most, 0, c->cols - 2, PEN(ROLE_COMMENT), str_c(&text));
  }
  int blank = room > 0 && c->rows - room >= 5 ? 1 : 0;
  Frame f = frame_for(c, src, ev->at, line, c->rows - room - blank);
  int row = 0;
  for (; row < f.rows && f.first + (uint32_t)row < src->n_lines; row++)
    draw_line(c, row, &f, ev->at, f.first + (uint32_t)row, f.first + (uint32_t)row == line);
  step_draw_text(c, row + blank, room, 1, c->cols - 2, PEN(ROLE_COMMENT), str_c(&text));
  str_free(&text);
}
