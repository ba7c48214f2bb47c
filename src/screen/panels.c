// SPDX-License-Identifier: GPL-3.0-or-later
// panels: the pinned views, one above the other at the right of the prose (or alone on a narrow
// screen), and the cursor that walks their cells while the keyboard is theirs.
#include "screen/parts.h"

#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "tensor/tensor.h"

#define PANEL_WAITING 40 // columns for a picture that is to come

static Pin *pins_of(Screen *s, size_t *n) {
  Pin *pins = NULL;
  *n = session_pins(s->session, &pins);
  if (s->focus >= *n) s->focus = *n > 0 ? *n - 1 : 0;
  return pins;
}

static void pin_size(const Pin *p, int *rows, int *cols) {
  *rows = *cols = 1;
  if (pin_waits(p)) *rows = 2, *cols = PANEL_WAITING;
  else p->kind->measure(&p->spec, rows, cols);
  if (*rows < 1) *rows = 1;
}

int panels_wanted(Screen *s) {
  size_t n;
  Pin *pins = pins_of(s, &n);
  int most = 0;
  for (size_t i = 0; i < n; i++) {
    int rows, cols;
    pin_size(&pins[i], &rows, &cols);
    if (cols > most) most = cols;
  }
  return most + 2;
}

static void pin_draw(const Pin *p, Canvas *c, int row, int rows, bool focused) {
  Canvas body = {0};
  canvas_init(&body, rows, c->cols - 2);
  if (pin_waits(p)) {
    canvas_text(&body, 0, 0, body.cols, PEN_BOLD(ROLE_TITLE), p->expr);
    canvas_text(&body, 1, 0, body.cols, PEN(ROLE_DIM), _("nothing yet"));
  } else {
    p->kind->draw(&p->spec, &body);
  }
  canvas_blit(c, row, 1, rows, c->cols - 2, &body, 0, 0);
  canvas_free(&body);
  if (focused) canvas_text(c, row, 0, 1, PEN_BOLD(ROLE_ACCENT), "▸");
}

// On a narrow screen, and zoomed, the focused one has all the room.
static void draw_one(Screen *s, const Pin *pins, size_t n, Canvas *c) {
  pin_draw(&pins[s->focus], c, 0, c->rows - (n > 1), s->focused);
  if (n < 2) return;
  canvas_textf(c, c->rows - 1, 1, c->cols - 2, PEN(ROLE_DIM), _("panel %zu of %zu"), s->focus + 1, n);
}

// Where each panel goes, `rows` being all there are; *first is the first that is seen. got is the caller's (mem_free).
static int *stack_of(const Screen *s, const Pin *pins, size_t n, int rows, size_t *first) {
  int *want = mem_zalloc(n * sizeof *want), *got = mem_zalloc(n * sizeof *got), cols;
  for (size_t i = 0; i < n; i++) pin_size(&pins[i], &want[i], &cols);
  *first = 0;
  layout_stack(rows, want, n, s->focus, got, first);
  mem_free(want);
  return got;
}

void panels_draw(Screen *s, Canvas *c) {
  size_t n, first = 0;
  Pin *pins = pins_of(s, &n);
  if (n == 0 || c->rows <= 0 || c->cols <= 2) return;
  if (s->layout.narrow || s->zoomed) {
    draw_one(s, pins, n, c);
    return;
  }
  int row = 0, *got = stack_of(s, pins, n, c->rows, &first);
  size_t shown = 0;
  for (size_t i = first; i < n && got[i] > 0; i++, shown++) {
    pin_draw(&pins[i], c, row, got[i], s->focused && i == s->focus);
    row += got[i] + 1;
  }
  if (shown < n && row <= c->rows - 1) {
    const char *more = ngettext("%zu more panel", "%zu more panels", n - shown);
    canvas_textf(c, c->rows - 1, 1, c->cols - 2, PEN(ROLE_DIM), more, n - shown);
  }
  mem_free(got);
}

bool panels_at(Screen *s, int row, size_t *which) {
  size_t n, first;
  Pin *pins = pins_of(s, &n);
  if (n == 0) return false;
  *which = s->focus;
  if (s->layout.narrow || s->zoomed) return true;
  int *got = stack_of(s, pins, n, s->layout.panels.rows, &first), top = s->layout.panels.row;
  bool found = false;
  for (size_t i = first; i < n && got[i] > 0 && !found; top += got[i++] + 1) {
    found = row < top + got[i];
    *which = i;
  }
  mem_free(got);
  return found;
}

void panels_focus(Screen *s, bool on) {
  size_t n;
  Pin *pins = pins_of(s, &n);
  s->focused = on && n > 0;
  for (size_t i = 0; i < n; i++) pins[i].spec.has_cursor = s->focused && i == s->focus;
}

void panels_key(Screen *s, Action a) {
  size_t n;
  Pin *pins = pins_of(s, &n);
  if (n == 0) return;
  Pin *p = &pins[s->focus];
  switch (a) {
    case ACT_UP: view_move_cursor(p->kind, &p->spec, -1, 0); break;
    case ACT_DOWN: view_move_cursor(p->kind, &p->spec, 1, 0); break;
    case ACT_LEFT: view_move_cursor(p->kind, &p->spec, 0, -1); break;
    case ACT_RIGHT: view_move_cursor(p->kind, &p->spec, 0, 1); break;
    case ACT_SLICE_BACK: view_move_slice(p->kind, &p->spec, -1); break;
    case ACT_SLICE_ON: view_move_slice(p->kind, &p->spec, 1); break;
    case ACT_NEXT_PANEL:
      s->focus = (s->focus + 1) % n;
      panels_focus(s, true);
      break;
    default: break;
  }
}

void panels_cell(Screen *s, Str *out) {
  size_t n;
  Pin *pins = pins_of(s, &n);
  if (n > 0) view_cell(pins[s->focus].kind, &pins[s->focus].spec, out);
}
