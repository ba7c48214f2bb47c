// SPDX-License-Identifier: GPL-3.0-or-later
// trellis: hidden states (down) over time (across), as viterbi() leaves them: in each cell the best score of being
// there and the state it was reached from; the best path of all is drawn as a line.
//
// Reference: Viterbi 1967; Forney 1973.
#include <math.h>
#include <string.h>

#include "base/i18n.h"
#include "base/map.h"
#include "base/mem.h"
#include "base/settings.h"
#include "view/describe.h"
#include "view/frame.h"

#define NUMBER 6
#define LABEL_MOST 12
#define FROM_MOST 6    // columns of the state that a cell was reached from
#define GAP 3          // between two moments, for the path
#define READ_MOST 30

typedef struct Trellis {
  const Tensor *scores, *back;
  size_t times, states;
  Value names, words;  // of the states and the moments: lists or nil
  size_t *path;        // the best state at each moment
  double best;
  bool whole;
} Trellis;

static const Value *field(Value v, const char *name) { return v.type == VAL_RECORD ? value_field(v, name_of(name)) : NULL; }

static const Tensor *matrix_field(Value v, const char *name) {
  const Value *x = field(v, name);
  return x && x->type == VAL_TENSOR && x->as.t->shape.rank == 2 && x->as.t->size > 0 ? x->as.t : NULL;
}

static bool accepts(Value v) {
  const Tensor *scores = matrix_field(v, "scores"), *back = matrix_field(v, "back");
  return scores && back && shape_eq(&scores->shape, &back->shape);
}

static double score_at(const Trellis *k, size_t t, size_t s) { return (double)k->scores->data[t * k->states + s]; }

// The state that a cell was reached from; false: from none.
static bool from_at(const Trellis *k, size_t t, size_t s, size_t *from) {
  double x = (double)k->back->data[t * k->states + s];
  if (t == 0 || !(x >= 0) || x >= (double)k->states) return false;
  *from = (size_t)x;
  return true;
}

// From the best cell of the last moment along the pointers.
static void find_path(Trellis *k) {
  k->path = mem_alloc(k->times * sizeof *k->path);
  size_t s = 0, last = k->times - 1;
  for (size_t i = 1; i < k->states; i++)
    if (score_at(k, last, i) > score_at(k, last, s) || isnan(score_at(k, last, s))) s = i;
  k->best = score_at(k, last, s);
  for (size_t t = k->times; t-- > 0;) {
    k->path[t] = s;
    if (!from_at(k, t, s, &s)) s = k->path[t];
  }
}

static Value list_or_nil(const Value *v) { return v && frame_has_labels(*v) ? *v : value_nil(); }

static bool trellis_of(const ViewSpec *s, Trellis *k) {
  *k = (Trellis){.whole = true};
  if (!accepts(s->value)) return false;
  k->scores = matrix_field(s->value, "scores");
  k->back = matrix_field(s->value, "back");
  k->times = (size_t)k->scores->shape.dim[0];
  k->states = (size_t)k->scores->shape.dim[1];
  k->names = list_or_nil(field(s->value, "states"));
  k->words = list_or_nil(field(s->value, "words"));
  if (!frame_has_labels(k->names)) k->names = s->rows;
  if (!frame_has_labels(k->words)) k->words = s->cols;
  for (size_t i = 0; i < k->scores->size; i++) {
    double x = (double)k->scores->data[i];
    if (isfinite(x) && x != floor(x)) k->whole = false;
  }
  find_path(k);
  return true;
}

// The cursor walks states down and moments across.
static bool at_cursor(const ViewSpec *s, const Trellis *k, size_t *t, size_t *state) {
  size_t n = k->times * k->states, i = s->cursor < n ? s->cursor : n - 1;
  *state = i / k->times;
  *t = i % k->times;
  return s->has_cursor;
}

// -- words ---------------------------------------------------------------------------------------------------

static void state_name(const Trellis *k, size_t s, Str *out) { frame_label(k->names, s, out); }
static void add_number(Str *out, double x, int digits) { format_number(out, x, digits); }

