// SPDX-License-Identifier: GPL-3.0-or-later
// graph: the operations that a value was computed by, the result first and what it was made of below, joined by
// lines; each with its value and, below a single number, the gradient that flows back to it. In a graph of many
// nodes steps without a name are written out where they are used.
//
// Reference: Baydin et al. 2018, section 3.
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "view/describe.h"
#include "view/nodes.h"

#define LANES_MOST 12
#define LANES_KEPT 2    // free for nodes that no line leads to
#define NAME_MOST 16
#define OP_MOST 90
#define OP_LEAST 10
#define SHAPE_MOST 18
#define NUMBERS_MOST 28
#define GAP 2
#define LINES_FROM 24  // columns of a canvas that would rather have the lines than the values
#define READ_MOST 100

// -- lines between the nodes -----------------------------------------------------------------------------------

typedef struct Lines { Str *rows; int *node; int n, lanes; } Lines; // a row of a lane is a glyph and a blank or dash

static int lane_of(const int *lanes, int what) {
  for (int j = 0; j < LANES_MOST; j++)
    if (lanes[j] == what) return j;
  return -1;
}

static int n_free(const int *lanes) {
  int n = 0;
  for (int j = 0; j < LANES_MOST; j++) n += lanes[j] < 0;
  return n;
}

typedef struct Ends { bool fork[LANES_MOST], join[LANES_MOST]; int lo, hi; } Ends;

static void reach(Ends *e, int lane) {
  if (lane < e->lo) e->lo = lane;
  if (lane > e->hi) e->hi = lane;
}

// Where the inputs of node i go on: the first below itself, others in lanes of their own or in those that are
// already on their way to them. Inputs that find no lane are told in words only.
static Ends route(const GraphNode *g, int at, int *lanes) {
  Ends e = {.lo = at, .hi = at};
  lanes[at] = -1;
  for (int a = 0; a < g->n_in; a++) {
    int lane = lane_of(lanes, g->in[a]);
    if (lane >= 0 && lane != at) {
      e.join[lane] = true;
    } else if (lanes[at] == -1) {
      lanes[lane = at] = g->in[a];
    } else {
      lane = lane_of(lanes, -1);
      if (n_free(lanes) <= LANES_KEPT) continue;
      lanes[lane] = g->in[a];
      e.fork[lane] = true;
    }
    reach(&e, lane);
  }
  return e;
}

static void line_text(const GraphNode *g, int at, const Ends *e, const int *lanes, Str *out) {
  for (int j = 0; j < LANES_MOST; j++) {
    bool beyond_left = j > e->lo, beyond_right = j < e->hi, between = beyond_left && beyond_right;
    const char *s = lanes[j] >= 0 ? "│" : between ? "─" : " ";
    if (e->fork[j]) s = between ? "┬" : beyond_left ? "╮" : "╭";
    if (e->join[j]) s = between ? "┼" : beyond_left ? "┤" : "├";
    if (j == at) s = g->leaf ? "○" : "●";
    str_add(out, s);
    str_add(out, beyond_right && j >= e->lo ? "─" : " ");
  }
}

static void lines_of(const Nodes *k, Lines *l) {
  int lanes[LANES_MOST];
  for (int j = 0; j < LANES_MOST; j++) lanes[j] = -1;
  *l = (Lines){.rows = mem_zalloc(((size_t)k->shown + 1) * sizeof *l->rows), .node = mem_alloc(((size_t)k->shown + 1) * sizeof(int))};
  for (int i = 0; i < k->n; i++) {
    if (k->v[i].hidden) continue;
    int at = lane_of(lanes, i);
    if (at < 0) at = lane_of(lanes, -1);
    l->node[l->n] = i;
    if (at >= 0) {
      Ends e = route(&k->v[i], at, lanes);
      line_text(&k->v[i], at, &e, lanes, &l->rows[l->n]);
      if (e.hi + 1 > l->lanes) l->lanes = e.hi + 1;
    }
    l->n++;
  }
}

