// SPDX-License-Identifier: GPL-3.0-or-later
// prose: CommonMark to cells. The document is walked twice: once counting rows, once drawing.
//
// A paragraph's inlines become one plain text and a list of runs (from this byte on, this pen); the
// plain text is wrapped by the Unicode rules, and each line is drawn run by run. Reference:
// CommonMark 0.30 (parsed by cmark), UAX 14 (in base/utf8).
#include "lesson/prose.h"

#include <cmark.h>
#include <string.h>

#include "base/mem.h"
#include "base/utf8.h"
#include "lesson/prose_parts.h"

#define NARROWEST 8    // columns that text keeps: further indents are not made

// -- rows ----------------------------------------------------------------------------------------

void prose_begin_row(Flow *f) {
  if (f->out) {
    for (int i = 0; i < f->n_bars; i++) canvas_text(f->out, f->row, f->bars[i], 1, PEN(ROLE_BORDER), "│");
    if (*f->marker) canvas_text(f->out, f->row, f->marker_col, f->indent - f->marker_col, PEN(ROLE_ACCENT), f->marker);
  }
  f->marker[0] = 0;
}

static void blank_row(Flow *f) {
  prose_begin_row(f);
  f->row++;
}

static bool indent(Flow *f, int by) {
  if (f->cols - f->indent - by < NARROWEST) return false;
  f->indent += by;
  return true;
}

// -- inlines -------------------------------------------------------------------------------------

static void set_pen(Text *t, Pen pen) {
  if (t->n && t->runs[t->n - 1].start == t->s.n) t->n--;
  mem_grow(&t->runs, &t->cap, t->n + 1, sizeof *t->runs);
  t->runs[t->n++] = (Run){t->s.n, pen};
}

static bool is_hangul(uint32_t cp) {
  return (cp >= 0x1100 && cp <= 0x11FF) || (cp >= 0x3130 && cp <= 0x318F) || (cp >= 0xAC00 && cp <= 0xD7AF);
}

static bool is_cjk(uint32_t cp) { return utf8_is_han(cp) || (utf8_cp_width(cp) == 2 && !is_hangul(cp)); }

static uint32_t last_cp(const Str *s) {
  size_t i = s->n;
  while (i > 0 && ((unsigned char)s->s[i - 1] & 0xC0) == 0x80) i--;
  uint32_t cp = 0;
  if (i > 0) utf8_next(s->s + i - 1, s->n - i + 1, &cp);
  return cp;
}

// A line break of the source before `next`: a space, except within Chinese or Japanese text.
static void join_lines(Text *t, const char *next) {
  uint32_t cp = 0;
  utf8_next(next, strlen(next), &cp);
  if (t->s.n && !(is_cjk(last_cp(&t->s)) && is_cjk(cp))) str_addc(&t->s, ' ');
}

typedef struct Style { int strong, emph, link; Pen base; } Style;

static Pen style_pen(const Style *s) {
  Pen p = s->base;
  if (s->strong) p.bold = true;
  if (s->emph || s->link) p.underline = true;
  return p;
}

static void add_link_target(Text *t, cmark_node *link, const Style *s) {
  const char *url = cmark_node_get_url(link);
  cmark_node *child = cmark_node_first_child(link);
  const char *shown = child ? cmark_node_get_literal(child) : NULL;
  if (!url || !*url || (shown && strcmp(shown, url) == 0)) return;
  set_pen(t, PEN(ROLE_DIM));
  str_addf(&t->s, " (%s)", url);
  set_pen(t, style_pen(s));
}

static void add_literal(Text *t, cmark_node *node, Pen pen, bool *broken) {
  const char *s = cmark_node_get_literal(node);
  if (!s) return;
  if (*broken && t->lines) str_addc(&t->s, '\n');
  else if (*broken) join_lines(t, s);
  *broken = false;
  set_pen(t, pen);
  str_add(&t->s, s);
}

