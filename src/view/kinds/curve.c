// SPDX-License-Identifier: GPL-3.0-or-later
// curve: quantities over time as lines, each named at its right end; on a log scale where they are positive and
// span powers of ten, as losses and gradient norms do.
#include <math.h>
#include <string.h>

#include "base/i18n.h"
#include "view/describe.h"
#include "view/dots.h"
#include "view/series.h"

#define USUAL_ROWS 12   // of the plot
#define USUAL_COLS 60
#define AXIS_FROM 20    // columns of a canvas that has room for numbers at the axis
#define NAME_MOST 12

static bool accepts(Value v) { return series_accepts(v); }

typedef struct Plot {
  int title, top, rows, xs, foot; // canvas rows, or -1; the plot is rows high from top
  int left, cols;                 // of the plot
  int axis;                       // columns of the numbers left of it
  int names;                      // columns at its right
} Plot;

// How a line is drawn, so that lines are told apart without colours, too.
typedef struct Stroke { const char *across, *down; } Stroke;
static const Stroke strokes[] = {{"─", "│"}, {"┄", "┆"}, {"═", "║"}, {"┈", "┊"}};
static const Stroke *series_stroke(int k) { return &strokes[k % (int)(sizeof strokes / sizeof *strokes)]; }

static const Role roles[] = {ROLE_ACCENT, ROLE_OK, ROLE_WARN, ROLE_ERROR, ROLE_CODE, ROLE_LABEL};
static Pen series_pen(int k) { return PEN(roles[k % (int)(sizeof roles / sizeof *roles)]); }

static void axis_number(const SeriesSet *set, double part, Str *out) {
  double lo = set->log ? log10(set->min) : set->min, hi = set->log ? log10(set->max) : set->max;
  double x = lo + part * (hi - lo);
  if (fabs(x) < 1e-3 * (hi - lo) && !set->log) x = 0; // what rounding leaves of it
  format_number(out, set->log ? pow(10, x) : x, 3);
}

static int axis_columns(const SeriesSet *set, int rows) {
  int most = 0;
  Str s = {0};
  for (int i = 0; i < rows; i++) {
    str_clear(&s);
    axis_number(set, rows > 1 ? (double)i / (rows - 1) : 1, &s);
    if (frame_columns(str_c(&s)) > most) most = frame_columns(str_c(&s));
  }
  str_free(&s);
  return most;
}

// Rows of the plot that carry a number: its ends, and its middle where there is room.
static bool has_number(int row, int rows) { return row == 0 || row == rows - 1 || (rows >= 7 && rows % 2 == 1 && row == rows / 2); }

// Before a name, where there are several: how its line is drawn.
static int key_columns(const SeriesSet *set) { return set->n > 1 && !dots_wanted() ? 2 : 0; }

static int name_columns(const SeriesSet *set) {
  int n = series_name_columns(set, NAME_MOST);
  return n > 0 ? n + key_columns(set) : 0;
}

static void plan(const SeriesSet *set, bool title, const Canvas *c, Plot *p) {
  *p = (Plot){.title = -1, .xs = -1, .foot = -1};
  int room = c->rows;
  if (title && room >= 2) p->title = 0, p->top = 1, room--;
  if (room >= 4) room--, p->foot = 0;
  if (room >= 4) room--, p->xs = 0;
  if (room > 5 && room % 2 == 0) room--; // an odd number has a middle
  p->rows = room;
  if (p->xs == 0) p->xs = p->top + room;
  if (p->foot == 0) p->foot = p->top + room + (p->xs >= 0);
  p->axis = c->cols >= AXIS_FROM ? axis_columns(set, 3) + 1 : 0;
  p->left = p->axis > 0 ? p->axis + 1 : 0;
  p->names = c->cols >= 2 * AXIS_FROM ? name_columns(set) : 0;
  p->cols = c->cols - p->left - (p->names > 0 ? p->names + 1 : 0);
  if (p->cols > 160) p->cols = 160;
}

