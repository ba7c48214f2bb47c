// SPDX-License-Identifier: GPL-3.0-or-later
// gates: what a recurrent cell does over time, one strip a gate: {f: ..., i: ..., o: ..., c: ..., words: ...}. What lies
// between 0 and 1 is shown as how far it is open, what has a sign as numbers. Of several units the mean, or one of them.
//
// Reference: Hochreiter & Schmidhuber 1997 (the cell), Gers et al. 2000 (the forget gate).
#include <math.h>
#include <string.h>

#include "base/i18n.h"
#include "view/describe.h"
#include "view/series.h"

#define NAME_MOST 10
#define DIGITS 5
#define LEVELS_FROM 20 // columns of a canvas that has room for names

static bool accepts(Value v) { return v.type == VAL_RECORD && series_accepts(v); }

// The gate a short name stands for; NULL: none of ours.
static const char *meaning(const char *name) {
  static const struct { const char *name, *meaning; } known[] = {
    {"f", N_("forget")}, {"i", N_("input")}, {"g", N_("candidate")}, {"o", N_("output")},
    {"c", N_("memory")},   {"h", N_("hidden")}, {"z", N_("update")}, {"r", N_("reset")}, {"n", N_("new")}};
  for (size_t k = 0; k < sizeof known / sizeof *known; k++)
    if (strcmp(known[k].name, name) == 0) return _(known[k].meaning);
  return NULL;
}

static void full_name(const Series *s, Str *out) {
  const char *m = meaning(str_c(&s->name));
  str_addf(out, m ? "%s %s" : "%s", str_c(&s->name), m ? m : "");
}

static bool is_open(const Series *s) {
  for (size_t i = 0; i < s->n; i++)
    if (!(s->y[i] >= 0 && s->y[i] <= 1)) return false;
  return true;
}

typedef struct Plan {
  int title, header, body, foot;
  Window rows;
  int name, left, cols, numbers; // numbers: where those of a gate begin, or -1
  int cell, gap;
} Plan;

static int name_columns(const SeriesSet *set) {
  int most = 0;
  Str s = {0};
  for (int k = 0; k < set->n; k++) {
    str_clear(&s);
    full_name(&set->s[k], &s);
    if (frame_columns(str_c(&s)) > most) most = frame_columns(str_c(&s));
  }
  str_free(&s);
  return most < NAME_MOST + 2 ? most : NAME_MOST + 2;
}

static void plan(const ViewSpec *s, const SeriesSet *set, bool title, const Canvas *c, Plan *p) {
  *p = (Plan){.title = -1, .header = -1, .foot = -1, .numbers = -1};
  int room = c->rows, next = 0, k = 0;
  size_t at;
  bool cursor = series_cursor(s, set, &k, &at), foot = room >= 3;
  room -= foot;
  if (title && room >= 2) p->title = next++, room--;
  if (room > set->n || room >= 4) p->header = next++, room--;
  p->body = next;
  p->rows = frame_window((size_t)set->n, room, s->scroll_row, cursor, (size_t)k);
  if (foot) p->foot = p->body + p->rows.shown;
  p->name = c->cols >= LEVELS_FROM ? name_columns(set) : 0;
  if (p->name > c->cols / 3) p->name = c->cols / 3;
  p->left = 1 + (p->name > 0 ? p->name + 2 : 0);
  p->cols = c->cols - p->left;
  int n = (int)(set->longest < 1000 ? set->longest : 1000);
  int wide = n * (DIGITS + 1) + n * 7;
  if (wide + 1 <= p->cols) p->numbers = p->left + n * 7 + 1, p->cols = n * 7;
  series_cells(set->longest, p->cols, &p->cell, &p->gap);
}

static void draw_numbers(const Series *s, const SeriesSet *set, Canvas *c, int row, int col, int cell, Pen pen) {
  for (size_t i = 0; i < s->n; i++) {
    char number[NUMBER_BYTES];
    frame_number(s->y[i], cell < DIGITS ? cell < 4 ? 4 : cell : DIGITS, set->whole, number);
    if ((int)strlen(number) <= cell) frame_right(c, row, col + (int)i * (cell + 1), cell, pen, number);
  }
}

