// SPDX-License-Identifier: GPL-3.0-or-later
// format: numbers and tensors as text that can be read by people and typed back in.
//
// All cells of a tensor share one format: integers, a fixed number of decimals that gives the largest
// cell the digits asked for, or powers of ten where the cells are all huge or all tiny. A cell that would
// be rounded to nothing keeps its power of ten, so that 0.000 always means zero.
#include "tensor/tensor.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#define LINE_COLUMNS 78
#define CELL_COLUMNS 7   // of a usual cell
#define MOST_LINES 24    // of a tensor that is shown in part
#define FLOAT_DIGITS 9   // more say nothing about a float
#define INTEGERS_TO 0x1p53
#define FIXED_BELOW 8    // powers of ten
#define FIXED_ABOVE (-5)

static bool is_integer(double x) { return fabs(x) <= INTEGERS_TO && x == floor(x); }

static void add_special(Str *out, double x) { str_add(out, isnan(x) ? "nan" : x < 0 ? "-inf" : "inf"); }

// The power of ten of the first digit, as it is after rounding to `digits`.
static int exponent_of(double x, int digits) {
  char buf[40];
  snprintf(buf, sizeof buf, "%.*e", digits - 1, fabs(x));
  const char *p = strchr(buf, 'e');
  int sign = p[1] == '-' ? -1 : 1, value = 0;
  for (p += 2; *p; p++) value = value * 10 + (*p - '0');
  return sign * value;
}

// A number with a fraction always shows a point or a power of ten: 1 is whole, 1.0 was rounded.
static void add_rounded(Str *out, double x, int digits) {
  int exponent = exponent_of(x, digits);
  size_t start = out->n;
  if (exponent >= digits - 1 && exponent < FIXED_BELOW) str_addf(out, "%.1f", x);
  else str_addf(out, "%.*g", digits, x);
  if (!strpbrk(out->s + start, ".e")) str_add(out, ".0");
}

void format_number(Str *out, double x, int digits) {
  if (digits < 1) digits = 1;
  if (digits > 17) digits = 17;
  if (!isfinite(x)) add_special(out, x);
  else if (is_integer(x)) str_addf(out, "%.0f", x == 0 ? 0.0 : x);
  else add_rounded(out, x, digits);
}

// -- the common format of the cells --------------------------------------------------------------------

typedef enum { CELL_INTEGER, CELL_FIXED, CELL_POWER } CellKind;

typedef struct CellFormat {
  CellKind kind;
  int decimals;
  int digits;
  int width; // columns of the widest cell
} CellFormat;

static void add_cell(Str *out, double x, const CellFormat *f) {
  if (x == 0) x = 0; // no -0
  double step = pow(10, -f->decimals);
  if (!isfinite(x)) add_special(out, x);
  else if (f->kind == CELL_INTEGER) str_addf(out, "%.0f", x);
  else if (f->kind == CELL_POWER) str_addf(out, "%.*e", f->decimals, x);
  else if (x != 0 && fabs(x) < step / 2) str_addf(out, "%.0e", x);
  else str_addf(out, "%.*f", f->decimals, x);
}

// Decimals of x that remain when the zeros at the end are left out.
static int needed_decimals(double x, const CellFormat *f) {
  char buf[400];
  if (x != 0 && f->kind == CELL_FIXED && fabs(x) < pow(10, -f->decimals) / 2) return 0;
  int n = snprintf(buf, sizeof buf, f->kind == CELL_POWER ? "%.*e" : "%.*f", f->decimals, x);
  char *e = memchr(buf, 'e', (size_t)n), *point = strchr(buf, '.');
  char *end = e ? e : buf + n;
  if (!point) return 0;
  while (end[-1] == '0') end--;
  return (int)(end - point - 1);
}

// -- which cells are shown -----------------------------------------------------------------------------

