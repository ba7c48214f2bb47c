// SPDX-License-Identifier: GPL-3.0-or-later
// strip: quantities over time, one row of levels each, all on one scale: gradient norms along a sentence,
// activations layer by layer. The last number stands at the right.
#include <math.h>

#include "base/i18n.h"
#include "view/describe.h"
#include "view/series.h"

#define NAME_MOST 12
#define DIGITS 8
#define NUMBERS_FROM 24 // columns of a canvas that has room for the last number

static bool accepts(Value v) { return series_accepts(v); }

typedef struct Plan {
  int title, header, body, foot; // rows, or -1
  Window rows;
  int name, left, cols, number;  // columns of names; of the levels; where the number begins, or -1
} Plan;

static void plan(const ViewSpec *s, const SeriesSet *set, bool title, const Canvas *c, Plan *p) {
  *p = (Plan){.title = -1, .header = -1, .foot = -1, .number = -1};
  int room = c->rows, next = 0, k = 0;
  size_t at;
  bool cursor = series_cursor(s, set, &k, &at);
  bool foot = room >= 3 || (room == 2 && cursor);
  room -= foot;
  if (title && room >= 2) p->title = next++, room--;
  if (room > set->n) p->header = next++, room--;
  p->body = next;
  p->rows = frame_window((size_t)set->n, room, s->scroll_row, cursor, (size_t)k);
  if (foot) p->foot = p->body + p->rows.shown;
  p->name = c->cols >= NUMBERS_FROM ? series_name_columns(set, NAME_MOST) : 0;
  p->left = 1 + (p->name > 0 ? p->name + 1 : 0);
  p->cols = c->cols - p->left;
  if (c->cols >= NUMBERS_FROM) p->cols -= DIGITS + 2;
  int cell, gap;
  series_cells(set->longest, p->cols, &cell, &gap);
  int used = cell > 0 ? (int)set->longest * (cell + gap) : p->cols;
  if (c->cols >= NUMBERS_FROM) p->number = p->left + used + 1;
}

static void draw_row(const SeriesSet *set, int k, const Plan *p, Canvas *c, int row, bool cursor) {
  const Series *s = &set->s[k];
  Pen name = cursor ? PEN_BOLD(ROLE_ACCENT) : PEN(ROLE_LABEL);
  if (p->name > 0) frame_left(c, row, 1, p->name, name, str_c(&s->name));
  series_draw_levels(set, s, c, row, p->left, p->cols, PEN(ROLE_ACCENT));
  if (p->number < 0) return;
  Str number = {0};
  format_number(&number, s->y[s->n - 1], 3);
  frame_left(c, row, p->number, DIGITS, PEN(ROLE_TEXT), str_c(&number));
  str_free(&number);
}

static void draw_foot(const ViewSpec *s, const SeriesSet *set, const Plan *p, Canvas *c) {
  Str text = {0};
  size_t hidden = (size_t)set->n - (size_t)p->rows.shown;
  if (s->has_cursor) series_cursor_text(s, set, &text);
  else series_scale(set, &text);
  if (hidden > 0 && !s->has_cursor) str_addf(&text, ngettext("  +%zu row", "  +%zu rows", hidden), hidden);
  frame_left(c, p->foot, 1, c->cols - 1, PEN(s->has_cursor ? ROLE_TEXT : ROLE_DIM), str_c(&text));
  str_free(&text);
}

static void draw(const ViewSpec *s, Canvas *c) {
  SeriesSet set;
  if (c->rows < 1 || c->cols < 1 || !series_of(s, &set)) return;
  Plan p;
  Title t = series_title(s, &set);
  plan(s, &set, frame_title_columns(&t) > 0, c, &p);
  int used = p.number >= 0 ? p.number + DIGITS : c->cols;
  if (p.title >= 0) frame_title_draw(c, p.title, frame_drawn(&t, used, c->cols), &t);
  frame_title_free(&t);
  if (p.header >= 0) series_draw_words(&set, c, p.header, p.left, p.cols);
  int k = -1;
  size_t at;
  bool cursor = series_cursor(s, &set, &k, &at);
  for (int i = 0; i < p.rows.shown; i++) {
    int which = (int)p.rows.first + i;
    draw_row(&set, which, &p, c, p.body + i, cursor && which == k);
  }
  if (cursor) series_draw_cursor(&set, at, c, p.body + k - (int)p.rows.first, p.left, p.cols);
  if (p.foot >= 0) draw_foot(s, &set, &p, c);
  series_free(&set);
}

static void measure(const ViewSpec *s, int *rows, int *cols) {
  SeriesSet set;
  *rows = *cols = 1;
  if (!series_of(s, &set)) return;
  Title t = series_title(s, &set);
  *rows = (frame_title_columns(&t) > 0) + 1 + set.n + 1;
  size_t body = set.longest <= 12 ? set.longest * 7 : set.longest <= 60 ? set.longest : 60;
  *cols = 2 + series_name_columns(&set, NAME_MOST) + (int)body + 2 + DIGITS;
  *cols = frame_drawn(&t, *cols, 200);
  frame_title_free(&t);
  series_free(&set);
}

static void describe(const ViewSpec *s, Str *out) {
  SeriesSet set;
  if (!series_of(s, &set)) return;
  describe_subject(s, out);
  series_describe(s, &set, out);
  series_free(&set);
}

const ViewDef kind_strip = {
  .name = "strip",
  .doc = N_("numbers over time as rows of levels: a vector, a matrix or a record, one row a quantity"),
  .accepts = accepts,
  .measure = measure,
  .draw = draw,
  .describe = describe,
  .extent = series_extent,
  .under = series_under,
  .slices = series_slices,
};