// "cat, N: -2.4 from D"
static void cell_text(const Trellis *k, size_t t, size_t s, Str *out) {
  frame_label(k->words, t, out);
  str_add(out, ", ");
  state_name(k, s, out);
  str_add(out, ": ");
  add_number(out, score_at(k, t, s), (int)settings.precision);
  size_t from;
  if (!from_at(k, t, s, &from)) return;
  Str name = {0};
  state_name(k, from, &name);
  str_addf(out, _(" from %s"), str_c(&name));
  str_free(&name);
}

static void path_text(const Trellis *k, Str *out) {
  for (size_t t = 0; t < k->times; t++) {
    if (t > 0) str_addc(out, ' ');
    if (t == 40 && t < k->times) {
      str_add(out, "…");
      break;
    }
    state_name(k, k->path[t], out);
  }
}

static void best_text(const Trellis *k, Str *out) {
  Str path = {0}, score = {0};
  path_text(k, &path);
  add_number(&score, k->best, 4);
  str_addf(out, _("best %s · score %s"), str_c(&path), str_c(&score));
  str_free(&path);
  str_free(&score);
}

// -- layout --------------------------------------------------------------------------------------------------

typedef struct Plan {
  int title, head, top, foot;
  int label, left, from, cell, gap; // columns; from 0: not told
  Window rows, cols;
} Plan;

static int least(int a, int b) { return a < b ? a : b; }

static void plan_columns(const Trellis *k, int cols, Plan *p) {
  int names = frame_label_columns(k->names, k->states), words = frame_label_columns(k->words, k->times);
  p->label = cols >= 14 ? least(names, least(LABEL_MOST, cols / 4)) : 0;
  p->left = p->label > 0 ? p->label + 3 : 1;
  p->gap = GAP;
  p->from = 1 + least(names, FROM_MOST);
  int told = NUMBER + p->from;
  p->cell = words > told ? least(words, told + 4) : told;
  if ((int)least((int)k->times, 1000) * (p->cell + p->gap) - p->gap <= cols - p->left) return;
  p->cell = told;
  if ((int)least((int)k->times, 1000) * (p->cell + p->gap) - p->gap <= cols - p->left || cols >= 60) return;
  p->from = 0; // a narrow canvas tells scores only
  p->cell = NUMBER;
  if (cols < 20) p->gap = 1;
}

static void plan(const ViewSpec *s, const Trellis *k, bool title, const Canvas *c, Plan *p) {
  *p = (Plan){.title = -1, .head = -1, .foot = -1};
  size_t t, state;
  bool cursor = at_cursor(s, k, &t, &state);
  int room = c->rows;
  bool foot = room >= 3 || (room == 2 && cursor);
  room -= foot;
  if (title && room >= 2) p->title = 0, p->top = 1, room--;
  if (room >= 2) p->head = p->top++, room--;
  p->rows = frame_window(k->states, room, s->scroll_row, cursor, state);
  if (foot) p->foot = p->top + p->rows.shown;
  plan_columns(k, c->cols, p);
  int fit = (c->cols - p->left + p->gap) / (p->cell + p->gap);
  p->cols = frame_window(k->times, fit, s->scroll_col, cursor, t);
}

// -- drawing -------------------------------------------------------------------------------------------------

static int column_at(const Plan *p, size_t t) { return p->left + (int)(t - p->cols.first) * (p->cell + p->gap); }
static bool in_sight(Window w, size_t i) { return i >= w.first && i < w.first + (size_t)w.shown; }

