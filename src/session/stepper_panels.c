// SPDX-License-Identifier: GPL-3.0-or-later
// stepper_panels: the values of an event as views stacked above each other, and the calls that are
// open. The value with the cursor, else the result, gets its room first; what is left goes to the
// others in order; one without room for its view is named on one line.
#include "session/stepper_parts.h"

#include <string.h>

#include "base/i18n.h"
#include "base/utf8.h"

#define VIEW_ROWS 4 // fewer show too little of a value: it is named on one line
#define MOST_CALLS 64

// -- wrapped text ---------------------------------------------------------------------------------
typedef struct Wrap {
  Canvas *c;
  Pen pen;
  int row, rows, col, cols, n;
} Wrap;

static void wrap_line(void *ctx, const char *line, size_t n) {
  Wrap *w = ctx;
  int at = w->n++;
  if (!w->c || at > w->rows) return;
  if (at == w->rows) { // there is more than fits
    if (at > 0) canvas_text(w->c, w->row + at - 1, w->col + w->cols - 3, 3, w->pen, "...");
    return;
  }
  Str text = {0};
  str_addn(&text, line, n);
  canvas_text(w->c, w->row + at, w->col, w->cols, w->pen, str_c(&text));
  str_free(&text);
}

int step_draw_text(Canvas *c, int row, int rows, int col, int cols, Pen pen, const char *text) {
  size_t n = strlen(text);
  while (n > 0 && text[n - 1] == '\n') n--;
  if (n == 0 || rows <= 0 || cols < 4) return 0;
  Wrap w = {.c = c, .pen = pen, .row = row, .rows = rows, .col = col, .cols = cols};
  utf8_wrap(text, n, cols, wrap_line, &w);
  return w.n < rows ? w.n : rows;
}

int step_clip(Canvas *c, int row, int col, int cols, Pen pen, const char *text) {
  if (cols <= 0) return col;
  size_t n = strlen(text);
  if (utf8_width(text, n) <= cols) return canvas_text(c, row, col, cols, pen, text);
  Str cut = {0};
  str_addn(&cut, text, utf8_fit(text, n, cols - 1));
  str_add(&cut, "…");
  int end = canvas_text(c, row, col, cols, pen, str_c(&cut));
  str_free(&cut);
  return end;
}

// -- values ---------------------------------------------------------------------------------------
typedef struct Slot { const ViewDef *view; int want, got; } Slot;

static bool is_plain(Value v) {
  if (v.type == VAL_TENSOR) return !step_has_cells(v);
  return !value_on_heap(v) || v.type == VAL_FUNC || v.type == VAL_BUILTIN;
}

static Slot slot_for(const Stepper *s, const StepValues *v, int k) {
  Slot slot = {.want = 1};
  if (is_plain(v->items[k].v)) return slot;
  ViewSpec spec = step_spec(s, v, k);
  int rows = 1, cols = 1;
  slot.view = step_view(&spec, &v->items[k]);
  if (slot.view) slot.view->measure(&spec, &rows, &cols);
  slot.want = rows > 1 ? rows : 1;
  return slot;
}

static void give(Slot *slot, int *left) {
  int more = slot->want - slot->got < *left ? slot->want - slot->got : *left;
  if (slot->want > VIEW_ROWS && slot->got + more < VIEW_ROWS) return;
  slot->got += more;
  *left -= more;
}

// Shares rows out; the blank rows that are left go between the values, before the last ones first.
static int share(Slot *slots, int n, int first, int rows) {
  int left = rows - 1;
  slots[first].got = 1;
  for (int k = 0; k < n; k++) {
    if (k == first || left == 0) continue;
    slots[k].got = 1;
    left--;
  }
  give(&slots[first], &left);
  for (int k = 0; k < n; k++)
    if (slots[k].got > 0) give(&slots[k], &left);
  return left;
}

static void draw_line(const StepValue *item, Canvas *c, int row) {
  Str text = {0};
  step_brief(item->v, &text);
  bool tensor = step_has_cells(item->v);
  int col = canvas_text(c, row, 0, c->cols, PEN_BOLD(ROLE_LABEL), str_c(&item->label));
  col = canvas_text(c, row, col, c->cols - col, PEN(ROLE_TEXT), "  ");
  col = canvas_text(c, row, col, c->cols - col, PEN(ROLE_TEXT), tensor ? "" : str_c(&text));
  col = canvas_text(c, row, col, c->cols - col, PEN(ROLE_TEXT), tensor ? "" : "  ");
  canvas_text(c, row, col, c->cols - col, PEN(ROLE_DIM), str_c(&item->note));
  str_free(&text);
}

static void draw_view(const ViewDef *view, const ViewSpec *spec, Canvas *c, int row, int rows) {
  Canvas part = {0};
  canvas_init(&part, rows, c->cols);
  view->draw(spec, &part);
  canvas_blit(c, row, 0, rows, c->cols, &part, 0, 0);
  canvas_free(&part);
}

void step_draw_values(const Stepper *s, const StepValues *v, Canvas *c) {
  if (v->n == 0 || c->rows < 1 || c->cols < 2) return;
  Slot slots[STEP_MAX_VALUES];
  for (int k = 0; k < v->n; k++) slots[k] = slot_for(s, v, k);
  int focus = step_focus(s, v), row = 0;
  int gaps = share(slots, v->n, focus >= 0 ? focus : 0, c->rows);
  for (int k = 0; k < v->n; k++) {
    if (slots[k].got == 0) continue;
    ViewSpec spec = step_spec(s, v, k);
    bool roomy = slots[k].got > 1 || slots[k].want == 1;
    if (slots[k].view && roomy) draw_view(slots[k].view, &spec, c, row, slots[k].got);
    else draw_line(&v->items[k], c, row);
    row += slots[k].got + (v->n - 1 - k <= gaps);
  }
}

// -- calls ----------------------------------------------------------------------------------------
int step_calls_rows(const Stepper *s) {
  size_t calls[MOST_CALLS];
  int n = trace_calls(s->walk.t, s->walk.at, calls, MOST_CALLS);
  return n > 0 ? n + 1 : 0;
}

void step_draw_calls(const Stepper *s, Canvas *c) {
  size_t calls[MOST_CALLS];
  int n = trace_calls(s->walk.t, s->walk.at, calls, MOST_CALLS);
  if (c->rows < 1) return;
  canvas_text(c, 0, 0, c->cols, PEN(ROLE_DIM), n > 0 ? _("calls") : _("no call is open"));
  int first = n > c->rows - 1 ? n - (c->rows - 1) : 0; // the innermost are always seen
  for (int k = first; k < n; k++) {
    Str text = {0};
    step_call_text(trace_outline(s->walk.t, calls[k]), &text);
    int row = 1 + k - first;
    bool last = k == n - 1;
    canvas_text(c, row, 0, 1, PEN(ROLE_ACCENT), last ? "▸" : k == first && first > 0 ? "…" : " ");
    step_clip(c, row, 2, c->cols - 2, last ? PEN_BOLD(ROLE_TEXT) : PEN(ROLE_TEXT), str_c(&text));
    str_free(&text);
  }
}