static void collect_inlines(cmark_node *block, Pen base, Text *t) {
  Style style = {.base = base};
  bool broken = false;
  cmark_iter *it = cmark_iter_new(block);
  for (cmark_event_type ev; (ev = cmark_iter_next(it)) != CMARK_EVENT_DONE;) {
    cmark_node *node = cmark_iter_get_node(it);
    int step = ev == CMARK_EVENT_ENTER ? 1 : -1;
    switch (cmark_node_get_type(node)) {
      case CMARK_NODE_TEXT: add_literal(t, node, style_pen(&style), &broken); break;
      case CMARK_NODE_CODE: {
        Pen code = PEN(ROLE_CODE);
        code.bold = style.strong > 0;
        add_literal(t, node, code, &broken);
        set_pen(t, style_pen(&style));
        break;
      }
      case CMARK_NODE_SOFTBREAK: broken = true; break;
      case CMARK_NODE_LINEBREAK: str_addc(&t->s, '\n'); break;
      case CMARK_NODE_STRONG: style.strong += step; break;
      case CMARK_NODE_EMPH: style.emph += step; break;
      case CMARK_NODE_LINK:
        style.link += step;
        if (step < 0) add_link_target(t, node, &style);
        break;
      default: break; // raw HTML is left out, an image leaves its words
    }
  }
  cmark_iter_free(it);
}

// -- lines ---------------------------------------------------------------------------------------

typedef struct LineCtx { Flow *f; const Text *t; } LineCtx;

void prose_draw_runs(Flow *f, const Text *t, size_t from, size_t to, int col, int cols) {
  int end_col = col + cols;
  Str piece = {0};
  for (size_t i = 0; i < t->n; i++) {
    size_t start = t->runs[i].start, end = i + 1 < t->n ? t->runs[i + 1].start : t->s.n;
    if (start < from) start = from;
    if (end > to) end = to;
    if (start >= end) continue;
    str_clear(&piece);
    str_addn(&piece, t->s.s + start, end - start);
    col = canvas_text(f->out, f->row, col, end_col - col, t->runs[i].pen, str_c(&piece));
  }
  str_free(&piece);
}

static void emit_line(void *ctx, const char *line, size_t n) {
  LineCtx *l = ctx;
  prose_begin_row(l->f);
  size_t from = (size_t)(line - l->t->s.s);
  if (l->f->out) prose_draw_runs(l->f, l->t, from, from + n, l->f->indent, l->f->cols - l->f->indent);
  l->f->row++;
}

static void text_free(Text *t) {
  str_free(&t->s);
  mem_free(t->runs);
  *t = (Text){0};
}

static bool draw_table(Flow *f, cmark_node *block, Pen base) {
  cmark_node *first = cmark_node_first_child(block);
  const char *s = first && cmark_node_get_type(first) == CMARK_NODE_TEXT ? cmark_node_get_literal(first) : NULL;
  if (!s || *s != '|') return false;
  Text t = {.lines = true};
  set_pen(&t, base);
  collect_inlines(block, base, &t);
  bool ok = prose_table(f, &t);
  text_free(&t);
  return ok;
}

static void draw_text(Flow *f, cmark_node *block, Pen base) {
  Text t = {0};
  set_pen(&t, base);
  collect_inlines(block, base, &t);
  LineCtx ctx = {f, &t};
  if (t.s.n) utf8_wrap(t.s.s, t.s.n, f->cols - f->indent, emit_line, &ctx);
  else if (*f->marker) blank_row(f);
  text_free(&t);
}

// Code is not wrapped at words: a long line is cut where the width ends and goes on below.
static void draw_code_line(Flow *f, const char *s, size_t n, Pen pen) {
  Str piece = {0};
  do {
    size_t k = utf8_fit(s, n, f->cols - f->indent);
    if (k == 0) k = n ? utf8_cluster(s, n) : 0;
    prose_begin_row(f);
    str_clear(&piece);
    str_addn(&piece, s, k);
    if (f->out) canvas_text(f->out, f->row, f->indent, f->cols - f->indent, pen, str_c(&piece));
    f->row++;
    s += k;
    n -= k;
  } while (n > 0);
  str_free(&piece);
}

