// SPDX-License-Identifier: GPL-3.0-or-later
// diff: two tensors of one shape, before and after: {before: ..., after: ...}. What changed is shown as it is now, on
// the heat of how far it moved; the rest is a dot. Below, the largest change. Of two records, models or lists, such
// as two runs: what differs, a line each.
#include <math.h>

#include "base/i18n.h"
#include "base/map.h"
#include "base/settings.h"
#include "view/describe.h"
#include "view/grid.h"
#include "view/pairs.h"

#define DIGITS 4
static const GridWish wish = {.cell = DIGITS + 2, .least = 2, .labels = true};

typedef struct Diff {
  const Tensor *a, *b;
  Matrix m;          // of what is after; the slice that is shown
  const float *before;
  size_t changed, at; // in the whole tensor; where the largest change is
  double most;        // of the finite changes
} Diff;

static const Tensor *tensor_field(Value v, const char *name) {
  const Value *x = v.type == VAL_RECORD ? value_field(v, name_of(name)) : NULL;
  return x && x->type == VAL_TENSOR && x->as.t->shape.rank > 0 && x->as.t->size > 0 ? x->as.t : NULL;
}

static bool is_tensors(Value v) {
  const Tensor *a = tensor_field(v, "before"), *b = tensor_field(v, "after");
  return a && b && ((const ObjRecord *)v.as.obj)->n == 2 && shape_eq(&a->shape, &b->shape);
}

static bool is_whole(Value v) { return v.type == VAL_RECORD || v.type == VAL_MODEL || v.type == VAL_LIST; }

// {before, after} of anything else that has parts; false: tensors, or no such record.
static bool sides_of(Value v, const Value **a, const Value **b) {
  if (v.type != VAL_RECORD || ((const ObjRecord *)v.as.obj)->n != 2 || is_tensors(v)) return false;
  *a = value_field(v, name_of("before"));
  *b = value_field(v, name_of("after"));
  return *a && *b && (is_whole(**a) == is_whole(**b)) && (is_whole(**a) || tensor_field(v, "before"));
}

static bool accepts(Value v) {
  const Value *a, *b;
  return is_tensors(v) || sides_of(v, &a, &b);
}

static bool same(float x, float y) { return x == y || (isnan(x) && isnan(y)); }

static double change(float x, float y) {
  if (same(x, y)) return 0;
  double d = fabs((double)y - (double)x);
  return isfinite(d) ? d : HUGE_VAL;
}

static const char *inner(const ViewSpec *s, ViewSpec *in) {
  *in = *s;
  if (!is_tensors(s->value)) return NULL;
  in->value = (Value){.type = VAL_TENSOR, .as.t = (Tensor *)(uintptr_t)tensor_field(s->value, "after")};
  return ".after";
}

static bool diff_of(const ViewSpec *s, ViewSpec *in, Diff *d) {
  *d = (Diff){0};
  if (!is_tensors(s->value)) return false;
  d->a = tensor_field(s->value, "before");
  d->b = tensor_field(s->value, "after");
  inner(s, in);
  if (!matrix_of(in, &d->m)) return false;
  d->before = d->a->data + d->m.cells.offset;
  double largest = -1;
  for (size_t i = 0; i < d->b->size; i++) {
    double x = change(d->a->data[i], d->b->data[i]);
    if (x == 0) continue;
    d->changed++;
    if (x > largest) largest = x, d->at = i;
    if (isfinite(x) && x > d->most) d->most = x;
  }
  return true;
}

static void draw_cell(const Diff *d, size_t i, Canvas *c, int row, int col, int cols) {
  float x = d->before[i], y = d->m.x[i];
  bool here = d->m.has_cursor && i == d->m.row * d->m.cols + d->m.col;
  if (same(x, y)) {
    canvas_text(c, row, cols >= wish.cell ? col + cols - 2 : col, 1, PEN(here ? ROLE_CURSOR : ROLE_MASKED), "·");
    if (here && cols > 1) canvas_text(c, row, cols >= wish.cell ? col + cols - 1 : col + 1, 1, PEN(ROLE_CURSOR), "]");
    return;
  }
  double by = change(x, y), part = d->most > 0 && isfinite(by) ? by / d->most : 1;
  Pen pen = {.role = here ? ROLE_CURSOR : ROLE_TEXT, .heat = (int16_t)(40 + part * 215)};
  canvas_fill(c, row, col, 1, cols, pen, " ");
  char number[NUMBER_BYTES];
  frame_number((double)y, DIGITS, false, number);
  if (cols >= wish.cell) frame_right(c, row, col, cols - 1, pen, number);
  else canvas_text(c, row, col, 1, pen, y > x ? "+" : y < x ? "-" : "?");
  if (here && cols > 1) canvas_text(c, row, col + cols - 1, 1, pen, "]");
}

