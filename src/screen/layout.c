// SPDX-License-Identifier: GPL-3.0-or-later
// layout: where the prose, the panels, the prompt and the key line go on a screen of any size.
// Pure arithmetic, so that the same size always gives the same screen.
#include "screen/parts.h"

#define NARROW_COLS 60
#define NARROW_ROWS 16
#define PROSE_MIN 38
#define PROSE_MAX 100
#define PANEL_MIN 20

static int clamp(int x, int lo, int hi) { return x < lo ? lo : x > hi ? hi : x; }

Layout layout_make(int rows, int cols, size_t n_pins, int wanted, int input, Show show) {
  Layout l = {.divider = -1};
  if (rows < MIN_ROWS || cols < MIN_COLS) {
    l.too_small = true;
    return l;
  }
  l.narrow = cols < NARROW_COLS || rows < NARROW_ROWS;
  l.keys = rows - 1;
  l.input = clamp(input, 1, (rows - 4) / 3);
  l.prompt = l.keys - l.input;
  l.rule = l.prompt - 1;
  Rect body = {.row = 2, .col = 0, .rows = l.rule - 2, .cols = cols};
  if (n_pins == 0) show = SHOW_PROSE;
  else if (l.narrow && show == SHOW_BOTH) show = SHOW_PROSE;
  if (show == SHOW_PANELS) {
    l.panels = body;
  } else if (show == SHOW_PROSE) {
    l.prose = body;
    l.prose.cols = clamp(cols, 0, PROSE_MAX + 2);
  } else {
    int least = clamp(cols * 45 / 100, PROSE_MIN, PROSE_MAX);
    int right = clamp(wanted, PANEL_MIN, cols - 1 - least);
    int left = clamp(cols - 1 - right, least, PROSE_MAX + 2);
    l.divider = left;
    l.prose = (Rect){body.row, 0, body.rows, left};
    l.panels = (Rect){body.row, left + 1, body.rows, cols - left - 1};
  }
  return l;
}

// Panels from `first` on: as many as fit with at least a few rows each.
static size_t stack_count(int rows, const int *want, size_t n, size_t first) {
  int used = 0;
  size_t k = 0;
  for (size_t i = first; i < n; i++, k++) {
    int least = want[i] < 4 ? want[i] : 4;
    if (k > 0 && used + 1 + least > rows) break;
    used += least + (k > 0);
  }
  return k;
}

void layout_stack(int rows, const int *want, size_t n, size_t focus, int *got, size_t *first) {
  if (*first >= n) *first = 0;
  if (focus < *first) *first = focus;
  while (*first < focus && focus >= *first + stack_count(rows, want, n, *first)) (*first)++;
  while (*first > 0 && stack_count(rows, want, n, *first - 1) == n - *first + 1) (*first)--;
  size_t k = stack_count(rows, want, n, *first);
  int left = rows;
  for (size_t i = 0; i < n; i++) got[i] = 0;
  for (size_t i = *first; i < *first + k; i++) {
    got[i] = want[i] < 4 ? want[i] : 4;
    left -= got[i] + (i > *first);
  }
  for (bool any = true; any && left > 0;) { // a row each in turn, so that none starves beside a large one
    any = false;
    for (size_t i = *first; i < *first + k && left > 0; i++)
      if (got[i] < want[i]) got[i]++, left--, any = true;
  }
  for (size_t i = *first; i < *first + k; i++)
    if (got[i] > rows) got[i] = rows;
}
