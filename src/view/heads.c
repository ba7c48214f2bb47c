// SPDX-License-Identifier: GPL-3.0-or-later
// heads: see heads.h. They are shown in pages: the one with the matrix that was chosen (by [ and ] on the screen).
#include "view/heads.h"

#include "base/i18n.h"

#define BETWEEN 3        // columns
#define CALM_COLUMNS 110 // more of them stand below each other
#define DOWN_MOST 4      // rows of them that are asked for

static int least(int a, int b) { return a < b ? a : b; }

static ViewSpec one_of(const ViewSpec *s, const Cells *t, size_t i) {
  ViewSpec one = *s;
  one.title = one.note = NULL;
  one.slice = (int)i;
  one.among = true;
  one.has_cursor = s->has_cursor && i == t->slice;
  return one;
}

// The size of one and how many fit, with a blank line between those below each other.
static int fitting(const Heads *h, const ViewSpec *s, const Cells *t, int rows, int cols, int *high, int *wide, int *across) {
  ViewSpec one = one_of(s, t, 0);
  h->measure(&one, high, wide);
  *across = (cols + BETWEEN) / (*wide + BETWEEN);
  int down = (rows + 1) / (*high + 1), n = (int)least((int)t->slices, 1000);
  if (*across > n) *across = n;
  return *across * down;
}

bool heads_draw(const Heads *h, const ViewSpec *s, Canvas *c) {
  Cells t = cells_of(s);
  if (t.kind != CELLS_MATRIX || t.slices < 2 || s->among || c->rows < 4) return false;
  int high, wide, across, foot = c->rows - 1, n = fitting(h, s, &t, c->rows - 2, c->cols, &high, &wide, &across);
  if (n < 2) return false;
  size_t first = t.slice / (size_t)n * (size_t)n, end = first + (size_t)n < t.slices ? first + (size_t)n : t.slices;
  for (size_t i = first; i < end; i++) {
    int k = (int)(i - first), row = 1 + k / across * (high + 1), col = k % across * (wide + BETWEEN);
    ViewSpec one = one_of(s, &t, i);
    Canvas part;
    canvas_init(&part, high, wide);
    h->draw(&one, &part);
    canvas_blit(c, row, col, high, wide, &part, 0, 0);
    canvas_free(&part);
    foot = row + high;
  }
  Str which = {0};
  if (end - first < t.slices) str_addf(&which, _("%zu to %zu of %zu"), first + 1, end, t.slices);
  if (s->has_cursor) str_addf(&which, "%s%s", which.n > 0 ? " · " : "", _("[ ] the next"));
  Title title = frame_title(s, NULL, which.n > 0 ? str_c(&which) : NULL);
  int cols = frame_drawn(&title, across * (wide + BETWEEN) - BETWEEN, c->cols);
  frame_title_draw(c, 0, cols, &title);
  frame_title_free(&title);
  str_free(&which);
  h->foot(s, c, foot, cols);
  return true;
}

bool heads_measure(const Heads *h, const ViewSpec *s, int *rows, int *cols) {
  Cells t = cells_of(s);
  if (t.kind != CELLS_MATRIX || t.slices < 2 || s->among) return false;
  int high, wide, across;
  if (fitting(h, s, &t, 1000, CALM_COLUMNS, &high, &wide, &across) < 2 || high > 30) return false;
  int down = ((int)least((int)t.slices, 1000) + across - 1) / across;
  if (down > DOWN_MOST) down = DOWN_MOST;
  Title title = frame_title(s, NULL, _("[ ] the next"));
  *rows = 1 + down * (high + 1) - 1 + 1;
  *cols = frame_drawn(&title, across * (wide + BETWEEN) - BETWEEN, CALM_COLUMNS);
  frame_title_free(&title);
  return true;
}
