// SPDX-License-Identifier: GPL-3.0-or-later
// canvas: cells and what is written into them. The one rule that everything here keeps: a cell of
// width 2 is followed by its other half, a cell of width 0, and neither is ever seen alone.
//
// Reference: Unicode Standard Annex 29 (grapheme clusters).
#include "view/canvas.h"

#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "base/utf8.h"

static const Cell blank_cell = {.text = " ", .width = 1, .role = ROLE_TEXT, .heat = -1};

void canvas_init(Canvas *c, int rows, int cols) {
  *c = (Canvas){.rows = rows < 0 ? 0 : rows, .cols = cols < 0 ? 0 : cols};
  c->cells = mem_try((size_t)c->rows * (size_t)c->cols * sizeof *c->cells);
  if (!c->cells) c->rows = c->cols = 0;
  canvas_clear(c);
}

void canvas_free(Canvas *c) {
  mem_free(c->cells);
  *c = (Canvas){0};
}

void canvas_clear(Canvas *c) {
  size_t n = (size_t)c->rows * (size_t)c->cols;
  for (size_t i = 0; i < n; i++) c->cells[i] = blank_cell;
}

Cell *canvas_at(Canvas *c, int row, int col) {
  if (row < 0 || col < 0 || row >= c->rows || col >= c->cols) return NULL;
  return &c->cells[(size_t)row * (size_t)c->cols + (size_t)col];
}

// -- putting cells -----------------------------------------------------------------------------------

static void set_text(Cell *cell, const char *s, size_t n) {
  memset(cell->text, 0, sizeof cell->text);
  memcpy(cell->text, s, n < CELL_BYTES ? n : CELL_BYTES - 1);
}

static void make_blank(Cell *cell) {
  set_text(cell, " ", 1);
  cell->width = 1;
}

// Puts a cell (of width 1 or 2) where there is room for all of it, else blanks in its style.
// from, to: the columns that may be written.
static void put(Canvas *c, int row, int col, int from, int to, const Cell *cell) {
  if (from < 0) from = 0;
  if (to > c->cols) to = c->cols;
  int width = cell->width == 2 ? 2 : 1;
  if (col + width <= from || col >= to || row < 0 || row >= c->rows) return;
  bool whole = col >= from && col + width <= to;
  int first = col < from ? from : col, end = col + width > to ? to : col + width;
  Cell *line = c->cells + (size_t)row * (size_t)c->cols;
  if (line[first].width == 0 && first > 0) make_blank(&line[first - 1]);
  if (line[end - 1].width == 2 && end < c->cols) make_blank(&line[end]);
  for (int i = first; i < end; i++) {
    line[i] = *cell;
    if (!whole) make_blank(&line[i]);
  }
  if (whole && width == 2) {
    line[first + 1].width = 0;
    memset(line[first + 1].text, 0, CELL_BYTES);
  }
}

static Cell styled(Pen pen) {
  return (Cell){.width = 1, .role = (uint8_t)pen.role, .bold = pen.bold, .underline = pen.underline,
                .reverse = pen.reverse, .heat = pen.heat < -1 ? -1 : pen.heat > 255 ? 255 : pen.heat, .upper = pen.upper};
}

// -- text ------------------------------------------------------------------------------------------

// The next cell of s: a cluster, or a part of one that no cell can hold. Returns its bytes; cell->width
// is 0 for what has no place of its own (control characters, marks without a base).
static size_t next_cell(const char *s, size_t n, Cell *cell) {
  uint32_t cp;
  size_t k = utf8_cluster(s, n), one = utf8_next(s, n, &cp);
  int width = utf8_width(s, k);
  if (width > 2 || k >= CELL_BYTES) { // as many of its code points as are one column or two
    k = one;
    width = utf8_cp_width(cp);
    while (k < n) {
      size_t more = utf8_next(s + k, n - k, &cp);
      if (utf8_cp_width(cp) > 0 || k + more >= CELL_BYTES || cp == 0x200D || cp < 0x20) break;
      k += more;
    }
  }
  utf8_next(s, n, &cp);
  cell->width = (uint8_t)width;
  if (cp == 0xFFFD && one == 1) set_text(cell, "\xEF\xBF\xBD", 3); // a byte that is no text
  else set_text(cell, s, k);
  return k;
}

int canvas_text(Canvas *c, int row, int col, int cols, Pen pen, const char *s) {
  int from = col, to = cols > c->cols - col ? c->cols : col + cols;
  size_t n = strlen(s);
  Cell cell = styled(pen);
  for (size_t i = 0; i < n && col < to;) {
    i += next_cell(s + i, n - i, &cell);
    if (cell.width == 0) continue;
    put(c, row, col, from, to, &cell);
    col += cell.width;
  }
  return col > to && to >= from ? to : col;
}

int canvas_textf(Canvas *c, int row, int col, int cols, Pen pen, const char *fmt, ...) {
  Str s = {0};
  va_list ap;
  va_start(ap, fmt);
  str_addv(&s, fmt, ap);
  va_end(ap);
  int end = canvas_text(c, row, col, cols, pen, str_c(&s));
  str_free(&s);
  return end;
}

