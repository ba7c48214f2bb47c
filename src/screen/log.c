// SPDX-License-Identifier: GPL-3.0-or-later
// log: prose, code, results, notes and errors since the page began, as entries that are laid out
// anew for each width. The latest page or answer is kept in sight from its beginning: what fits is
// shown to its end, what does not is shown from the top and waits for PgDn.
#include "screen/parts.h"

#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "lesson/prose.h"

#define MAX_COST 3000  // about as many lines are kept
#define PIECE 4096     // bytes of plain text an entry holds at most

static void entry_free(LogEntry *e) {
  mem_free(e->text);
  value_release(e->spec.value);
  value_release(e->spec.rows);
  value_release(e->spec.cols);
  mem_free((char *)e->spec.title);
  mem_free((char *)e->spec.note);
  canvas_free(&e->drawn);
}

void log_clear(Log *l) {
  for (size_t i = 0; i < l->n; i++) entry_free(&l->e[i]);
  l->n = l->cost = l->anchor = 0;
  l->manual = false;
  l->top = l->total = 0;
}

void log_free(Log *l) {
  log_clear(l);
  mem_free(l->e);
  *l = (Log){0};
}

static void drop_oldest(Log *l) {
  size_t k = 0;
  while (l->cost > MAX_COST && k + 1 < l->n) {
    l->cost -= l->e[k].cost;
    entry_free(&l->e[k++]);
  }
  if (k == 0) return;
  memmove(l->e, l->e + k, (l->n - k) * sizeof *l->e);
  l->n -= k;
  l->anchor = l->anchor > k ? l->anchor - k : 0;
}

static LogEntry *entry_new(Log *l, int kind, size_t cost) {
  mem_grow(&l->e, &l->cap, l->n + 1, sizeof *l->e);
  LogEntry *e = &l->e[l->n++];
  *e = (LogEntry){.kind = kind, .cost = cost};
  e->spec.value = e->spec.rows = e->spec.cols = value_nil();
  l->cost += cost;
  l->manual = false;
  return e;
}

static size_t text_cost(const char *s, size_t n) {
  size_t lines = 1 + n / 60;
  for (size_t i = 0; i < n; i++) lines += s[i] == '\n';
  return lines;
}

// Text as it can be shown: tabs to the next stop of four columns, no other control characters.
static void add_clean(Str *out, const char *s, size_t n) {
  size_t line = out->n;
  for (size_t i = 0; i < n; i++) {
    unsigned char c = (unsigned char)s[i];
    if (c == '\t') str_repeat(out, " ", 4 - utf8_width(out->s ? out->s + line : "", out->n - line) % 4);
    else if (c == '\n' || (c >= 0x20 && c != 0x7f)) str_addc(out, (char)c);
    if (c == '\n') line = out->n;
  }
}

static void add_piece(Log *l, int kind, const char *s, size_t n) {
  Str clean = {0};
  LogEntry *last = l->n > 0 ? &l->e[l->n - 1] : NULL;
  size_t have = last && last->kind == kind && last->text ? strlen(last->text) : 0;
  // print() may come in parts of a line
  if (kind == TEXT_PRINT && have > 0 && have < PIECE && l->anchor < l->n && last->text[have - 1] != '\n') {
    str_add(&clean, last->text);
    l->cost -= last->cost;
    entry_free(last);
    l->n--;
  }
  add_clean(&clean, s, n);
  LogEntry *e = entry_new(l, kind, text_cost(str_c(&clean), clean.n));
  e->text = clean.s ? str_take(&clean) : mem_strdup("");
  drop_oldest(l);
}

// Where a long text is cut: after a line feed where there is one, never within a character.
static size_t piece_end(const char *s, size_t n) {
  if (n <= PIECE) return n;
  for (size_t k = PIECE; k > PIECE / 2; k--)
    if (s[k - 1] == '\n') return k;
  size_t k = PIECE;
  while (k > PIECE - 4 && ((unsigned char)s[k] & 0xc0) == 0x80) k--;
  return k;
}

void log_text(Log *l, int kind, const char *text) {
  size_t n = strlen(text);
  if (kind == TEXT_PROSE || kind == TEXT_GOOD || kind == TEXT_BAD) {
    LogEntry *e = entry_new(l, kind, text_cost(text, n));
    e->text = mem_strdup(text);
    drop_oldest(l);
    return;
  }
  const LogEntry *last = l->n > 0 ? &l->e[l->n - 1] : NULL;
  if (kind == TEXT_NOTE && last && last->kind == kind && strcmp(last->text, text) == 0) return; // said already
  while (n > 0) {
    size_t k = piece_end(text, n);
    add_piece(l, kind, text, k);
    text += k;
    n -= k;
  }
}

void log_view(Log *l, const ViewDef *view, const ViewSpec *spec) {
  int rows = 1, cols = 1;
  view->measure(spec, &rows, &cols);
  LogEntry *e = entry_new(l, LOG_VIEW, rows > 0 ? (size_t)rows : 1);
  e->view = view;
  e->spec = *spec;
  value_retain(spec->value);
  value_retain(spec->rows);
  value_retain(spec->cols);
  e->spec.title = spec->title ? mem_strdup(spec->title) : NULL;
  e->spec.note = spec->note ? mem_strdup(spec->note) : NULL;
  drop_oldest(l);
}

void log_mark(Log *l) {
  l->anchor = l->n;
  l->manual = false;
}

// -- drawing -----------------------------------------------------------------------------------------
typedef struct Lines { Canvas *c; int row, col; Pen first, rest; bool count; } Lines;

