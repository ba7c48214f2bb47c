// SPDX-License-Identifier: GPL-3.0-or-later
// qgrid: what each move is worth in each cell of a grid world, the best with an arrow: {Q: ..., world: ..., agent: ...,
// updated: ...}, or a tensor of rows × columns × 4. Moves are 0 left, 1 down, 2 right, 3 up.
//
// Reference: Watkins 1989 (Q-learning).
#include <math.h>
#include <string.h>

#include "base/i18n.h"
#include "base/map.h"
#include "base/settings.h"
#include "view/describe.h"
#include "view/frame.h"

#define MOVES 4
#define WIDE 12    // columns of a cell that shows four numbers, with its border
#define HIGH 4     // and rows
#define MIDDLE 8   // a cell of the best move and its worth
#define NARROW 2   // a cell of an arrow alone

enum { LEFT, DOWN, RIGHT, UP };
static const char *const arrows[MOVES] = {"←", "↓", "→", "↑"};
static const char *const names[MOVES] = {N_("left"), N_("down"), N_("right"), N_("up")};

typedef struct World {
  const float *q;
  int rows, cols;
  const ObjList *kinds;   // of strings: the map's characters, or NULL
  int agent, updated;     // states, -1: none
  int cursor;             // likewise
} World;

static const Value *field(Value v, const char *name) { return value_field(v, name_of(name)); }

static bool whole_field(Value v, const char *name, int *out) {
  const Value *x = field(v, name);
  int64_t i;
  if (!x || !value_is_whole(*x, &i) || i < 0 || i > 1000000) return false;
  *out = (int)i;
  return true;
}

// A state, or [row, col].
static int state_field(Value v, const char *name, const World *g) {
  const Value *x = field(v, name);
  int state;
  if (whole_field(v, name, &state)) return state < g->rows * g->cols ? state : -1;
  if (!x || x->type != VAL_TENSOR || x->as.t->size != 2) return -1;
  float row = x->as.t->data[0], col = x->as.t->data[1];
  if (!(row >= 0 && row < (float)g->rows && col >= 0 && col < (float)g->cols)) return -1;
  return (int)row * g->cols + (int)col;
}

static bool take_world(Value world, World *g) {
  const Value *cells = field(world, "cells");
  if (!whole_field(world, "rows", &g->rows) || !whole_field(world, "cols", &g->cols)) return false;
  g->kinds = cells && cells->type == VAL_LIST ? (const ObjList *)cells->as.obj : NULL;
  if (g->kinds && g->kinds->n != (size_t)g->rows * (size_t)g->cols) return false;
  for (size_t i = 0; g->kinds && i < g->kinds->n; i++)
    if (g->kinds->items[i].type != VAL_STR) return false;
  return g->rows > 0 && g->cols > 0;
}

static bool take_tensor(Value v, World *g) {
  if (v.type != VAL_TENSOR || v.as.t->size == 0) return false;
  const Shape *sh = &v.as.t->shape;
  if (sh->dim[sh->rank > 0 ? sh->rank - 1 : 0] != MOVES) return false;
  g->q = v.as.t->data;
  if (sh->rank == 3) {
    bool same = g->rows == 0 || (g->rows == sh->dim[0] && g->cols == sh->dim[1]);
    g->rows = (int)sh->dim[0];
    g->cols = (int)sh->dim[1];
    return same;
  }
  return sh->rank == 2 && g->rows > 0 && sh->dim[0] == (int64_t)g->rows * g->cols;
}

static bool grid_of(Value v, World *g) {
  *g = (World){.agent = -1, .updated = -1, .cursor = -1};
  if (v.type == VAL_TENSOR) return take_tensor(v, g);
  if (v.type != VAL_RECORD) return false;
  const Value *world = field(v, "world"), *q = field(v, "Q");
  if (!q) q = field(v, "q");
  if (world && !((world->type == VAL_RECORD || world->type == VAL_MODEL) && take_world(*world, g))) return false;
  if (!q || !take_tensor(*q, g)) return false;
  g->agent = state_field(v, "agent", g);
  g->updated = state_field(v, "updated", g);
  return true;
}

static bool accepts(Value v) {
  World g;
  return grid_of(v, &g);
}

