// SPDX-License-Identifier: GPL-3.0-or-later
// chart: what each span of a sentence may be, as cky() leaves it: a row for each word that a span begins with, a
// column for each word that it ends with; the cells of the best tree stand out.
//
// Reference: Younger 1967; Jurafsky & Martin, chapter 18.
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/map.h"
#include "base/mem.h"
#include "base/settings.h"
#include "view/describe.h"
#include "view/frame.h"

#define WORDS_MOST 200
#define LABEL_MOST 12   // columns of a word at the left
#define CELL_MOST 16
#define CELL_LEAST 5
#define DEEP_MOST 6     // labels of a cell that are drawn
#define READ_MOST 200

typedef struct Entry { size_t start, end; Value v; } Entry; // start to end - 1 are its words
typedef struct Chart {
  Value words;
  size_t n;           // words
  Entry *e;           // sorted by start, end, then the best tree's first, then the best score
  size_t n_entries;
} Chart;

static const Value *field(Value v, const char *name) { return v.type == VAL_RECORD ? value_field(v, name_of(name)) : NULL; }

static bool number_field(Value v, const char *name, double *x) {
  const Value *f = field(v, name);
  return f && value_is_number(*f, x);
}

static bool is_best(Value v) {
  const Value *b = field(v, "best");
  return b && b->type == VAL_BOOL && b->as.b;
}

static double score_of(Value v) {
  double x;
  return number_field(v, "score", &x) ? x : (double)NAN;
}

static bool is_entry(Value v, size_t n, Entry *e) {
  double start, end;
  const Value *label = field(v, "label");
  if (!label || label->type != VAL_STR || !number_field(v, "start", &start) || !number_field(v, "end", &end)) return false;
  if (!(start >= 0 && start < end && end <= (double)n)) return false;
  *e = (Entry){(size_t)start, (size_t)end, v};
  return true;
}

static int compare(const void *x, const void *y) {
  const Entry *a = x, *b = y;
  if (a->start != b->start) return a->start < b->start ? -1 : 1;
  if (a->end != b->end) return a->end < b->end ? -1 : 1;
  if (is_best(a->v) != is_best(b->v)) return is_best(a->v) ? -1 : 1;
  double p = score_of(a->v), q = score_of(b->v);
  if (p != q && !isnan(p) && !isnan(q)) return p > q ? -1 : 1;
  return strcmp(value_cstr(*field(a->v, "label")), value_cstr(*field(b->v, "label")));
}

static bool chart_of(Value v, Chart *k) {
  *k = (Chart){0};
  const Value *words = field(v, "words"), *cells = field(v, "cells");
  if (!words || !frame_has_labels(*words) || !cells || cells->type != VAL_LIST) return false;
  const ObjList *l = (const ObjList *)cells->as.obj;
  k->words = *words;
  k->n = ((const ObjList *)words->as.obj)->n;
  if (k->n > WORDS_MOST) return false;
  k->e = mem_alloc((l->n + 1) * sizeof *k->e);
  bool ok = true;
  for (size_t i = 0; i < l->n && ok; i++) ok = is_entry(l->items[i], k->n, &k->e[k->n_entries++]);
  if (!ok) {
    mem_free(k->e);
    return false;
  }
  qsort(k->e, k->n_entries, sizeof *k->e, compare);
  return true;
}

static bool accepts(Value v) {
  Chart k;
  if (!chart_of(v, &k)) return false;
  mem_free(k.e);
  return true;
}

// The entries of a span: how many, and the first.
static size_t span_at(const Chart *k, size_t start, size_t last, const Entry **first) {
  size_t lo = 0, hi = k->n_entries, n = 0;
  while (lo < hi) {
    size_t mid = (lo + hi) / 2;
    const Entry *e = &k->e[mid];
    if (e->start < start || (e->start == start && e->end <= last)) lo = mid + 1;
    else hi = mid;
  }
  *first = k->e + lo;
  while (lo + n < k->n_entries && k->e[lo + n].start == start && k->e[lo + n].end == last + 1) n++;
  return n;
}

static bool at_cursor(const ViewSpec *s, const Chart *k, size_t *row, size_t *col) {
  size_t i = s->cursor < k->n * k->n ? s->cursor : k->n * k->n - 1;
  *row = i / k->n;
  *col = i % k->n;
  return s->has_cursor;
}

// -- words ---------------------------------------------------------------------------------------------------

