// SPDX-License-Identifier: GPL-3.0-or-later
// align: for each target word the source sentence on the heat of its weights, and at the right the words it looks at
// most: {source: [...], target: [...], weights: ...}, or a matrix whose rows are target words.
//
// Reference: Bahdanau, Cho & Bengio 2015.
#include <math.h>

#include "base/i18n.h"
#include "base/map.h"
#include "base/settings.h"
#include "view/describe.h"
#include "view/heads.h"

#define LABEL_MOST 12
#define WORD_MOST 10
#define BEST 2           // source words that are named
#define BEST_MOST 24     // columns of them
#define SENTENCE_FROM 30 // columns of a canvas that has room for the sentence

typedef struct Align {
  ViewSpec in;      // of the weights
  Matrix m;
  double max;       // of the slice that is shown
} Align;

static const Value *field(Value v, const char *name) { return v.type == VAL_RECORD ? value_field(v, name_of(name)) : NULL; }

static bool is_weights(Value v) { return v.type == VAL_TENSOR && v.as.t->shape.rank >= 2 && v.as.t->size > 0; }

static bool align_of(const ViewSpec *s, Align *a) {
  *a = (Align){.in = *s};
  if (s->value.type == VAL_RECORD) {
    const Value *source = field(s->value, "source"), *target = field(s->value, "target"), *w = field(s->value, "weights");
    if (!w || !is_weights(*w) || !source || !target || source->type != VAL_LIST || target->type != VAL_LIST) return false;
    a->in.value = *w;
    a->in.rows = *target;
    a->in.cols = *source;
  }
  if (!is_weights(a->in.value) || !matrix_of(&a->in, &a->m)) return false;
  for (size_t i = 0; i < a->m.rows * a->m.cols; i++)
    if (isfinite(a->m.x[i]) && (double)a->m.x[i] > a->max) a->max = (double)a->m.x[i];
  return true;
}

static bool accepts(Value v) {
  ViewSpec s = {.value = v};
  s.rows = s.cols = value_nil();
  Align a;
  return align_of(&s, &a);
}

// The k-th most looked at of a row; false where there are not so many above 0.
static bool best_of(const Align *a, size_t row, int k, size_t *col) {
  const float *x = a->m.x + row * a->m.cols;
  size_t taken[BEST];
  for (int i = 0; i <= k; i++) {
    bool any = false;
    size_t best = 0;
    for (size_t c = 0; c < a->m.cols; c++) {
      bool used = false;
      for (int j = 0; j < i; j++) used = used || taken[j] == c;
      if (used || !(x[c] > 0) || (any && !(x[c] > x[best]))) continue;
      best = c;
      any = true;
    }
    if (!any) return false;
    taken[i] = *col = best;
  }
  return true;
}

static void best_text(const Align *a, size_t row, Str *out) {
  float most = 0;
  for (int k = 0; k < BEST; k++) {
    size_t col;
    char number[NUMBER_BYTES];
    if (!best_of(a, row, k, &col)) break;
    float x = a->m.x[row * a->m.cols + col];
    if (k == 0) most = x;
    if (x < most / 10) break; // not worth naming
    if (out->n > 0) str_add(out, "  ");
    frame_label(a->m.col_labels, col, out);
    frame_number((double)x, 4, false, number);
    str_addf(out, " %s", number);
  }
}

static int word_columns(const Align *a, size_t col) {
  Str s = {0};
  frame_label(a->m.col_labels, col, &s);
  int w = frame_columns(str_c(&s));
  str_free(&s);
  return w < WORD_MOST ? w : WORD_MOST;
}

static int sentence_columns(const Align *a) {
  int w = 0;
  for (size_t k = 0; k < a->m.cols && w < 10000; k++) w += word_columns(a, k) + 1;
  return w;
}

