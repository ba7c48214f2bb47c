// SPDX-License-Identifier: GPL-3.0-or-later
// mask: a matrix of 0 and 1 as dots and squares: who may look at whom.
#include <string.h>

#include "base/i18n.h"
#include "view/describe.h"
#include "view/grid.h"

static const GridWish wish = {.cell = 2, .least = 2, .labels = false};

static bool accepts(Value v) {
  if (v.type != VAL_TENSOR || v.as.t->shape.rank < 1 || v.as.t->size == 0) return false;
  for (size_t i = 0; i < v.as.t->size; i++)
    if (v.as.t->data[i] != 0 && v.as.t->data[i] != 1) return false;
  return true;
}

static void measure(const ViewSpec *s, int *rows, int *cols) {
  Matrix m;
  *rows = *cols = 1;
  if (matrix_of(s, &m)) grid_measure(s, &m, wish, rows, cols);
}

static void draw_cells(const Matrix *m, const Grid *g, Canvas *c) {
  for (int i = 0; i < g->rows.shown; i++) {
    for (int k = 0; k < g->cols.shown; k++) {
      size_t row = g->rows.first + (size_t)i, col = g->cols.first + (size_t)k;
      bool on = m->x[row * m->cols + col] != 0, cursor = m->has_cursor && row == m->row && col == m->col;
      int at = g->left + k * g->cell + g->cell - 2;
      Pen pen = PEN(cursor ? ROLE_CURSOR : on ? ROLE_ACCENT : ROLE_MASKED);
      canvas_text(c, g->body + i, at, 1, pen, on ? "■" : "·");
    }
  }
}

// A mask says who may look; other matrices of 0 and 1 only say where the ones are.
static bool is_mask(const ViewSpec *s) {
  return (s->title && strstr(s->title, "mask")) || (s->note && strstr(s->note, "mask"));
}

static void draw_legend(const ViewSpec *s, Canvas *c, int row, int col) {
  int at = canvas_text(c, row, col, c->cols, PEN(ROLE_ACCENT), "■") + 1;
  at = canvas_text(c, row, at, c->cols, PEN(ROLE_DIM), is_mask(s) ? _("looks") : "1") + 3;
  at = canvas_text(c, row, at, c->cols, PEN(ROLE_MASKED), "·") + 1;
  canvas_text(c, row, at, c->cols, PEN(ROLE_DIM), is_mask(s) ? "-inf" : "0");
}

static int legend_columns(const ViewSpec *s) { return is_mask(s) ? 9 + 4 + frame_columns(_("looks")) : 10; }

static void draw_foot(const ViewSpec *s, const Matrix *m, const Grid *g, int cols, Canvas *c) {
  Str right = {0};
  if (m->has_cursor) frame_cursor_text(s, &right);
  else grid_hidden(m, g, &right);
  int left = g->left > 0;
  if (frame_foot(c, g->foot, cols, str_c(&right), m->has_cursor, left + legend_columns(s)))
    draw_legend(s, c, g->foot, left);
  str_free(&right);
}

static void draw(const ViewSpec *s, Canvas *c) {
  Matrix m;
  if (c->rows < 1 || c->cols < 1 || !matrix_of(s, &m)) return;
  Grid g;
  grid_layout(s, &m, wish, c, &g);
  Title t = matrix_title(s, &m);
  int cols = frame_drawn(&t, g.right, c->cols);
  if (g.title >= 0) frame_title_draw(c, g.title, cols, &t);
  frame_title_free(&t);
  grid_draw_labels(&m, &g, wish, c);
  draw_cells(&m, &g, c);
  if (g.foot >= 0) draw_foot(s, &m, &g, cols, c);
}

// -- in words ----------------------------------------------------------------------------------------

static void describe_row(const ViewSpec *s, const Matrix *m, size_t row, Str *out) {
  Str label = {0}, ones = {0};
  frame_label(m->row_labels, row, &label);
  size_t n = 0;
  for (size_t c = 0; c < m->cols; c++) {
    if (m->x[row * m->cols + c] == 0) continue;
    if (n++ > 0) str_add(&ones, ", ");
    frame_label(m->col_labels, c, &ones);
  }
  if (n == 0) str_addf(out, is_mask(s) ? _("%s looks at nothing.\n") : _("Row %s: none.\n"), str_c(&label));
  else str_addf(out, is_mask(s) ? _("%s looks at %s.\n") : _("Row %s: 1 at %s.\n"), str_c(&label), str_c(&ones));
  str_free(&label);
  str_free(&ones);
}

static void describe(const ViewSpec *s, Str *out) {
  Matrix m;
  Stats st;
  describe_subject(s, out);
  if (!matrix_of(s, &m)) return;
  matrix_stats(&m, &st);
  size_t n = m.rows * m.cols;
  str_addf(out, _("a mask of %zu × %zu (rows × columns).\n"), m.rows, m.cols);
  if (m.cells.slices > 1) str_addf(out, _("This is matrix %zu of %zu.\n"), m.cells.slice + 1, m.cells.slices);
  str_addf(out, _("1 (may look): %zu of %zu; 0 (masked): %zu.\n"), n - st.zeros, n, st.zeros);
  for (size_t r = 0; r < m.rows && m.rows <= 24 && m.cols <= 24; r++) describe_row(s, &m, r, out);
  describe_cursor(s, out);
}

const ViewDef kind_mask = {
  .name = "mask",
  .doc = N_("a matrix of 0 and 1 as squares and dots"),
  .accepts = accepts,
  .measure = measure,
  .draw = draw,
  .describe = describe,
};
