// SPDX-License-Identifier: GPL-3.0-or-later
// tree: a tree from left to right, a leaf a line: hypotheses of a beam search with their scores, parse trees. A node
// is {text: ..., score: ..., state: ..., children: [...]}, or ["S", child, child, ...] with strings as leaves.
#include <string.h>

#include "base/i18n.h"
#include "base/map.h"
#include "base/mem.h"
#include "base/settings.h"
#include "view/describe.h"
#include "view/frame.h"
#include "view/place.h"

#define DEPTH_MOST 64    // levels that are drawn
#define LEAVES_MOST 2000 // lines that are laid out
#define TEXT_MOST 24     // columns of a node's text

// -- nodes -------------------------------------------------------------------------------------------

static const Value *field_among(Value r, const char *const *names) {
  for (; *names; names++) {
    const Value *v = value_field(r, name_of(*names));
    if (v) return v;
  }
  return NULL;
}

static const char *const text_names[] = {"text", "token", "word", "label", "name", NULL};
static const char *const score_names[] = {"score", "logp", "p", NULL};

static bool is_list(Value v) { return v.type == VAL_LIST && ((const ObjList *)v.as.obj)->n > 0; }

// The children as items [*from, n) of a list.
static const ObjList *children_of(Value v, size_t *from) {
  *from = 0;
  if (v.type == VAL_RECORD) {
    const Value *c = value_field(v, name_of("children"));
    return c && c->type == VAL_LIST ? (const ObjList *)c->as.obj : NULL;
  }
  *from = 1;
  return is_list(v) ? (const ObjList *)v.as.obj : NULL;
}

static bool is_node(Value v) {
  if (v.type == VAL_STR) return true;
  if (v.type == VAL_RECORD && !field_among(v, text_names)) return false;
  if (v.type != VAL_RECORD && !(is_list(v) && ((const ObjList *)v.as.obj)->items[0].type == VAL_STR)) return false;
  size_t i;
  const ObjList *c = children_of(v, &i);
  for (; c && i < c->n; i++)
    if (!is_node(c->items[i])) return false;
  return true;
}

static size_t n_children(Value v) {
  size_t from;
  const ObjList *c = children_of(v, &from);
  return c ? c->n - from : 0;
}

static bool accepts(Value v) {
  if (v.type == VAL_RECORD) {
    const Value *c = value_field(v, name_of("children"));
    return c && c->type == VAL_LIST && is_node(v);
  }
  return is_list(v) && n_children(v) > 0 && is_node(v);
}

static void node_text(Value v, Str *out) {
  const Value *text = v.type == VAL_RECORD ? field_among(v, text_names) : is_list(v) ? ((const ObjList *)v.as.obj)->items : &v;
  frame_value(*text, out);
  double x;
  const Value *score = v.type == VAL_RECORD ? field_among(v, score_names) : NULL;
  if (!score || !value_is_number(*score, &x)) return;
  str_addc(out, ' ');
  format_number(out, x, 3);
}

static const char *state_of(Value v) {
  const Value *s = v.type == VAL_RECORD ? value_field(v, name_of("state")) : NULL;
  return s && s->type == VAL_STR ? value_cstr(*s) : "";
}

static const char *mark_of(const char *state) {
  if (strcmp(state, "done") == 0 || strcmp(state, "best") == 0) return "●";
  if (strcmp(state, "live") == 0) return "○";
  if (strcmp(state, "pruned") == 0) return "✗";
  return "";
}

static Pen pen_of(const char *state) {
  if (strcmp(state, "best") == 0) return PEN_BOLD(ROLE_OK);
  if (strcmp(state, "done") == 0) return PEN(ROLE_OK);
  if (strcmp(state, "pruned") == 0) return PEN(ROLE_DIM);
  return PEN(ROLE_TEXT);
}

// What stands after a node: "● best", "✗ pruned".
static void tail_text(Value v, Str *out) {
  const char *state = state_of(v);
  if (!*state) return;
  bool known = *mark_of(state);
  str_addf(out, "%s%s%s", mark_of(state), known ? " " : "", state);
}

// -- layout ------------------------------------------------------------------------------------------

typedef struct Layout {
  int width[DEPTH_MOST]; // columns of the nodes at each depth
  int deepest, rows, tail;
} Layout;

static void lay_out(Value v, int depth, Layout *l) {
  Str text = {0};
  node_text(v, &text);
  int w = frame_columns(str_c(&text));
  if (w > TEXT_MOST) w = TEXT_MOST;
  if (w > l->width[depth]) l->width[depth] = w;
  if (depth > l->deepest) l->deepest = depth;
  str_clear(&text);
  tail_text(v, &text);
  w = frame_columns(str_c(&text));
  if (w > l->tail) l->tail = w;
  str_free(&text);
  size_t i;
  const ObjList *c = children_of(v, &i);
  bool leaf = n_children(v) == 0 || depth + 1 == DEPTH_MOST;
  if (leaf) l->rows++;
  for (; !leaf && i < c->n && l->rows < LEAVES_MOST; i++) lay_out(c->items[i], depth + 1, l);
}

