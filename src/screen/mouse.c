// SPDX-License-Identifier: GPL-3.0-or-later
// mouse: on request (:set mouse on), as it keeps the terminal from selecting text. A click goes to a panel, back to
// the prompt, or is a key of the key line; the wheel scrolls.
#include "screen/parts.h"

#include <stdlib.h>

#define WHEEL_LINES 3

bool mouse_parse(const char *report, Mouse *m) {
  int n = 0;
  char end = 0;
  if (sscanf(report, "%d;%d;%d%c%n", &m->button, &m->col, &m->row, &end, &n) != 4 || report[n]) return false;
  if ((end != 'M' && end != 'm') || m->col < 1 || m->row < 1) return false;
  m->down = end == 'M';
  m->col--;
  m->row--;
  return true;
}

static bool within(Rect r, Mouse m) {
  return m.row >= r.row && m.row < r.row + r.rows && m.col >= r.col && m.col < r.col + r.cols;
}

static void wheel(Screen *s, Mouse m) {
  int dir = m.button == MOUSE_WHEEL_UP ? -1 : 1;
  if (!s->focused || !within(s->layout.panels, m)) {
    log_wheel(&s->log, dir * WHEEL_LINES);
    return;
  }
  for (int i = 0; i < WHEEL_LINES; i++) panels_key(s, dir < 0 ? ACT_UP : ACT_DOWN);
}

static void click(Screen *s, Mouse m) {
  size_t which;
  if (m.row == s->layout.keys) {
    screen_act(s, keys_at(m.col, s->cols, screen_where(s)));
  } else if (within(s->layout.panels, m) && panels_at(s, m.row, &which)) {
    s->focus = which;
    panels_focus(s, true);
  } else if (s->focused) {
    screen_prompt(s);
  }
}

void mouse_act(Screen *s, Mouse m) {
  if (s->layout.too_small || !m.down) return;
  if (m.button == MOUSE_WHEEL_UP || m.button == MOUSE_WHEEL_DOWN) wheel(s, m);
  else if (m.button == MOUSE_LEFT) click(s, m);
}
