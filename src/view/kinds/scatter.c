// SPDX-License-Identifier: GPL-3.0-or-later
// scatter: points in the plane with their names, such as word vectors brought down to two dimensions. A name is
// placed beside its point where nothing else stands; one without a place is left out and counted. Points that move
// (a tensor of times × points × 2, or records of vectors x and y) leave a trail behind them.
#include <math.h>
#include <string.h>

#include "base/i18n.h"
#include "base/map.h"
#include "base/mem.h"
#include "base/settings.h"
#include "view/describe.h"
#include "view/dots.h"
#include "view/frame.h"
#include "view/place.h"

#define USUAL_ROWS 18
#define USUAL_COLS 60
#define READ_MOST 40

typedef struct Point { double x, y; } Point;
typedef struct Points {
  Point *p;            // where they are at the time that is shown
  Point *path;         // n of each time, for the times up to that one
  size_t n, times, now;
  double x0, x1, y0, y1;
  const ViewSpec *s;
  bool records;
} Points;

static bool field_number(Value record, const char *name, double *x) {
  const Value *v = value_field(record, name_of(name));
  return v && value_is_number(*v, x);
}

static const Tensor *vector_field(Value record, const char *name) {
  const Value *v = value_field(record, name_of(name));
  return v && v->type == VAL_TENSOR && v->as.t->shape.rank == 1 && v->as.t->size > 0 ? v->as.t : NULL;
}

// The times a record goes through: 1 of plain numbers; 0: it is no point.
static size_t times_of(Value v) {
  double x;
  if (v.type != VAL_RECORD) return 0;
  if (field_number(v, "x", &x) && field_number(v, "y", &x)) return 1;
  const Tensor *xs = vector_field(v, "x"), *ys = vector_field(v, "y");
  return xs && ys && xs->size == ys->size ? xs->size : 0;
}

static bool is_pairs(Value v) {
  if (v.type != VAL_TENSOR || v.as.t->size == 0) return false;
  const Shape *sh = &v.as.t->shape;
  return (sh->rank == 2 || sh->rank == 3) && sh->dim[sh->rank - 1] == 2;
}

static bool is_moving(Value v) { return is_pairs(v) && v.as.t->shape.rank == 3; }

static bool accepts(Value v) {
  if (v.type != VAL_LIST) return is_pairs(v);
  const ObjList *l = (const ObjList *)v.as.obj;
  for (size_t i = 0; i < l->n; i++)
    if (times_of(l->items[i]) == 0) return false;
  return l->n > 0;
}

// Of all times, so that the frame stands still while points move.
static void find_range(Points *k) {
  bool any = false;
  for (size_t i = 0; i < k->n * k->times; i++) {
    const Point *p = &k->path[i];
    if (!isfinite(p->x) || !isfinite(p->y)) continue;
    if (!any || p->x < k->x0) k->x0 = p->x;
    if (!any || p->x > k->x1) k->x1 = p->x;
    if (!any || p->y < k->y0) k->y0 = p->y;
    if (!any || p->y > k->y1) k->y1 = p->y;
    any = true;
  }
}

// One with fewer times than others stays where it ends.
static Point point_of(Value record, size_t t) {
  Point p = {0};
  const Tensor *xs = vector_field(record, "x"), *ys = vector_field(record, "y");
  if (xs && ys) return (Point){(double)xs->data[t < xs->size ? t : xs->size - 1], (double)ys->data[t < ys->size ? t : ys->size - 1]};
  field_number(record, "x", &p.x);
  field_number(record, "y", &p.y);
  return p;
}

static void take_records(Points *k, const ObjList *l) {
  k->n = l->n;
  for (size_t i = 0; i < l->n; i++) {
    size_t t = times_of(l->items[i]);
    if (t > k->times) k->times = t;
  }
  k->path = mem_alloc(k->n * k->times * sizeof *k->path);
  for (size_t t = 0; t < k->times; t++)
    for (size_t i = 0; i < k->n; i++) k->path[t * k->n + i] = point_of(l->items[i], t);
}