static void lines_free(Lines *l) {
  for (int i = 0; i < l->n; i++) str_free(&l->rows[i]);
  mem_free(l->rows);
  mem_free(l->node);
}

// -- layout ----------------------------------------------------------------------------------------------------

typedef struct Plan {
  int title, head, top, foot;
  int lanes, name, op, shape, value, grad; // columns
  Window rows;
} Plan;

static int most(int a, int b) { return a > b ? a : b; }
static int least(int a, int b) { return a < b ? a : b; }
static int wide(const Str *s, int limit) { return least(frame_columns(str_c(s)), limit); }

static int columns_of(const Plan *p) {
  int n = 1 + p->lanes + p->name;
  if (p->op) n += GAP + p->op;
  if (p->shape) n += GAP + p->shape;
  if (p->value) n += GAP + p->value;
  if (p->grad) n += GAP + p->grad;
  return n;
}

static void shrink(const Plan *p, int *column, int floor, int cols) {
  int over = columns_of(p) - cols;
  if (over > 0) *column -= least(over, most(0, *column - floor));
}

// Where not all fits the arithmetic is cut first; then shapes go, then gradients, values and lines.
static void plan_columns(const Nodes *k, const Lines *l, int cols, Plan *p) {
  for (int i = 0; i < l->n; i++) {
    const GraphNode *g = &k->v[l->node[i]];
    p->name = most(p->name, wide(&g->name, NAME_MOST));
    p->op = most(p->op, wide(&g->op, OP_MOST));
    p->shape = most(p->shape, wide(&g->shape, SHAPE_MOST));
    p->value = most(p->value, wide(&g->value, NUMBERS_MOST));
    p->grad = most(p->grad, wide(&g->grad, NUMBERS_MOST));
  }
  p->op = most(p->op, frame_columns(_("made by")));
  p->value = most(p->value, frame_columns(_("value")));
  if (p->grad) p->grad = most(p->grad, frame_columns(_("gradient")));
  p->lanes = 2 * l->lanes;
  shrink(p, &p->op, 30, cols);
  shrink(p, &p->shape, 8, cols);
  shrink(p, &p->op, OP_LEAST, cols);
  int *const order[2][5] = {{&p->shape, &p->grad, &p->value, &p->op, &p->lanes}, {&p->shape, &p->grad, &p->op, &p->lanes, &p->value}};
  for (size_t i = 0; i < 5 && columns_of(p) > cols; i++) {
    if (order[cols < LINES_FROM][i] == &p->value) shrink(p, &p->value, 4, cols);
    if (columns_of(p) > cols) *order[cols < LINES_FROM][i] = 0;
  }
  if (columns_of(p) < cols && p->op) { // what the last one to go has left
    int want = p->op, room = cols - columns_of(p);
    for (int i = 0; i < l->n; i++) want = most(want, wide(&k->v[l->node[i]].op, OP_MOST));
    p->op += least(room, want - p->op);
  }
  shrink(p, &p->name, 1, cols);
}

static bool at_cursor(const ViewSpec *s, int n, size_t *row) {
  *row = s->cursor < (size_t)n ? s->cursor : (size_t)n - 1;
  return s->has_cursor;
}

static void plan(const ViewSpec *s, const Nodes *k, const Lines *l, bool title, const Canvas *c, Plan *p) {
  *p = (Plan){.title = -1, .head = -1, .foot = -1};
  size_t at;
  bool cursor = at_cursor(s, l->n, &at);
  int room = c->rows;
  if (title && room >= 2) p->title = 0, p->top = 1, room--;
  bool foot = room >= 3 || (room == 2 && cursor);
  room -= foot;
  if (room >= 4 && c->cols >= 30) p->head = p->top++, room--;
  p->rows = frame_window((size_t)l->n, room, s->scroll_row, cursor, at);
  if (foot) p->foot = p->top + p->rows.shown;
  plan_columns(k, l, c->cols, p);
}

// -- drawing ---------------------------------------------------------------------------------------------------

