// SPDX-License-Identifier: GPL-3.0-or-later
// dist: a distribution, the most likely first: which words a model would say next. What is not seen is summed up in
// the last line.
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "base/settings.h"
#include "view/describe.h"
#include "view/frame.h"
#include "view/place.h"

#define USUAL_ROWS 12
#define LABEL_MOST 20
#define BAR_MOST 40
#define NUMBER_COLS 5
#define BARS_FROM 24 // columns of a canvas that has room for bars

typedef struct Item { size_t i; double p; } Item;
typedef struct Dist {
  Item *items;     // the largest first
  size_t n, chosen; // chosen: where the cursor's item stands, n: nowhere
  double sum;
  Value names;     // borrowed; a list, or nil
  Cells cells;
} Dist;

static bool is_names(Value v) {
  const ObjList *l = v.type == VAL_LIST ? (const ObjList *)v.as.obj : NULL;
  for (size_t i = 0; l && i < l->n; i++)
    if (l->items[i].type != VAL_STR) return false;
  return l && l->n > 0;
}

static bool numbers_of(Value v, Cells *t) {
  ViewSpec s = {.value = v};
  *t = cells_of(&s);
  if (t->rows == 0 || t->cols != 1 || t->kind == CELLS_ONE || t->kind == CELLS_MATRIX) return false;
  double x;
  for (size_t i = 0; i < t->rows; i++)
    if (!cells_number(t, i, 0, &x)) return false;
  return true;
}

// {words: ["the", ...], p: [...]}, whatever the two are called.
static bool names_and_numbers(Value v, Value *names, Cells *t) {
  const ObjRecord *r = v.type == VAL_RECORD ? (const ObjRecord *)v.as.obj : NULL;
  if (!r || r->n != 2) return false;
  for (int k = 0; k < 2; k++) {
    Value a = r->fields[k].value, b = r->fields[1 - k].value;
    if (is_names(a) && numbers_of(b, t) && t->rows == ((const ObjList *)a.as.obj)->n) {
      *names = a;
      return true;
    }
  }
  return false;
}

static int by_size(const void *a, const void *b) {
  const Item *x = a, *y = b;
  double p = isnan(x->p) ? -HUGE_VAL : x->p, q = isnan(y->p) ? -HUGE_VAL : y->p;
  if (p != q) return p < q ? 1 : -1;
  return x->i < y->i ? -1 : x->i > y->i;
}

static bool dist_of(const ViewSpec *s, Dist *d) {
  *d = (Dist){.names = frame_has_labels(s->rows) ? s->rows : s->cols};
  bool pair = names_and_numbers(s->value, &d->names, &d->cells);
  if (!pair && !numbers_of(s->value, &d->cells)) return false;
  d->n = d->chosen = d->cells.rows;
  d->items = mem_zalloc(d->n * sizeof *d->items);
  for (size_t i = 0; i < d->n; i++) {
    d->items[i].i = i;
    cells_number(&d->cells, i, 0, &d->items[i].p);
    d->sum += d->items[i].p;
  }
  qsort(d->items, d->n, sizeof *d->items, by_size);
  for (size_t k = 0; k < d->n && s->has_cursor; k++)
    if (d->items[k].i == (s->cursor < d->n ? s->cursor : d->n - 1)) d->chosen = k;
  return true;
}

// The numbers beside their names are what the cursor walks.
static const char *inner(const ViewSpec *s, ViewSpec *in) {
  Cells t;
  Value names;
  *in = *s;
  if (!names_and_numbers(s->value, &names, &t)) return NULL;
  const ObjRecord *r = (const ObjRecord *)s->value.as.obj;
  bool first = value_on_heap(r->fields[0].value) && r->fields[0].value.as.obj == t.v.as.obj;
  static char way[64];
  snprintf(way, sizeof way, ".%s", r->fields[first ? 0 : 1].name);
  in->value = t.v;
  in->rows = names;
  return way;
}

static bool accepts(Value v) {
  Cells t;
  Value names;
  return names_and_numbers(v, &names, &t) || numbers_of(v, &t);
}

static void name_of_item(const Dist *d, size_t i, Str *out) {
  Str raw = {0};
  if (frame_has_labels(d->names)) frame_label(d->names, i, &raw);
  else if (!cells_row_name(&d->cells, i, &raw)) str_addf(&raw, "%zu", i);
  frame_clean(out, str_c(&raw), raw.n, frame_has_labels(d->names));
  str_free(&raw);
}

static int name_columns(const Dist *d, size_t from, size_t n) {
  int most = 1;
  Str s = {0};
  for (size_t k = from; k < from + n && k < d->n; k++) {
    str_clear(&s);
    name_of_item(d, d->items[k].i, &s);
    if (frame_columns(str_c(&s)) > most) most = frame_columns(str_c(&s));
  }
  str_free(&s);
  return most < LABEL_MOST ? most : LABEL_MOST;
}

typedef struct Plan { int title, body, foot, name, number, bar, bars; Window rows; } Plan;

static void plan(const ViewSpec *s, const Dist *d, bool title, const Canvas *c, Plan *p) {
  *p = (Plan){.title = -1, .foot = -1};
  int room = c->rows;
  bool foot = room >= 3;
  room -= foot;
  if (title && room >= 2) p->title = 0, p->body = 1, room--;
  p->rows = frame_window(d->n, room, s->scroll_row, d->chosen < d->n, d->chosen);
  if (foot) p->foot = p->body + p->rows.shown;
  p->name = name_columns(d, p->rows.first, (size_t)p->rows.shown);
  int most = c->cols - 2 - NUMBER_COLS;
  if (p->name > most) p->name = most > 1 ? most : 1;
  p->number = 1 + p->name + 1;
  p->bar = p->number + NUMBER_COLS + 2;
  p->bars = c->cols >= BARS_FROM ? c->cols - p->bar : 0;
  if (p->bars > BAR_MOST) p->bars = BAR_MOST;
  if (p->bars < 0) p->bars = 0;
}