static void on_line(void *ctx, const char *line, size_t n) {
  Lines *w = ctx;
  if (!w->count) {
    char *s = mem_strndup(line, n);
    canvas_text(w->c, w->row, w->col, w->c->cols - w->col, w->row == 0 ? w->first : w->rest, s);
    mem_free(s);
  }
  w->row++;
}

void text_draw(const char *text, int cols, Pen first, Pen rest, int indent, Canvas *out) {
  size_t n = strlen(text);
  if (n > 0 && text[n - 1] == '\n') n--;
  Lines w = {.c = out, .col = indent, .first = first, .rest = rest, .count = true};
  int width = cols - indent < 2 ? 2 : cols - indent;
  utf8_wrap(text, n, width, on_line, &w);
  canvas_init(out, w.row, cols);
  w.row = 0;
  w.count = false;
  utf8_wrap(text, n, width, on_line, &w);
}

// A reply to an answer: Markdown beside a bar and a mark, so that colour is not all that tells.
static void reply_draw(const LogEntry *e, int cols, Canvas *out) {
  Canvas body = {0};
  prose_draw(e->text, cols - 2 < 10 ? 10 : cols - 2, &body);
  canvas_init(out, body.rows, cols);
  Pen pen = PEN_BOLD(e->kind == TEXT_GOOD ? ROLE_OK : ROLE_ERROR);
  for (int r = 0; r < body.rows; r++) canvas_text(out, r, 0, 1, pen, "│");
  canvas_text(out, 0, 0, 1, pen, e->kind == TEXT_GOOD ? "✓" : "✗");
  canvas_blit(out, 0, 2, body.rows, cols - 2, &body, 0, 0);
  canvas_free(&body);
}

static void view_draw(const LogEntry *e, int cols, Canvas *out) {
  int rows = 1, want = cols;
  e->view->measure(&e->spec, &rows, &want);
  canvas_init(out, rows > 60 ? 60 : rows, want < cols ? want : cols);
  e->view->draw(&e->spec, out);
}

static void entry_draw(LogEntry *e, int cols) {
  Pen text = PEN(ROLE_TEXT);
  switch (e->kind) {
    case TEXT_PROSE: prose_draw(e->text, cols < 10 ? 10 : cols, &e->drawn); break;
    case TEXT_GOOD:
    case TEXT_BAD: reply_draw(e, cols, &e->drawn); break;
    case TEXT_NOTE: text_draw(e->text, cols, PEN(ROLE_DIM), PEN(ROLE_DIM), 0, &e->drawn); break;
    case TEXT_ERROR: text_draw(e->text, cols, PEN_BOLD(ROLE_ERROR), text, 0, &e->drawn); break;
    case LOG_INPUT: text_draw(e->text, cols, PEN(ROLE_CODE), PEN(ROLE_CODE), 0, &e->drawn); break;
    case LOG_VIEW: view_draw(e, cols, &e->drawn); break;
    default: text_draw(e->text, cols, text, text, 0, &e->drawn); break;
  }
}

static bool is_block(int kind) {
  return kind == TEXT_PROSE || kind == TEXT_GOOD || kind == TEXT_BAD || kind == LOG_VIEW;
}

// Blank lines before entry i. What code printed stays with the code above it.
static int gap_before(const Log *l, size_t i) {
  if (i == 0) return 0;
  int a = l->e[i - 1].kind, b = l->e[i].kind;
  if (is_block(b)) return 1;
  bool output = b == TEXT_RESULT || b == TEXT_PRINT || b == TEXT_ERROR;
  return is_block(a) && !output;
}

static void lay_out(Log *l, int rows, int cols) {
  bool again = cols != l->cols;
  l->cols = cols;
  l->rows = rows;
  l->total = 0;
  int anchor = 0;
  for (size_t i = 0; i < l->n; i++) {
    LogEntry *e = &l->e[i];
    if (again || !e->drawn.cells) {
      canvas_free(&e->drawn);
      entry_draw(e, cols);
    }
    l->total += gap_before(l, i);
    if (i == l->anchor) anchor = l->total;
    l->total += e->drawn.rows;
  }
  if (l->anchor >= l->n) anchor = l->total;
  int last = l->total > rows ? l->total - rows : 0;
  if (!l->manual) l->top = last < anchor ? last : anchor;
  if (l->top > last) l->top = last;
  if (l->top < 0) l->top = 0;
}

void log_draw(Log *l, Canvas *c) {
  if (c->rows <= 0 || c->cols <= 2) return;
  int cols = c->cols - 2; // a column of air on both sides
  lay_out(l, c->rows, cols);
  int row = -l->top;
  for (size_t i = 0; i < l->n && row < c->rows; i++) {
    const Canvas *d = &l->e[i].drawn;
    row += gap_before(l, i);
    int skip = row < 0 ? -row : 0;
    int n = d->rows - skip;
    if (n > c->rows - (row + skip)) n = c->rows - (row + skip);
    if (n > 0) canvas_blit(c, row + skip, 1, n, d->cols < cols ? d->cols : cols, d, skip, 0);
    row += d->rows;
  }
}

bool log_at_end(const Log *l) { return l->top + l->rows >= l->total; }

bool log_scroll(Log *l, int dir) {
  if (dir > 0 && log_at_end(l)) return false;
  if (dir < 0 && l->top == 0) return false;
  int by = l->rows > 2 ? l->rows - 1 : 1;
  l->top += dir > 0 ? by : -by;
  if (l->top < 0) l->top = 0;
  l->manual = true;
  return true;
}

void log_wheel(Log *l, int lines) {
  int last = l->total > l->rows ? l->total - l->rows : 0;
  int top = l->top + lines;
  l->top = top < 0 ? 0 : top > last ? last : top;
  l->manual = true;
}