static void draw_axis(const SeriesSet *set, const Plot *p, Canvas *c) {
  if (p->axis == 0) return;
  Str s = {0};
  canvas_vline(c, p->top, p->axis, p->rows);
  for (int i = 0; i < p->rows; i++) {
    if (!has_number(i, p->rows) || (set->max <= set->min && i != p->rows / 2)) continue;
    str_clear(&s);
    axis_number(set, p->rows > 1 ? 1 - (double)i / (p->rows - 1) : 1, &s);
    frame_right(c, p->top + i, 0, p->axis - 1, PEN(ROLE_DIM), str_c(&s));
  }
  if (p->xs >= 0) {
    canvas_text(c, p->xs, p->left, p->cols, PEN(ROLE_DIM), "0");
    str_clear(&s);
    str_addf(&s, "%zu", set->longest - 1);
    if (set->longest > 1) frame_right(c, p->xs, p->left + 2, p->cols - 2, PEN(ROLE_DIM), str_c(&s));
  }
  str_free(&s);
}

// The row of the plot of column col; -1: nothing there.
static int row_at(const SeriesSet *set, const Series *s, const Plot *p, int col) {
  double part = series_part(set, series_at(set, s, col, p->cols));
  return isnan(part) ? -1 : (int)lround((1 - part) * (p->rows - 1));
}

static void put(Canvas *c, const Plot *p, int row, int col, Pen pen, const char *glyph) {
  canvas_text(c, p->top + row, p->left + col, 1, pen, glyph);
}

// In braille dots: a dot for each half column, and those between it and the one before.
static void draw_dots(const SeriesSet *set, int k, const Plot *p, Canvas *c) {
  int before = -1, high = p->rows * DOTS_DOWN, wide = p->cols * DOTS_ACROSS;
  for (int x = 0; x < wide; x++) {
    double part = series_part(set, series_at(set, &set->s[k], x, wide));
    int y = isnan(part) ? -1 : (int)lround((1 - part) * (high - 1));
    if (y >= 0) dots_add(c, p->top, p->left, x, y, series_pen(k));
    for (int at = before; y >= 0 && at >= 0 && at != y; at += at < y ? 1 : -1) dots_add(c, p->top, p->left, x, at, series_pen(k));
    before = y;
  }
}

static void draw_line(const SeriesSet *set, int k, const Plot *p, Canvas *c) {
  const Series *s = &set->s[k];
  const Stroke *stroke = series_stroke(k);
  int before = -1;
  for (int col = 0; col < p->cols; col++) {
    int row = row_at(set, s, p, col);
    Pen pen = series_pen(k);
    if (row >= 0 && (before < 0 || before == row)) {
      put(c, p, row, col, pen, set->longest == 1 ? "•" : stroke->across);
    } else if (row >= 0) {
      bool up = row < before;
      put(c, p, before, col, pen, up ? "╯" : "╮");
      put(c, p, row, col, pen, up ? "╭" : "╰");
      for (int r = (up ? row : before) + 1; r < (up ? before : row); r++) put(c, p, r, col, pen, stroke->down);
    }
    before = row;
    if (set->longest == 1) return;
  }
}

// Names at the right ends; one that finds its row taken goes to the next free one.
static void draw_names(const SeriesSet *set, const Plot *p, Canvas *c) {
  int col = p->left + p->cols + 1;
  for (int k = 0; k < set->n && p->names > 0; k++) {
    int at = -1;
    for (int i = p->cols - 1; i >= 0 && at < 0; i--) at = row_at(set, &set->s[k], p, i);
    if (at < 0) at = 0;
    for (int off = 0; off < p->rows; off++) {
      int try[] = {at + off, at - off};
      int row = -1;
      for (int j = 0; j < 2 && row < 0; j++) {
        Cell *cell = try[j] >= 0 && try[j] < p->rows ? canvas_at(c, p->top + try[j], col) : NULL;
        if (cell && strcmp(cell->text, " ") == 0) row = try[j];
      }
      if (row < 0) continue;
      if (key_columns(set)) canvas_text(c, p->top + row, col, 1, series_pen(k), series_stroke(k)->across);
      frame_left(c, p->top + row, col + key_columns(set), p->names - key_columns(set), series_pen(k), str_c(&set->s[k].name));
      break;
    }
  }
}