typedef struct Page {
  const Tensor *t;
  CellFormat f;
  int64_t head[TENSOR_MAX_RANK], tail[TENSOR_MAX_RANK]; // shown at both ends of each dimension
  int column;                                           // where the line has got to
  Str *out;
} Page;

static bool shortened(const Page *p, int d) { return p->head[d] + p->tail[d] < p->t->shape.dim[d]; }

// About how many lines it takes, rows that go on in the next line included.
static double lines_of(const Page *p) {
  int last = p->t->shape.rank - 1;
  double n = ceil((double)(p->head[last] + p->tail[last]) * CELL_COLUMNS / LINE_COLUMNS);
  for (int d = 0; d < last; d++) n *= (double)(p->head[d] + p->tail[d] + shortened(p, d));
  return n;
}

static void show_ends(Page *p, int d, int64_t head, int64_t tail) {
  int64_t n = p->t->shape.dim[d];
  if (n <= head + tail) {
    head = n;
    tail = 0;
  }
  p->head[d] = head;
  p->tail[d] = tail;
}

// Shows the edges only; of many dimensions, fewer and fewer blocks of the slow ones.
static void shorten(Page *p, int edge) {
  int rank = p->t->shape.rank;
  for (int d = 0; d < rank; d++) show_ends(p, d, edge, edge);
  for (int d = 0; d < rank - 1 && lines_of(p) > MOST_LINES; d++) show_ends(p, d, 1, 1);
  for (int d = 0; d < rank - 1 && lines_of(p) > MOST_LINES; d++) show_ends(p, d, 1, 0);
}

typedef void CellFn(Page *p, double x, void *ctx);

static void each_shown(Page *p, int d, size_t at, CellFn *f, void *ctx) {
  if (d == p->t->shape.rank) {
    f(p, (double)p->t->data[at], ctx);
    return;
  }
  int64_t n = p->t->shape.dim[d];
  for (int64_t i = 0; i < n; i++) {
    if (i == p->head[d] && shortened(p, d)) i = n - p->tail[d];
    if (i < n) each_shown(p, d + 1, at * (size_t)n + (size_t)i, f, ctx);
  }
}

typedef struct Range { double most; bool integers, seen; } Range;

static void see(Page *p, double x, void *ctx) {
  (void)p;
  Range *r = ctx;
  if (!isfinite(x)) return;
  r->seen = true;
  if (fabs(x) > r->most) r->most = fabs(x);
  if (!is_integer(x)) r->integers = false;
}

static void see_decimals(Page *p, double x, void *ctx) {
  int *most = ctx;
  int n = isfinite(x) ? needed_decimals(x, &p->f) : 0;
  if (n > *most) *most = n;
}

static void see_width(Page *p, double x, void *ctx) {
  Str *s = ctx;
  str_clear(s);
  add_cell(s, x, &p->f);
  if ((int)s->n > p->f.width) p->f.width = (int)s->n;
}

static void choose_format(Page *p, int digits) {
  Range r = {.integers = true};
  each_shown(p, 0, 0, see, &r);
  p->f = (CellFormat){.kind = CELL_FIXED, .digits = digits};
  int exponent = r.most > 0 ? exponent_of(r.most, digits) : 0;
  if (r.integers && r.most < 1e15) {
    p->f.kind = CELL_INTEGER;
  } else if (exponent >= FIXED_BELOW || exponent <= FIXED_ABOVE) {
    p->f.kind = CELL_POWER;
    p->f.decimals = digits - 1;
  } else {
    p->f.decimals = exponent < digits - 1 ? digits - 1 - exponent : 1;
  }
  if (p->f.kind != CELL_INTEGER) {
    int most = p->f.kind == CELL_FIXED; // "1.0", to be seen not to be a whole number
    each_shown(p, 0, 0, see_decimals, &most);
    p->f.decimals = most;
  }
  Str s = {0};
  each_shown(p, 0, 0, see_width, &s);
  str_free(&s);
}

// -- brackets and rows ---------------------------------------------------------------------------------