static void take_tensor(Points *k, const Tensor *t) {
  int r = t->shape.rank;
  k->n = (size_t)t->shape.dim[r - 2];
  k->times = r == 3 ? (size_t)t->shape.dim[0] : 1;
  k->path = mem_alloc(k->n * k->times * sizeof *k->path);
  for (size_t i = 0; i < k->n * k->times; i++) k->path[i] = (Point){(double)t->data[2 * i], (double)t->data[2 * i + 1]};
}

// The last time is shown unless another was chosen: the next after it is the first.
static bool points_of(const ViewSpec *s, Points *k) {
  *k = (Points){.s = s, .records = s->value.type == VAL_LIST, .times = 1};
  if (!accepts(s->value)) return false;
  if (k->records) take_records(k, (const ObjList *)s->value.as.obj);
  else take_tensor(k, s->value.as.t);
  size_t slice = is_moving(s->value) && s->slice > 0 ? (size_t)s->slice : 0;
  k->now = (slice + k->times - 1) % k->times;
  k->p = k->path + k->now * k->n;
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
  if (is_moving(k->s->value)) {
    *i = k->s->cursor < k->n ? k->s->cursor : k->n - 1;
    return k->s->has_cursor;
  }
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

// The same in braille dots.
static void draw_dot(const Points *k, const Plot *p, size_t i, Pen pen, Canvas *c) {
  double w = k->x1 - k->x0, h = k->y1 - k->y0;
  int high = p->rows * DOTS_DOWN, wide = (p->cols - 2) * DOTS_ACROSS;
  if (wide < 1) return;
  int x = w > 0 ? (int)lround((k->p[i].x - k->x0) / w * (wide - 1)) : wide / 2;
  int y = h > 0 ? (int)lround((k->y1 - k->p[i].y) / h * (high - 1)) : high / 2;
  dots_add(c, p->top, 1, x, y, pen);
}

static bool is_finite(const Points *k, size_t i) { return isfinite(k->p[i].x) && isfinite(k->p[i].y); }

// The lines x = 0 and y = 0, where they are in sight.
static void draw_zero(const Points *k, const Plot *p, Canvas *c) {
  Points z = *k;
  Point origin = {0, 0};
  z.p = &origin; // (only its place is asked for)
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
                       {row - 1, col + 1},      {row + 1, col + 1},     {row - 1, col - w},     {row + 1, col - w},
                       {row - 2, col - w / 2},  {row + 2, col - w / 2}, {row, col + 3},         {row, col - 2 - w}};
  for (size_t j = 0; j < sizeof at / sizeof *at && !placed; j++) {
    if (!is_free(c, p, at[j][0], at[j][1], w)) continue;
    canvas_text(c, at[j][0], at[j][1], w, pen, str_c(&name));
    placed = true;
  }
  str_free(&name);
  return placed;
}

// Where the points have been: a dot for each time, a ring where they began.
static void draw_trails(const Points *k, const Plot *p, Canvas *c) {
  Points past = *k;
  for (size_t t = 0; t < k->now; t++) {
    past.p = k->path + t * k->n;
    for (size_t i = 0; i < k->n; i++) {
      if (!is_finite(&past, i)) continue;
      int row, col;
      spot(&past, p, i, &row, &col);
      canvas_text(c, row, col, 1, PEN(ROLE_DIM), t == 0 ? "○" : "·");
    }
  }
}