static void draw_bar(Canvas *c, int row, const Plan *p, double part) {
  static const char *const eighths[] = {"", "▏", "▎", "▍", "▌", "▋", "▊", "▉"};
  if (!(part > 0)) return;
  int n = (int)lround((part > 1 ? 1 : part) * p->bars * 8);
  if (n == 0) n = 1;
  canvas_fill(c, row, p->bar, 1, n / 8, PEN(ROLE_ACCENT), "█");
  if (n % 8 > 0 && n / 8 < p->bars) canvas_text(c, row, p->bar + n / 8, 1, PEN(ROLE_ACCENT), eighths[n % 8]);
}

static void draw_rows(const Dist *d, const Plan *p, Canvas *c) {
  double most = d->items[0].p > 0.5 && d->items[0].p <= 1 ? 1 : d->items[0].p;
  Str name = {0};
  for (int i = 0; i < p->rows.shown; i++) {
    size_t k = p->rows.first + (size_t)i;
    const Item *x = &d->items[k];
    bool here = k == d->chosen;
    char number[NUMBER_BYTES];
    frame_number(x->p, NUMBER_COLS - 1, false, number);
    if (x->p > 0 && x->p < 0.005) strcpy(number, "<.01");
    str_clear(&name);
    name_of_item(d, x->i, &name);
    frame_left(c, p->body + i, 1, p->name, here ? PEN_BOLD(ROLE_ACCENT) : PEN(ROLE_LABEL), str_c(&name));
    frame_right(c, p->body + i, p->number, NUMBER_COLS, PEN(here ? ROLE_CURSOR : ROLE_TEXT), number);
    if (p->bars > 0 && most > 0) draw_bar(c, p->body + i, p, x->p / most);
  }
  str_free(&name);
}

static void draw_foot(const ViewSpec *s, const Dist *d, const Plan *p, Canvas *c) {
  Str text = {0}, part = {0};
  double shown = 0;
  for (int i = 0; i < p->rows.shown; i++) shown += d->items[p->rows.first + (size_t)i].p;
  bool all = (size_t)p->rows.shown == d->n, one = fabs(d->sum - 1) < 1e-3;
  format_number(&part, shown, 2);
  ViewSpec in;
  if (d->chosen < d->n) inner(s, &in), frame_cursor_text(&in, &text);
  else if (!all && one) str_addf(&text, _("%d of %zu; they hold %s of 1"), p->rows.shown, d->n, str_c(&part));
  else if (!all) str_addf(&text, _("%d of %zu"), p->rows.shown, d->n);
  else if (one) str_add(&text, _("sums to 1"));
  frame_left(c, p->foot, 1, c->cols - 1, PEN(d->chosen < d->n ? ROLE_TEXT : ROLE_DIM), str_c(&text));
  str_free(&text);
  str_free(&part);
}

static void draw(const ViewSpec *s, Canvas *c) {
  Dist d;
  if (c->rows < 1 || c->cols < 1 || !dist_of(s, &d)) return;
  Plan p;
  Title t = frame_title(s, NULL, NULL);
  plan(s, &d, frame_title_columns(&t) > 0, c, &p);
  if (p.title >= 0) frame_title_draw(c, p.title, frame_drawn(&t, p.bar + p.bars, c->cols), &t);
  frame_title_free(&t);
  draw_rows(&d, &p, c);
  if (p.foot >= 0) draw_foot(s, &d, &p, c);
  mem_free(d.items);
}

static void measure(const ViewSpec *s, int *rows, int *cols) {
  Dist d;
  *rows = *cols = 1;
  if (!dist_of(s, &d)) return;
  Title t = frame_title(s, NULL, NULL);
  *rows = (frame_title_columns(&t) > 0) + (d.n < USUAL_ROWS ? (int)d.n : USUAL_ROWS) + 1;
  *cols = frame_drawn(&t, 1 + name_columns(&d, 0, USUAL_ROWS) + 1 + NUMBER_COLS + 2 + BAR_MOST / 2, 200);
  if (*cols < BARS_FROM) *cols = BARS_FROM;
  frame_title_free(&t);
  mem_free(d.items);
}

static void describe(const ViewSpec *s, Str *out) {
  Dist d;
  if (!dist_of(s, &d)) return;
  describe_subject(s, out);
  str_addf(out, ngettext("%zu possibility, the most likely first.\n", "%zu possibilities, the most likely first.\n", d.n), d.n);
  for (size_t k = 0; k < d.n && k < USUAL_ROWS; k++) {
    name_of_item(&d, d.items[k].i, out);
    str_add(out, ": ");
    format_number(out, d.items[k].p, (int)settings.precision);
    str_add(out, ".\n");
  }
  if (d.n > USUAL_ROWS) str_addf(out, _("And %zu more.\n"), d.n - USUAL_ROWS);
  ViewSpec in;
  inner(s, &in);
  describe_cursor(&in, out);
  mem_free(d.items);
}

const ViewDef kind_dist = {
  .name = "dist",
  .doc = N_("a distribution, the most likely first: a vector with labels, or {words: [...], p: [...]}"),
  .accepts = accepts,
  .measure = measure,
  .draw = draw,
  .describe = describe,
  .inner = inner,
};
