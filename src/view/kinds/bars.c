// SPDX-License-Identifier: GPL-3.0-or-later
// bars: numbers as lengths, one a line, with their labels. Numbers within 0 and 1 that come near 1 are drawn on
// that scale, so that a half-open gate is half a bar; negative ones grow to the left of an axis.
#include <math.h>

#include "base/i18n.h"
#include "base/settings.h"
#include "view/describe.h"
#include "view/frame.h"
#include "view/place.h"

#define DIGITS 6       // columns of a number
#define LABEL_MOST 14
#define BAR_MOST 48
#define BAR_USUAL 24
#define LABELS_FROM 14 // columns of a canvas that has room for labels

static bool accepts(Value v) {
  ViewSpec s = {.value = v};
  Cells t = cells_of(&s);
  if (t.cols != 1 || t.rows == 0 || t.kind == CELLS_ONE || t.kind == CELLS_TOKENS || t.kind == CELLS_MATRIX) return false;
  double x;
  for (size_t i = 0; i < t.rows; i++)
    if (!cells_number(&t, i, 0, &x)) return false;
  return true;
}

// -- the numbers and their scale -----------------------------------------------------------------------

typedef struct Bars {
  Cells t;
  Value labels;
  double lo, hi;     // the ends of the scale, 0 between them
  double sum;
  bool whole, finite, negative;
  int digits;        // columns of the widest number
} Bars;

static double number_at(const Bars *b, size_t i) {
  double x = 0;
  cells_number(&b->t, i, 0, &x);
  return x;
}

static void bars_of(const ViewSpec *s, Bars *b) {
  *b = (Bars){.t = cells_of(s), .whole = true, .finite = true};
  b->labels = frame_has_labels(s->rows) ? s->rows : s->cols;
  for (size_t i = 0; i < b->t.rows; i++) {
    double x = number_at(b, i);
    if (!isfinite(x)) {
      b->finite = false;
      continue;
    }
    if (x < b->lo) b->lo = x;
    if (x > b->hi) b->hi = x;
    if (x != floor(x)) b->whole = false;
    b->sum += x;
  }
  b->negative = b->lo < 0;
  if (b->hi > 0.5 && b->hi <= 1 && b->lo >= -1) b->hi = 1;
  if (b->lo < -0.5 && b->lo >= -1 && b->hi <= 1) b->lo = -1;
  for (size_t i = 0; i < b->t.rows; i++) {
    char number[NUMBER_BYTES];
    frame_number(number_at(b, i), DIGITS, b->whole, number);
    int w = frame_columns(number);
    if (w > b->digits) b->digits = w;
  }
}

static void label_at(const Bars *b, size_t i, Str *out) {
  if (frame_has_labels(b->labels)) frame_label(b->labels, i, out);
  else if (!cells_row_name(&b->t, i, out)) str_addf(out, "%zu", i);
}

static bool has_names(const Bars *b) { return frame_has_labels(b->labels) || b->t.kind == CELLS_FIELDS; }

static int label_columns(const Bars *b, int cols) {
  if (cols < LABELS_FROM) return 0;
  int most = cols / 4 < LABEL_MOST ? cols / 4 : LABEL_MOST, want = 0;
  Str s = {0};
  for (size_t i = has_names(b) ? 0 : b->t.rows - 1; i < b->t.rows && want < most; i++) {
    str_clear(&s);
    label_at(b, i, &s);
    int w = frame_columns(str_c(&s));
    if (w > want) want = w;
  }
  str_free(&s);
  return want < most ? want : most;
}

// -- drawing -----------------------------------------------------------------------------------------

typedef struct Plan {
  int title, body, foot; // rows, or -1
  Window rows;
  int label, value, bar; // columns where they begin
  int label_cols, value_cols, bar_cols;
  int axis;              // column of zero, or -1: the bars begin at the left
} Plan;