static int best_columns(const Align *a) {
  int most = 0;
  Str s = {0};
  for (size_t r = 0; r < a->m.rows && r < 1000; r++) {
    str_clear(&s);
    best_text(a, r, &s);
    int w = frame_columns(str_c(&s));
    if (w > most) most = w;
  }
  str_free(&s);
  return most < BEST_MOST ? most : BEST_MOST;
}

// -- drawing -----------------------------------------------------------------------------------------

typedef struct Plan { int title, body, foot, label, left, words, best; Window rows, cols; } Plan;

static int label_columns(const Align *a) {
  int w = frame_label_columns(a->m.row_labels, a->m.rows);
  return w < LABEL_MOST ? w : LABEL_MOST;
}

static void plan(const ViewSpec *s, const Align *a, bool title, const Canvas *c, Plan *p) {
  *p = (Plan){.title = -1, .foot = -1};
  int room = c->rows;
  bool foot = room >= 3 && !s->among;
  room -= foot;
  if (title && room >= 2) p->title = 0, p->body = 1, room--;
  p->rows = frame_window(a->m.rows, room, s->scroll_row, a->m.has_cursor, a->m.row);
  if (foot) p->foot = p->body + p->rows.shown;
  p->label = label_columns(a);
  if (p->label > c->cols / 3) p->label = c->cols / 3;
  p->left = 1 + p->label + 2;
  int best = best_columns(a), sentence = sentence_columns(a);
  p->words = c->cols >= SENTENCE_FROM ? c->cols - p->left - best - 2 : 0;
  if (p->words < sentence && p->words < c->cols / 3) p->words = 0;
  if (p->words > sentence) p->words = sentence;
  p->best = p->left + p->words + (p->words > 0 ? 2 : 0);
  p->cols = frame_window(a->m.cols, 1 << 20, s->scroll_col, false, 0);
}

static void draw_sentence(const Align *a, size_t row, const Plan *p, Canvas *c, int at) {
  int col = p->left, end = p->left + p->words;
  size_t first = 0; // so that the word under the cursor is seen
  if (a->m.has_cursor && row == a->m.row) {
    int w = 0;
    for (size_t k = 0; k <= a->m.col; k++) w += word_columns(a, k) + 1;
    while (w > p->words && first < a->m.col) w -= word_columns(a, first++) + 1;
  }
  Str s = {0};
  for (size_t k = first; k < a->m.cols && col < end; k++) {
    double x = (double)a->m.x[row * a->m.cols + k], part = a->max > 0 && isfinite(x) && x > 0 ? x / a->max : 0;
    bool here = a->m.has_cursor && row == a->m.row && k == a->m.col;
    Pen pen = {.role = here ? ROLE_CURSOR : ROLE_TEXT, .heat = (int16_t)(part * 255)};
    int w = word_columns(a, k);
    str_clear(&s);
    frame_label(a->m.col_labels, k, &s);
    frame_left(c, at, col, w < end - col ? w : end - col, pen, str_c(&s));
    col += w + 1;
  }
  str_free(&s);
}

static void draw_rows(const Align *a, const Plan *p, Canvas *c) {
  Str s = {0};
  for (int i = 0; i < p->rows.shown; i++) {
    size_t row = p->rows.first + (size_t)i;
    bool here = a->m.has_cursor && row == a->m.row;
    str_clear(&s);
    frame_label(a->m.row_labels, row, &s);
    frame_left(c, p->body + i, 1, p->label, here ? PEN_BOLD(ROLE_ACCENT) : PEN(ROLE_LABEL), str_c(&s));
    if (p->words > 0) draw_sentence(a, row, p, c, p->body + i);
    str_clear(&s);
    best_text(a, row, &s);
    bool alone = here && p->words == 0; // the cursor must be seen somewhere
    frame_left(c, p->body + i, p->best, c->cols - p->best, PEN(alone ? ROLE_CURSOR : ROLE_TEXT), str_c(&s));
    if (alone) canvas_text(c, p->body + i, 0, 1, PEN(ROLE_CURSOR), "▸");
  }
  str_free(&s);
}