void canvas_fill(Canvas *c, int row, int col, int rows, int cols, Pen pen, const char *glyph) {
  Cell cell = styled(pen);
  next_cell(glyph, strlen(glyph), &cell);
  if (cell.width == 0) make_blank(&cell);
  int row_end = rows > c->rows - row ? c->rows : row + rows;
  int col_end = cols > c->cols - col ? c->cols : col + cols;
  for (int r = row < 0 ? 0 : row; r < row_end; r++)
    for (int k = col; k < col_end; k += cell.width) put(c, r, k, col, col_end, &cell);
}

// -- lines -----------------------------------------------------------------------------------------

enum { LEFT = 1, RIGHT = 2, UP = 4, DOWN = 8 };
static const char *const line_glyphs[16] = {
  [LEFT] = "─", [RIGHT] = "─", [LEFT | RIGHT] = "─", [UP] = "│", [DOWN] = "│", [UP | DOWN] = "│",
  [RIGHT | DOWN] = "┌", [LEFT | DOWN] = "┐", [RIGHT | UP] = "└", [LEFT | UP] = "┘",
  [UP | DOWN | RIGHT] = "├", [UP | DOWN | LEFT] = "┤", [LEFT | RIGHT | DOWN] = "┬",
  [LEFT | RIGHT | UP] = "┴", [LEFT | RIGHT | UP | DOWN] = "┼",
};

// The directions in which the line at a place points; 0: no line of ours.
static int arms(Canvas *c, int row, int col) {
  const Cell *cell = canvas_at(c, row, col);
  if (!cell || cell->role != ROLE_BORDER) return 0;
  for (int i = 15; i > 0; i--) // "─" is found as LEFT | RIGHT before it is as one of them
    if (line_glyphs[i] && strcmp(line_glyphs[i], cell->text) == 0)
      return i;
  return 0;
}

// What is at a place already, without the ends that lead nowhere.
static int joined_arms(Canvas *c, int row, int col) {
  int a = arms(c, row, col);
  if ((a & LEFT) && !(arms(c, row, col - 1) & RIGHT)) a &= ~LEFT;
  if ((a & RIGHT) && !(arms(c, row, col + 1) & LEFT)) a &= ~RIGHT;
  if ((a & UP) && !(arms(c, row - 1, col) & DOWN)) a &= ~UP;
  if ((a & DOWN) && !(arms(c, row + 1, col) & UP)) a &= ~DOWN;
  return a;
}

static void line_cell(Canvas *c, int row, int col, int own, int straight) {
  if (!canvas_at(c, row, col)) return;
  int there = joined_arms(c, row, col);
  Cell cell = styled(PEN(ROLE_BORDER));
  const char *glyph = line_glyphs[there ? there | own : straight];
  set_text(&cell, glyph, strlen(glyph));
  put(c, row, col, 0, c->cols, &cell);
}

void canvas_hline(Canvas *c, int row, int col, int cols) {
  int from = col < 0 ? 0 : col, end = cols > c->cols - col ? c->cols : col + cols;
  for (int i = from; i < end; i++)
    line_cell(c, row, i, (i > col ? LEFT : 0) | (i < col + cols - 1 ? RIGHT : 0), LEFT | RIGHT);
}

void canvas_vline(Canvas *c, int row, int col, int rows) {
  int from = row < 0 ? 0 : row, end = rows > c->rows - row ? c->rows : row + rows;
  for (int i = from; i < end; i++)
    line_cell(c, i, col, (i > row ? UP : 0) | (i < row + rows - 1 ? DOWN : 0), UP | DOWN);
}

// -- whole canvases ----------------------------------------------------------------------------------

void canvas_blit(Canvas *dst, int row, int col, int rows, int cols, const Canvas *src, int src_row, int src_col) {
  int row_end = rows > dst->rows - row ? dst->rows : row + rows;
  int col_end = cols > dst->cols - col ? dst->cols : col + cols;
  for (int r = row < 0 ? 0 : row; r < row_end; r++) {
    int from_row = src_row + (r - row);
    if (from_row < 0 || from_row >= src->rows) continue;
    const Cell *line = src->cells + (size_t)from_row * (size_t)src->cols;
    for (int k = col < 0 ? 0 : col; k < col_end; k++) {
      int from_col = src_col + (k - col);
      if (from_col < 0 || from_col >= src->cols) continue;
      Cell cell = line[from_col];
      bool second = cell.width == 0;
      if (second && k > col && k > 0 && from_col > 0) continue; // came with its first half
      if (second) make_blank(&cell);
      put(dst, r, k, col, col_end, &cell);
    }
  }
}

static bool cell_equal(const Cell *a, const Cell *b) {
  return strcmp(a->text, b->text) == 0 && a->width == b->width && a->role == b->role && a->bold == b->bold &&
         a->underline == b->underline && a->reverse == b->reverse && a->heat == b->heat && a->upper == b->upper;
}

bool canvas_equal(const Canvas *a, const Canvas *b) {
  if (a->rows != b->rows || a->cols != b->cols) return false;
  size_t n = (size_t)a->rows * (size_t)a->cols;
  for (size_t i = 0; i < n; i++)
    if (!cell_equal(&a->cells[i], &b->cells[i])) return false;
  return true;
}