static void entry_text(const Entry *e, bool score, Str *out) {
  frame_value(*field(e->v, "label"), out);
  double x = score_of(e->v);
  if (!score || isnan(x)) return;
  char number[NUMBER_BYTES];
  frame_number(x, 6, false, number);
  str_addf(out, " %s", number);
}

static void span_words(const Chart *k, size_t start, size_t last, Str *out) {
  for (size_t i = start; i <= last; i++) {
    if (i > start) str_addc(out, ' ');
    if (i > start + 5 && i < last) {
      str_add(out, "… ");
      i = last;
    }
    frame_label(k->words, i, out);
  }
}

// "the cat: NP -2.41 = the + cat; X -3"
static void span_text(const Chart *k, size_t start, size_t last, Str *out) {
  if (start > last) {
    Str word = {0};
    frame_label(k->words, start, &word);
    str_addf(out, _("no span: it would end before %s"), str_c(&word));
    str_free(&word);
    return;
  }
  span_words(k, start, last, out);
  const Entry *e;
  size_t n = span_at(k, start, last, &e);
  if (n == 0) str_addf(out, ": %s", _("nothing"));
  for (size_t i = 0; i < n; i++) {
    double split;
    str_add(out, i == 0 ? ": " : "; ");
    entry_text(&e[i], true, out);
    const Value *left = field(e[i].v, "left"), *right = field(e[i].v, "right");
    bool made = number_field(e[i].v, "split", &split) && split > (double)start && split <= (double)last;
    if (!made) continue;
    str_add(out, " = ");
    if (left) frame_value(*left, out), str_addc(out, ' ');
    str_addc(out, '(');
    span_words(k, start, (size_t)split - 1, out);
    str_add(out, ") + ");
    if (right) frame_value(*right, out), str_addc(out, ' ');
    str_addc(out, '(');
    span_words(k, (size_t)split, last, out);
    str_addc(out, ')');
  }
}

// -- layout --------------------------------------------------------------------------------------------------

typedef struct Plan {
  int title, head, top, foot;
  int label, left, cell;
  bool scores;
  int deep;               // lines of a row
  Window rows, cols;
} Plan;

static int least(int a, int b) { return a < b ? a : b; }

static int entry_columns(const Chart *k, bool scores) {
  int most = 0;
  Str s = {0};
  for (size_t i = 0; i < k->n_entries; i++) {
    str_clear(&s);
    entry_text(&k->e[i], scores, &s);
    if (frame_columns(str_c(&s)) > most) most = frame_columns(str_c(&s));
  }
  str_free(&s);
  return most < CELL_MOST ? most : CELL_MOST;
}

static int deepest(const Chart *k) {
  size_t most = 1, run = 1;
  for (size_t i = 1; i < k->n_entries; i++) {
    run = k->e[i].start == k->e[i - 1].start && k->e[i].end == k->e[i - 1].end ? run + 1 : 1;
    if (run > most) most = run;
  }
  return most < DEEP_MOST ? (int)most : DEEP_MOST;
}

static void plan_columns(const Chart *k, int cols, Plan *p) {
  p->label = cols >= 24 ? least(frame_label_columns(k->words, k->n), least(LABEL_MOST, cols / 5)) : 0;
  p->left = p->label > 0 ? p->label + 3 : 1;
  int words = least(frame_label_columns(k->words, k->n), CELL_MOST), room = cols - p->left, n = (int)k->n;
  for (int scores = 1; scores >= 0; scores--) {
    int labels = entry_columns(k, scores);
    p->scores = scores;
    int want = 2 + (labels > words ? labels : words);
    p->cell = least(want, n * (2 + labels) <= room ? room / n : want);
    if (n * p->cell <= room) return;
  }
  if (CELL_LEAST < p->cell) p->cell = CELL_LEAST;
}

// Lines that a row of the chart needs: its fullest cell.
static int lines_of(const Chart *k, size_t row, int most) {
  size_t want = 1;
  for (size_t col = row; col < k->n; col++) {
    const Entry *e;
    size_t n = span_at(k, row, col, &e);
    if (n > want) want = n;
  }
  return want < (size_t)most ? (int)want : most;
}

static int lines_all(const Chart *k, int deep) {
  int n = 0;
  for (size_t i = 0; i < k->n; i++) n += lines_of(k, i, deep);
  return n;
}

