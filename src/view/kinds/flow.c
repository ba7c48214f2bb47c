// SPDX-License-Identifier: GPL-3.0-or-later
// flow: the parts of a model as an outline, each with the shapes of its weights, how many numbers it learns, and
// which share of the whole that is; of a recording of a run the calls, with what went in and came out.
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "view/blocks.h"
#include "view/describe.h"

#define NAME_MOST 100
#define NAME_CALM 34     // columns that names may take from the rest
#define TEXT_MOST 80
#define TEXT_LEAST 16
#define SHARE 8          // columns of the bar
#define GAP 2
#define READ_MOST 100    // lines that are told in words

// -- numbers -----------------------------------------------------------------------------------------------

// "27,456"; 0 columns: as long as it takes, else "27.5k" where it does not fit.
static void add_count(Str *out, size_t n, int cols) {
  Str digits = {0}, all = {0};
  str_addf(&digits, "%zu", n);
  for (size_t i = 0; i < digits.n; i++) {
    if (i > 0 && (digits.n - i) % 3 == 0) str_addc(&all, ',');
    str_addc(&all, digits.s[i]);
  }
  static const char units[] = "kMGT";
  double x = (double)n;
  int unit = -1;
  while (x >= 999.5 && unit < 3) x /= 1000, unit++;
  if (cols == 0 || (int)all.n <= cols || unit < 0) str_add(out, str_c(&all));
  else str_addf(out, x < 9.95 ? "%.1f%c" : "%.0f%c", x, units[unit]);
  str_free(&digits);
  str_free(&all);
}

// "2 × 1,024"; of those that share their weights the sum says all.
static void count_text(const Block *b, bool narrow, Str *out) {
  if (b->shared) str_add(out, _("shared"));
  if (b->together == 0) return;
  if (b->times > 1 && b->together == b->times * b->params && !narrow) {
    str_addf(out, "%zu × ", b->times);
    add_count(out, b->params, 0);
  } else {
    add_count(out, b->together, narrow ? 4 : 0);
  }
}

// -- the outline -------------------------------------------------------------------------------------------

// Does another part of this depth follow below line i, before a shallower one?
static bool goes_on(const Blocks *k, size_t i, int depth) {
  for (size_t j = i + 1; j < k->n && k->b[j].depth >= depth; j++)
    if (k->b[j].depth == depth) return true;
  return false;
}

static void branch_text(const Blocks *k, size_t i, Str *out) {
  for (int d = 1; d < k->b[i].depth; d++) str_add(out, goes_on(k, i, d) ? "│ " : "  ");
  if (k->b[i].depth > 0) str_add(out, goes_on(k, i, k->b[i].depth) ? "├ " : "└ ");
}

static void name_text(const Blocks *k, size_t i, Str *out) {
  const Block *b = &k->b[i];
  frame_clean(out, str_c(&b->name), b->name.n, false);
  if (k->recorded && b->times > 1) str_addf(out, " × %zu", b->times);
}

static int branch_columns(const Block *b) { return 2 * b->depth; }

// -- layout ------------------------------------------------------------------------------------------------

typedef struct Plan {
  int title, head, top, foot; // canvas rows, or -1
  int name, what, shapes, count, share; // columns, 0: not shown
  bool narrow;                // counts as "27k"
  Window rows;
} Plan;

static int most(int a, int b) { return a > b ? a : b; }
static int least(int a, int b) { return a < b ? a : b; }

static void widths(const Blocks *k, bool narrow, Plan *p) {
  Str s = {0};
  for (size_t i = 0; i < k->n; i++) {
    const Block *b = &k->b[i];
    str_clear(&s);
    name_text(k, i, &s);
    p->name = most(p->name, least(branch_columns(b) + frame_columns(str_c(&s)), NAME_MOST));
    p->what = most(p->what, least(frame_columns(str_c(&b->what)), TEXT_MOST));
    p->shapes = most(p->shapes, least(frame_columns(str_c(&b->shapes)), TEXT_MOST));
    str_clear(&s);
    count_text(b, narrow, &s);
    p->count = most(p->count, frame_columns(str_c(&s)));
  }
  str_free(&s);
}

