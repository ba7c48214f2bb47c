// SPDX-License-Identifier: GPL-3.0-or-later
// kernel: a kernel's window on an image, and the sum of products that one output element is: {image: ..., kernel: ...,
// at: [row, col], stride: 1, padding: 0}. As in networks the kernel is not turned around (a cross-correlation).
#include <math.h>
#include <string.h>

#include "base/i18n.h"
#include "base/map.h"
#include "base/settings.h"
#include "view/describe.h"
#include "view/frame.h"

#define DIGITS 4
#define NARROW 2
#define BETWEEN 4       // columns between image and kernel
#define FOOT_ROWS 4     // at the most, for the sum of products

typedef struct Convolution {
  const Tensor *image, *kernel;
  int rows, cols, krows, kcols;
  int stride, padding;
  int at_row, at_col;     // of the output
  int out_rows, out_cols;
  double min, max;        // of the image
  bool whole;             // all numbers are integers
  int wide;               // columns of a cell with a number
} Convolution;

static const Tensor *matrix_field(Value v, const char *name) {
  const Value *x = value_field(v, name_of(name));
  return x && x->type == VAL_TENSOR && x->as.t->shape.rank == 2 && x->as.t->size > 0 ? x->as.t : NULL;
}

static bool whole_number(const Value *x, int least, int *out) {
  int64_t i;
  if (!x) return true; // the usual
  if (!value_is_whole(*x, &i) || i < least || i > 10000) return false;
  *out = (int)i;
  return true;
}

static int clamped(float x, int n) { return !(x > 0) ? 0 : x >= (float)n ? n - 1 : (int)x; }

// A window that was slid too far stays at the edge.
static bool take_at(const Value *at, Convolution *k) {
  if (!at) return true;
  if (at->type != VAL_TENSOR || at->as.t->size != 2) return false;
  k->at_row = clamped(at->as.t->data[0], k->out_rows);
  k->at_col = clamped(at->as.t->data[1], k->out_cols);
  return true;
}

static void scan(const Tensor *t, Convolution *k, bool range) {
  bool any = false;
  for (size_t i = 0; i < t->size; i++) {
    double x = (double)t->data[i];
    if (x != floor(x)) k->whole = false;
    if (!range || !isfinite(x)) continue;
    if (!any || x < k->min) k->min = x;
    if (!any || x > k->max) k->max = x;
    any = true;
  }
}

static int widest(const Tensor *t, bool whole) {
  int most = 1;
  for (size_t i = 0; i < t->size; i++) {
    char number[NUMBER_BYTES];
    frame_number((double)t->data[i], DIGITS, whole, number);
    if ((int)strlen(number) > most) most = (int)strlen(number);
    if (most >= DIGITS) return DIGITS;
  }
  return most;
}

static bool convolution_of(Value v, Convolution *k) {
  *k = (Convolution){.stride = 1, .whole = true};
  if (v.type != VAL_RECORD) return false;
  k->image = matrix_field(v, "image");
  k->kernel = matrix_field(v, "kernel");
  if (!k->image || !k->kernel) return false;
  if (!whole_number(value_field(v, name_of("stride")), 1, &k->stride)) return false;
  if (!whole_number(value_field(v, name_of("padding")), 0, &k->padding)) return false;
  const int64_t most = 1000000;
  for (int d = 0; d < 2; d++)
    if (k->image->shape.dim[d] > most || k->kernel->shape.dim[d] > most) return false;
  k->rows = (int)k->image->shape.dim[0];
  k->cols = (int)k->image->shape.dim[1];
  k->krows = (int)k->kernel->shape.dim[0];
  k->kcols = (int)k->kernel->shape.dim[1];
  int down = k->rows + 2 * k->padding - k->krows, right = k->cols + 2 * k->padding - k->kcols;
  if (down < 0 || right < 0) return false;
  k->out_rows = down / k->stride + 1;
  k->out_cols = right / k->stride + 1;
  scan(k->image, k, true);
  scan(k->kernel, k, false);
  int image = widest(k->image, k->whole), kernel = widest(k->kernel, k->whole);
  k->wide = 1 + (image > kernel ? image : kernel);
  return take_at(value_field(v, name_of("at")), k);
}

static bool accepts(Value v) {
  Convolution k;
  return convolution_of(v, &k);
}

// The cursor, where there is one, walks the output: so it slides the window.
static bool window_of(const ViewSpec *s, Convolution *k) {
  if (!convolution_of(s->value, k)) return false;
  size_t last = (size_t)k->out_rows * (size_t)k->out_cols - 1, at = s->cursor < last ? s->cursor : last;
  if (!s->has_cursor) return true;
  k->at_row = (int)(at / (size_t)k->out_cols);
  k->at_col = (int)(at % (size_t)k->out_cols);
  return true;
}

