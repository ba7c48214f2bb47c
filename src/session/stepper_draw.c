// SPDX-License-Identifier: GPL-3.0-or-later
// stepper_draw: the stepper's screen as a whole: a header, the source on the left, values and calls
// on the right, what the last key had to say, and the key line, which comes from the table of keys.
// Where there is no room for two columns it is one panel at a time.
#include "session/stepper_parts.h"

#include <string.h>

#include "base/i18n.h"
#include "base/utf8.h"

#define NARROW_COLS 60
#define MESSAGE_ROWS 8

// -- header and key line --------------------------------------------------------------------------
static const char *kind_of(const Event *ev) {
  switch (ev->kind) {
  case VM_CALL: return _("call");
  case VM_RETURN: return _("return");
  case VM_ASSIGN: return _("assignment");
  case VM_OP: return _("operation");
  case VM_BUILTIN: return _("function");
  case VM_UPDATE: return _("update");
  case VM_GRAD: return _("gradient");
  }
  return "";
}

static void draw_header(const Stepper *s, Canvas *c) {
  const Event *ev = step_event(s);
  size_t n = trace_len(s->walk.t);
  size_t at = n > 0 ? s->walk.at + 1 : 0;
  int col = canvas_textf(c, 0, 1, c->cols - 1, PEN_BOLD(ROLE_TITLE), _("step %zu of %zu"), at, n);
  if (!ev) return;
  int right = 3 + utf8_width(kind_of(ev), strlen(kind_of(ev)));
  int room = c->cols - right - 1;
  if (s->n_edits > 0) {
    Str edits = {0};
    step_edits_text(s, &edits);
    col = canvas_text(c, 0, col, c->cols - col, PEN(ROLE_DIM), " · ");
    col = step_clip(c, 0, col, c->cols / 2, PEN(ROLE_ACCENT), str_c(&edits));
    str_free(&edits);
  }
  size_t calls[4];
  int k = trace_calls(s->walk.t, s->walk.at, calls, 4);
  Str text = {0};
  for (int i = 0; i < k; i++) str_addf(&text, i ? " > %s" : " · %s", trace_outline(s->walk.t, calls[i])->name);
  col = step_clip(c, 0, col, room - col, PEN(ROLE_ACCENT), str_c(&text));
  str_clear(&text);
  str_add(&text, " · ");
  step_event_text(s, &text);
  if (room - col > 12) col = step_clip(c, 0, col, room - col, PEN(ROLE_TEXT), str_c(&text));
  str_free(&text);
  if (col <= room) canvas_textf(c, 0, c->cols - right, right, PEN(ROLE_DIM), "▸ %s", kind_of(ev));
}

static int key_width(const StepperKey *k) {
  return utf8_width(_(k->keys), strlen(_(k->keys))) + 1 + utf8_width(_(k->name), strlen(_(k->name)));
}

// The keys that count here, the lowest dropped until the rest fits.
static void draw_keys(Canvas *c, unsigned where) {
  bool shown[32];
  int width = -3, n = (int)n_stepper_keys;
  for (int i = 0; i < n; i++) {
    shown[i] = stepper_keys[i].name && (stepper_keys[i].where & where);
    if (shown[i]) width += key_width(&stepper_keys[i]) + 3;
  }
  while (width > c->cols - 2) {
    int low = -1;
    for (int i = 0; i < n; i++)
      if (shown[i] && (low < 0 || stepper_keys[i].rank < stepper_keys[low].rank)) low = i;
    if (low < 0) break;
    shown[low] = false;
    width -= key_width(&stepper_keys[low]) + 3;
  }
  int row = c->rows - 1, col = 1;
  for (int i = 0; i < n; i++) {
    if (!shown[i]) continue;
    col = canvas_text(c, row, col, c->cols - col, PEN_BOLD(ROLE_KEY), _(stepper_keys[i].keys));
    col = canvas_text(c, row, col + 1, c->cols - col - 1, PEN(ROLE_DIM), _(stepper_keys[i].name)) + 3;
  }
}

// -- the body -------------------------------------------------------------------------------------
typedef void DrawPart(const Stepper *s, const StepValues *v, Canvas *c);

static void part_source(const Stepper *s, const StepValues *v, Canvas *c) {
  (void)v;
  step_draw_source(s, c);
}
static void part_values(const Stepper *s, const StepValues *v, Canvas *c) { step_draw_values(s, v, c); }
static void part_calls(const Stepper *s, const StepValues *v, Canvas *c) {
  (void)v;
  step_draw_calls(s, c);
}

static void draw_part(const Stepper *s, const StepValues *v, Canvas *c, int row, int col, int rows, int cols,
                      DrawPart *f) {
  if (rows < 1 || cols < 1) return;
  Canvas part = {0};
  canvas_init(&part, rows, cols);
  f(s, v, &part);
  canvas_blit(c, row, col, rows, cols, &part, 0, 0);
  canvas_free(&part);
}