static void add_change(const Diff *d, size_t i, Str *out) {
  format_number(out, (double)d->a->data[i], 4);
  str_add(out, " → ");
  format_number(out, (double)d->b->data[i], 4);
}

static void place_of(const Diff *d, size_t i, Str *out) {
  int64_t at[TENSOR_MAX_RANK];
  tensor_unravel(&d->b->shape, i, at);
  for (int k = 0; k < d->b->shape.rank; k++) str_addf(out, "%s%lld", k == 0 ? "[" : ", ", (long long)at[k]);
  str_addc(out, ']');
}

// "[1, 0] 3 → 0.75  down, the"
static void cell_text(const Diff *d, const ViewSpec *in, Str *out) {
  size_t i = d->m.cells.offset + d->m.row * d->m.cols + d->m.col;
  Str labels = {0};
  place_of(d, i, out);
  str_addc(out, ' ');
  if (same(d->a->data[i], d->b->data[i])) {
    format_number(out, (double)d->b->data[i], (int)settings.precision);
    str_add(out, _(" as before"));
  } else {
    add_change(d, i, out);
  }
  place_labels(in, &labels);
  if (labels.n > 0) str_addf(out, "  %s", str_c(&labels));
  str_free(&labels);
}

static void draw_foot(const ViewSpec *in, const Diff *d, const Grid *g, Canvas *c) {
  Str text = {0};
  if (d->m.has_cursor) {
    cell_text(d, in, &text);
  } else if (d->changed == 0) {
    str_add(&text, _("nothing changed"));
  } else {
    Str place = {0}, by = {0};
    place_of(d, d->at, &place);
    add_change(d, d->at, &by);
    str_addf(&text, _("%zu of %zu changed, most %s %s"), d->changed, d->b->size, str_c(&place), str_c(&by));
    str_free(&place);
    str_free(&by);
  }
  frame_left(c, g->foot, g->left > 0, c->cols - (g->left > 0), PEN(d->m.has_cursor ? ROLE_TEXT : ROLE_DIM), str_c(&text));
  str_free(&text);
}

// -- two wholes ----------------------------------------------------------------------------------------------

static void side_text(const Value *v, Str *out) {
  if (!v) str_add(out, "-");
  else if (v->type == VAL_TENSOR && v->as.t->shape.rank > 0 && (v->as.t->size > 2 || v->as.t->shape.rank > 1)) shape_str(&v->as.t->shape, out);
  else frame_value(*v, out);
}

// "+0.25"; of tensors "5 of 12, by 0.5 at most"
static void change_text(const Pair *p, Str *out) {
  double x;
  if (p->same) {
    str_add(out, "=");
  } else if (!p->a || !p->b) {
    str_add(out, p->a ? _("gone") : _("new"));
  } else if (p->changed > 0) {
    Str most = {0};
    format_number(&most, p->most, 3);
    str_addf(out, _("%zu of %zu, by %s at most"), p->changed, p->b->as.t->size, str_c(&most));
    str_free(&most);
  } else if (value_is_number(*p->b, &x) && isfinite(p->most) && p->most != 0) {
    if (p->most > 0) str_addc(out, '+');
    format_number(out, p->most, 3);
  }
}

static void pair_text(const Pair *p, Str *out) {
  str_addf(out, "%s: ", str_c(&p->path));
  side_text(p->a, out);
  if (!p->same) {
    str_add(out, " → ");
    side_text(p->b, out);
  }
  Str by = {0};
  change_text(p, &by);
  if (by.n > 0) str_addf(out, " (%s)", p->same ? _("as before") : str_c(&by));
  str_free(&by);
}

static void pairs_summary(const Pairs *k, Str *out) {
  if (k->changed == 0) str_add(out, _("nothing changed"));
  else str_addf(out, _("%zu of %zu differ"), k->changed, k->n);
}

typedef struct Columns { int path, a, b, by; } Columns;
#define SIDE_MOST 24
#define BY_MOST 40
#define PATH_MOST 40

static int least(int a, int b) { return a < b ? a : b; }