static void draw_head(const Plan *p, Canvas *c) {
  int col = 1 + p->lanes + p->name;
  Pen pen = PEN(ROLE_DIM);
  if (p->op) frame_left(c, p->head, col + GAP, p->op, pen, _("made by")), col += GAP + p->op;
  if (p->shape) col += GAP + p->shape;
  if (p->value) frame_left(c, p->head, col + GAP, p->value, pen, _("value")), col += GAP + p->value;
  if (p->grad) frame_left(c, p->head, col + GAP, p->grad, pen, _("gradient"));
}

static void draw_node(const GraphNode *g, const Str *line, const Plan *p, bool cursor, Canvas *c, int row) {
  int col = 1;
  if (p->lanes > 0) canvas_text(c, row, col, p->lanes, PEN(ROLE_BORDER), str_c(line));
  col += p->lanes;
  Pen name = cursor ? PEN(ROLE_CURSOR) : g->param ? PEN(ROLE_ACCENT) : g->named ? PEN_BOLD(ROLE_LABEL) : PEN(ROLE_DIM);
  int w = least(p->name, frame_columns(str_c(&g->name)));
  frame_left(c, row, col, cursor ? w : p->name, name, str_c(&g->name));
  col += p->name;
  const char *made = g->leaf ? g->param ? _("a parameter") : _("given") : str_c(&g->op);
  if (p->op) frame_left(c, row, col + GAP, p->op, PEN(g->leaf ? ROLE_DIM : ROLE_CODE), made), col += GAP + p->op;
  if (p->shape) frame_left(c, row, col + GAP, p->shape, PEN(ROLE_DIM), str_c(&g->shape)), col += GAP + p->shape;
  Pen number = g->odd ? PEN_BOLD(ROLE_WARN) : PEN(ROLE_TEXT);
  if (p->value) frame_left(c, row, col + GAP, p->value, number, str_c(&g->value)), col += GAP + p->value;
  if (p->grad) frame_left(c, row, col + GAP, p->grad, g->odd ? number : PEN(ROLE_OK), str_c(&g->grad));
}

// "h = tanh(#3): (4,) -0.9..0.7, gradient 0..0.2"
static void node_text(const Nodes *k, const GraphNode *g, Str *out) {
  str_add(out, str_c(&g->name));
  if (!g->leaf) str_addf(out, " = %s", str_c(&g->op));
  str_add(out, ": ");
  if (g->shape.n > 0) str_addf(out, "%s ", str_c(&g->shape));
  str_add(out, str_c(&g->value));
  if (k->has_grad && g->grad.n > 0) str_addf(out, _(", gradient %s"), str_c(&g->grad));
}

static void summary(const Nodes *k, Str *out) {
  str_addf(out, ngettext("%d value", "%d values", (unsigned long)k->shown), k->shown);
  if (k->folded > 0) str_addf(out, ngettext(", %d step written out in them", ", %d steps written out in them", (unsigned long)k->folded), k->folded);
  if (k->cut) str_add(out, _(", and what they were made of"));
  if (k->too_large) str_add(out, _("; too many numbers for gradients"));
}

static void draw_foot(const ViewSpec *s, const Nodes *k, const Lines *l, const Plan *p, Canvas *c) {
  Str text = {0};
  size_t at;
  int hidden = l->n - p->rows.shown;
  bool cursor = at_cursor(s, l->n, &at);
  if (cursor) node_text(k, &k->v[l->node[at]], &text);
  else summary(k, &text);
  if (!cursor && hidden > 0) str_addf(&text, " · "), str_addf(&text, ngettext("+%d row", "+%d rows", (unsigned long)hidden), hidden);
  frame_left(c, p->foot, c->cols > 10, c->cols - (c->cols > 10), PEN(cursor ? ROLE_TEXT : ROLE_DIM), str_c(&text));
  str_free(&text);
}