static void plan_columns(const Bars *b, int cols, Plan *p) {
  p->label_cols = label_columns(b, cols);
  p->label = p->label_cols > 0;
  p->value = p->label_cols > 0 ? p->label + p->label_cols + 1 : 0;
  p->value_cols = b->digits + 2;
  if (p->value_cols > cols - p->value - 2 && cols < LABELS_FROM) p->value_cols = cols > 10 ? b->digits + 2 : 0;
  p->bar = p->value + p->value_cols + (p->value_cols > 0);
  p->bar_cols = cols - p->bar < BAR_MOST ? cols - p->bar : BAR_MOST;
  if (p->bar_cols < 0) p->bar_cols = 0;
  p->axis = -1;
  if (!b->negative || p->bar_cols < 3) return;
  int left = (int)lround((p->bar_cols - 1) * (-b->lo / (b->hi - b->lo)));
  if (left < 1) left = 1;
  if (b->hi > 0 && left > p->bar_cols - 2) left = p->bar_cols - 2;
  p->axis = p->bar + left;
}

static void plan(const ViewSpec *s, const Bars *b, bool title, const Canvas *c, Plan *p) {
  size_t row, col;
  bool cursor = cells_cursor(&b->t, s, &row, &col);
  p->title = p->foot = -1;
  bool foot = c->rows >= 3 || (c->rows == 2 && cursor);
  int room = c->rows - foot;
  if (title && room >= 2) p->title = 0, room--;
  p->body = p->title + 1;
  p->rows = frame_window(b->t.rows, room, s->scroll_row, cursor, row);
  if (foot) p->foot = p->body + p->rows.shown;
  plan_columns(b, c->cols, p);
}

static void draw_right_bar(Canvas *c, int row, int col, int cols, double part) {
  static const char *const eighths[] = {"", "▏", "▎", "▍", "▌", "▋", "▊", "▉"};
  int n = (int)lround(part * cols * 8);
  if (n == 0 && part > 0) n = 1;
  canvas_fill(c, row, col, 1, n / 8, PEN(ROLE_ACCENT), "█");
  if (n % 8 > 0 && n / 8 < cols) canvas_text(c, row, col + n / 8, 1, PEN(ROLE_ACCENT), eighths[n % 8]);
}

// No glyphs fill a cell from the right by eighths: halves are the best there is.
static void draw_left_bar(Canvas *c, int row, int end, int cols, double part) {
  int n = (int)lround(part * cols * 2);
  if (n == 0 && part > 0) n = 1;
  canvas_fill(c, row, end - n / 2, 1, n / 2, PEN(ROLE_ACCENT), "█");
  if (n % 2 > 0 && n / 2 < cols) canvas_text(c, row, end - n / 2 - 1, 1, PEN(ROLE_ACCENT), "▐");
}

static void draw_bar(Canvas *c, int row, const Plan *p, const Bars *b, double x) {
  int end = p->bar + p->bar_cols;
  if (p->axis >= 0) canvas_text(c, row, p->axis, 1, PEN(ROLE_BORDER), "│");
  if (!isfinite(x)) return;
  int right = p->axis >= 0 ? p->axis + 1 : p->bar;
  if (x > 0) draw_right_bar(c, row, right, end - right, x / b->hi);
  if (x < 0 && p->axis >= 0) draw_left_bar(c, row, p->axis, p->axis - p->bar, x / b->lo);
}

static void draw_value(Canvas *c, int row, const Plan *p, const Bars *b, double x, bool cursor) {
  char number[NUMBER_BYTES];
  frame_number(x, DIGITS, b->whole, number);
  Pen pen = PEN(cursor ? ROLE_CURSOR : isfinite(x) ? ROLE_TEXT : isinf(x) && x < 0 ? ROLE_MASKED : ROLE_WARN);
  int end = p->value + p->value_cols, w = frame_columns(number);
  frame_right(c, row, p->value + 1, p->value_cols - 2, pen, number);
  if (!cursor) return;
  canvas_text(c, row, end - w - 2, 1, pen, "[");
  canvas_text(c, row, end - 1, 1, pen, "]");
}

