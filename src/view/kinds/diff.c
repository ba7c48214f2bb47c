// SPDX-License-Identifier: GPL-3.0-or-later
// diff: two tensors of one shape, before and after: {before: ..., after: ...}. What changed is shown as it is now, on
// the heat of how far it moved; the rest is a dot. Below, the largest change.
#include <math.h>

#include "base/i18n.h"
#include "base/map.h"
#include "base/settings.h"
#include "view/describe.h"
#include "view/grid.h"

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

static bool accepts(Value v) {
  const Tensor *a = tensor_field(v, "before"), *b = tensor_field(v, "after");
  return a && b && ((const ObjRecord *)v.as.obj)->n == 2 && shape_eq(&a->shape, &b->shape);
}

static bool same(float x, float y) { return x == y || (isnan(x) && isnan(y)); }

static double change(float x, float y) {
  if (same(x, y)) return 0;
  double d = fabs((double)y - (double)x);
  return isfinite(d) ? d : HUGE_VAL;
}

static const char *inner(const ViewSpec *s, ViewSpec *in) {
  *in = *s;
  if (!accepts(s->value)) return NULL;
  in->value = (Value){.type = VAL_TENSOR, .as.t = (Tensor *)(uintptr_t)tensor_field(s->value, "after")};
  return ".after";
}

static bool diff_of(const ViewSpec *s, ViewSpec *in, Diff *d) {
  *d = (Diff){0};
  if (!accepts(s->value)) return false;
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
static void under(const Diff *d, const ViewSpec *in, Str *out) {
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
    under(d, in, &text);
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

static void draw(const ViewSpec *s, Canvas *c) {
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
  if (!diff_of(s, &in, &d)) return;
  grid_measure(&in, &d.m, wish, rows, cols);
  if (*cols < 52) *cols = 52; // the foot's sentence
}

static void describe(const ViewSpec *s, Str *out) {
  Diff d;
  ViewSpec in;
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
  under(&d, &in, &here);
  str_addf(out, _("Under the cursor: %s.\n"), str_c(&here));
  str_free(&here);
}

const ViewDef kind_diff = {
  .name = "diff",
  .doc = N_("what changed between two tensors of one shape: {before: ..., after: ...}"),
  .accepts = accepts,
  .measure = measure,
  .draw = draw,
  .describe = describe,
  .inner = inner,
};
