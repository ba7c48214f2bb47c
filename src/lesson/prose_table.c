// SPDX-License-Identifier: GPL-3.0-or-later
// prose_table: tables written with '|', as GitHub's Markdown has them. Columns that do not fit are made
// narrower, the widest first, and their cells wrapped.
#include "lesson/prose_parts.h"

#include <string.h>

#include "base/mem.h"
#include "base/utf8.h"

#define MOST_COLS 16
#define LEAST_WIDTH 4 // of a column that is made narrower
#define BETWEEN 3     // " │ "

typedef enum Align { ALIGN_LEFT, ALIGN_CENTER, ALIGN_RIGHT } Align;
typedef struct Piece { size_t from, to; } Piece; // bytes of the text
typedef struct TableRow { Piece cells[MOST_COLS]; int n; } TableRow;
typedef struct Table {
  const Text *t;
  TableRow *rows;
  size_t n, cap;
  int cols, width[MOST_COLS];
  Align align[MOST_COLS];
} Table;

// -- reading ---------------------------------------------------------------------------------------

static Role role_at(const Text *t, size_t i) {
  Role role = ROLE_TEXT;
  for (size_t k = 0; k < t->n && t->runs[k].start <= i; k++) role = t->runs[k].pen.role;
  return role;
}

static Piece trimmed(const char *s, Piece p) {
  while (p.from < p.to && s[p.from] == ' ') p.from++;
  while (p.to > p.from && s[p.to - 1] == ' ') p.to--;
  return p;
}

// A '|' within code separates nothing.
static bool read_row(const Text *t, Piece line, TableRow *row) {
  const char *s = t->s.s;
  *row = (TableRow){0};
  line = trimmed(s, line);
  if (line.from == line.to || s[line.from] != '|') return false;
  size_t from = line.from + 1;
  for (size_t i = from; i <= line.to; i++) {
    bool end = i == line.to;
    if (!end && (s[i] != '|' || role_at(t, i) == ROLE_CODE)) continue;
    if (end && i == from) break; // after the last '|'
    if (row->n == MOST_COLS) return false;
    row->cells[row->n++] = trimmed(s, (Piece){from, i});
    from = i + 1;
  }
  return row->n > 0;
}

// ":--", ":-:", "--:"
static bool read_align(const char *s, Piece p, Align *align) {
  bool left = p.from < p.to && s[p.from] == ':', right = p.to > p.from && s[p.to - 1] == ':';
  size_t dashes = 0;
  for (size_t i = p.from + left; i + right < p.to; i++, dashes++)
    if (s[i] != '-') return false;
  *align = left && right ? ALIGN_CENTER : right ? ALIGN_RIGHT : ALIGN_LEFT;
  return dashes > 0;
}

static bool read_table(const Text *t, Table *b) {
  size_t line = 0;
  for (size_t i = 0; i < t->s.n; line++) {
    size_t n = strcspn(t->s.s + i, "\n");
    TableRow row;
    if (!read_row(t, (Piece){i, i + n}, &row)) return false;
    if (line == 1) {
      if (row.n != b->cols) return false;
      for (int k = 0; k < row.n; k++)
        if (!read_align(t->s.s, row.cells[k], &b->align[k])) return false;
    } else {
      if (line == 0) b->cols = row.n;
      mem_grow(&b->rows, &b->cap, b->n + 1, sizeof *b->rows);
      b->rows[b->n++] = row;
    }
    i += n + 1;
  }
  return line >= 2;
}

static int piece_width(const Table *b, const TableRow *row, int k) {
  if (k >= row->n) return 0;
  return utf8_width(b->t->s.s + row->cells[k].from, row->cells[k].to - row->cells[k].from);
}

static bool fit(Table *b, int room) {
  int total = BETWEEN * (b->cols - 1);
  for (int k = 0; k < b->cols; k++) {
    b->width[k] = 2;
    for (size_t r = 0; r < b->n; r++)
      if (piece_width(b, &b->rows[r], k) > b->width[k]) b->width[k] = piece_width(b, &b->rows[r], k);
    total += b->width[k];
  }
  for (; total > room; total--) {
    int widest = 0;
    for (int k = 1; k < b->cols; k++)
      if (b->width[k] > b->width[widest]) widest = k;
    if (b->width[widest] <= LEAST_WIDTH) return false;
    b->width[widest]--;
  }
  return true;
}

// -- drawing ---------------------------------------------------------------------------------------

typedef struct CellLines { Flow *f; const Table *b; int first, col, width, n; Align align; } CellLines;

static void on_line(void *ctx, const char *line, size_t n) {
  CellLines *c = ctx;
  int row = c->first + c->n++;
  if (!c->f->out) return;
  int blank = c->width - utf8_width(line, n), saved = c->f->row;
  int before = c->align == ALIGN_RIGHT ? blank : c->align == ALIGN_CENTER ? blank / 2 : 0;
  size_t from = (size_t)(line - c->b->t->s.s);
  c->f->row = row;
  prose_draw_runs(c->f, c->b->t, from, from + n, c->col + before, c->width - before);
  c->f->row = saved;
}

static int draw_cell(Flow *f, const Table *b, const TableRow *row, int k, int col) {
  CellLines c = {.f = f, .b = b, .first = f->row, .col = col, .width = b->width[k], .align = b->align[k]};
  if (k < row->n && row->cells[k].to > row->cells[k].from)
    utf8_wrap(b->t->s.s + row->cells[k].from, row->cells[k].to - row->cells[k].from, c.width, on_line, &c);
  return c.n;
}

static void draw_borders(Flow *f, const Table *b, const char *cross) {
  int col = f->indent;
  for (int k = 0; k + 1 < b->cols && f->out; k++) {
    col += b->width[k];
    canvas_text(f->out, f->row, col + 1, 1, PEN(ROLE_BORDER), cross);
    col += BETWEEN;
  }
}

static void draw_rule(Flow *f, const Table *b) {
  int total = BETWEEN * (b->cols - 1);
  for (int k = 0; k < b->cols; k++) total += b->width[k];
  prose_begin_row(f);
  if (f->out) canvas_fill(f->out, f->row, f->indent, 1, total, PEN(ROLE_BORDER), "─");
  draw_borders(f, b, "┼");
  f->row++;
}

static void draw_row(Flow *f, const Table *b, const TableRow *row) {
  int high = 1, col = f->indent;
  for (int k = 0; k < b->cols; k++) {
    int n = draw_cell(f, b, row, k, col);
    if (n > high) high = n;
    col += b->width[k] + BETWEEN;
  }
  for (int i = 0; i < high; i++) {
    prose_begin_row(f);
    draw_borders(f, b, "│");
    f->row++;
  }
}

bool prose_table(Flow *f, const Text *t) {
  Table b = {.t = t};
  bool ok = read_table(t, &b) && fit(&b, f->cols - f->indent);
  for (size_t r = 0; ok && r < b.n; r++) {
    draw_row(f, &b, &b.rows[r]);
    if (r == 0) draw_rule(f, &b);
  }
  mem_free(b.rows);
  return ok;
}