static void plan(const ViewSpec *s, const Chart *k, bool title, const Canvas *c, Plan *p) {
  *p = (Plan){.title = -1, .head = -1, .foot = -1};
  size_t row, col;
  bool cursor = at_cursor(s, k, &row, &col);
  int room = c->rows;
  bool foot = room >= 3 || (room == 2 && cursor);
  room -= foot;
  if (title && room >= 2) p->title = 0, p->top = 1, room--;
  if (room >= 2) p->head = p->top++, room--;
  plan_columns(k, c->cols, p);
  p->deep = deepest(k);
  while (p->deep > 1 && lines_all(k, p->deep) > room) p->deep--;
  int lines = lines_all(k, p->deep);
  bool all = lines <= room;
  p->rows = frame_window(k->n, all ? (int)k->n : room, s->scroll_row, cursor, row); // else deep is 1
  p->cols = frame_window(k->n, (c->cols - p->left) / p->cell, s->scroll_col, cursor, col);
  if (foot) p->foot = p->top + (all ? lines : p->rows.shown);
}

// -- drawing -------------------------------------------------------------------------------------------------

static void draw_span(const Chart *k, const Plan *p, size_t row, size_t col, int lines, bool cursor, Canvas *c, int at) {
  int left = p->left + (int)(col - p->cols.first) * p->cell, room = least(p->cell - 1, c->cols - left);
  if (row > col) {
    if (cursor) canvas_text(c, at, left, 1, PEN(ROLE_CURSOR), "×");
    return;
  }
  const Entry *e;
  size_t n = span_at(k, row, col, &e);
  if (n == 0) canvas_text(c, at, left, 1, PEN(cursor ? ROLE_CURSOR : ROLE_MASKED), "·");
  Str s = {0};
  for (size_t i = 0; i < n && i < (size_t)lines; i++) {
    str_clear(&s);
    entry_text(&e[i], p->scores, &s);
    bool last = i + 1 == (size_t)lines && n > (size_t)lines;
    if (last) str_addf(&s, " +%zu", n - (size_t)lines);
    Pen pen = is_best(e[i].v) ? PEN_BOLD(ROLE_OK) : PEN(ROLE_TEXT);
    if (cursor && i == 0) pen = PEN(ROLE_CURSOR);
    int w = frame_columns(str_c(&s));
    frame_left(c, at + (int)i, left, least(room, w), pen, str_c(&s));
  }
  str_free(&s);
}

static void draw_words(const Chart *k, const Plan *p, bool cursor, size_t row, size_t col, Canvas *c) {
  Str s = {0};
  for (int i = 0; i < p->cols.shown && p->head >= 0; i++) {
    size_t w = p->cols.first + (size_t)i;
    int left = p->left + i * p->cell;
    str_clear(&s);
    frame_label(k->words, w, &s);
    bool in = cursor && w >= row && w <= col;
    frame_left(c, p->head, left, least(p->cell - 1, c->cols - left), in ? PEN_BOLD(ROLE_ACCENT) : PEN(ROLE_LABEL), str_c(&s));
  }
  str_free(&s);
  Pen mark = PEN_BOLD(ROLE_ACCENT);
  int line = p->head >= 0 ? p->head : p->top;
  if (p->cols.before) canvas_text(c, line, p->left - 1, 1, mark, "‹");
  int right = p->left + p->cols.shown * p->cell;
  if (p->cols.after) canvas_text(c, line, right < c->cols ? right : c->cols - 1, 1, mark, "›");
}

static void draw_foot(const ViewSpec *s, const Chart *k, const Plan *p, Canvas *c) {
  Str text = {0};
  size_t row, col;
  bool cursor = at_cursor(s, k, &row, &col);
  if (cursor) {
    span_text(k, row, col, &text);
  } else {
    const Entry *e;
    size_t n = span_at(k, 0, k->n - 1, &e), hidden = k->n - (size_t)p->rows.shown;
    if (n == 0) str_add(&text, _("nothing spans the whole sentence"));
    else str_add(&text, _("the whole: ")), entry_text(e, true, &text);
    if (hidden > 0) str_add(&text, " · "), str_addf(&text, ngettext("+%zu row", "+%zu rows", hidden), hidden);
  }
  frame_left(c, p->foot, c->cols > 10, c->cols - (c->cols > 10), PEN(cursor ? ROLE_TEXT : ROLE_DIM), str_c(&text));
  str_free(&text);
}

