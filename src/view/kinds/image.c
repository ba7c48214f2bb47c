// SPDX-License-Identifier: GPL-3.0-or-later
// image: a matrix as a picture, a pixel two columns wide so that squares are square. One that is too large for that has
// pixels of half a row and one column; one that is still too large is made smaller by means. The matrices of a
// tensor of higher rank stand side by side.
#include <math.h>

#include "base/i18n.h"
#include "base/settings.h"
#include "view/describe.h"
#include "view/grid.h"

#define PIXEL 2        // columns of a pixel that is a row high
#define USUAL 32     // pixels a side that are asked for
#define BETWEEN 2    // columns between pictures

static bool accepts(Value v) { return v.type == VAL_TENSOR && v.as.t->shape.rank >= 2 && v.as.t->size > 0; }

// -- the pictures ----------------------------------------------------------------------------------------

typedef struct Picture {
  const float *x;
  size_t rows, cols;
  double min, max;       // of all of the tensor's finite elements
} Picture;

static void find_range(const Tensor *t, Picture *p) {
  bool any = false;
  for (size_t i = 0; i < t->size; i++) {
    double x = (double)t->data[i];
    if (!isfinite(x)) continue;
    if (!any || x < p->min) p->min = x;
    if (!any || x > p->max) p->max = x;
    any = true;
  }
}

// The mean of the pixels that a cell of a smaller picture covers; nan where none is finite.
static double mean_at(const Picture *p, int row, int col, int rows, int cols) {
  size_t r0 = (size_t)row * p->rows / (size_t)rows, r1 = (size_t)(row + 1) * p->rows / (size_t)rows;
  size_t c0 = (size_t)col * p->cols / (size_t)cols, c1 = (size_t)(col + 1) * p->cols / (size_t)cols;
  if (r1 <= r0) r1 = r0 + 1;
  if (c1 <= c0) c1 = c0 + 1;
  double sum = 0;
  size_t n = 0;
  for (size_t r = r0; r < r1; r++)
    for (size_t c = c0; c < c1; c++)
      if (isfinite(p->x[r * p->cols + c])) sum += (double)p->x[r * p->cols + c], n++;
  return n > 0 ? sum / (double)n : NAN;
}

typedef struct Plan {
  int title, top, foot;
  int rows, cols;        // of a picture, in pixels
  bool halves;           // two pixels, one above the other, share a cell
  int wide, high;        // of a picture, in cells of the canvas
  int shown;             // pictures side by side
} Plan;

// How many pixels of the matrix one pixel of a picture stands for, the same both ways; at least 1.
static double shrink_to(const Matrix *m, int rows, int cols) {
  double shrink = 1;
  if (m->rows > (size_t)rows) shrink = (double)m->rows / rows;
  if (m->cols > (size_t)cols && (double)m->cols / cols > shrink) shrink = (double)m->cols / cols;
  return shrink;
}

static int shrunk(size_t n, double shrink) {
  int k = (int)floor((double)n / shrink + 1e-9);
  return k < 1 ? 1 : k;
}

static void plan(const Matrix *m, bool title, const Canvas *c, Plan *p) {
  *p = (Plan){.title = -1, .foot = -1};
  int room = c->rows;
  bool foot = room >= 3;
  room -= foot;
  if (title && room >= 2) p->title = 0, p->top = 1, room--;
  double shrink = shrink_to(m, room, c->cols / PIXEL > 0 ? c->cols / PIXEL : 1);
  p->halves = shrink > 1 && !settings.ascii;
  if (p->halves) shrink = shrink_to(m, 2 * room, c->cols);
  p->rows = shrunk(m->rows, shrink);
  p->cols = shrunk(m->cols, shrink);
  p->high = p->halves ? (p->rows + 1) / 2 : p->rows;
  p->wide = p->halves ? p->cols : p->cols * PIXEL;
  if (foot) p->foot = p->top + p->high;
  p->shown = 1;
  size_t more = m->cells.slices;
  while ((size_t)p->shown < more && (p->shown + 1) * (p->wide + BETWEEN) - BETWEEN <= c->cols) p->shown++;
}

// Which picture comes first, so that the one that was chosen is among those shown.
static size_t first_of(const Matrix *m, const Plan *p) {
  size_t last = m->cells.slices - (size_t)p->shown;
  return m->cells.slice < last ? m->cells.slice : last;
}

static int16_t heat_of(const Picture *pic, double x) {
  double part = pic->max > pic->min ? (x - pic->min) / (pic->max - pic->min) : 0.5;
  return (int16_t)(part * 255);
}

static void draw_pixels(const Picture *pic, const Plan *p, Canvas *c, int left) {
  for (int r = 0; r < p->rows; r++)
    for (int k = 0; k < p->cols; k++) {
      double x = mean_at(pic, r, k, p->rows, p->cols);
      Pen pen = isnan(x) ? PEN(ROLE_WARN) : (Pen){.role = ROLE_TEXT, .heat = heat_of(pic, x)};
      canvas_fill(c, p->top + r, left + k * PIXEL, 1, PIXEL, pen, isnan(x) ? "?" : " ");
    }
}