static Columns pair_columns(const Pairs *k, int cols) {
  Columns w = {0};
  Str s = {0};
  for (size_t i = 0; i < k->n; i++) {
    const Pair *p = &k->v[i];
    int *const to[] = {&w.path, &w.a, &w.b, &w.by}, most[] = {PATH_MOST, SIDE_MOST, SIDE_MOST, BY_MOST};
    for (int j = 0; j < 4; j++) {
      str_clear(&s);
      if (j == 0) str_add(&s, str_c(&p->path));
      else if (j == 3) change_text(p, &s);
      else side_text(j == 1 ? p->a : p->b, &s);
      int n = least(frame_columns(str_c(&s)), most[j]);
      if (n > *to[j]) *to[j] = n;
    }
  }
  str_free(&s);
  if (3 + w.path + w.a + w.b + 6 + w.by > cols) w.by = 0;
  int over = 1 + w.path + w.a + w.b + 4 - cols;
  if (over > 0 && cols < 30) w.a = -2, over = 1 + w.path + w.b + 2 - cols; // what it was goes first
  if (over > 0) w.path = w.path - over > 4 ? w.path - over : 4;
  int left = cols - (1 + w.path + w.a + 4);
  if (w.b > left && left >= 3) w.b = left;
  return w;
}

static bool pair_at_cursor(const ViewSpec *s, const Pairs *k, size_t *row) {
  *row = s->cursor < k->n ? s->cursor : k->n > 0 ? k->n - 1 : 0;
  return s->has_cursor && k->n > 0;
}

static void draw_pair(const Pair *p, const Columns *w, bool here, Canvas *c, int row) {
  Str s = {0};
  Pen pen = PEN(p->same ? ROLE_DIM : ROLE_TEXT);
  int col = 1, n = frame_columns(str_c(&p->path));
  frame_left(c, row, col, least(n, w->path), here ? PEN(ROLE_CURSOR) : PEN(p->same ? ROLE_DIM : ROLE_LABEL), str_c(&p->path));
  side_text(p->a, &s);
  frame_right(c, row, col += w->path + 2, w->a, pen, str_c(&s)); // (draws nothing where w->a < 0)
  str_clear(&s);
  side_text(p->b, &s);
  frame_right(c, row, col += w->a + 2, w->b, p->same ? pen : PEN_BOLD(ROLE_ACCENT), str_c(&s));
  str_clear(&s);
  change_text(p, &s);
  if (w->by > 0) frame_left(c, row, col + w->b + 2, w->by, pen, str_c(&s));
  str_free(&s);
}

static void draw_pairs(const ViewSpec *s, const Pairs *k, Canvas *c) {
  Title t = frame_title(s, NULL, NULL);
  Columns w = pair_columns(k, c->cols);
  size_t at;
  bool title = frame_title_columns(&t) > 0 && c->rows >= 2, cursor = pair_at_cursor(s, k, &at);
  int room = c->rows - title, used = 1 + w.path + w.a + w.b + 6 + w.by;
  bool foot = room >= 2;
  room -= foot;
  if (title) frame_title_draw(c, 0, frame_drawn(&t, used, c->cols), &t);
  frame_title_free(&t);
  Window rows = frame_window(k->n, room, s->scroll_row, cursor, at);
  for (int i = 0; i < rows.shown; i++) {
    size_t row = rows.first + (size_t)i;
    draw_pair(&k->v[row], &w, cursor && row == at, c, title + i);
  }
  if (rows.before) canvas_text(c, title, 0, 1, PEN_BOLD(ROLE_ACCENT), "↑");
  if (rows.after) canvas_text(c, title + rows.shown - 1, 0, 1, PEN_BOLD(ROLE_ACCENT), "↓");
  Str text = {0};
  if (cursor) pair_text(&k->v[at], &text);
  else pairs_summary(k, &text);
  if (foot) frame_left(c, title + rows.shown, c->cols > 10, c->cols - (c->cols > 10), PEN(cursor ? ROLE_TEXT : ROLE_DIM), str_c(&text));
  str_free(&text);
}

static bool pairs_in(const ViewSpec *s, Pairs *k) {
  const Value *a, *b;
  if (!sides_of(s->value, &a, &b)) return false;
  pairs_of(a, b, k);
  return true;
}

static bool extent(const ViewSpec *s, size_t *rows, size_t *cols) {
  Pairs k;
  if (!pairs_in(s, &k)) return false;
  *rows = k.n;
  *cols = 1;
  pairs_free(&k);
  return true;
}