// Columns up to the nodes of a depth: each has " ─┬─ " before it.
#define LINK 5
static int column_of(const Layout *l, int depth) {
  int col = 0;
  for (int d = 0; d < depth; d++) col += l->width[d] + LINK;
  return col;
}

static int total_columns(const Layout *l) { return column_of(l, l->deepest) + l->width[l->deepest] + (l->tail ? 1 + l->tail : 0); }

// -- drawing -----------------------------------------------------------------------------------------

typedef struct Draw {
  Canvas *c;           // for all of it
  const Layout *l;
  int row, left;       // row: of the next leaf
  size_t at, cursor;   // nodes drawn; which of them has the cursor, SIZE_MAX: none
  int cursor_row, cursor_col;
} Draw;

// The link between a node and its children: from `top` on, a line a child at rows at[0..n).
static void draw_link(const Draw *d, int depth, int row, bool first, bool last, bool only) {
  int col = d->left + column_of(d->l, depth) - LINK;
  const char *joint = only ? "─" : first ? "┬" : last ? "└" : "├";
  if (first) canvas_text(d->c, row, col + 1, 1, PEN(ROLE_BORDER), "─");
  canvas_text(d->c, row, col + 2, 1, PEN(ROLE_BORDER), joint);
  canvas_text(d->c, row, col + 3, 1, PEN(ROLE_BORDER), "─");
}

static void draw_text(Draw *d, Value v, int depth, bool leaf) {
  int col = d->left + column_of(d->l, depth), width = d->l->width[depth];
  const char *state = state_of(v);
  Str text = {0};
  node_text(v, &text);
  int w = frame_columns(str_c(&text));
  bool here = d->at++ == d->cursor;
  if (here) d->cursor_row = d->row, d->cursor_col = col;
  frame_left(d->c, d->row, col, w < width ? w : width, here ? PEN(ROLE_CURSOR) : pen_of(state), str_c(&text));
  // a line goes on to the children of the other nodes of this depth
  if (!leaf)
    for (int i = w + 1; i < width; i++) canvas_text(d->c, d->row, col + i, 1, PEN(ROLE_BORDER), "─");
  if (!leaf && w < width) canvas_text(d->c, d->row, col + width, 1, PEN(ROLE_BORDER), "─");
  str_clear(&text);
  tail_text(v, &text);
  if (leaf && text.n > 0) canvas_text(d->c, d->row, col + (w < width ? w : width) + 1, d->c->cols, pen_of(state), str_c(&text));
  str_free(&text);
}

static void draw_node(Draw *d, Value v, int depth) {
  size_t from;
  const ObjList *c = children_of(v, &from);
  bool leaf = n_children(v) == 0 || depth + 1 == DEPTH_MOST;
  int above = d->row;
  draw_text(d, v, depth, leaf);
  if (leaf) {
    d->row++;
    return;
  }
  for (size_t i = from; i < c->n && d->row < d->l->rows; i++) {
    int row = d->row, bar = d->left + column_of(d->l, depth + 1) - LINK + 2;
    draw_link(d, depth + 1, row, i == from, i + 1 == c->n, c->n - from == 1);
    for (int r = above + 1; r < row; r++) canvas_text(d->c, r, bar, 1, PEN(ROLE_BORDER), "│");
    above = row;
    draw_node(d, c->items[i], depth + 1);
  }
}

// How many nodes are drawn.
static size_t n_nodes(Value v, int depth) {
  size_t n = 1, i;
  const ObjList *c = children_of(v, &i);
  bool leaf = n_children(v) == 0 || depth + 1 == DEPTH_MOST;
  for (; !leaf && i < c->n && n < LEAVES_MOST; i++) n += n_nodes(c->items[i], depth + 1);
  return n;
}

// The way to node *left (0: v itself), as it is drawn: "<s> > I -0.22 > like"; false: not below v.
static bool way_to(Value v, int depth, size_t *left, Str *out) {
  size_t before = out->n, i;
  if (out->n > 0) str_add(out, " > ");
  node_text(v, out);
  if ((*left)-- == 0) {
    if (*state_of(v)) str_addf(out, ": %s", state_of(v));
    return true;
  }
  const ObjList *c = children_of(v, &i);
  bool leaf = n_children(v) == 0 || depth + 1 == DEPTH_MOST;
  for (; !leaf && i < c->n; i++)
    if (way_to(c->items[i], depth + 1, left, out)) return true;
  out->n = before;
  if (out->s) out->s[before] = '\0';
  return false;
}

static bool extent(const ViewSpec *s, size_t *rows, size_t *cols) {
  if (!accepts(s->value)) return false;
  *rows = n_nodes(s->value, 0);
  *cols = 1;
  return true;
}