static bool world_of(const ViewSpec *s, World *g) {
  if (!grid_of(s->value, g)) return false;
  int last = g->rows * g->cols - 1;
  if (s->has_cursor) g->cursor = s->cursor < (size_t)last ? (int)s->cursor : last;
  return true;
}

static double q_at(const World *g, int state, int move) { return (double)g->q[state * MOVES + move]; }

// The map's character: '.' where there is no map.
static char kind_at(const World *g, int state) {
  const char *s = g->kinds ? value_cstr(g->kinds->items[state]) : ".";
  return *s ? *s : '.';
}

// Nothing is decided in walls, holes and at the goal.
static bool is_open(const World *g, int state) { return !strchr("#GHC", kind_at(g, state)); }

static int best_move(const World *g, int state) { // -1: all the same
  int best = 0;
  bool differ = false;
  for (int m = 1; m < MOVES; m++) {
    if (q_at(g, state, m) != q_at(g, state, 0)) differ = true;
    if (q_at(g, state, m) > q_at(g, state, best)) best = m;
  }
  return differ ? best : -1;
}

static const char *word_of(char kind) {
  return kind == 'G' ? _("goal") : kind == 'H' ? _("hole") : kind == 'C' ? _("cliff") : kind == '#' ? _("wall") : "";
}

// -- a cell ----------------------------------------------------------------------------------------------

static void draw_value(const World *g, int state, int move, Canvas *c, int row, int col, bool left) {
  char number[NUMBER_BYTES];
  frame_number(q_at(g, state, move), 4, false, number);
  bool best = best_move(g, state) == move;
  Str s = {0};
  if (best && !left) str_addf(&s, "%s%s", arrows[move], number);
  else str_addf(&s, "%s%s", number, best ? arrows[move] : "");
  Pen pen = best ? PEN_BOLD(ROLE_ACCENT) : PEN(state == g->updated ? ROLE_TEXT : ROLE_DIM);
  int w = frame_columns(str_c(&s));
  int at = move == LEFT ? col : move == RIGHT ? col + WIDE - 1 - w : col + (WIDE - 1 - w) / 2;
  canvas_text(c, row, at, w, pen, str_c(&s));
  str_free(&s);
}

static void draw_wide(const World *g, int state, Canvas *c, int row, int col) {
  char kind = kind_at(g, state);
  if (!is_open(g, state)) {
    const char *word = word_of(kind);
    Pen pen = PEN(kind == 'G' ? ROLE_OK : kind == '#' ? ROLE_DIM : ROLE_ERROR);
    if (kind == '#') canvas_fill(c, row, col, HIGH - 1, WIDE - 1, PEN(ROLE_BORDER), "░");
    canvas_text(c, row + 1, col + (WIDE - 1 - frame_columns(word)) / 2, WIDE - 1, pen, word);
  } else {
    draw_value(g, state, UP, c, row, col, false);
    draw_value(g, state, LEFT, c, row + 1, col, true);
    draw_value(g, state, RIGHT, c, row + 1, col, false);
    draw_value(g, state, DOWN, c, row + 2, col, false);
    if (kind == 'S') canvas_text(c, row, col, 1, PEN(ROLE_LABEL), "S");
  }
  if (state == g->agent) canvas_text(c, row + 2, col, 1, PEN(g->cursor < 0 ? ROLE_CURSOR : ROLE_ACCENT), "●");
  if (state == g->cursor) canvas_text(c, row + 1, col + (WIDE - 1) / 2, 1, PEN(ROLE_CURSOR), "+");
  if (state == g->updated) canvas_text(c, row, col + WIDE - 2, 1, PEN_BOLD(ROLE_WARN), "*");
}