static void draw_cursor(const ViewSpec *s, const SeriesSet *set, const Plot *p, Canvas *c) {
  int k;
  size_t at;
  if (!series_cursor(s, set, &k, &at)) return;
  size_t n = set->longest;
  int col = n < 2 ? 0 : n <= (size_t)p->cols ? (int)(at * (size_t)(p->cols - 1) / (n - 1)) : (int)(at * (size_t)p->cols / n);
  int row = row_at(set, &set->s[k], p, col);
  put(c, p, row < 0 ? p->rows - 1 : row, col, PEN(ROLE_CURSOR), "●");
}

static void draw_foot(const ViewSpec *s, const SeriesSet *set, const Plot *p, Canvas *c) {
  Str text = {0};
  if (s->has_cursor) series_cursor_text(s, set, &text);
  else series_scale(set, &text);
  if (!s->has_cursor && set->n == 1) {
    str_add(&text, " · ");
    Str last = {0};
    format_number(&last, set->s[0].y[set->s[0].n - 1], 4);
    str_addf(&text, _("last %s"), str_c(&last));
    str_free(&last);
  }
  frame_left(c, p->foot, p->left, c->cols - p->left, PEN(s->has_cursor ? ROLE_TEXT : ROLE_DIM), str_c(&text));
  str_free(&text);
}

static void draw(const ViewSpec *s, Canvas *c) {
  SeriesSet set;
  if (c->rows < 1 || c->cols < 1 || !series_of(s, &set)) return;
  Plot p;
  Title t = series_title(s, &set);
  plan(&set, frame_title_columns(&t) > 0, c, &p);
  if (p.title >= 0) frame_title_draw(c, 0, p.left + p.cols, &t);
  frame_title_free(&t);
  if (p.cols > 0) {
    draw_axis(&set, &p, c);
    for (int k = set.n - 1; k >= 0; k--)
      if (dots_wanted() && set.longest > 1) draw_dots(&set, k, &p, c);
      else draw_line(&set, k, &p, c);
    draw_names(&set, &p, c);
    draw_cursor(s, &set, &p, c);
  }
  if (p.foot >= 0) draw_foot(s, &set, &p, c);
  series_free(&set);
}

static void measure(const ViewSpec *s, int *rows, int *cols) {
  SeriesSet set;
  *rows = *cols = 1;
  if (!series_of(s, &set)) return;
  Title t = series_title(s, &set);
  int title = frame_title_columns(&t), names = name_columns(&set);
  *rows = (title > 0) + USUAL_ROWS + 1; // an odd plot, its axis and foot
  *cols = axis_columns(&set, 3) + 2 + USUAL_COLS + (names > 0 ? names + 1 : 0);
  if (*cols < title) *cols = title;
  frame_title_free(&t);
  series_free(&set);
}

static void describe(const ViewSpec *s, Str *out) {
  SeriesSet set;
  if (!series_of(s, &set)) return;
  describe_subject(s, out);
  series_describe(s, &set, out);
  if (set.log) str_add(out, _("It is drawn on a log scale.\n"));
  series_free(&set);
}

const ViewDef kind_curve = {
  .name = "curve",
  .doc = N_("numbers over time as lines: a vector, a record of vectors ({loss: [...], log: true}), a list of records"),
  .accepts = accepts,
  .measure = measure,
  .draw = draw,
  .describe = describe,
  .extent = series_extent,
  .under = series_under,
  .slices = series_slices,
};
