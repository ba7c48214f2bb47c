// SPDX-License-Identifier: GPL-3.0-or-later
// mask: a matrix of 0 and 1 as dots and squares: who may look at whom.
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "view/describe.h"
#include "view/heads.h"

static const GridWish wish = {.cell = 2, .least = 2, .labels = false};

static bool accepts(Value v) {
  if (v.type != VAL_TENSOR || v.as.t->shape.rank < 1 || v.as.t->size == 0) return false;
  for (size_t i = 0; i < v.as.t->size; i++)
    if (v.as.t->data[i] != 0 && v.as.t->data[i] != 1) return false;
  return true;
}

// -- why a place is closed ---------------------------------------------------------------------------------

typedef enum Mark { LOOKS, LATER, PADDING, CLOSED, N_MARKS } Mark;

// What the zeros of a matrix mean: those above the diagonal of a square one that has nothing there come later; a
// column that nobody may look at, or a row that looks at nothing, is padding; others are closed.
typedef struct Reasons {
  bool mask;                 // it says who may look; other matrices of 0 and 1 only say where the ones are
  bool causal;
  bool *row, *col;           // padding; owned
  bool any[N_MARKS];
} Reasons;

static bool is_mask(const ViewSpec *s) {
  return s->among || (s->title && strstr(s->title, "mask")) || (s->note && strstr(s->note, "mask")) ||
         (s->title && strstr(s->title, "掩码"));
}

static Mark mark_at(const Matrix *m, const Reasons *r, size_t row, size_t col) {
  if (m->x[row * m->cols + col] != 0) return LOOKS;
  if (r->row[row] || r->col[col]) return PADDING;
  return r->causal && col > row ? LATER : CLOSED;
}

static void reasons_of(const ViewSpec *s, const Matrix *m, Reasons *r) {
  *r = (Reasons){.mask = is_mask(s), .causal = m->rows == m->cols && m->rows > 1};
  r->row = mem_zalloc(m->rows);
  r->col = mem_zalloc(m->cols);
  bool *seen = mem_zalloc(m->cols), any = false;
  for (size_t i = 0; i < m->rows; i++) {
    r->row[i] = true;
    for (size_t j = 0; j < m->cols; j++) {
      if (m->x[i * m->cols + j] == 0) continue;
      r->row[i] = false;
      seen[j] = any = true;
      if (j > i) r->causal = false;
    }
  }
  for (size_t j = 0; j < m->cols; j++) r->col[j] = any && !seen[j];
  for (size_t i = 0; i < m->rows && !any; i++) r->row[i] = false; // all of it is closed
  mem_free(seen);
  for (size_t i = 0; i < m->rows; i++)
    for (size_t j = 0; j < m->cols; j++) r->any[mark_at(m, r, i, j)] = true;
}

static void reasons_free(Reasons *r) {
  mem_free(r->row);
  mem_free(r->col);
}

static const char *const glyphs[N_MARKS] = {"■", "·", "×", "○"};

// "causal, padding"; of a matrix that is not square "cross".
static void name_of_mask(const Matrix *m, const Reasons *r, Str *out) {
  if (!r->mask) return;
  if (r->any[LATER]) str_add(out, _("causal"));
  else if (m->rows != m->cols && !m->vector) str_add(out, _("cross"));
  if (r->any[PADDING]) str_addf(out, "%s%s", out->n > 0 ? ", " : "", _("padding"));
}

// -- drawing -----------------------------------------------------------------------------------------------

static void draw_cells(const Matrix *m, const Grid *g, const Reasons *r, Canvas *c) {
  for (int i = 0; i < g->rows.shown; i++) {
    for (int k = 0; k < g->cols.shown; k++) {
      size_t row = g->rows.first + (size_t)i, col = g->cols.first + (size_t)k;
      bool cursor = m->has_cursor && row == m->row && col == m->col;
      Mark mark = r->mask ? mark_at(m, r, row, col) : m->x[row * m->cols + col] != 0 ? LOOKS : LATER;
      int at = g->left + k * g->cell + g->cell - 2;
      Pen pen = PEN(cursor ? ROLE_CURSOR : mark == LOOKS ? ROLE_ACCENT : mark == PADDING ? ROLE_DIM : ROLE_MASKED);
      canvas_text(c, g->body + i, at, 1, pen, glyphs[mark]);
    }
  }
}

static const char *word_of(Mark mark) {
  return mark == LOOKS ? _("looks") : mark == LATER ? _("later") : mark == PADDING ? _("padding") : _("closed");
}