static size_t draw_points(const Points *k, const Plot *p, Canvas *c) {
  size_t at, hidden = 0;
  bool has = chosen(k, &at);
  int row, col;
  for (size_t i = 0; i < k->n; i++) {
    if (!is_finite(k, i)) continue;
    spot(k, p, i, &row, &col);
    if (dots_wanted()) draw_dot(k, p, i, PEN(ROLE_ACCENT), c);
    else canvas_text(c, row, col, 1, PEN(ROLE_ACCENT), "•");
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

// "cat  (1, 2)"
static void point_text(const Points *k, size_t i, Str *out) {
  if (name_at(k, i, out)) str_add(out, "  ");
  str_add(out, "(");
  format_number(out, k->p[i].x, 4);
  str_add(out, ", ");
  format_number(out, k->p[i].y, 4);
  str_add(out, ")");
}

static void draw_foot(const Points *k, const Plot *p, size_t hidden, Canvas *c) {
  Str text = {0};
  size_t i;
  int room = c->cols;
  bool has = chosen(k, &i);
  if (has) {
    point_text(k, i, &text);
  } else {
    add_range(&text, "x", k->x0, k->x1);
    str_add(&text, ", ");
    add_range(&text, "y", k->y0, k->y1);
    Str more = {0}; // seen also where the rest is cut
    if (hidden > 0) str_addf(&more, ngettext("no room for %zu name", "no room for %zu names", hidden), hidden);
    if (more.n > 0) frame_right(c, p->foot, 0, p->cols, PEN(ROLE_DIM), str_c(&more));
    room -= more.n > 0 ? frame_columns(str_c(&more)) + 2 : 0;
    str_free(&more);
  }
  if (room > 0) frame_left(c, p->foot, 0, room, PEN(has ? ROLE_TEXT : ROLE_DIM), str_c(&text));
  str_free(&text);
}

static void draw(const ViewSpec *s, Canvas *c) {
  Points k;
  if (c->rows < 1 || c->cols < 1 || !points_of(s, &k)) return;
  Str which = {0};
  if (k.times > 1) str_addf(&which, _("time %zu of %zu"), k.now + 1, k.times);
  if (is_moving(s->value) && s->has_cursor) str_addf(&which, " · %s", _("[ ] the next"));
  Title t = frame_title(s, NULL, which.n > 0 ? str_c(&which) : NULL);
  str_free(&which);
  bool title = frame_title_columns(&t) > 0 && c->rows >= 2, foot = c->rows - title >= 2;
  Plot p = {.top = title, .rows = c->rows - title - foot, .cols = c->cols < 120 ? c->cols : 120, .foot = c->rows - 1};
  if (title) frame_title_draw(c, 0, p.cols, &t);
  frame_title_free(&t);
  draw_zero(&k, &p, c);
  draw_trails(&k, &p, c);
  size_t hidden = draw_points(&k, &p, c);
  if (foot) draw_foot(&k, &p, hidden, c);
  mem_free(k.path);
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
    if (k.now > 0) { // and where it came from
      str_add(out, _(", from "));
      format_number(out, k.path[i].x, (int)settings.precision);
      str_add(out, ", ");
      format_number(out, k.path[i].y, (int)settings.precision);
    }
    str_add(out, ".\n");
  }
  if (k.n > READ_MOST) str_addf(out, _("And %zu more.\n"), k.n - READ_MOST);
  describe_cursor(s, out);
  mem_free(k.path);
}

// Of points that move the cursor goes from one to the next; of others it is on a number.
static bool extent(const ViewSpec *s, size_t *rows, size_t *cols) {
  if (!is_moving(s->value)) return false;
  *rows = (size_t)s->value.as.t->shape.dim[1];
  *cols = 1;
  return true;
}

static void under(const ViewSpec *s, Str *out) {
  Points k;
  size_t i;
  if (!points_of(s, &k)) return;
  if (chosen(&k, &i)) point_text(&k, i, out);
  mem_free(k.path);
}

const ViewDef kind_scatter = {
  .name = "scatter",
  .doc = N_("points in the plane with their names: a matrix of two columns, or a list of {x: ..., y: ..., label: ...}; of several times with trails"),
  .accepts = accepts,
  .measure = measure,
  .draw = draw,
  .describe = describe,
  .extent = extent,
  .under = under,
};
