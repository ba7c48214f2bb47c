// SPDX-License-Identifier: GPL-3.0-or-later
// write_golden: a canvas as text for golden tests: the text, a line "---", then a mark for each column:
// a hex digit of heat, a letter of the role, '.' for plain text. Where cells are bold, underlined or
// reversed, a second "---" and the letters b, u, r; where cells have two heats, another one with those of the upper
// halves.
#include "view/canvas.h"

static const char role_letters[N_ROLES + 1] = ".TDALKCNXOWEMB";

static char role_mark(const Cell *cell) {
  if (cell->role == ROLE_TEXT && cell->heat < 0 && cell->upper > 0) return '-';
  if (cell->role == ROLE_TEXT && cell->heat >= 0) return "0123456789abcdef"[(cell->heat & 255) >> 4];
  return cell->role < N_ROLES ? role_letters[cell->role] : '?';
}

static char attr_mark(const Cell *cell) {
  return cell->reverse ? 'r' : cell->underline ? 'u' : cell->bold ? 'b' : '.';
}

static char upper_mark(const Cell *cell) { return cell->upper > 0 ? "0123456789abcdef"[((cell->upper - 1) & 255) >> 4] : '.'; }

typedef char MarkFn(const Cell *cell);

static void add_plane(const Canvas *c, MarkFn *mark, Str *out) {
  for (int row = 0; row < c->rows; row++) {
    size_t end = out->n;
    for (int col = 0; col < c->cols; col++) {
      char m = mark(&c->cells[(size_t)row * (size_t)c->cols + (size_t)col]);
      str_addc(out, m);
      if (m != '.') end = out->n;
    }
    if (out->n > end) {
      out->n = end;
      out->s[end] = '\0';
    }
    str_addc(out, '\n');
  }
}

static void add_text_plane(const Canvas *c, Str *out) {
  for (int row = 0; row < c->rows; row++) {
    size_t end = out->n;
    for (int col = 0; col < c->cols; col++) {
      const Cell *cell = &c->cells[(size_t)row * (size_t)c->cols + (size_t)col];
      str_add(out, cell->text);
      if (cell->width > 0 && !(cell->text[0] == ' ' && cell->text[1] == '\0')) end = out->n;
    }
    if (out->n > end) {
      out->n = end;
      out->s[end] = '\0';
    }
    str_addc(out, '\n');
  }
}

void canvas_write_golden(const Canvas *c, Str *out) {
  bool attrs = false, halves = false;
  size_t n = (size_t)c->rows * (size_t)c->cols;
  for (size_t i = 0; i < n; i++) attrs |= attr_mark(&c->cells[i]) != '.', halves |= c->cells[i].upper > 0;
  add_text_plane(c, out);
  str_add(out, "---\n");
  add_plane(c, role_mark, out);
  if (attrs) {
    str_add(out, "---\n");
    add_plane(c, attr_mark, out);
  }
  if (halves) {
    str_add(out, "---\n");
    add_plane(c, upper_mark, out);
  }
}