static size_t cursor_of(const ViewSpec *s) {
  size_t n = n_nodes(s->value, 0);
  return s->cursor < n ? s->cursor : n - 1;
}

static void under(const ViewSpec *s, Str *out) {
  if (!s->has_cursor || !accepts(s->value)) return;
  size_t left = cursor_of(s);
  way_to(s->value, 0, &left, out);
}

static void draw(const ViewSpec *s, Canvas *c) {
  if (c->rows < 1 || c->cols < 1 || !accepts(s->value)) return;
  Layout l = {0};
  lay_out(s->value, 0, &l);
  Title t = frame_title(s, NULL, NULL);
  bool title = frame_title_columns(&t) > 0 && c->rows >= 2;
  int left = c->cols > 10, want = total_columns(&l) + left, room = c->rows - title;
  bool foot = (l.rows > room || s->has_cursor) && room >= 2;
  room -= foot;
  if (title) frame_title_draw(c, 0, frame_drawn(&t, want, c->cols), &t);
  frame_title_free(&t);
  Canvas all;
  canvas_init(&all, l.rows, want);
  Draw d = {.c = &all, .l = &l, .left = left, .cursor = s->has_cursor ? cursor_of(s) : SIZE_MAX};
  draw_node(&d, s->value, 0);
  Window rows = frame_window((size_t)l.rows, room, s->scroll_row, s->has_cursor, (size_t)d.cursor_row);
  int over = want - c->cols, first = s->scroll_col < 0 ? 0 : s->scroll_col > over ? over > 0 ? over : 0 : s->scroll_col;
  if (s->has_cursor && over > 0) first = d.cursor_col < 2 ? 0 : d.cursor_col - 2 < over ? d.cursor_col - 2 : over;
  canvas_blit(c, title, 0, rows.shown, c->cols, &all, (int)rows.first, first);
  if (first < over) canvas_fill(c, title, c->cols - 1, rows.shown, 1, PEN_BOLD(ROLE_ACCENT), "›");
  size_t hidden = (size_t)(l.rows - rows.shown);
  if (s->has_cursor && foot) {
    Str way = {0};
    under(s, &way);
    frame_left(c, title + rows.shown, left, c->cols - left, PEN(ROLE_TEXT), str_c(&way));
    str_free(&way);
  } else if (foot) canvas_textf(c, c->rows - 1, left, c->cols - left, PEN(ROLE_DIM), ngettext("+%zu row", "+%zu rows", hidden), hidden);
  canvas_free(&all);
}

static void measure(const ViewSpec *s, int *rows, int *cols) {
  *rows = *cols = 1;
  if (!accepts(s->value)) return;
  Layout l = {0};
  lay_out(s->value, 0, &l);
  Title t = frame_title(s, NULL, NULL);
  *rows = (frame_title_columns(&t) > 0) + l.rows + s->has_cursor;
  *cols = frame_drawn(&t, total_columns(&l) + 1, 400);
  frame_title_free(&t);
}

// -- in words ----------------------------------------------------------------------------------------

typedef struct Path { Str text; size_t told; } Path;

// A leaf a line, with the way to it: "S > NP > the: pruned."
static void describe_node(Value v, int depth, Path *p, Str *out) {
  size_t before = p->text.n, from;
  if (p->text.n > 0) str_add(&p->text, " > ");
  node_text(v, &p->text);
  const ObjList *c = children_of(v, &from);
  if (n_children(v) == 0 || depth + 1 == DEPTH_MOST) {
    if (p->told++ < 100) str_addf(out, *state_of(v) ? "%s: %s.\n" : "%s.%s\n", str_c(&p->text), state_of(v));
  } else {
    for (size_t i = from; i < c->n; i++) describe_node(c->items[i], depth + 1, p, out);
  }
  p->text.n = before;
  if (p->text.s) p->text.s[before] = '\0';
}

static void describe(const ViewSpec *s, Str *out) {
  if (!accepts(s->value)) return;
  describe_subject(s, out);
  Path p = {0};
  Str leaves = {0};
  describe_node(s->value, 0, &p, &leaves);
  str_addf(out, ngettext("a tree with %zu leaf.\n", "a tree with %zu leaves.\n", p.told), p.told);
  str_add(out, str_c(&leaves));
  if (p.told > 100) str_addf(out, _("And %zu more.\n"), p.told - 100);
  str_clear(&leaves);
  under(s, &leaves);
  if (leaves.n > 0) str_addf(out, _("Under the cursor: %s.\n"), str_c(&leaves));
  str_free(&p.text);
  str_free(&leaves);
}

const ViewDef kind_tree = {
  .name = "tree",
  .doc = N_("a tree from left to right: {text: ..., score: ..., state: ..., children: [...]}, or [\"S\", [\"NP\", ...], ...]"),
  .accepts = accepts,
  .measure = measure,
  .draw = draw,
  .describe = describe,
  .extent = extent,
  .under = under,
};