static void draw_middle(const World *g, int state, Canvas *c, int row, int col) {
  char number[NUMBER_BYTES];
  int best = best_move(g, state);
  if (state == g->agent) canvas_text(c, row, col, 1, PEN(g->cursor < 0 ? ROLE_CURSOR : ROLE_ACCENT), "●");
  if (state == g->cursor) canvas_text(c, row, col, 1, PEN(ROLE_CURSOR), state == g->agent ? "●" : "▸");
  if (state == g->updated) canvas_text(c, row, col + 6, 1, PEN_BOLD(ROLE_WARN), "*");
  if (!is_open(g, state)) {
    char kind = kind_at(g, state);
    Pen pen = PEN(kind == 'G' ? ROLE_OK : kind == '#' ? ROLE_DIM : ROLE_ERROR);
    canvas_text(c, row, col + 1, MIDDLE - 2, pen, word_of(kind));
    return;
  }
  frame_number(q_at(g, state, best < 0 ? 0 : best), 4, false, number);
  canvas_text(c, row, col + 1, 1, PEN_BOLD(ROLE_ACCENT), best < 0 ? "·" : arrows[best]);
  canvas_text(c, row, col + 2, 4, PEN(state == g->updated ? ROLE_TEXT : ROLE_DIM), number);
}

static void draw_narrow(const World *g, int state, Canvas *c, int row, int col) {
  char kind[2] = {kind_at(g, state), 0};
  int best = best_move(g, state);
  const char *glyph = !is_open(g, state) ? kind : best < 0 ? "·" : arrows[best];
  Pen pen = PEN(*kind == 'G' ? ROLE_OK : !is_open(g, state) ? ROLE_DIM : ROLE_ACCENT);
  if (state == g->updated) pen = PEN_BOLD(ROLE_WARN);
  if (state == (g->cursor >= 0 ? g->cursor : g->agent)) pen = PEN(ROLE_CURSOR);
  canvas_text(c, row, col, 1, pen, glyph);
}

// -- the grid --------------------------------------------------------------------------------------------

static void draw_lines(const World *g, Canvas *c, int top, int rows, int cols) {
  for (int r = 0; r <= rows; r++) canvas_hline(c, top + r * HIGH, 0, cols * WIDE + 1);
  for (int k = 0; k <= cols; k++) canvas_vline(c, top, k * WIDE, rows * HIGH + 1);
  (void)g;
}

// "(1, 2): left 0.2, down 0.5 best, right 0, up 0.1"
static void state_text(const World *g, int state, Str *out) {
  int best = best_move(g, state);
  str_addf(out, "(%d, %d): ", state / g->cols, state % g->cols);
  if (!is_open(g, state)) {
    str_add(out, word_of(kind_at(g, state)));
    return;
  }
  for (int m = 0; m < MOVES; m++) {
    str_addf(out, "%s%s ", m > 0 ? ", " : "", _(names[m]));
    format_number(out, q_at(g, state, m), (int)settings.precision);
    if (m == best) str_addf(out, " %s", _("(best)"));
  }
}

static void draw_foot(const World *g, Canvas *c, int row, Window rows, Window cols, int cell) {
  Str text = {0};
  if (g->cursor >= 0) {
    state_text(g, g->cursor, &text);
    frame_left(c, row, 0, c->cols, PEN(ROLE_TEXT), str_c(&text));
    str_free(&text);
    return;
  }
  size_t hidden = (size_t)g->rows * (size_t)g->cols - (size_t)rows.shown * (size_t)cols.shown;
  if (hidden > 0) str_addf(&text, ngettext("+%zu cell", "+%zu cells", hidden), hidden);
  else if (cell == NARROW) str_add(&text, _("arrows: the best move"));
  else if (cell == MIDDLE) str_add(&text, _("the best move and its worth"));
  else str_add(&text, _("each move's worth, the best with its arrow"));
  if (g->agent >= 0) str_addf(&text, _("   ● is at (%d, %d)"), g->agent / g->cols, g->agent % g->cols);
  frame_left(c, row, 0, c->cols, PEN(ROLE_DIM), str_c(&text));
  str_free(&text);
}

