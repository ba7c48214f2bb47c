// SPDX-License-Identifier: GPL-3.0-or-later
// tokens: the pieces of a text, wrapped as text is, each on the heat of its weight where it has one. Under a
// piece its weight, or its index.
#include <math.h>
#include <string.h>

#include "base/i18n.h"
#include "base/map.h"
#include "base/settings.h"
#include "view/describe.h"
#include "view/frame.h"
#include "view/place.h"

#define GAP 2         // columns between pieces: room for the cursor's brackets
#define USUAL 60      // columns it would like
#define READ_MOST 200 // tokens that are read out

static bool accepts(Value v) {
  if (v.type == VAL_LIST) {
    const ObjList *l = (const ObjList *)v.as.obj;
    for (size_t i = 0; i < l->n; i++)
      if (l->items[i].type != VAL_STR) return false;
    return l->n > 0;
  }
  ViewSpec s = {.value = v};
  return cells_of(&s).kind == CELLS_TOKENS;
}

typedef struct Tokens {
  Cells t;
  bool weights;
  double min, max;
} Tokens;

static bool weight_at(const Tokens *k, size_t i, double *x) {
  return k->t.kind == CELLS_TOKENS && cells_number(&k->t, i, 0, x);
}

static void tokens_of(const ViewSpec *s, Tokens *k) {
  *k = (Tokens){.t = cells_of(s)};
  for (size_t i = 0; i < k->t.rows; i++) {
    double x;
    if (!weight_at(k, i, &x)) continue;
    if (!isfinite(x)) continue;
    if (!k->weights || x < k->min) k->min = x;
    if (!k->weights || x > k->max) k->max = x;
    k->weights = true;
  }
}

// The piece as it is shown: its spaces are part of it, so they must be seen.
static void piece(const Tokens *k, size_t i, Str *out) {
  const ObjList *l = NULL;
  if (k->t.kind == CELLS_TOKENS) l = (const ObjList *)value_field(k->t.v, name_of("tokens"))->as.obj;
  else l = (const ObjList *)k->t.v.as.obj;
  const ObjStr *s = (const ObjStr *)l->items[i].as.obj;
  if (s->n == 0) str_add(out, "\"\"");
  else frame_clean(out, s->s, s->n, true);
}

static void under(const Tokens *k, size_t i, Str *out) {
  double x;
  char number[NUMBER_BYTES];
  if (!k->weights) {
    str_addf(out, "%zu", i);
  } else if (weight_at(k, i, &x)) {
    frame_number(x, 4, false, number);
    str_add(out, number);
  }
}

// -- layout ----------------------------------------------------------------------------------------

typedef struct Spot { int line, col, cols; } Spot;
typedef struct Flow { int cols, line, col, widest; } Flow;

static Spot next_spot(Flow *f, int want) {
  int most = f->cols - 2 > 1 ? f->cols - 2 : 1;
  if (want > most) want = most;
  if (f->col > 1 && f->col + want + 1 > f->cols) {
    f->line++;
    f->col = 1;
  }
  Spot at = {f->line, f->col, want};
  f->col += want + GAP;
  if (at.col + want + 1 > f->widest) f->widest = at.col + want + 1;
  return at;
}

static Spot place_piece(const Tokens *k, size_t i, Flow *f, Str *text, Str *number) {
  str_clear(text);
  str_clear(number);
  piece(k, i, text);
  under(k, i, number);
  int w = frame_columns(str_c(text));
  return next_spot(f, w > (int)number->n ? w : (int)number->n);
}

static void flow(const Tokens *k, int cols, size_t cursor, Flow *f, int *cursor_line) {
  *f = (Flow){.cols = cols, .col = 1};
  Str text = {0}, number = {0};
  for (size_t i = 0; i < k->t.rows; i++) {
    Spot at = place_piece(k, i, f, &text, &number);
    if (i == cursor) *cursor_line = at.line;
  }
  str_free(&text);
  str_free(&number);
}

static void measure(const ViewSpec *s, int *rows, int *cols) {
  *rows = *cols = 1;
  if (!accepts(s->value)) return;
  Tokens k;
  Flow f;
  int line = 0;
  tokens_of(s, &k);
  flow(&k, USUAL, 0, &f, &line);
  Title t = frame_title(s, NULL, NULL);
  *rows = (frame_title_columns(&t) > 0) + 2 * (f.line + 1) + 1;
  *cols = frame_drawn(&t, f.widest, 200);
  frame_title_free(&t);
}

// -- drawing -----------------------------------------------------------------------------------------

static Pen piece_pen(const Tokens *k, size_t i, bool cursor) {
  double x;
  Pen pen = PEN(cursor ? ROLE_CURSOR : ROLE_TEXT);
  if (!weight_at(k, i, &x) || !k->weights) return pen;
  if (!isfinite(x)) return PEN(cursor ? ROLE_CURSOR : isinf(x) && x < 0 ? ROLE_MASKED : ROLE_WARN);
  double part = k->max > k->min ? (x - k->min) / (k->max - k->min) : 0.5;
  pen.heat = (int16_t)(part * 255);
  return pen;
}