// -- one output element --------------------------------------------------------------------------------

static int top_of(const Convolution *k) { return k->at_row * k->stride - k->padding; }
static int left_of(const Convolution *k) { return k->at_col * k->stride - k->padding; }

static double pixel(const Convolution *k, int row, int col) { // 0 in the padding
  if (row < 0 || col < 0 || row >= k->rows || col >= k->cols) return 0;
  return (double)k->image->data[(size_t)row * (size_t)k->cols + (size_t)col];
}

static double weight(const Convolution *k, int row, int col) {
  return (double)k->kernel->data[(size_t)row * (size_t)k->kcols + (size_t)col];
}

static double output(const Convolution *k) {
  double sum = 0;
  for (int r = 0; r < k->krows; r++)
    for (int c = 0; c < k->kcols; c++) sum += pixel(k, top_of(k) + r, left_of(k) + c) * weight(k, r, c);
  return sum;
}

static void add_factor(double x, Str *out) {
  Str s = {0};
  format_number(&s, x, 4);
  str_addf(out, x < 0 ? "(%s)" : "%s", str_c(&s));
  str_free(&s);
}

// "[0, 1] = 3 = 1 * 2 + ...": the value first, where it is seen even if the rest is cut.
static void add_sum(const Convolution *k, Str *out) {
  str_addf(out, "[%d, %d] = ", k->at_row, k->at_col);
  format_number(out, output(k), 4);
  str_add(out, " = ");
  for (int r = 0; r < k->krows && out->n < 2000; r++)
    for (int c = 0; c < k->kcols; c++) {
      if (r + c > 0) str_add(out, " + ");
      add_factor(pixel(k, top_of(k) + r, left_of(k) + c), out);
      str_add(out, " * ");
      add_factor(weight(k, r, c), out);
    }
}

// -- drawing -------------------------------------------------------------------------------------------

typedef struct Plan {
  int title, top, foot, foot_rows, cell;
  Window rows, cols;
  int kernel; // column of the kernel, or -1
} Plan;

// The sum in rows of at most `cols`, each but the first beginning with its "+"; returns how many. c may be NULL.
static int draw_sum(const char *sum, int cols, int most, Canvas *c, int row) {
  int rows = 0;
  while (*sum && rows < most) {
    const char *end = sum + strlen(sum);
    if (rows + 1 < most && end - sum > cols) {
      const char *cut = NULL;
      for (const char *p = strstr(sum + 1, " + "); p && p - sum <= cols; p = strstr(p + 1, " + ")) cut = p;
      if (cut) end = cut;
    }
    if (c) {
      Str part = {0};
      str_addn(&part, sum, (size_t)(end - sum));
      frame_left(c, row + rows, 0, c->cols, PEN(ROLE_TEXT), str_c(&part));
      str_free(&part);
    }
    rows++;
    sum = *end ? end + 1 : end;
  }
  return rows;
}

static void plan(const Convolution *k, bool title, const char *sum, const Canvas *c, Plan *p) {
  *p = (Plan){.title = -1, .foot = -1, .kernel = -1};
  int room = c->rows;
  bool foot = room >= 2;
  room -= foot;
  if (title && room >= 2) p->title = 0, p->top = 1, room--;
  int high = k->rows > k->krows + 1 ? k->rows : k->krows + 1, spare = room > high ? room - high : 0;
  p->foot_rows = draw_sum(sum, c->cols, spare + 1 < FOOT_ROWS ? spare + 1 : FOOT_ROWS, NULL, 0);
  if (foot) room -= p->foot_rows - 1;
  int both = (k->cols + k->kcols) * k->wide + BETWEEN;
  p->cell = both <= c->cols || k->cols * k->wide <= c->cols ? k->wide : NARROW;
  int bottom = top_of(k) + k->krows - 1, right = left_of(k) + k->kcols - 1;
  if (bottom >= k->rows) bottom = k->rows - 1;
  if (right >= k->cols) right = k->cols - 1;
  int fit = c->cols / p->cell > 0 ? c->cols / p->cell : 1;
  p->rows = frame_window((size_t)k->rows, room, 0, true, bottom < 0 ? 0 : (size_t)bottom);
  p->cols = frame_window((size_t)k->cols, fit, 0, true, right < 0 ? 0 : (size_t)right);
  if (both <= c->cols && k->krows + 1 <= room) p->kernel = k->cols * k->wide + BETWEEN;
  int used = p->kernel >= 0 && k->krows + 1 > p->rows.shown ? k->krows + 1 : p->rows.shown;
  if (foot) p->foot = p->top + used;
}

static void draw_number(const Convolution *k, Canvas *c, int row, int col, double x, Pen pen) {
  char number[NUMBER_BYTES];
  frame_number(x, DIGITS, k->whole, number);
  canvas_fill(c, row, col, 1, k->wide, pen, " ");
  frame_right(c, row, col, k->wide - 1, pen, number);
}