static const char *head_of(const Blocks *k, int column) {
  static const char *const model[] = {N_("part"), N_("made as"), N_("weights"), N_("learns")};
  static const char *const run[] = {N_("call"), N_("takes"), N_("gives"), N_("learns")};
  return _((k->recorded ? run : model)[column]);
}

static int columns_of(const Plan *p) {
  int n = 1 + p->name;
  if (p->what) n += GAP + p->what;
  if (p->shapes) n += GAP + p->shapes;
  if (p->count) n += GAP + p->count;
  if (p->share) n += GAP + p->share;
  return n;
}

static int shrink(int *wide, int over, int floor) {
  if (over <= 0) return over;
  int by = least(over, most(0, *wide - floor));
  *wide -= by;
  return over - by;
}

// All columns where they fit; else first the bar goes, then shapes are cut, then how it was made (of a run: what
// went in); then one of them goes, then the other; then names are cut.
static void plan_columns(const Blocks *k, int cols, Plan *p) {
  widths(k, false, p);
  p->name = most(p->name, frame_columns(head_of(k, 0)));
  if (p->what) p->what = most(p->what, frame_columns(head_of(k, 1)));
  if (p->shapes) p->shapes = most(p->shapes, frame_columns(head_of(k, 2)));
  if (p->count) p->count = most(p->count, frame_columns(head_of(k, 3)));
  p->share = k->total > 0 && k->n > 1 ? SHARE : 0;
  int over = columns_of(p) - cols;
  if (over > 0 && p->share) p->share = 0, over = columns_of(p) - cols;
  over = shrink(&p->name, over, NAME_CALM);
  over = shrink(&p->shapes, over, TEXT_LEAST);
  over = shrink(&p->what, over, TEXT_LEAST);
  if (over > 0) p->what = 0, over = columns_of(p) - cols;
  if (over > 0) p->shapes = 0, over = columns_of(p) - cols;
  if (over <= 0) return;
  Plan narrow = {0};
  widths(k, true, &narrow);
  p->narrow = true;
  p->count = p->head >= 0 ? most(narrow.count, frame_columns(head_of(k, 3))) : narrow.count;
  p->name -= most(0, columns_of(p) - cols);
  if (p->name >= 3) return;
  p->count = 0;
  p->name = cols - 1;
}

static bool at_cursor(const ViewSpec *s, const Blocks *k, size_t *row) {
  *row = s->cursor < k->n ? s->cursor : k->n > 0 ? k->n - 1 : 0;
  return s->has_cursor && k->n > 0;
}

static void plan(const ViewSpec *s, const Blocks *k, bool title, const Canvas *c, Plan *p) {
  *p = (Plan){.title = -1, .head = -1, .foot = -1};
  size_t at;
  bool cursor = at_cursor(s, k, &at);
  int room = c->rows;
  if (title && room >= 2) p->title = 0, p->top = 1, room--;
  bool foot = room >= 3 || (room == 2 && cursor);
  room -= foot;
  if (room >= 4 && c->cols >= 30) p->head = p->top++, room--;
  p->rows = frame_window(k->n, room, s->scroll_row, cursor, at);
  if (foot) p->foot = p->top + most(p->rows.shown, 1);
  plan_columns(k, c->cols, p);
}

// -- drawing -----------------------------------------------------------------------------------------------

static void draw_share(const Blocks *k, const Block *b, Canvas *c, int row, int col) {
  static const char *const eighths[] = {"", "▏", "▎", "▍", "▌", "▋", "▊", "▉"};
  double part = k->total > 0 ? (double)b->together / (double)k->total : 0;
  int n = (int)(part * SHARE * 8 + 0.5);
  if (n > SHARE * 8) n = SHARE * 8;
  canvas_fill(c, row, col, 1, n / 8, PEN(ROLE_ACCENT), "█");
  canvas_text(c, row, col + n / 8, SHARE - n / 8, PEN(ROLE_ACCENT), eighths[n % 8]);
}

