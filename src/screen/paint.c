// SPDX-License-Identifier: GPL-3.0-or-later
// paint: canvases into ncurses windows. The theme says how a cell looks; here the look becomes
// attributes and an extended colour pair. ncurses sends only what changed.
#include "screen/parts.h"

#include <langinfo.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "base/settings.h"
#include "base/utf8.h"
#include "view/theme.h"

static ColorMode color_mode;
static bool direct_color;
static bool ascii_terminal;

// The environment names a character set other than UTF-8. (An environment that names none says
// nothing about the terminal, and terminals speak UTF-8.)
static bool environment_not_utf8(void) {
  const char *names[] = {"LC_ALL", "LC_CTYPE", "LANG"};
  const char *v = NULL;
  for (int i = 0; i < 3 && !(v && *v); i++) v = getenv(names[i]);
  if (!v || !*v) return false;
  if (strcasestr(v, "utf-8") || strcasestr(v, "utf8")) return false;
  locale_t l = newlocale(LC_CTYPE_MASK, v, (locale_t)0);
  if (!l) return false;
  bool other = strcmp(nl_langinfo_l(CODESET, l), "UTF-8") != 0;
  freelocale(l);
  return other;
}

static ColorMode terminal_colors(void) {
  const char *no = getenv("NO_COLOR");
  if ((no && *no) || !has_colors()) return COLOR_NONE;
  start_color();
  use_default_colors();
  direct_color = COLORS > 256 && tigetflag("RGB") > 0;
  if (COLORS == 256 || direct_color) return COLOR_256;
  return COLORS >= 8 ? COLOR_8 : COLOR_NONE;
}

// Where a colour is its red, green and blue, what the palette says of ours (16 and above).
static int color_of(int palette) { return direct_color && palette >= 0 ? (int)theme_rgb(palette) : palette; }

void paint_start(void) {
  color_mode = terminal_colors();
  ascii_terminal = environment_not_utf8() && strcmp(i18n_lang(), "zh_CN") != 0;
}

// -- cells -----------------------------------------------------------------------------------------
static attr_t look_attrs(const Look *k) {
  attr_t a = A_NORMAL;
  if (k->bold) a |= A_BOLD;
  if (k->underline) a |= A_UNDERLINE;
  if (k->reverse) a |= A_REVERSE;
  if (k->dim) a |= A_DIM;
  return a;
}

static int look_pair(const Look *k) {
  if (color_mode == COLOR_NONE || (k->fg < 0 && k->bg < 0)) return 0;
  int pair = alloc_pair(color_of(k->fg), color_of(k->bg)); // the same pair again for the same colours
  return pair > 0 ? pair : 0;
}

// Wide characters for ncurses, whose idea of their width must agree with the canvas's: otherwise
// '?' keeps the columns in step.
static int cell_chars(const char *s, int width, wchar_t *out) {
  int n = 0;
  size_t len = strlen(s);
  for (size_t i = 0; i < len && n < CCHARW_MAX - 1;) {
    uint32_t cp;
    i += utf8_next(s + i, len - i, &cp);
    out[n++] = (wchar_t)cp;
  }
  out[n] = L'\0';
  int w = n > 0 ? wcwidth(out[0]) : 0;
  if (w >= 1 && w <= width) return w;
  out[0] = L'?';
  out[1] = L'\0';
  return 1;
}

static void paint_row(WINDOW *win, const Canvas *c, int row, cchar_t *line) {
  bool ascii = settings.ascii || ascii_terminal;
  int n = 0;
  for (int col = 0; col < c->cols;) {
    const Cell *cell = &c->cells[(size_t)row * (size_t)c->cols + (size_t)col];
    int width = cell->width == 2 && col + 1 < c->cols ? 2 : 1;
    Look look = theme_look(cell, color_mode);
    attr_t attrs = look_attrs(&look);
    int pair = look_pair(&look);
    wchar_t wcs[CCHARW_MAX + 1];
    int drawn = cell_chars(theme_text(cell, color_mode, ascii), width, wcs);
    setcchar(&line[n++], wcs, attrs, 0, &pair);
    if (drawn < width) setcchar(&line[n++], L" ", attrs, 0, &pair);
    col += width;
  }
  mvwadd_wchnstr(win, row, 0, line, n);
}

void pane_paint(Pane *p) {
  if (!p->win) return;
  cchar_t *line = mem_alloc(sizeof *line * (size_t)(p->canvas.cols + 1));
  for (int row = 0; row < p->canvas.rows; row++) paint_row(p->win, &p->canvas, row, line);
  mem_free(line);
}

// -- panes ---------------------------------------------------------------------------------------------
void pane_free(Pane *p) {
  if (p->panel) del_panel(p->panel);
  if (p->win) delwin(p->win);
  canvas_free(&p->canvas);
  *p = (Pane){0};
}

static bool same_place(const Pane *p, Rect r) {
  if (!p->win || p->at.row != r.row || p->at.col != r.col || p->at.rows != r.rows || p->at.cols != r.cols)
    return false;
  int rows, cols, row, col; // a shrinking terminal also shrinks windows, and moves them
  getmaxyx(p->win, rows, cols);
  getbegyx(p->win, row, col);
  return rows == r.rows && cols == r.cols && row == r.row && col == r.col;
}

void pane_place(Pane *p, Rect r) {
  if (same_place(p, r)) {
    canvas_clear(&p->canvas);
    return;
  }
  pane_free(p);
  if (r.rows <= 0 || r.cols <= 0) return;
  p->win = newwin(r.rows, r.cols, r.row, r.col);
  if (!p->win) return;
  p->panel = new_panel(p->win);
  p->at = r;
  canvas_init(&p->canvas, r.rows, r.cols);
}