static void draw_halves(const Picture *pic, const Plan *p, Canvas *c, int left) {
  for (int r = 0; r < p->rows; r += 2)
    for (int k = 0; k < p->cols; k++) {
      double x = mean_at(pic, r, k, p->rows, p->cols);
      double y = r + 1 < p->rows ? mean_at(pic, r + 1, k, p->rows, p->cols) : x;
      bool odd = isnan(x) || isnan(y);
      Pen pen = {.role = ROLE_TEXT, .heat = r + 1 < p->rows ? heat_of(pic, odd ? 0 : y) : -1};
      pen.upper = (int16_t)(1 + heat_of(pic, odd ? 0 : x));
      canvas_text(c, p->top + r / 2, left + k, 1, odd ? PEN(ROLE_WARN) : pen, odd ? "?" : "▀");
    }
}

static void draw_cursor(const Matrix *m, const Plan *p, Canvas *c, int left) {
  int row = (int)(m->row * (size_t)p->rows / m->rows), col = (int)(m->col * (size_t)p->cols / m->cols);
  if (p->halves) canvas_text(c, p->top + row / 2, left + col, 1, PEN(ROLE_CURSOR), row % 2 ? "▄" : "▀");
  else canvas_text(c, p->top + row, left + col * PIXEL, PIXEL, PEN(ROLE_CURSOR), "[]");
}

static void draw_foot(const ViewSpec *s, const Matrix *m, const Picture *pic, const Plan *p, int cols, Canvas *c) {
  Str text = {0};
  if (m->has_cursor) frame_cursor_text(s, &text);
  else if ((size_t)p->rows < m->rows || (size_t)p->cols < m->cols) str_addf(&text, _("%zu×%zu, made smaller"), m->rows, m->cols);
  int left = c->cols > 14, n = left + frame_legend_columns(cols, pic->min, pic->max);
  if (frame_foot(c, p->foot, cols, str_c(&text), m->has_cursor, n)) frame_legend(c, p->foot, left, cols, pic->min, pic->max);
  str_free(&text);
}

static void draw(const ViewSpec *s, Canvas *c) {
  Matrix m;
  if (c->rows < 1 || c->cols < 1 || !accepts(s->value) || !matrix_of(s, &m)) return;
  Plan p;
  Picture pic = {.rows = m.rows, .cols = m.cols};
  find_range(m.t, &pic);
  Title t = frame_title(s, NULL, NULL);
  plan(&m, frame_title_columns(&t) > 0, c, &p);
  frame_title_free(&t);
  size_t first = first_of(&m, &p);
  int left = 0;
  for (int i = 0; i < p.shown; i++) {
    pic.x = m.t->data + (first + (size_t)i) * m.rows * m.cols;
    if (p.halves) draw_halves(&pic, &p, c, left);
    else draw_pixels(&pic, &p, c, left);
    if (m.has_cursor && first + (size_t)i == m.cells.slice) draw_cursor(&m, &p, c, left);
    left += p.wide + BETWEEN;
  }
  Str which = {0};
  size_t n = m.cells.slices;
  if (n > (size_t)p.shown) str_addf(&which, _("%zu to %zu of %zu"), first + 1, first + (size_t)p.shown, n);
  t = frame_title(s, NULL, which.n > 0 ? str_c(&which) : NULL);
  int cols = frame_drawn(&t, left - BETWEEN, c->cols);
  if (p.title >= 0) frame_title_draw(c, 0, cols, &t);
  if (p.foot >= 0) draw_foot(s, &m, &pic, &p, cols, c);
  frame_title_free(&t);
  str_free(&which);
}

static void measure(const ViewSpec *s, int *rows, int *cols) {
  Matrix m;
  *rows = *cols = 1;
  if (!accepts(s->value) || !matrix_of(s, &m)) return;
  Title t = frame_title(s, NULL, NULL);
  size_t most = m.rows > m.cols ? m.rows : m.cols;
  double shrink = most > 2 * USUAL ? (double)most / (2 * USUAL) : 1;
  bool halves = most > USUAL && !settings.ascii;
  int high = (int)ceil((double)m.rows / shrink), one = (int)ceil((double)m.cols / shrink);
  if (halves) high = (high + 1) / 2;
  else one *= PIXEL;
  if (most > USUAL && !halves) high = (int)ceil((double)m.rows * USUAL / (double)most), one = (int)ceil((double)m.cols * USUAL / (double)most) * PIXEL;
  *rows = (frame_title_columns(&t) > 0) + high + 1;
  size_t side = m.cells.slices < 4 ? m.cells.slices : 4;
  *cols = frame_drawn(&t, (int)side * (one + BETWEEN) - BETWEEN, 200);
  frame_title_free(&t);
}

const ViewDef kind_image = {
  .name = "image",
  .doc = N_("a matrix as a picture, larger ones made smaller; several stand side by side"),
  .accepts = accepts,
  .measure = measure,
  .draw = draw,
  .describe = describe_matrix,
};