static void draw_literal(Flow *f, cmark_node *block, int by, Pen pen) {
  const char *s = cmark_node_get_literal(block);
  bool in = indent(f, by);
  while (s && *s) {
    size_t n = strcspn(s, "\n");
    draw_code_line(f, s, n, pen);
    s += n;
    if (*s == '\n') s++;
  }
  if (in) f->indent -= by;
}

// -- blocks --------------------------------------------------------------------------------------

static void draw_block(Flow *f, cmark_node *block);

static bool is_comment(cmark_node *node) {
  const char *s = cmark_node_get_type(node) == CMARK_NODE_HTML_BLOCK ? cmark_node_get_literal(node) : NULL;
  return s && str_starts(s, "<!--");
}

static void draw_children(Flow *f, cmark_node *parent, bool tight) {
  bool first = true;
  for (cmark_node *c = cmark_node_first_child(parent); c; c = cmark_node_next(c)) {
    if (is_comment(c)) continue;
    if (!first && !tight) blank_row(f);
    draw_block(f, c);
    first = false;
  }
}

static int decimal_digits(int n) {
  int d = 1;
  for (; n >= 10; n /= 10) d++;
  return d;
}

static void draw_list(Flow *f, cmark_node *list) {
  bool ordered = cmark_node_get_list_type(list) == CMARK_ORDERED_LIST;
  bool tight = cmark_node_get_list_tight(list);
  int number = cmark_node_get_list_start(list), last = number;
  for (cmark_node *c = cmark_node_first_child(list); c; c = cmark_node_next(c)) last++;
  int digits = decimal_digits(last > 0 ? last - 1 : 0), hang = ordered ? digits + 2 : 2;
  bool first = true;
  for (cmark_node *item = cmark_node_first_child(list); item; item = cmark_node_next(item), number++) {
    if (!first && !tight) blank_row(f);
    first = false;
    int col = f->indent;
    bool in = indent(f, hang);
    Str marker = {0};
    str_addf(&marker, ordered ? "%*d." : "-", digits, number);
    if (in && marker.n < sizeof f->marker) {
      memcpy(f->marker, marker.s, marker.n + 1);
      f->marker_col = col;
    }
    str_free(&marker);
    draw_children(f, item, tight);
    if (*f->marker) blank_row(f); // an item without words
    if (in) f->indent -= hang;
  }
}

static void draw_quote(Flow *f, cmark_node *quote) {
  int col = f->indent;
  bool in = indent(f, 2);
  if (in) f->bars[f->n_bars++] = col;
  draw_children(f, quote, false);
  if (in) {
    f->n_bars--;
    f->indent -= 2;
  }
}

static void draw_block(Flow *f, cmark_node *block) {
  if (f->depth + 1 >= PROSE_NESTING) return;
  f->depth++;
  switch (cmark_node_get_type(block)) {
    case CMARK_NODE_PARAGRAPH:
      if (!draw_table(f, block, PEN(ROLE_TEXT))) draw_text(f, block, PEN(ROLE_TEXT));
      break;
    case CMARK_NODE_HEADING: draw_text(f, block, PEN_BOLD(ROLE_TITLE)); break;
    case CMARK_NODE_CODE_BLOCK: draw_literal(f, block, 2, PEN(ROLE_CODE)); break;
    case CMARK_NODE_HTML_BLOCK: draw_literal(f, block, 0, PEN(ROLE_DIM)); break;
    case CMARK_NODE_LIST: draw_list(f, block); break;
    case CMARK_NODE_BLOCK_QUOTE: draw_quote(f, block); break;
    case CMARK_NODE_THEMATIC_BREAK:
      prose_begin_row(f);
      if (f->out) canvas_hline(f->out, f->row, f->indent, f->cols - f->indent);
      f->row++;
      break;
    default: break;
  }
  f->depth--;
}

void prose_draw(const char *markdown, int cols, Canvas *out) {
  if (cols < 10) cols = 10;
  cmark_node *doc = cmark_parse_document(markdown, strlen(markdown), CMARK_OPT_DEFAULT);
  Flow count = {.cols = cols};
  draw_children(&count, doc, false);
  canvas_init(out, count.row, cols);
  Flow draw = {.cols = cols, .out = out};
  draw_children(&draw, doc, false);
  cmark_node_free(doc);
}