static void draw_cell(const Trellis *k, const Plan *p, size_t t, size_t s, bool cursor, Canvas *c) {
  int row = p->top + (int)(s - p->rows.first), col = column_at(p, t);
  double x = score_at(k, t, s);
  bool best = k->path[t] == s;
  Pen pen = isnan(x) ? PEN_BOLD(ROLE_WARN) : isinf(x) ? PEN(ROLE_MASKED) : best ? PEN_BOLD(ROLE_OK) : PEN(ROLE_TEXT);
  char number[NUMBER_BYTES];
  frame_number(x, NUMBER, k->whole, number);
  frame_right(c, row, col, NUMBER, cursor ? PEN(ROLE_CURSOR) : pen, number);
  if (cursor) { // also where there is no colour
    int at = col + NUMBER - 1 - frame_columns(number);
    if (at >= col) canvas_text(c, row, at, 1, PEN(ROLE_CURSOR), "▸");
  }
  size_t from;
  if (p->from == 0 || isinf(x) || !from_at(k, t, s, &from)) return;
  Str name = {0};
  str_add(&name, "←");
  state_name(k, from, &name);
  frame_left(c, row, col + NUMBER, p->from, best ? PEN(ROLE_OK) : PEN(ROLE_DIM), str_c(&name));
  str_free(&name);
}

static void put(const Plan *p, size_t s, int col, const char *glyph, Canvas *c) {
  if (in_sight(p->rows, s)) canvas_text(c, p->top + (int)(s - p->rows.first), col, 1, PEN(ROLE_OK), glyph);
}

// The path from moment t - 1 to t, in the gap before t.
static void draw_step(const Trellis *k, const Plan *p, size_t t, Canvas *c) {
  size_t a = k->path[t - 1], b = k->path[t];
  int col = column_at(p, t) - p->gap;
  for (int i = col - 1; in_sight(p->rows, a) && i > 0; i--) { // from where the cell's text ends
    int row = p->top + (int)(a - p->rows.first);
    if (strcmp(canvas_at(c, row, i)->text, " ") != 0 || strcmp(canvas_at(c, row, i - 1)->text, " ") != 0) break;
    put(p, a, i, "─", c);
  }
  if (a == b) {
    for (int i = 0; i < GAP; i++) put(p, a, col + i, "─", c);
    return;
  }
  put(p, a, col, "─", c);
  put(p, a, col + 1, a < b ? "╮" : "╯", c);
  for (size_t s = (a < b ? a : b) + 1; s < (a < b ? b : a); s++) put(p, s, col + 1, "│", c);
  put(p, b, col + 1, a < b ? "╰" : "╭", c);
  put(p, b, col + 2, "─", c);
}

static void draw_labels(const Trellis *k, const Plan *p, bool cursor, size_t at, size_t state, Canvas *c) {
  Str s = {0};
  for (int i = 0; i < p->rows.shown && p->label > 0; i++) {
    size_t row = p->rows.first + (size_t)i;
    str_clear(&s);
    state_name(k, row, &s);
    frame_left(c, p->top + i, 1, p->label, cursor && row == state ? PEN_BOLD(ROLE_ACCENT) : PEN(ROLE_LABEL), str_c(&s));
  }
  for (int i = 0; i < p->cols.shown && p->head >= 0; i++) {
    size_t t = p->cols.first + (size_t)i;
    str_clear(&s);
    frame_label(k->words, t, &s);
    int w = frame_columns(str_c(&s)), room = p->cell < NUMBER + 4 ? NUMBER : p->cell;
    if (w <= NUMBER) room = NUMBER;
    frame_right(c, p->head, column_at(p, t), room, cursor && t == at ? PEN_BOLD(ROLE_ACCENT) : PEN(ROLE_LABEL), str_c(&s));
  }
  str_free(&s);
  Pen mark = PEN_BOLD(ROLE_ACCENT);
  if (p->rows.before) canvas_text(c, p->top, 0, 1, mark, "↑");
  if (p->rows.after) canvas_text(c, p->top + p->rows.shown - 1, 0, 1, mark, "↓");
  int row = p->head >= 0 ? p->head : p->top;
  if (p->cols.before) canvas_text(c, row, p->left - 1, 1, mark, "‹");
  int right = p->left + p->cols.shown * (p->cell + p->gap) - p->gap;
  if (p->cols.after) canvas_text(c, row, right < c->cols ? right : c->cols - 1, 1, mark, "›");
}