// "■ looks  · later  × padding": of those that there are.
static int draw_legend(const Reasons *r, Canvas *c, int row, int col) {
  int from = col;
  if (!r->mask) {
    if (c) canvas_text(c, row, col, c->cols, PEN(ROLE_ACCENT), glyphs[LOOKS]);
    if (c) canvas_text(c, row, col + 2, c->cols, PEN(ROLE_DIM), "1");
    if (c) canvas_text(c, row, col + 6, c->cols, PEN(ROLE_MASKED), glyphs[LATER]);
    if (c) canvas_text(c, row, col + 8, c->cols, PEN(ROLE_DIM), "0");
    return 9;
  }
  for (int k = 0; k < N_MARKS; k++) {
    if (!r->any[k] && k != LOOKS) continue;
    if (col > from) col += 2;
    if (c) canvas_text(c, row, col, 1, PEN(k == LOOKS ? ROLE_ACCENT : ROLE_MASKED), glyphs[k]);
    if (c) canvas_text(c, row, col + 2, c->cols, PEN(ROLE_DIM), word_of((Mark)k));
    col += 2 + frame_columns(word_of((Mark)k));
  }
  return col - from;
}

static void draw_foot(const ViewSpec *s, const Matrix *m, const Grid *g, const Reasons *r, int cols, Canvas *c) {
  Str right = {0};
  if (m->has_cursor) frame_cursor_text(s, &right);
  if (m->has_cursor && r->mask) str_addf(&right, "  %s", word_of(mark_at(m, r, m->row, m->col)));
  if (!m->has_cursor) grid_hidden(m, g, &right);
  int left = g->left > 0;
  if (frame_foot(c, g->foot, cols, str_c(&right), m->has_cursor, left + draw_legend(r, NULL, 0, 0)))
    draw_legend(r, c, g->foot, left);
  str_free(&right);
}

static Title title_of(const ViewSpec *s, const Matrix *m, const Reasons *r) {
  Title t = matrix_title(s, m);
  Str name = {0};
  name_of_mask(m, r, &name);
  if (name.n > 0 && !s->among) str_addf(&t.right, "%s%s", t.right.n > 0 ? " · " : "", str_c(&name));
  str_free(&name);
  return t;
}

static void draw_one(const ViewSpec *s, Canvas *c) {
  Matrix m;
  if (c->rows < 1 || c->cols < 1 || !matrix_of(s, &m)) return;
  Grid g;
  Reasons r;
  reasons_of(s, &m, &r);
  grid_layout(s, &m, wish, c, &g);
  Title t = title_of(s, &m, &r);
  int cols = frame_drawn(&t, g.right, c->cols);
  if (g.title >= 0) frame_title_draw(c, g.title, cols, &t);
  frame_title_free(&t);
  grid_draw_labels(&m, &g, wish, c);
  draw_cells(&m, &g, &r, c);
  if (g.foot >= 0) draw_foot(s, &m, &g, &r, cols, c);
  reasons_free(&r);
}

static void measure_one(const ViewSpec *s, int *rows, int *cols) {
  Matrix m;
  *rows = *cols = 1;
  if (!matrix_of(s, &m)) return;
  Reasons r;
  reasons_of(s, &m, &r);
  grid_measure(s, &m, wish, rows, cols);
  Title t = title_of(s, &m, &r);
  int want = frame_title_columns(&t), foot = 1 + draw_legend(&r, NULL, 0, 0);
  if (*cols < want) *cols = want;
  if (*cols < foot && !s->among) *cols = foot;
  frame_title_free(&t);
  reasons_free(&r);
}

// The marks of all matrices together.
static void foot_of_all(const ViewSpec *s, Canvas *c, int row, int cols) {
  Matrix m, chosen;
  Reasons all = {0};
  if (!matrix_of(s, &chosen)) return;
  ViewSpec one = *s;
  for (size_t i = 0; i < chosen.cells.slices && i < 64; i++) {
    Reasons r;
    one.slice = (int)i;
    matrix_of(&one, &m);
    reasons_of(s, &m, &r);
    for (int k = 0; k < N_MARKS; k++) all.any[k] = all.any[k] || r.any[k];
    reasons_free(&r);
  }
  Reasons r;
  reasons_of(s, &chosen, &r);
  memcpy(r.any, all.any, sizeof r.any);
  r.mask = true;
  Grid g = {.foot = row, .left = 1, .rows.shown = (int)chosen.rows, .cols.shown = (int)chosen.cols};
  draw_foot(s, &chosen, &g, &r, cols, c);
  reasons_free(&r);
}

static const Heads heads = {measure_one, draw_one, foot_of_all};

static void draw(const ViewSpec *s, Canvas *c) {
  if (!heads_draw(&heads, s, c)) draw_one(s, c);
}

static void measure(const ViewSpec *s, int *rows, int *cols) {
  if (!heads_measure(&heads, s, rows, cols)) measure_one(s, rows, cols);
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
  Reasons why;
  Str name = {0};
  reasons_of(s, &m, &why);
  name_of_mask(&m, &why, &name);
  if (name.n > 0) str_addf(out, _("It is a mask of this kind: %s.\n"), str_c(&name));
  str_free(&name);
  reasons_free(&why);
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