static void draw_two_columns(const Stepper *s, const StepValues *v, Canvas *c, int row, int rows) {
  int left = c->cols * 45 / 100;
  if (left > 90) left = 90;
  int right = c->cols - left - 2;
  int calls = step_calls_rows(s), most = rows / 3 > 2 ? rows / 3 : 2;
  if (calls > most) calls = most;
  if (rows < 8) calls = 0;
  canvas_vline(c, row, left, rows);
  draw_part(s, v, c, row, 0, rows, left - 1, part_source);
  draw_part(s, v, c, row, left + 2, rows - calls - (calls > 0), right, part_values);
  draw_part(s, v, c, row + rows - calls, left + 2, calls, right, part_calls);
}

static void draw_body(const Stepper *s, const StepValues *v, Canvas *c, int row, int rows) {
  static DrawPart *const parts[N_PANELS] = {part_source, part_values, part_calls};
  if (!step_event(s)) {
    Str text = {0};
    str_add(&text, _("nothing was recorded: no operation ran. The value is "));
    step_brief(trace_result(s->walk.t), &text);
    step_draw_text(c, row, rows, 1, c->cols - 2, PEN(ROLE_TEXT), str_c(&text));
    str_free(&text);
  } else if (c->cols >= NARROW_COLS) {
    draw_two_columns(s, v, c, row, rows);
  } else {
    draw_part(s, v, c, row, 1, rows, c->cols - 1, parts[step_focus(s, v) >= 0 ? PANEL_VALUES : s->panel]);
  }
}

// -- the foot: the cell under the cursor, and what the last key had to say --------------------------
static void foot_text(const Stepper *s, const StepValues *v, Str *out) {
  int k = step_focus(s, v);
  if (k >= 0) {
    ViewSpec spec = step_spec(s, v, k);
    if (s->message.n == 0 || s->at_end) { // an answer names its cell itself
      view_cursor_text(NULL, &spec, out);
      step_cell_notes(s, &v->items[k], spec.cursor, out);
    }
    if (out->n > 0) str_addc(out, '\n');
  }
  // At the ends it is said all the time: so a move that meets one changes nothing on the screen.
  if (s->message.n > 0 && !s->at_end) str_add(out, str_c(&s->message));
  else step_end_text(s, out);
}

// The page of keys; `from` is the first row of it that is seen.
static void draw_help(Canvas *c, int from) {
  int rows = 0, cols = c->cols - 12;
  for (size_t i = 0; i < n_stepper_keys; i++)
    rows += step_draw_text(NULL, 0, 100, 0, cols, PEN(ROLE_TEXT), _(stepper_keys[i].doc));
  Canvas page = {0};
  canvas_init(&page, rows, c->cols);
  int row = 0;
  for (size_t i = 0; i < n_stepper_keys; i++) {
    canvas_text(&page, row, 1, 9, PEN_BOLD(ROLE_KEY), _(stepper_keys[i].keys));
    row += step_draw_text(&page, row, 100, 11, cols, PEN(ROLE_TEXT), _(stepper_keys[i].doc));
  }
  int room = c->rows - 2, last = rows - room;
  if (from > last) from = last;
  if (from < 0) from = 0;
  canvas_text(c, 0, 1, c->cols - 1, PEN_BOLD(ROLE_TITLE), _("keys of the stepper"));
  canvas_blit(c, 1, 0, room, c->cols, &page, from, 0);
  const char *keys = last > 0 ? _("arrows: more   q: back") : _("q: back");
  canvas_text(c, c->rows - 1, 1, c->cols - 1, PEN(ROLE_DIM), keys);
  canvas_free(&page);
}

void stepper_draw(const Stepper *s, Canvas *c) {
  canvas_clear(c);
  if (c->rows < 1 || c->cols < 1) return;
  if (s->help) {
    draw_help(c, s->help - 1);
    return;
  }
  StepValues v;
  step_values(s, &v);
  bool tall = c->rows >= 14, narrow = c->cols < NARROW_COLS;
  int top = tall ? 2 : 1, body = c->rows - top - 1;
  Str foot = {0};
  foot_text(s, &v, &foot);
  int room = s->chain.n > 0 ? 2 * MESSAGE_ROWS : MESSAGE_ROWS, most = body / 2 < room ? body / 2 : room;
  if (most < 1) most = body;
  int rows = step_draw_text(NULL, 0, most, 1, c->cols - 2, PEN(ROLE_TEXT), str_c(&foot));
  int rule = tall ? 1 : 0, foot_row = c->rows - 1 - rows;
  draw_header(s, c);
  if (tall) canvas_hline(c, 1, 0, c->cols);
  draw_body(s, &v, c, top, foot_row - rule - top);
  if (tall) canvas_hline(c, foot_row - 1, 0, c->cols);
  step_draw_text(c, foot_row, rows, 1, c->cols - 2, PEN(ROLE_TEXT), str_c(&foot));
  if (s->chain.n > 0) draw_keys(c, STEP_WHY);
  else draw_keys(c, (step_focus(s, &v) >= 0 ? STEP_IN_VALUE : STEP_WALKING) | (narrow ? STEP_NARROW : 0));
  str_free(&foot);
  step_values_free(&v);
}
