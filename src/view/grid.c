// SPDX-License-Identifier: GPL-3.0-or-later
// grid: layout of matrices. From the top: title, column labels, rows, foot. A low canvas gives up the
// labels first, then the title, then the foot; a narrow one the row labels, then the width of
// the cells, and then it scrolls.
#include "view/grid.h"

#include <string.h>

#include "base/i18n.h"

#define LABEL_MOST 14     // columns of a row's label
#define CELL_MOST 10      // columns that a column's label may widen a cell to
#define LABELS_FROM 14    // columns of a canvas that has room for row labels
#define CALM_COLUMNS 120  // wider grids would rather have narrow cells

static bool shows_labels(Value labels, GridWish wish) { return wish.labels || frame_has_labels(labels); }

static int label_columns(const Matrix *m, GridWish wish, int cols) {
  if (m->vector || !shows_labels(m->row_labels, wish) || cols < LABELS_FROM) return 0;
  int most = cols / 4 < LABEL_MOST ? cols / 4 : LABEL_MOST, want = frame_label_columns(m->row_labels, m->rows);
  return want < most ? want : most;
}

static int left_of(int label) { return label > 0 ? label + 2 : 1; }

// The widest cell that fits in `room` columns, from the column labels' width down to the least.
static int cell_columns(const Matrix *m, GridWish wish, int room) {
  int want = wish.cell;
  if (shows_labels(m->col_labels, wish)) {
    int label = frame_label_columns(m->col_labels, m->cols) + 1;
    if (label > want) want = label < CELL_MOST ? label : CELL_MOST;
  }
  for (int w = want; w >= wish.cell; w--)
    if (m->cols <= (size_t)(room > 0 ? room / w : 0)) return w;
  return wish.least;
}

void grid_measure(const ViewSpec *s, const Matrix *m, GridWish wish, int *rows, int *cols) {
  Title t = matrix_title(s, m);
  int title = frame_title_columns(&t);
  frame_title_free(&t);
  int left = left_of(label_columns(m, wish, CALM_COLUMNS));
  int cell = cell_columns(m, wish, CALM_COLUMNS - left);
  size_t body = m->cols < 10000 ? m->cols * (size_t)cell : 20000;
  *cols = left + (int)body;
  if (*cols < title) *cols = title;
  if (*cols < FOOT_COLUMNS && !s->among) *cols = FOOT_COLUMNS;
  size_t lines = m->rows < 100000 ? m->rows : 100000;
  *rows = (title > 0) + shows_labels(m->col_labels, wish) + (int)lines + !s->among;
}

static void layout_rows(const ViewSpec *s, const Matrix *m, bool title, bool header, int rows, Grid *g) {
  g->title = g->header = g->foot = -1;
  int room = rows, next = 0;
  bool foot = !s->among && (room >= 3 || (room == 2 && m->has_cursor));
  room -= foot;
  if (title && room >= 2) g->title = next++, room--;
  if (header && room >= 2) g->header = next++, room--;
  g->body = next;
  g->rows = frame_window(m->rows, room, s->scroll_row, m->has_cursor, m->row);
  if (foot) g->foot = g->body + g->rows.shown;
}

void grid_layout(const ViewSpec *s, const Matrix *m, GridWish wish, const Canvas *c, Grid *g) {
  *g = (Grid){0};
  Title t = matrix_title(s, m);
  layout_rows(s, m, frame_title_columns(&t) > 0, shows_labels(m->col_labels, wish), c->rows, g);
  frame_title_free(&t);
  g->label = label_columns(m, wish, c->cols);
  g->left = c->cols < LABELS_FROM ? 0 : left_of(g->label);
  g->cell = cell_columns(m, wish, c->cols - g->left);
  bool scrolls = m->cols > (size_t)(c->cols - g->left > 0 ? (c->cols - g->left) / g->cell : 0);
  if (scrolls && g->left == 0) g->left = 1;                       // for the marks
  int room = (c->cols - g->left - scrolls) / g->cell;
  g->cols = frame_window(m->cols, room, s->scroll_col, m->has_cursor, m->col);
  g->right = g->left + g->cols.shown * g->cell;
}