static void draw(const ViewSpec *s, Canvas *c) {
  World g;
  if (c->rows < 1 || c->cols < 1 || !world_of(s, &g)) return;
  Title t = frame_title(s, NULL, NULL);
  bool title = frame_title_columns(&t) > 0 && c->rows >= 2;
  int room = c->rows - title;
  bool foot = room >= 3;
  room -= foot;
  bool wide = g.rows * HIGH + 1 <= room && g.cols * WIDE + 1 <= c->cols;
  int cell = wide ? WIDE : g.rows <= room && g.cols * MIDDLE <= c->cols ? MIDDLE : NARROW;
  int high = wide ? HIGH : cell == MIDDLE && 2 * g.rows - 1 <= room ? 2 : 1;
  int eye = g.cursor >= 0 ? g.cursor : g.agent; // what must be seen
  size_t at = eye >= 0 ? (size_t)eye : 0, n = (size_t)g.cols;
  Window rows = frame_window((size_t)g.rows, cell == NARROW ? room : g.rows, s->scroll_row, eye >= 0, at / n);
  Window cols = frame_window(n, cell == NARROW ? c->cols / NARROW : g.cols, s->scroll_col, eye >= 0, at % n);
  if (title) frame_title_draw(c, 0, frame_drawn(&t, cols.shown * cell, c->cols), &t);
  frame_title_free(&t);
  if (wide) draw_lines(&g, c, title, g.rows, g.cols);
  for (int r = 0; r < rows.shown; r++)
    for (int k = 0; k < cols.shown; k++) {
      int state = ((int)rows.first + r) * g.cols + (int)cols.first + k;
      if (wide) draw_wide(&g, state, c, title + 1 + r * HIGH, 1 + k * WIDE);
      else if (cell == MIDDLE) draw_middle(&g, state, c, title + r * high, k * MIDDLE);
      else draw_narrow(&g, state, c, title + r, k * NARROW);
    }
  int bottom = wide ? g.rows * HIGH + 1 : rows.shown * high - (high - 1);
  if (foot) draw_foot(&g, c, title + bottom, rows, cols, cell);
}

static void measure(const ViewSpec *s, int *rows, int *cols) {
  World g;
  *rows = *cols = 1;
  if (!grid_of(s->value, &g)) return;
  Title t = frame_title(s, NULL, NULL);
  bool wide = g.rows <= 8 && g.cols <= 10;
  *rows = (frame_title_columns(&t) > 0) + (wide ? g.rows * HIGH + 1 : g.rows) + 1;
  *cols = frame_drawn(&t, wide ? g.cols * WIDE + 1 : g.cols * NARROW, 400);
  if (*cols < 60) *cols = 60; // the foot's sentence
  frame_title_free(&t);
}

static void describe(const ViewSpec *s, Str *out) {
  World g;
  if (!world_of(s, &g)) return;
  describe_subject(s, out);
  str_addf(out, _("a grid world of %d × %d (rows × columns).\n"), g.rows, g.cols);
  if (g.agent >= 0) str_addf(out, _("The agent is at (%d, %d).\n"), g.agent / g.cols, g.agent % g.cols);
  if (g.updated >= 0) str_addf(out, _("Updated last: (%d, %d).\n"), g.updated / g.cols, g.updated % g.cols);
  for (int state = 0; state < g.rows * g.cols && state < 100; state++) {
    str_addf(out, "(%d, %d): ", state / g.cols, state % g.cols);
    int best = best_move(&g, state);
    if (!is_open(&g, state)) str_add(out, word_of(kind_at(&g, state)));
    else if (best < 0) str_add(out, _("no move is better than another"));
    else {
      str_addf(out, "%s ", _(names[best]));
      format_number(out, q_at(&g, state, best), (int)settings.precision);
    }
    str_add(out, ".\n");
  }
  if (g.cursor < 0) return;
  Str here = {0};
  state_text(&g, g.cursor, &here);
  str_addf(out, _("Under the cursor: %s.\n"), str_c(&here));
  str_free(&here);
}

static bool extent(const ViewSpec *s, size_t *rows, size_t *cols) {
  World g;
  if (!grid_of(s->value, &g)) return false;
  *rows = (size_t)g.rows;
  *cols = (size_t)g.cols;
  return true;
}

static void under(const ViewSpec *s, Str *out) {
  World g;
  if (world_of(s, &g) && g.cursor >= 0) state_text(&g, g.cursor, out);
}

const ViewDef kind_qgrid = {
  .name = "qgrid",
  .doc = N_("what each move is worth in a grid world: {Q: ..., world: ..., agent: ..., updated: ...}, or rows × columns × 4"),
  .accepts = accepts,
  .measure = measure,
  .draw = draw,
  .describe = describe,
  .extent = extent,
  .under = under,
};
