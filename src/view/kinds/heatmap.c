// SPDX-License-Identifier: GPL-3.0-or-later
// heatmap: a matrix as cells on the heat ramp, with digits where they fit. The legend under it says what
// the ends of the ramp mean and what is true of all rows; where the cursor is, the value in full.
#include <math.h>

#include "base/i18n.h"
#include "view/describe.h"
#include "view/heads.h"

#define DIGITS 4 // columns of a number in a cell; with its brackets 6
static const GridWish wish = {.cell = DIGITS + 2, .least = 2, .labels = true};

static bool accepts(Value v) { return v.type == VAL_TENSOR && v.as.t->shape.rank >= 1 && v.as.t->size > 0; }

static void measure_one(const ViewSpec *s, int *rows, int *cols) {
  Matrix m;
  if (matrix_of(s, &m)) grid_measure(s, &m, wish, rows, cols);
  else *rows = *cols = 1;
}

static int16_t heat_of(double x, const Stats *st) {
  if (st->max <= st->min) return x == 0 ? 0 : 128;
  double h = (x - st->min) / (st->max - st->min) * 255;
  return (int16_t)(h < 0 ? 0 : h > 255 ? 255 : h);
}

// Is an exact 0 shown as a dot? Not among integers, where it is a number like the others.
static bool dots_for_zero(const Stats *st) { return st->zeros > 0 && !st->whole; }

static Pen cell_pen(double x, const Stats *st) {
  if (isnan(x) || (isinf(x) && x > 0)) return PEN_BOLD(ROLE_WARN);
  if (isinf(x)) return PEN(ROLE_MASKED);
  return (Pen){.role = ROLE_TEXT, .heat = heat_of(x, st)};
}

static void draw_digits(Canvas *c, int row, int col, int cols, double x, const Stats *st, bool cursor) {
  char number[NUMBER_BYTES];
  frame_number(x, DIGITS, st->whole, number);
  bool dot = x == 0 && dots_for_zero(st) && !cursor;
  Pen pen = cell_pen(x, st);
  if (cursor) pen.role = ROLE_CURSOR;
  canvas_fill(c, row, col, 1, cols, pen, " ");
  if (dot) pen.role = ROLE_TEXT;
  frame_right(c, row, col, cols - 1, pen, dot ? "·" : number);
  if (!cursor) return;
  int at = col + cols - 2 - frame_columns(number);
  canvas_text(c, row, at < col ? col : at, 1, pen, at < col ? number : "[");
  canvas_text(c, row, col + cols - 1, 1, pen, "]");
}

static void draw_narrow(Canvas *c, int row, int col, int cols, double x, const Stats *st, bool cursor) {
  Pen pen = cell_pen(x, st);
  canvas_fill(c, row, col, 1, cols, pen, " ");
  if (isnan(x)) canvas_text(c, row, col, cols, pen, "?");
  else if (isinf(x)) canvas_text(c, row, col, cols, pen, x < 0 ? "·" : "^");
  if (!cursor) return;
  pen.role = ROLE_CURSOR;
  canvas_text(c, row, col, cols, pen, "[]");
}

static void draw_cells(const Matrix *m, const Grid *g, const Stats *st, Canvas *c) {
  for (int i = 0; i < g->rows.shown; i++) {
    for (int k = 0; k < g->cols.shown; k++) {
      size_t row = g->rows.first + (size_t)i, col = g->cols.first + (size_t)k;
      double x = (double)m->x[row * m->cols + col];
      bool cursor = m->has_cursor && row == m->row && col == m->col;
      int at = g->left + k * g->cell, width = at + g->cell <= c->cols ? g->cell : c->cols - at;
      if (g->cell >= wish.cell) draw_digits(c, g->body + i, at, width, x, st, cursor);
      else draw_narrow(c, g->body + i, at, width, x, st, cursor);
    }
  }
}

// -- the foot ----------------------------------------------------------------------------------------

static void add_remark(Str *out, const char *remark) {
  if (*remark) str_addf(out, "%s%s", out->n > 0 ? " · " : "", remark);
}

static void remarks(const Matrix *m, const Grid *g, const Stats *st, Str *out) {
  Str s = {0};
  grid_hidden(m, g, &s);
  add_remark(out, str_c(&s));
  str_clear(&s);
  if (st->nan > 0) str_addf(&s, "%zu nan", st->nan);
  add_remark(out, str_c(&s));
  if (st->row_sums) add_remark(out, m->vector ? _("sums to 1") : _("rows sum to 1"));
  if (st->col_sums) add_remark(out, _("columns sum to 1"));
  str_free(&s);
}

static void draw_foot(const ViewSpec *s, const Matrix *m, const Grid *g, const Stats *st, int cols, Canvas *c) {
  Str right = {0};
  if (m->has_cursor) frame_cursor_text(s, &right);
  else remarks(m, g, st, &right);
  int left = g->left > 0, width = st->finite > 0 ? left + frame_legend_columns(cols, st->min, st->max) : 0;
  bool legend = frame_foot(c, g->foot, cols, str_c(&right), m->has_cursor, width);
  if (legend && width > 0) frame_legend(c, g->foot, left, cols, st->min, st->max);
  str_free(&right);
}

// Beside others the ends of the ramp are those of all of them.
static void take_range(const Tensor *t, Stats *st) {
  for (size_t i = 0; i < t->size; i++) {
    double x = (double)t->data[i];
    if (!isfinite(x)) continue;
    if (st->finite++ == 0) st->min = st->max = x;
    if (x < st->min) st->min = x;
    if (x > st->max) st->max = x;
  }
}

static void draw_one(const ViewSpec *s, Canvas *c) {
  Matrix m;
  if (c->rows < 1 || c->cols < 1 || !matrix_of(s, &m)) return;
  Stats st;
  Grid g;
  matrix_stats(&m, &st);
  if (s->among) take_range(m.t, &st);
  grid_layout(s, &m, wish, c, &g);
  Title t = matrix_title(s, &m);
  int cols = frame_drawn(&t, g.right, c->cols);
  if (g.title >= 0) frame_title_draw(c, g.title, cols, &t);
  frame_title_free(&t);
  grid_draw_labels(&m, &g, wish, c);
  draw_cells(&m, &g, &st, c);
  if (g.foot >= 0) draw_foot(s, &m, &g, &st, cols, c);
}

static void foot_of_all(const ViewSpec *s, Canvas *c, int row, int cols) {
  Matrix m;
  Stats st = {0};
  if (!matrix_of(s, &m)) return;
  take_range(m.t, &st);
  Grid g = {.foot = row, .left = 1, .rows.shown = (int)m.rows, .cols.shown = (int)m.cols};
  draw_foot(s, &m, &g, &st, cols, c);
}

static const Heads heads = {measure_one, draw_one, foot_of_all};

static void draw(const ViewSpec *s, Canvas *c) {
  if (!heads_draw(&heads, s, c)) draw_one(s, c);
}

static void measure(const ViewSpec *s, int *rows, int *cols) {
  if (!heads_measure(&heads, s, rows, cols)) measure_one(s, rows, cols);
}

const ViewDef kind_heatmap = {
  .name = "heatmap",
  .doc = N_("a matrix or vector as cells from dark to light, with digits where they fit"),
  .accepts = accepts,
  .measure = measure,
  .draw = draw,
  .describe = describe_matrix,
};