static void draw_row(const SeriesSet *all, int k, const Plan *p, Canvas *c, int row, bool cursor) {
  const Series *s = &all->s[k];
  SeriesSet scale = *all; // of this row alone
  bool open = is_open(s);
  scale.log = false;
  scale.min = 0;
  scale.max = 1;
  Str name = {0};
  full_name(s, &name);
  if (p->name > 0) frame_left(c, row, 1, p->name, cursor ? PEN_BOLD(ROLE_ACCENT) : PEN(ROLE_LABEL), str_c(&name));
  str_free(&name);
  if (open) {
    series_draw_levels(&scale, s, c, row, p->left, p->cols, PEN(ROLE_ACCENT));
    if (p->numbers >= 0) draw_numbers(s, all, c, row, p->numbers, DIGITS, PEN(ROLE_DIM));
  } else if (p->cell >= DIGITS) {
    draw_numbers(s, all, c, row, p->left, p->cell, PEN(ROLE_TEXT));
  } else { // no room for numbers: how far it is from 0
    double most = 0;
    for (size_t i = 0; i < s->n; i++)
      if (isfinite(s->y[i]) && fabs(s->y[i]) > most) most = fabs(s->y[i]);
    scale.min = -most;
    scale.max = most;
    series_draw_levels(&scale, s, c, row, p->left, p->cols, PEN(ROLE_CODE));
  }
}

static void draw_foot(const ViewSpec *s, const SeriesSet *set, const Plan *p, Canvas *c) {
  Str text = {0};
  size_t hidden = (size_t)set->n - (size_t)p->rows.shown;
  if (s->has_cursor) series_cursor_text(s, set, &text);
  else str_add(&text, _("▁ shut, 0   █ open, 1"));
  if (hidden > 0 && !s->has_cursor) str_addf(&text, ngettext("  +%zu row", "  +%zu rows", hidden), hidden);
  frame_left(c, p->foot, 1, c->cols - 1, PEN(s->has_cursor ? ROLE_TEXT : ROLE_DIM), str_c(&text));
  str_free(&text);
}

static void draw(const ViewSpec *s, Canvas *c) {
  SeriesSet set;
  if (c->rows < 1 || c->cols < 1 || !accepts(s->value) || !series_of(s, &set)) return;
  Plan p;
  Title t = series_title(s, &set);
  plan(s, &set, frame_title_columns(&t) > 0, c, &p);
  int used = p.left + (p.cell > 0 ? (int)set.longest * (p.cell + p.gap) : p.cols);
  if (p.title >= 0) frame_title_draw(c, p.title, frame_drawn(&t, used, c->cols), &t);
  frame_title_free(&t);
  if (p.header >= 0) series_draw_words(&set, c, p.header, p.left, p.cols);
  int k = -1;
  size_t at;
  bool cursor = series_cursor(s, &set, &k, &at);
  for (int i = 0; i < p.rows.shown; i++) {
    int which = (int)p.rows.first + i;
    bool here = cursor && which == k;
    draw_row(&set, which, &p, c, p.body + i, here);
    if (here) canvas_text(c, p.body + i, 0, 1, PEN(ROLE_CURSOR), "▸");
    if (here) series_draw_cursor(&set, at, c, p.body + i, p.left, p.cols);
  }
  if (p.foot >= 0) draw_foot(s, &set, &p, c);
  series_free(&set);
}

static void measure(const ViewSpec *s, int *rows, int *cols) {
  SeriesSet set;
  *rows = *cols = 1;
  if (!accepts(s->value) || !series_of(s, &set)) return;
  Title t = series_title(s, &set);
  *rows = (frame_title_columns(&t) > 0) + 1 + set.n + 1;
  size_t body = set.longest <= 12 ? set.longest * 7 : set.longest <= 60 ? set.longest : 60;
  *cols = frame_drawn(&t, 3 + name_columns(&set) + (int)body, 200);
  frame_title_free(&t);
  series_free(&set);
}

static void describe(const ViewSpec *s, Str *out) {
  SeriesSet set;
  if (!accepts(s->value) || !series_of(s, &set)) return;
  describe_subject(s, out);
  for (int k = 0; k < set.n; k++) {
    Str name = {0};
    full_name(&set.s[k], &name);
    str_clear(&set.s[k].name);
    str_add(&set.s[k].name, str_c(&name));
    str_free(&name);
  }
  series_describe(s, &set, out);
  series_free(&set);
}

const ViewDef kind_gates = {
  .name = "gates",
  .doc = N_("the gates of a recurrent cell over time: {f: ..., i: ..., o: ..., c: ..., words: [...]}"),
  .accepts = accepts,
  .measure = measure,
  .draw = draw,
  .describe = describe,
  .extent = series_extent,
  .under = series_under,
  .slices = series_slices,
};