static void new_line(Page *p, int indent) {
  str_addc(p->out, '\n');
  str_repeat(p->out, " ", indent);
  p->column = indent;
}

// A cell or the dots, with the comma before it; long rows go on in the next line.
static void add_item(Page *p, const char *text, int width, bool first, int indent) {
  int n = (int)strlen(text), wide = n > width ? n : width;
  if (!first) {
    str_addc(p->out, ',');
    if (p->column + 2 + wide + 1 > LINE_COLUMNS) {
      new_line(p, indent);
    } else {
      str_addc(p->out, ' ');
      p->column += 2;
    }
  }
  str_repeat(p->out, " ", wide - n);
  str_add(p->out, text);
  p->column += wide;
}

static void add_row(Page *p, size_t at) {
  int d = p->t->shape.rank - 1;
  int64_t n = p->t->shape.dim[d];
  Str cell = {0};
  bool first = true;
  for (int64_t i = 0; i < n; i++) {
    if (i == p->head[d] && shortened(p, d)) {
      add_item(p, "...", 3, first, d + 1);
      i = n - p->tail[d];
    }
    if (i >= n) break;
    str_clear(&cell);
    add_cell(&cell, (double)p->t->data[at + (size_t)i], &p->f);
    add_item(p, str_c(&cell), d > 0 ? p->f.width : 0, first, d + 1);
    first = false;
  }
  str_free(&cell);
}

static void add_block(Page *p, int d, size_t at) {
  str_addc(p->out, '[');
  p->column++;
  int64_t n = p->t->shape.dim[d];
  if (d == p->t->shape.rank - 1) {
    add_row(p, at * (size_t)n);
  } else {
    for (int64_t i = 0; i < n; i++) {
      if (i > 0) {
        str_addc(p->out, ',');
        new_line(p, d + 1);
      }
      if (i == p->head[d] && shortened(p, d)) {
        str_add(p->out, "...");
        i = n - p->tail[d];
        if (i == n) break;
        str_addc(p->out, ',');
        new_line(p, d + 1);
      }
      add_block(p, d + 1, at * (size_t)n + (size_t)i);
    }
  }
  str_addc(p->out, ']');
}

static void add_header(Str *out, const Tensor *t, int digits) {
  double least = INFINITY, most = -INFINITY, sum = 0;
  bool nan = false;
  for (size_t i = 0; i < t->size; i++) {
    double x = (double)t->data[i];
    nan = nan || isnan(x);
    least = x < least ? x : least;
    most = x > most ? x : most;
    sum += x;
  }
  str_addf(out, "# shape %s  min ", shape_text(&t->shape).s);
  format_number(out, nan ? NAN : least, digits);
  str_add(out, "  mean ");
  format_number(out, sum / (double)t->size, digits);
  str_add(out, "  max ");
  format_number(out, nan ? NAN : most, digits);
  str_addc(out, '\n');
}

static void add_empty(Str *out, const Shape *s) {
  str_add(out, "zeros(");
  for (int d = 0; d < s->rank; d++) str_addf(out, d ? ", %" PRId64 : "%" PRId64, s->dim[d]);
  str_addc(out, ')');
}

void tensor_format(Str *out, const Tensor *t, int digits, size_t max, int edge) {
  if (digits < 1) digits = 1;
  if (digits > FLOAT_DIGITS) digits = FLOAT_DIGITS;
  if (t->size == 0) {
    add_empty(out, &t->shape);
    return;
  }
  if (t->shape.rank == 0) {
    format_number(out, (double)t->data[0], digits);
    return;
  }
  Page p = {.t = t, .out = out};
  for (int d = 0; d < t->shape.rank; d++) p.head[d] = t->shape.dim[d];
  if (max > 0 && (t->size > max || lines_of(&p) > MOST_LINES)) {
    add_header(out, t, digits);
    shorten(&p, edge < 1 ? 1 : edge);
  }
  choose_format(&p, digits);
  add_block(&p, 0, 0);
}