static void draw_foot(const Align *a, const Plan *p, Canvas *c) {
  Str text = {0};
  size_t hidden = a->m.rows - (size_t)p->rows.shown;
  if (a->m.has_cursor) frame_cursor_text(&a->in, &text);
  else if (hidden > 0) str_addf(&text, ngettext("+%zu row", "+%zu rows", hidden), hidden);
  else str_add(&text, _("at the right: what each looks at most"));
  frame_left(c, p->foot, 1, c->cols - 1, PEN(a->m.has_cursor ? ROLE_TEXT : ROLE_DIM), str_c(&text));
  str_free(&text);
}

static void draw_one(const ViewSpec *s, Canvas *c) {
  Align a;
  if (c->rows < 1 || c->cols < 1 || !align_of(s, &a)) return;
  Plan p;
  Title t = matrix_title(&a.in, &a.m);
  plan(s, &a, frame_title_columns(&t) > 0, c, &p);
  if (p.title >= 0) frame_title_draw(c, 0, frame_drawn(&t, p.best + best_columns(&a), c->cols), &t);
  frame_title_free(&t);
  draw_rows(&a, &p, c);
  if (p.foot >= 0) draw_foot(&a, &p, c);
}

static void measure_one(const ViewSpec *s, int *rows, int *cols) {
  Align a;
  *rows = *cols = 1;
  if (!align_of(s, &a)) return;
  Title t = matrix_title(&a.in, &a.m);
  *rows = (frame_title_columns(&t) > 0) + (int)(a.m.rows < 10000 ? a.m.rows : 10000) + !s->among;
  *cols = frame_drawn(&t, 3 + label_columns(&a) + sentence_columns(&a) + 2 + best_columns(&a), 300);
  if (*cols < 42) *cols = 42;
  frame_title_free(&t);
}

static void foot_of_all(const ViewSpec *s, Canvas *c, int row, int cols) {
  Align a;
  (void)cols;
  if (!align_of(s, &a)) return;
  Plan p = {.foot = row, .rows.shown = (int)a.m.rows};
  draw_foot(&a, &p, c);
}

static const Heads heads = {measure_one, draw_one, foot_of_all};

// Those of the weights: s itself, or a record's.
static ViewSpec weights_of(const ViewSpec *s) {
  Align a;
  return align_of(s, &a) ? a.in : *s;
}

static void draw(const ViewSpec *s, Canvas *c) {
  ViewSpec in = weights_of(s);
  if (!heads_draw(&heads, &in, c)) draw_one(s, c);
}

static void measure(const ViewSpec *s, int *rows, int *cols) {
  ViewSpec in = weights_of(s);
  if (!heads_measure(&heads, &in, rows, cols)) measure_one(s, rows, cols);
}

static const char *inner(const ViewSpec *s, ViewSpec *in) {
  Align a;
  if (s->value.type != VAL_RECORD || !align_of(s, &a)) return NULL;
  *in = a.in;
  return ".weights";
}

static void describe(const ViewSpec *s, Str *out) {
  Align a;
  if (!align_of(s, &a)) return;
  describe_subject(s, out);
  str_addf(out, _("%zu words, each looking at %zu.\n"), a.m.rows, a.m.cols);
  for (size_t r = 0; r < a.m.rows && r < 40; r++) {
    Str label = {0}, best = {0};
    frame_label(a.m.row_labels, r, &label);
    best_text(&a, r, &best);
    if (best.n > 0) str_addf(out, _("%s looks most at %s.\n"), str_c(&label), str_c(&best));
    else str_addf(out, _("%s looks at nothing.\n"), str_c(&label));
    str_free(&label);
    str_free(&best);
  }
  describe_cursor(&a.in, out);
}

const ViewDef kind_align = {
  .name = "align",
  .doc = N_("which source words each target word looks at: {source: [...], target: [...], weights: ...}, or a matrix"),
  .accepts = accepts,
  .measure = measure,
  .draw = draw,
  .describe = describe,
  .inner = inner,
};