static void draw(const ViewSpec *s, Canvas *c) {
  Nodes k;
  if (c->rows < 1 || c->cols < 1 || !nodes_of(s->value, &k)) return;
  Lines l;
  Plan p;
  lines_of(&k, &l);
  Title t = frame_title(s, NULL, NULL);
  plan(s, &k, &l, frame_title_columns(&t) > 0, c, &p);
  if (p.title >= 0) frame_title_draw(c, 0, frame_drawn(&t, columns_of(&p), c->cols), &t);
  frame_title_free(&t);
  size_t at;
  bool cursor = at_cursor(s, l.n, &at);
  if (p.head >= 0) draw_head(&p, c);
  for (int i = 0; i < p.rows.shown; i++) {
    size_t row = p.rows.first + (size_t)i;
    draw_node(&k.v[l.node[row]], &l.rows[row], &p, cursor && row == at, c, p.top + i);
  }
  if (p.rows.before) canvas_text(c, p.top, 0, 1, PEN_BOLD(ROLE_ACCENT), "↑");
  if (p.rows.after) canvas_text(c, p.top + p.rows.shown - 1, 0, 1, PEN_BOLD(ROLE_ACCENT), "↓");
  if (p.foot >= 0) draw_foot(s, &k, &l, &p, c);
  lines_free(&l);
  nodes_free(&k);
}

static void measure(const ViewSpec *s, int *rows, int *cols) {
  Nodes k;
  *rows = *cols = 1;
  if (!nodes_of(s->value, &k)) return;
  Lines l;
  Plan p = {0};
  lines_of(&k, &l);
  plan_columns(&k, &l, 1000, &p);
  Title t = frame_title(s, NULL, NULL);
  Str foot = {0};
  size_t at;
  if (at_cursor(s, l.n, &at)) node_text(&k, &k.v[l.node[at]], &foot);
  *rows = (frame_title_columns(&t) > 0) + (l.n >= 3) + l.n + 1;
  *cols = frame_drawn(&t, most(columns_of(&p), 1 + frame_columns(str_c(&foot))), 400);
  str_free(&foot);
  frame_title_free(&t);
  lines_free(&l);
  nodes_free(&k);
}

// -- in words and under the cursor -------------------------------------------------------------------------------

static void under(const ViewSpec *s, Str *out) {
  Nodes k;
  if (!s->has_cursor || !nodes_of(s->value, &k)) return;
  size_t row = 0;
  for (int i = 0, last = -1; i < k.n; i++) {
    if (!k.v[i].hidden && (last = i) >= 0 && row++ == s->cursor) {
      node_text(&k, &k.v[i], out);
      break;
    }
    if (i + 1 == k.n && last >= 0) node_text(&k, &k.v[last], out);
  }
  nodes_free(&k);
}

static bool extent(const ViewSpec *s, size_t *rows, size_t *cols) {
  Nodes k;
  if (!nodes_of(s->value, &k)) return false;
  *rows = (size_t)k.shown;
  *cols = 1;
  nodes_free(&k);
  return true;
}

static void describe(const ViewSpec *s, Str *out) {
  Nodes k;
  if (!nodes_of(s->value, &k)) return;
  describe_subject(s, out);
  summary(&k, out);
  str_add(out, ".\n");
  int told = 0;
  for (int i = 0; i < k.n; i++) {
    if (k.v[i].hidden || told++ >= READ_MOST) continue;
    node_text(&k, &k.v[i], out);
    str_add(out, ".\n");
  }
  if (told > READ_MOST) str_addf(out, _("And %zu more.\n"), (size_t)(told - READ_MOST));
  Str here = {0};
  under(s, &here);
  if (here.n > 0) str_addf(out, _("Under the cursor: %s.\n"), str_c(&here));
  str_free(&here);
  nodes_free(&k);
}

const ViewDef kind_graph = {
  .name = "graph",
  .doc = N_("the operations that a value was computed by, with values and gradients"),
  .accepts = nodes_accepts,
  .measure = measure,
  .draw = draw,
  .describe = describe,
  .extent = extent,
  .under = under,
};