static size_t draw_pieces(const Tokens *k, Canvas *c, int top, const Window *lines, int height, bool has_cursor, size_t cursor) {
  Flow f = {.cols = c->cols, .col = 1};
  Str text = {0}, number = {0};
  size_t shown = 0;
  for (size_t i = 0; i < k->t.rows; i++) {
    Spot at = place_piece(k, i, &f, &text, &number);
    if ((size_t)at.line < lines->first) continue;
    int line = at.line - (int)lines->first, row = top + line * height;
    if (line >= lines->shown) break;
    shown++;
    bool here = has_cursor && i == cursor;
    Pen pen = piece_pen(k, i, here);
    canvas_fill(c, row, at.col, 1, at.cols, pen, " ");
    frame_left(c, row, at.col, at.cols, pen, str_c(&text));
    if (here) canvas_text(c, row, at.col - 1, 1, pen, "[");
    if (here) canvas_text(c, row, at.col + at.cols, 1, pen, "]");
    if (height > 1) frame_left(c, row + 1, at.col, at.cols, PEN(ROLE_DIM), str_c(&number));
  }
  str_free(&text);
  str_free(&number);
  return shown;
}

static void draw_foot(const ViewSpec *s, const Tokens *k, int row, int cols, size_t shown, Canvas *c) {
  Str right = {0};
  size_t hidden = k->t.rows - shown;
  if (s->has_cursor) frame_cursor_text(s, &right);
  else if (hidden > 0) str_addf(&right, ngettext("+%zu token", "+%zu tokens", hidden), hidden);
  else str_addf(&right, ngettext("%zu token", "%zu tokens", k->t.rows), k->t.rows);
  int left = cols > 14, n = k->weights ? left + frame_legend_columns(cols, k->min, k->max) : 0;
  if (frame_foot(c, row, cols, str_c(&right), s->has_cursor, n) && k->weights)
    frame_legend(c, row, left, cols, k->min, k->max);
  str_free(&right);
}

static void draw(const ViewSpec *s, Canvas *c) {
  if (c->rows < 1 || c->cols < 1 || !accepts(s->value)) return;
  Tokens k;
  Flow f;
  size_t cursor, col;
  int cursor_line = 0;
  tokens_of(s, &k);
  bool has_cursor = cells_cursor(&k.t, s, &cursor, &col);
  flow(&k, c->cols, cursor, &f, &cursor_line);
  Title t = frame_title(s, NULL, NULL);
  int cols = frame_drawn(&t, f.widest, c->cols), top = 0, room = c->rows;
  bool foot = room >= 3 || (room == 2 && has_cursor);
  room -= foot;
  if (frame_title_columns(&t) > 0 && room >= 2) {
    frame_title_draw(c, 0, cols, &t);
    top = 1;
    room--;
  }
  frame_title_free(&t);
  int height = room >= 2 ? 2 : 1;
  Window lines = frame_window((size_t)f.line + 1, room / height, s->scroll_row, has_cursor, (size_t)cursor_line);
  size_t shown = draw_pieces(&k, c, top, &lines, height, has_cursor, cursor);
  if (lines.before) canvas_text(c, top, 0, 1, PEN_BOLD(ROLE_ACCENT), "↑");
  if (lines.after) canvas_text(c, top + (lines.shown - 1) * height, 0, 1, PEN_BOLD(ROLE_ACCENT), "↓");
  if (foot) draw_foot(s, &k, top + lines.shown * height, cols, shown, c);
}

// -- in words ----------------------------------------------------------------------------------------

static void describe(const ViewSpec *s, Str *out) {
  if (!accepts(s->value)) return;
  Tokens k;
  tokens_of(s, &k);
  describe_subject(s, out);
  str_addf(out, ngettext("%zu token.\n", "%zu tokens.\n", k.t.rows), k.t.rows);
  for (size_t i = 0; i < k.t.rows && i < READ_MOST; i++) {
    double x;
    str_addf(out, "%zu: ", i);
    piece(&k, i, out);
    if (weight_at(&k, i, &x)) {
      str_add(out, ", ");
      format_number(out, x, (int)settings.precision);
    }
    str_add(out, "\n");
  }
  if (k.t.rows > READ_MOST) str_addf(out, _("And %zu more.\n"), k.t.rows - READ_MOST);
  describe_cursor(s, out);
}

const ViewDef kind_tokens = {
  .name = "tokens",
  .doc = N_("the pieces of a text, with their weights as heat: a list of strings, or {tokens: ..., weights: ...}"),
  .accepts = accepts,
  .measure = measure,
  .draw = draw,
  .describe = describe,
};
