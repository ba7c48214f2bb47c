// SPDX-License-Identifier: GPL-3.0-or-later
// scatter: points in the plane with their names, such as word vectors brought down to two dimensions. A name is
// placed beside its point where nothing else stands; one without a place is left out and counted.
#include <math.h>
#include <string.h>

#include "base/i18n.h"
#include "base/map.h"
#include "base/mem.h"
#include "base/settings.h"
#include "view/describe.h"
#include "view/frame.h"
#include "view/place.h"

#define USUAL_ROWS 18
#define USUAL_COLS 60
#define READ_MOST 40

typedef struct Point { double x, y; } Point;
typedef struct Points {
  Point *p;
  size_t n;
  double x0, x1, y0, y1;
  const ViewSpec *s;
  bool records;
} Points;

static bool field_number(Value record, const char *name, double *x) {
  const Value *v = value_field(record, name_of(name));
  return v && value_is_number(*v, x);
}

static bool is_point(Value v) {
  double x;
  return v.type == VAL_RECORD && field_number(v, "x", &x) && field_number(v, "y", &x);
}

static bool is_pairs(Value v) {
  return v.type == VAL_TENSOR && v.as.t->shape.rank == 2 && v.as.t->shape.dim[1] == 2 && v.as.t->size > 0;
}

static bool accepts(Value v) {
  if (v.type != VAL_LIST) return is_pairs(v);
  const ObjList *l = (const ObjList *)v.as.obj;
  for (size_t i = 0; i < l->n; i++)
    if (!is_point(l->items[i])) return false;
  return l->n > 0;
}

static void find_range(Points *k) {
  bool any = false;
  for (size_t i = 0; i < k->n; i++) {
    const Point *p = &k->p[i];
    if (!isfinite(p->x) || !isfinite(p->y)) continue;
    if (!any || p->x < k->x0) k->x0 = p->x;
    if (!any || p->x > k->x1) k->x1 = p->x;
    if (!any || p->y < k->y0) k->y0 = p->y;
    if (!any || p->y > k->y1) k->y1 = p->y;
    any = true;
  }
}

static bool points_of(const ViewSpec *s, Points *k) {
  *k = (Points){.s = s, .records = s->value.type == VAL_LIST};
  if (!accepts(s->value)) return false;
  k->n = k->records ? ((const ObjList *)s->value.as.obj)->n : (size_t)s->value.as.t->shape.dim[0];
  k->p = mem_zalloc(k->n * sizeof *k->p);
  for (size_t i = 0; i < k->n; i++) {
    if (k->records) {
      Value r = ((const ObjList *)s->value.as.obj)->items[i];
      field_number(r, "x", &k->p[i].x);
      field_number(r, "y", &k->p[i].y);
    } else {
      k->p[i] = (Point){(double)s->value.as.t->data[2 * i], (double)s->value.as.t->data[2 * i + 1]};
    }
  }
  find_range(k);
  return true;
}

// False: the point has no name.
static bool name_at(const Points *k, size_t i, Str *out) {
  if (k->records) {
    static const char *const names[] = {"label", "name", "word", "text"};
    Value r = ((const ObjList *)k->s->value.as.obj)->items[i];
    for (size_t j = 0; j < 4; j++) {
      const Value *v = value_field(r, name_of(names[j]));
      if (!v) continue;
      frame_value(*v, out);
      return true;
    }
  }
  if (!frame_has_labels(k->s->rows)) return false;
  frame_label(k->s->rows, i, out);
  return true;
}

static bool chosen(const Points *k, size_t *i) {
  Cells t = cells_of(k->s);
  size_t row, col;
  bool yes = cells_cursor(&t, k->s, &row, &col);
  *i = row;
  return yes && row < k->n;
}

// -- drawing -----------------------------------------------------------------------------------------

typedef struct Plot { int top, rows, cols, foot; } Plot;

static void spot(const Points *k, const Plot *p, size_t i, int *row, int *col) {
  double w = k->x1 - k->x0, h = k->y1 - k->y0;
  *col = w > 0 ? 1 + (int)lround((k->p[i].x - k->x0) / w * (p->cols - 3)) : p->cols / 2;
  *row = p->top + (h > 0 ? (int)lround((k->y1 - k->p[i].y) / h * (p->rows - 1)) : p->rows / 2);
  if (*col >= p->cols) *col = p->cols - 1;
  if (*col < 0) *col = 0;
}

static bool is_finite(const Points *k, size_t i) { return isfinite(k->p[i].x) && isfinite(k->p[i].y); }

// The lines x = 0 and y = 0, where they are in sight.
static void draw_zero(const Points *k, const Plot *p, Canvas *c) {
  Points z = *k;
  Point origin = {0, 0};
  z.p = &origin;
  int row, col;
  spot(&z, p, 0, &row, &col);
  if (k->y0 < 0 && k->y1 > 0) canvas_fill(c, row, 0, 1, p->cols, PEN(ROLE_BORDER), "·");
  if (k->x0 < 0 && k->x1 > 0) canvas_fill(c, p->top, col, p->rows, 1, PEN(ROLE_BORDER), "·");
}

static bool is_free(Canvas *c, const Plot *p, int row, int col, int width) {
  if (row < p->top || row >= p->top + p->rows || col < 0 || col + width > p->cols) return false;
  for (int i = col - 1; i <= col + width; i++) { // a blank at both ends
    const Cell *cell = i < p->cols ? canvas_at(c, row, i) : NULL;
    if (cell && cell->role != ROLE_BORDER && strcmp(cell->text, " ") != 0) return false;
  }
  return true;
}