static void draw(const ViewSpec *s, Canvas *c) {
  Trellis k;
  if (c->rows < 1 || c->cols < 1 || !trellis_of(s, &k)) return;
  Plan p;
  Title t = frame_title(s, NULL, NULL);
  plan(s, &k, frame_title_columns(&t) > 0, c, &p);
  int right = p.left + p.cols.shown * (p.cell + p.gap) - p.gap;
  if (p.title >= 0) frame_title_draw(c, 0, frame_drawn(&t, right, c->cols), &t);
  frame_title_free(&t);
  size_t at, state;
  bool cursor = at_cursor(s, &k, &at, &state);
  draw_labels(&k, &p, cursor, at, state, c);
  for (int i = 0; i < p.cols.shown; i++) {
    size_t m = p.cols.first + (size_t)i;
    for (int r = 0; r < p.rows.shown; r++) {
      size_t row = p.rows.first + (size_t)r;
      draw_cell(&k, &p, m, row, cursor && m == at && row == state, c);
    }
    if (i > 0 && p.gap == GAP && !isnan(k.best) && !isinf(k.best)) draw_step(&k, &p, m, c);
  }
  if (p.foot >= 0) {
    Str text = {0};
    if (cursor) cell_text(&k, at, state, &text);
    else best_text(&k, &text);
    frame_left(c, p.foot, c->cols > 10, c->cols - (c->cols > 10), PEN(cursor ? ROLE_TEXT : ROLE_DIM), str_c(&text));
    str_free(&text);
  }
  mem_free(k.path);
}

static void measure(const ViewSpec *s, int *rows, int *cols) {
  Trellis k;
  *rows = *cols = 1;
  if (!trellis_of(s, &k)) return;
  Plan p = {0};
  Title t = frame_title(s, NULL, NULL);
  Str best = {0};
  size_t at, state;
  if (at_cursor(s, &k, &at, &state)) cell_text(&k, at, state, &best);
  else best_text(&k, &best);
  plan_columns(&k, 10000, &p);
  int n = (int)(k.times < 1000 ? k.times : 1000);
  *rows = (frame_title_columns(&t) > 0) + 1 + (int)(k.states < 10000 ? k.states : 10000) + 1;
  *cols = frame_drawn(&t, p.left + n * (p.cell + p.gap) - p.gap, 10000);
  if (*cols < 1 + frame_columns(str_c(&best))) *cols = 1 + frame_columns(str_c(&best));
  str_free(&best);
  frame_title_free(&t);
  mem_free(k.path);
}

// -- in words ------------------------------------------------------------------------------------------------

static void describe(const ViewSpec *s, Str *out) {
  Trellis k;
  if (!trellis_of(s, &k)) return;
  describe_subject(s, out);
  str_addf(out, _("%zu states over %zu moments.\n"), k.states, k.times);
  Str text = {0};
  best_text(&k, &text);
  str_addf(out, "%s.\n", str_c(&text));
  for (size_t t = 0; t < k.times && t < READ_MOST; t++)
    for (size_t i = 0; i < k.states && i < READ_MOST; i++) {
      cell_text(&k, t, i, out);
      str_add(out, ".\n");
    }
  size_t at, state;
  str_clear(&text);
  if (at_cursor(s, &k, &at, &state)) cell_text(&k, at, state, &text);
  if (text.n > 0) str_addf(out, _("Under the cursor: %s.\n"), str_c(&text));
  str_free(&text);
  mem_free(k.path);
}

static bool extent(const ViewSpec *s, size_t *rows, size_t *cols) {
  if (!accepts(s->value)) return false;
  const Tensor *t = matrix_field(s->value, "scores");
  *rows = (size_t)t->shape.dim[1];
  *cols = (size_t)t->shape.dim[0];
  return true;
}

static void under(const ViewSpec *s, Str *out) {
  Trellis k;
  size_t at, state;
  if (!trellis_of(s, &k)) return;
  if (at_cursor(s, &k, &at, &state)) cell_text(&k, at, state, out);
  mem_free(k.path);
}

const ViewDef kind_trellis = {
  .name = "trellis",
  .doc = N_("hidden states over time with back pointers, as viterbi() gives them: {scores: ..., back: ..., states: ..., words: ...}"),
  .accepts = accepts,
  .measure = measure,
  .draw = draw,
  .describe = describe,
  .extent = extent,
  .under = under,
};