static void draw_image(const Convolution *k, const Plan *p, Canvas *c) {
  for (int i = 0; i < p->rows.shown; i++)
    for (int j = 0; j < p->cols.shown; j++) {
      int row = (int)p->rows.first + i, col = (int)p->cols.first + j;
      double x = pixel(k, row, col), part = k->max > k->min ? (x - k->min) / (k->max - k->min) : 0.5;
      bool inside = row >= top_of(k) && row < top_of(k) + k->krows && col >= left_of(k) && col < left_of(k) + k->kcols;
      Pen pen = {.role = inside ? ROLE_CURSOR : ROLE_TEXT, .heat = (int16_t)(isfinite(part) ? part * 255 : -1)};
      if (p->cell == k->wide) draw_number(k, c, p->top + i, j * k->wide, x, pen);
      else canvas_text(c, p->top + i, j * NARROW, NARROW, pen, inside ? "[]" : "  ");
    }
}

static void draw_kernel(const Convolution *k, const Plan *p, Canvas *c) {
  canvas_text(c, p->top, p->kernel, c->cols, PEN(ROLE_LABEL), _("kernel"));
  for (int r = 0; r < k->krows; r++)
    for (int j = 0; j < k->kcols; j++)
      draw_number(k, c, p->top + 1 + r, p->kernel + j * k->wide, weight(k, r, j), PEN(ROLE_ACCENT));
}

static void draw(const ViewSpec *s, Canvas *c) {
  Convolution k;
  if (c->rows < 1 || c->cols < 1 || !window_of(s, &k)) return;
  Plan p;
  Str size = {0}, sum = {0};
  str_addf(&size, _("output %d × %d"), k.out_rows, k.out_cols);
  Title t = frame_title(s, NULL, str_c(&size));
  add_sum(&k, &sum);
  plan(&k, frame_title_columns(&t) > 0, str_c(&sum), c, &p);
  int used = p.kernel >= 0 ? p.kernel + k.kcols * k.wide : p.cols.shown * p.cell;
  if (p.title >= 0) frame_title_draw(c, 0, frame_drawn(&t, used, c->cols), &t);
  frame_title_free(&t);
  draw_image(&k, &p, c);
  if (p.kernel >= 0) draw_kernel(&k, &p, c);
  if (p.foot >= 0) draw_sum(str_c(&sum), c->cols, p.foot_rows, c, p.foot);
  str_free(&size);
  str_free(&sum);
}

static void measure(const ViewSpec *s, int *rows, int *cols) {
  Convolution k;
  *rows = *cols = 1;
  if (!window_of(s, &k)) return;
  int high = k.rows > k.krows + 1 ? k.rows : k.krows + 1;
  Str sum = {0}, size = {0};
  add_sum(&k, &sum);
  str_addf(&size, _("output %d × %d"), k.out_rows, k.out_cols);
  Title t = frame_title(s, NULL, str_c(&size));
  *cols = frame_drawn(&t, (k.cols + k.kcols) * k.wide + BETWEEN, 400);
  int foot = frame_columns(str_c(&sum));
  if (foot > FOOT_COLUMNS) foot = FOOT_COLUMNS;
  if (*cols < foot) *cols = foot;
  *rows = 1 + high + draw_sum(str_c(&sum), *cols < FOOT_COLUMNS ? *cols : FOOT_COLUMNS, FOOT_ROWS, NULL, 0);
  frame_title_free(&t);
  str_free(&sum);
  str_free(&size);
}

static void describe(const ViewSpec *s, Str *out) {
  Convolution k;
  if (!window_of(s, &k)) return;
  describe_subject(s, out);
  str_addf(out, _("a kernel of %d × %d on an image of %d × %d, stride %d, padding %d: an output of %d × %d.\n"), k.krows,
           k.kcols, k.rows, k.cols, k.stride, k.padding, k.out_rows, k.out_cols);
  add_sum(&k, out);
  str_add(out, ".\n");
}

static bool extent(const ViewSpec *s, size_t *rows, size_t *cols) {
  Convolution k;
  if (!convolution_of(s->value, &k)) return false;
  *rows = (size_t)k.out_rows;
  *cols = (size_t)k.out_cols;
  return true;
}

static void under(const ViewSpec *s, Str *out) {
  Convolution k;
  if (window_of(s, &k)) add_sum(&k, out);
}

const ViewDef kind_kernel = {
  .name = "kernel",
  .doc = N_("a kernel's window on an image: {image: ..., kernel: ..., at: [row, col], stride: 1, padding: 0}"),
  .accepts = accepts,
  .measure = measure,
  .draw = draw,
  .describe = describe,
  .extent = extent,
  .under = under,
};