static void draw(const ViewSpec *s, Canvas *c) {
  Chart k;
  if (c->rows < 1 || c->cols < 1 || !chart_of(s->value, &k)) return;
  Plan p;
  Title t = frame_title(s, NULL, NULL);
  plan(s, &k, frame_title_columns(&t) > 0, c, &p);
  if (p.title >= 0) frame_title_draw(c, 0, frame_drawn(&t, p.left + p.cols.shown * p.cell, c->cols), &t);
  frame_title_free(&t);
  size_t row, col;
  bool cursor = at_cursor(s, &k, &row, &col);
  draw_words(&k, &p, cursor, row, col, c);
  Str word = {0};
  int at = p.top;
  for (int i = 0; i < p.rows.shown; i++) {
    size_t r = p.rows.first + (size_t)i;
    int lines = lines_of(&k, r, p.deep);
    str_clear(&word);
    frame_label(k.words, r, &word);
    bool in = cursor && r == row;
    if (p.label > 0) frame_left(c, at, 1, p.label, in ? PEN_BOLD(ROLE_ACCENT) : PEN(ROLE_LABEL), str_c(&word));
    for (int j = 0; j < p.cols.shown; j++) {
      size_t m = p.cols.first + (size_t)j;
      draw_span(&k, &p, r, m, lines, cursor && r == row && m == col, c, at);
    }
    if (i == 0 && p.rows.before) canvas_text(c, at, 0, 1, PEN_BOLD(ROLE_ACCENT), "↑");
    if (i + 1 == p.rows.shown && p.rows.after) canvas_text(c, at, 0, 1, PEN_BOLD(ROLE_ACCENT), "↓");
    at += lines;
  }
  str_free(&word);
  if (p.foot >= 0) draw_foot(s, &k, &p, c);
  mem_free(k.e);
}

static void measure(const ViewSpec *s, int *rows, int *cols) {
  Chart k;
  *rows = *cols = 1;
  if (!chart_of(s->value, &k)) return;
  Plan p = {0};
  Title t = frame_title(s, NULL, NULL);
  plan_columns(&k, 100000, &p);
  *rows = (frame_title_columns(&t) > 0) + 1 + lines_all(&k, deepest(&k)) + 1;
  *cols = frame_drawn(&t, p.left + (int)k.n * p.cell, 100000);
  Str foot = {0};
  size_t row, col;
  if (at_cursor(s, &k, &row, &col)) span_text(&k, row, col, &foot);
  if (*cols < 1 + frame_columns(str_c(&foot))) *cols = 1 + frame_columns(str_c(&foot));
  str_free(&foot);
  frame_title_free(&t);
  mem_free(k.e);
}

// -- in words ------------------------------------------------------------------------------------------------

static void describe(const ViewSpec *s, Str *out) {
  Chart k;
  if (!chart_of(s->value, &k)) return;
  describe_subject(s, out);
  str_addf(out, ngettext("a chart of %zu word.\n", "a chart of %zu words.\n", k.n), k.n);
  size_t told = 0;
  for (size_t length = 1; length <= k.n; length++)
    for (size_t i = 0; i + length <= k.n; i++) {
      const Entry *e;
      if (span_at(&k, i, i + length - 1, &e) == 0 || told++ >= READ_MOST) continue;
      span_text(&k, i, i + length - 1, out);
      str_add(out, ".\n");
    }
  if (told > READ_MOST) str_addf(out, _("And %zu more.\n"), told - READ_MOST);
  size_t row, col;
  Str here = {0};
  if (at_cursor(s, &k, &row, &col)) span_text(&k, row, col, &here);
  if (here.n > 0) str_addf(out, _("Under the cursor: %s.\n"), str_c(&here));
  str_free(&here);
  mem_free(k.e);
}

static bool extent(const ViewSpec *s, size_t *rows, size_t *cols) {
  const Value *words = field(s->value, "words");
  if (!words || !frame_has_labels(*words)) return false;
  *rows = *cols = ((const ObjList *)words->as.obj)->n;
  return true;
}

static void under(const ViewSpec *s, Str *out) {
  Chart k;
  size_t row, col;
  if (!chart_of(s->value, &k)) return;
  if (at_cursor(s, &k, &row, &col)) span_text(&k, row, col, out);
  mem_free(k.e);
}

const ViewDef kind_chart = {
  .name = "chart",
  .doc = N_("what each span of a sentence may be, as cky() gives it: {words: [...], cells: [{start: 0, end: 2, label: \"NP\", score: ...}, ...]}"),
  .accepts = accepts,
  .measure = measure,
  .draw = draw,
  .describe = describe,
  .extent = extent,
  .under = under,
};