static void under(const ViewSpec *s, Str *out) {
  Pairs k;
  size_t at;
  if (!pairs_in(s, &k)) return;
  if (pair_at_cursor(s, &k, &at)) pair_text(&k.v[at], out);
  pairs_free(&k);
}

// -- either --------------------------------------------------------------------------------------------------

static void draw(const ViewSpec *s, Canvas *c) {
  Pairs pairs;
  if (c->rows >= 1 && c->cols >= 1 && pairs_in(s, &pairs)) {
    draw_pairs(s, &pairs, c);
    pairs_free(&pairs);
    return;
  }
  Diff d;
  ViewSpec in;
  if (c->rows < 1 || c->cols < 1 || !diff_of(s, &in, &d)) return;
  Grid g;
  grid_layout(&in, &d.m, wish, c, &g);
  Title t = matrix_title(&in, &d.m);
  if (g.title >= 0) frame_title_draw(c, g.title, frame_drawn(&t, g.right, c->cols), &t);
  frame_title_free(&t);
  grid_draw_labels(&d.m, &g, wish, c);
  for (int r = 0; r < g.rows.shown; r++)
    for (int k = 0; k < g.cols.shown; k++) {
      int col = g.left + k * g.cell, cols = col + g.cell <= c->cols ? g.cell : c->cols - col;
      draw_cell(&d, (g.rows.first + (size_t)r) * d.m.cols + g.cols.first + (size_t)k, c, g.body + r, col, cols);
    }
  if (g.foot >= 0) draw_foot(&in, &d, &g, c);
}

static void measure(const ViewSpec *s, int *rows, int *cols) {
  Diff d;
  ViewSpec in;
  *rows = *cols = 1;
  Pairs pairs;
  if (pairs_in(s, &pairs)) {
    Title t = frame_title(s, NULL, NULL);
    Columns w = pair_columns(&pairs, 1000);
    *rows = (frame_title_columns(&t) > 0) + (int)pairs.n + 1;
    *cols = frame_drawn(&t, 1 + w.path + w.a + w.b + 6 + w.by, 300);
    frame_title_free(&t);
    pairs_free(&pairs);
  }
  if (!diff_of(s, &in, &d)) return;
  grid_measure(&in, &d.m, wish, rows, cols);
  if (*cols < 52) *cols = 52; // the foot's sentence
}

static void describe_pairs(const ViewSpec *s, const Pairs *k, Str *out) {
  describe_subject(s, out);
  pairs_summary(k, out);
  str_add(out, ".\n");
  for (size_t i = 0; i < k->changed && i < 100; i++) {
    pair_text(&k->v[i], out);
    str_add(out, ".\n");
  }
  if (k->changed > 100) str_addf(out, _("And %zu more.\n"), k->changed - 100);
  Str here = {0};
  under(s, &here);
  if (s->has_cursor) str_addf(out, _("Under the cursor: %s.\n"), str_c(&here));
  str_free(&here);
}

static void describe(const ViewSpec *s, Str *out) {
  Diff d;
  ViewSpec in;
  Pairs pairs;
  if (pairs_in(s, &pairs)) {
    describe_pairs(s, &pairs, out);
    pairs_free(&pairs);
    return;
  }
  if (!diff_of(s, &in, &d)) return;
  describe_subject(s, out);
  if (d.changed == 0) {
    str_add(out, _("Nothing changed.\n"));
    return;
  }
  str_addf(out, _("%zu of %zu elements changed.\n"), d.changed, d.b->size);
  size_t told = 0;
  for (size_t i = 0; i < d.b->size && told < 40; i++) {
    if (same(d.a->data[i], d.b->data[i])) continue;
    place_of(&d, i, out);
    str_add(out, ": ");
    add_change(&d, i, out);
    str_add(out, ".\n");
    told++;
  }
  if (d.changed > told) str_addf(out, _("And %zu more.\n"), d.changed - told);
  if (!d.m.has_cursor) return;
  Str here = {0};
  cell_text(&d, &in, &here);
  str_addf(out, _("Under the cursor: %s.\n"), str_c(&here));
  str_free(&here);
}

const ViewDef kind_diff = {
  .name = "diff",
  .doc = N_("what changed between two tensors of one shape, or between two records, models or lists: {before: ..., after: ...}"),
  .accepts = accepts,
  .measure = measure,
  .draw = draw,
  .describe = describe,
  .inner = inner,
  .extent = extent,
  .under = under,
};