static void draw_line(const Blocks *k, const Plan *p, size_t i, bool cursor, Canvas *c, int row) {
  const Block *b = &k->b[i];
  Str s = {0};
  int col = 1, indent = least(branch_columns(b), p->name - 3);
  branch_text(k, i, &s);
  if (indent > 0) canvas_text(c, row, col, indent, PEN(ROLE_BORDER), str_c(&s));
  str_clear(&s);
  name_text(k, i, &s);
  int w = p->name - most(indent, 0), text = least(w, frame_columns(str_c(&s)));
  frame_left(c, row, col + most(indent, 0), cursor ? text : w, PEN(cursor ? ROLE_CURSOR : ROLE_LABEL), str_c(&s));
  col += p->name;
  if (p->what) frame_left(c, row, col + GAP, p->what, PEN(ROLE_CODE), str_c(&b->what)), col += GAP + p->what;
  if (p->shapes) frame_left(c, row, col + GAP, p->shapes, PEN(ROLE_DIM), str_c(&b->shapes)), col += GAP + p->shapes;
  str_clear(&s);
  count_text(b, p->narrow, &s);
  if (p->count) frame_right(c, row, col + GAP, p->count, PEN(ROLE_TEXT), str_c(&s)), col += GAP + p->count;
  if (p->share) draw_share(k, b, c, row, col + GAP);
  str_free(&s);
}

static void draw_head(const Blocks *k, const Plan *p, Canvas *c) {
  int col = 1;
  Pen pen = PEN(ROLE_DIM);
  frame_left(c, p->head, col, p->name, pen, head_of(k, 0));
  col += p->name;
  if (p->what) frame_left(c, p->head, col + GAP, p->what, pen, head_of(k, 1)), col += GAP + p->what;
  if (p->shapes) frame_left(c, p->head, col + GAP, p->shapes, pen, head_of(k, 2)), col += GAP + p->shapes;
  if (p->count) frame_right(c, p->head, col + GAP, p->count, pen, head_of(k, 3));
}

static void total_text(const Blocks *k, Str *out) {
  Str n = {0};
  add_count(&n, k->total, 0);
  str_addf(out, ngettext("%s parameter", "%s parameters", k->total), str_c(&n));
  if (k->frozen > 0) {
    str_clear(&n);
    add_count(&n, k->frozen, 0);
    str_addf(out, _(", %s of them frozen"), str_c(&n));
  }
  str_free(&n);
}

// "h[0:4].attn.c_attn": the names from the root on.
static void path_text(const Blocks *k, size_t i, Str *out) {
  size_t chain[64];
  int n = 0;
  for (int depth = k->b[i].depth + 1; n < 64; i--) {
    if (k->b[i].depth < depth) chain[n++] = i, depth = k->b[i].depth;
    if (depth == 0 || i == 0) break;
  }
  for (bool first = true; n > 0; first = false) {
    if (!first) str_add(out, k->recorded ? " > " : ".");
    name_text(k, chain[--n], out);
  }
}

// "h[0:4].mlp: 2 × 8,352 parameters · gpt_mlp(32)"
static void line_text(const Blocks *k, size_t i, Str *out) {
  const Block *b = &k->b[i];
  path_text(k, i, out);
  const char *joint = ": ";
  if (b->together > 0) {
    Str n = {0};
    count_text(b, false, &n);
    str_add(out, joint);
    str_addf(out, ngettext("%s parameter", "%s parameters", b->together), str_c(&n));
    str_free(&n);
    joint = " · ";
  }
  if (b->what.n > 0 || k->recorded) str_addf(out, "%s%s", joint, str_c(&b->what)), joint = " · ";
  if (b->shapes.n > 0) str_addf(out, "%s%s", k->recorded ? " → " : joint, str_c(&b->shapes));
}

static void draw_foot(const ViewSpec *s, const Blocks *k, const Plan *p, Canvas *c) {
  Str text = {0};
  size_t at, hidden = k->n - (size_t)p->rows.shown;
  bool cursor = at_cursor(s, k, &at);
  if (cursor) {
    line_text(k, at, &text);
  } else {
    total_text(k, &text);
    if (hidden > 0) {
      str_add(&text, " · ");
      str_addf(&text, ngettext("+%zu row", "+%zu rows", hidden), hidden);
    }
  }
  frame_left(c, p->foot, c->cols > 10, c->cols - (c->cols > 10), PEN(cursor ? ROLE_TEXT : ROLE_DIM), str_c(&text));
  str_free(&text);
}