// -- labels ----------------------------------------------------------------------------------------

static Pen label_pen(Value labels, bool at_cursor) {
  if (at_cursor) return PEN_BOLD(ROLE_ACCENT);
  return PEN(frame_has_labels(labels) ? ROLE_LABEL : ROLE_DIM);
}

static void draw_row_labels(const Matrix *m, const Grid *g, Canvas *c) {
  Str s = {0};
  for (int i = 0; i < g->rows.shown && g->label > 0; i++) {
    size_t r = g->rows.first + (size_t)i;
    Pen pen = label_pen(m->row_labels, m->has_cursor && r == m->row);
    str_clear(&s);
    frame_label(m->row_labels, r, &s);
    if (frame_has_labels(m->row_labels)) frame_left(c, g->body + i, 1, g->label, pen, str_c(&s));
    else frame_right(c, g->body + i, 1, g->label, pen, str_c(&s));
  }
  str_free(&s);
}

// Cells too narrow for their labels: only every k-th is named, so that the names stand apart.
static size_t label_step(const Matrix *m, const Grid *g) {
  int w = frame_label_columns(m->col_labels, m->cols);
  if (w <= g->cell - 1) return 1;
  if (g->cell > 2) return 1;
  if (w > LABEL_MOST) w = LABEL_MOST;
  size_t step = (size_t)((w + 1 + g->cell - 1) / g->cell);
  return frame_has_labels(m->col_labels) || step > 5 ? step : 5;
}

static void draw_column_labels(const Matrix *m, const Grid *g, Canvas *c) {
  size_t step = label_step(m, g);
  Str s = {0};
  for (int i = 0; i < g->cols.shown; i++) {
    size_t k = g->cols.first + (size_t)i;
    if (k % step != 0) continue;
    Pen pen = label_pen(m->col_labels, m->has_cursor && k == m->col);
    int col = g->left + i * g->cell, room = (int)step * g->cell - 1;
    if (col + room > c->cols) room = c->cols - col;
    str_clear(&s);
    frame_label(m->col_labels, k, &s);
    bool cut = col + frame_columns(str_c(&s)) > g->right;
    if (cut && step > 1 && !frame_has_labels(m->col_labels)) continue; // "10" would not be 100
    if (step > 1 || g->cell == 2) frame_left(c, g->header, col, room, pen, str_c(&s));
    else frame_right(c, g->header, col, room, pen, str_c(&s));
  }
  str_free(&s);
}

void grid_draw_labels(const Matrix *m, const Grid *g, GridWish wish, Canvas *c) {
  draw_row_labels(m, g, c);
  if (g->header >= 0 && shows_labels(m->col_labels, wish)) draw_column_labels(m, g, c);
  Pen mark = PEN_BOLD(ROLE_ACCENT);
  int last = g->body + g->rows.shown - 1;
  if (g->left > 0 && g->rows.before) canvas_text(c, g->body, 0, 1, mark, "↑");
  if (g->left > 0 && g->rows.after) canvas_text(c, last, 0, 1, mark, "↓");
  int row = g->header >= 0 ? g->header : g->body;
  if (g->cols.before) canvas_text(c, row, g->left - 1, 1, mark, "‹");
  if (g->cols.after) canvas_text(c, row, g->right, 1, mark, "›");
}

void grid_hidden(const Matrix *m, const Grid *g, Str *out) {
  size_t cols = m->cols - (size_t)g->cols.shown, rows = m->rows - (size_t)g->rows.shown;
  if (cols > 0) str_addf(out, ngettext("+%zu column", "+%zu columns", cols), cols);
  if (cols > 0 && rows > 0) str_add(out, " ");
  if (rows > 0) str_addf(out, ngettext("+%zu row", "+%zu rows", rows), rows);
}