static void draw_rows(const ViewSpec *s, const Bars *b, const Plan *p, Canvas *c) {
  size_t at, col;
  bool has_cursor = cells_cursor(&b->t, s, &at, &col);
  Str label = {0};
  for (int i = 0; i < p->rows.shown; i++) {
    size_t k = p->rows.first + (size_t)i;
    bool cursor = has_cursor && k == at;
    int row = p->body + i;
    str_clear(&label);
    label_at(b, k, &label);
    Pen pen = cursor ? PEN_BOLD(ROLE_ACCENT) : PEN(has_names(b) ? ROLE_LABEL : ROLE_DIM);
    if (has_names(b)) frame_left(c, row, p->label, p->label_cols, pen, str_c(&label));
    else frame_right(c, row, p->label, p->label_cols, pen, str_c(&label));
    if (p->value_cols > 0) draw_value(c, row, p, b, number_at(b, k), cursor);
    draw_bar(c, row, p, b, number_at(b, k));
  }
  str_free(&label);
  if (p->label == 0) return;
  if (p->rows.before) canvas_text(c, p->body, 0, 1, PEN_BOLD(ROLE_ACCENT), "↑");
  if (p->rows.after) canvas_text(c, p->body + p->rows.shown - 1, 0, 1, PEN_BOLD(ROLE_ACCENT), "↓");
}

static void draw_foot(const ViewSpec *s, const Bars *b, const Plan *p, int cols, Canvas *c) {
  size_t hidden = b->t.rows - (size_t)p->rows.shown;
  Str left = {0}, right = {0};
  if (hidden > 0) str_addf(&left, ngettext("+%zu row", "+%zu rows", hidden), hidden);
  if (s->has_cursor) frame_cursor_text(s, &right);
  else if (b->finite && !b->negative && b->t.rows > 1 && fabs(b->sum - 1) < 1e-4) str_add(&right, _("sums to 1"));
  int at = p->label > 0, n = left.n > 0 ? at + frame_columns(str_c(&left)) : 0;
  if (frame_foot(c, p->foot, cols, str_c(&right), s->has_cursor, n) && left.n > 0)
    canvas_text(c, p->foot, at, c->cols, PEN(ROLE_DIM), str_c(&left));
  str_free(&left);
  str_free(&right);
}

static void draw(const ViewSpec *s, Canvas *c) {
  if (c->rows < 1 || c->cols < 1 || !accepts(s->value)) return;
  Bars b;
  Plan p = {0};
  bars_of(s, &b);
  Title t = frame_title(s, NULL, NULL);
  plan(s, &b, frame_title_columns(&t) > 0, c, &p);
  int cols = frame_drawn(&t, p.bar + p.bar_cols, c->cols);
  if (p.title >= 0) frame_title_draw(c, p.title, cols, &t);
  frame_title_free(&t);
  draw_rows(s, &b, &p, c);
  if (p.foot >= 0) draw_foot(s, &b, &p, cols, c);
}

static void measure(const ViewSpec *s, int *rows, int *cols) {
  *rows = *cols = 1;
  if (!accepts(s->value)) return;
  Bars b;
  bars_of(s, &b);
  Title t = frame_title(s, NULL, NULL);
  int label = label_columns(&b, 4 * LABEL_MOST), title = frame_title_columns(&t);
  *rows = (title > 0) + (int)(b.t.rows < 100000 ? b.t.rows : 100000) + 1;
  *cols = frame_drawn(&t, 1 + label + 1 + b.digits + 3 + BAR_USUAL, 200);
  frame_title_free(&t);
}

// -- in words ----------------------------------------------------------------------------------------

static void describe(const ViewSpec *s, Str *out) {
  if (s->value.type == VAL_TENSOR) {
    describe_matrix(s, out);
    return;
  }
  if (!accepts(s->value)) return;
  Bars b;
  bars_of(s, &b);
  describe_subject(s, out);
  str_addf(out, ngettext("%zu number.\n", "%zu numbers.\n", b.t.rows), b.t.rows);
  for (size_t i = 0; i < b.t.rows && i < 64; i++) {
    label_at(&b, i, out);
    str_add(out, ": ");
    format_number(out, number_at(&b, i), (int)settings.precision);
    str_add(out, ".\n");
  }
  if (b.t.rows > 64) str_addf(out, _("And %zu more.\n"), b.t.rows - 64);
  describe_cursor(s, out);
}

const ViewDef kind_bars = {
  .name = "bars",
  .doc = N_("a vector or a record of numbers as bars"),
  .accepts = accepts,
  .measure = measure,
  .draw = draw,
  .describe = describe,
};