static bool draw_name(const Points *k, const Plot *p, size_t i, Pen pen, Canvas *c) {
  Str name = {0};
  bool placed = !name_at(k, i, &name);
  int row, col, w = frame_columns(str_c(&name));
  spot(k, p, i, &row, &col);
  const int at[][2] = {{row, col + 2},          {row, col - 1 - w},     {row - 1, col - w / 2}, {row + 1, col - w / 2},
                       {row - 1, col + 1},      {row + 1, col + 1},     {row - 1, col - w},     {row + 1, col - w}};
  for (size_t j = 0; j < 8 && !placed; j++) {
    if (!is_free(c, p, at[j][0], at[j][1], w)) continue;
    canvas_text(c, at[j][0], at[j][1], w, pen, str_c(&name));
    placed = true;
  }
  str_free(&name);
  return placed;
}

static size_t draw_points(const Points *k, const Plot *p, Canvas *c) {
  size_t at, hidden = 0;
  bool has = chosen(k, &at);
  int row, col;
  for (size_t i = 0; i < k->n; i++) {
    if (!is_finite(k, i)) continue;
    spot(k, p, i, &row, &col);
    canvas_text(c, row, col, 1, PEN(ROLE_ACCENT), "•");
  }
  if (has && is_finite(k, at)) {
    spot(k, p, at, &row, &col);
    canvas_text(c, row, col, 1, PEN(ROLE_CURSOR), "•");
    draw_name(k, p, at, PEN_BOLD(ROLE_ACCENT), c); // it has the first choice
  }
  for (size_t i = 0; i < k->n; i++)
    if (is_finite(k, i) && !(has && i == at) && !draw_name(k, p, i, PEN(ROLE_LABEL), c)) hidden++;
  return hidden;
}

static void add_range(Str *out, const char *axis, double lo, double hi) {
  Str a = {0}, b = {0};
  format_number(&a, lo, 3);
  format_number(&b, hi, 3);
  str_addf(out, _("%s from %s to %s"), axis, str_c(&a), str_c(&b));
  str_free(&a);
  str_free(&b);
}

static void draw_foot(const Points *k, const Plot *p, size_t hidden, Canvas *c) {
  Str text = {0};
  size_t i;
  bool has = chosen(k, &i);
  if (has) {
    if (name_at(k, i, &text)) str_add(&text, "  ");
    str_add(&text, "(");
    format_number(&text, k->p[i].x, 4);
    str_add(&text, ", ");
    format_number(&text, k->p[i].y, 4);
    str_add(&text, ")");
  } else {
    add_range(&text, "x", k->x0, k->x1);
    str_add(&text, ", ");
    add_range(&text, "y", k->y0, k->y1);
    if (hidden > 0) str_addf(&text, ngettext("; no room for %zu name", "; no room for %zu names", hidden), hidden);
  }
  frame_left(c, p->foot, 0, c->cols, PEN(has ? ROLE_TEXT : ROLE_DIM), str_c(&text));
  str_free(&text);
}

static void draw(const ViewSpec *s, Canvas *c) {
  Points k;
  if (c->rows < 1 || c->cols < 1 || !points_of(s, &k)) return;
  Title t = frame_title(s, NULL, NULL);
  bool title = frame_title_columns(&t) > 0 && c->rows >= 2, foot = c->rows - title >= 2;
  Plot p = {.top = title, .rows = c->rows - title - foot, .cols = c->cols < 120 ? c->cols : 120, .foot = c->rows - 1};
  if (title) frame_title_draw(c, 0, p.cols, &t);
  frame_title_free(&t);
  draw_zero(&k, &p, c);
  size_t hidden = draw_points(&k, &p, c);
  if (foot) draw_foot(&k, &p, hidden, c);
  mem_free(k.p);
}

static void measure(const ViewSpec *s, int *rows, int *cols) {
  *rows = *cols = 1;
  if (!accepts(s->value)) return;
  Title t = frame_title(s, NULL, NULL);
  *rows = (frame_title_columns(&t) > 0) + USUAL_ROWS + 1;
  *cols = frame_drawn(&t, USUAL_COLS, 200);
  frame_title_free(&t);
}

static void describe(const ViewSpec *s, Str *out) {
  Points k;
  if (!points_of(s, &k)) return;
  describe_subject(s, out);
  str_addf(out, ngettext("%zu point.\n", "%zu points.\n", k.n), k.n);
  for (size_t i = 0; i < k.n && i < READ_MOST; i++) {
    if (!name_at(&k, i, out)) str_addf(out, "%zu", i);
    str_add(out, ": ");
    format_number(out, k.p[i].x, (int)settings.precision);
    str_add(out, ", ");
    format_number(out, k.p[i].y, (int)settings.precision);
    str_add(out, ".\n");
  }
  if (k.n > READ_MOST) str_addf(out, _("And %zu more.\n"), k.n - READ_MOST);
  describe_cursor(s, out);
  mem_free(k.p);
}

const ViewDef kind_scatter = {
  .name = "scatter",
  .doc = N_("points in the plane with their names: a matrix of two columns, or a list of {x: ..., y: ..., label: ...}"),
  .accepts = accepts,
  .measure = measure,
  .draw = draw,
  .describe = describe,
};