static Title title_of(const ViewSpec *s, const Blocks *k) {
  return frame_title(s, NULL, s->title && strstr(s->title, str_c(&k->root)) ? NULL : str_c(&k->root));
}

static void draw(const ViewSpec *s, Canvas *c) {
  Blocks k;
  if (c->rows < 1 || c->cols < 1 || !blocks_of(s->value, &k)) return;
  Plan p;
  Title t = title_of(s, &k);
  plan(s, &k, frame_title_columns(&t) > 0, c, &p);
  if (p.title >= 0) frame_title_draw(c, 0, frame_drawn(&t, columns_of(&p), c->cols), &t);
  frame_title_free(&t);
  size_t at;
  bool cursor = at_cursor(s, &k, &at);
  if (p.head >= 0 && k.n > 0) draw_head(&k, &p, c);
  if (k.n == 0) frame_left(c, p.top, c->cols > 10, c->cols, PEN(ROLE_DIM), k.recorded ? _("no call in it") : _("no parts"));
  for (int i = 0; i < p.rows.shown; i++) {
    size_t line = p.rows.first + (size_t)i;
    draw_line(&k, &p, line, cursor && line == at, c, p.top + i);
  }
  if (p.rows.before) canvas_text(c, p.top, 0, 1, PEN_BOLD(ROLE_ACCENT), "↑");
  if (p.rows.after) canvas_text(c, p.top + p.rows.shown - 1, 0, 1, PEN_BOLD(ROLE_ACCENT), "↓");
  if (p.foot >= 0) draw_foot(s, &k, &p, c);
  blocks_free(&k);
}

static void measure(const ViewSpec *s, int *rows, int *cols) {
  Blocks k;
  *rows = *cols = 1;
  if (!blocks_of(s->value, &k)) return;
  Plan p = {0};
  plan_columns(&k, 1000, &p);
  Title t = title_of(s, &k);
  int lines = k.n > 0 ? (int)k.n : 1;
  *rows = (frame_title_columns(&t) > 0) + (lines >= 3) + lines + 1;
  *cols = frame_drawn(&t, columns_of(&p), 200);
  frame_title_free(&t);
  blocks_free(&k);
}

// -- in words ----------------------------------------------------------------------------------------------

static void describe(const ViewSpec *s, Str *out) {
  Blocks k;
  if (!blocks_of(s->value, &k)) return;
  describe_subject(s, out);
  if (!s->title || !strstr(s->title, str_c(&k.root))) str_addf(out, "%s: ", str_c(&k.root));
  total_text(&k, out);
  str_add(out, ".\n");
  for (size_t i = 0; i < k.n && i < READ_MOST; i++) {
    line_text(&k, i, out);
    str_add(out, ".\n");
  }
  if (k.n > READ_MOST) str_addf(out, _("And %zu more.\n"), k.n - READ_MOST);
  Str here = {0};
  size_t at;
  if (at_cursor(s, &k, &at)) line_text(&k, at, &here);
  if (here.n > 0) str_addf(out, _("Under the cursor: %s.\n"), str_c(&here));
  str_free(&here);
  blocks_free(&k);
}

// -- the cursor --------------------------------------------------------------------------------------------

static bool extent(const ViewSpec *s, size_t *rows, size_t *cols) {
  Blocks k;
  if (!blocks_of(s->value, &k)) return false;
  *rows = k.n;
  *cols = 1;
  blocks_free(&k);
  return true;
}

static void under(const ViewSpec *s, Str *out) {
  Blocks k;
  size_t at;
  if (!blocks_of(s->value, &k)) return;
  if (at_cursor(s, &k, &at)) line_text(&k, at, out);
  blocks_free(&k);
}

const ViewDef kind_flow = {
  .name = "flow",
  .doc = N_("a model's parts with their shapes and how many numbers each learns; of trace(model(x)) what goes in and out"),
  .accepts = blocks_accepts,
  .measure = measure,
  .draw = draw,
  .describe = describe,
  .extent = extent,
  .under = under,
};
