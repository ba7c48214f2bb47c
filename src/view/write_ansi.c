// SPDX-License-Identifier: GPL-3.0-or-later
// write_ansi: a canvas as lines with SGR sequences (ECMA-48): only what changes between two cells is
// written, and every line ends in the terminal's own style.
#include <string.h>

#include "view/theme.h"

static const Look plain = {.fg = -1, .bg = -1};

static void add_code(Str *codes, const char *code) {
  if (codes->n > 0) str_addc(codes, ';');
  str_add(codes, code);
}

static void add_color(Str *codes, int color, int base) {
  if (color < 0) {
    str_addf(codes, "%s%d", codes->n > 0 ? ";" : "", base + 9);
  } else if (color < 8) {
    str_addf(codes, "%s%d", codes->n > 0 ? ";" : "", base + color);
  } else {
    str_addf(codes, "%s%d;5;%d", codes->n > 0 ? ";" : "", base + 8, color);
  }
}

static void change(Str *out, const Look *from, const Look *to) {
  if (theme_look_equal(from, to)) return;
  Str codes = {0};
  if (!theme_look_equal(to, &plain)) {
    bool weight_off = (from->bold && !to->bold) || (from->dim && !to->dim); // 22 ends both
    if (weight_off) add_code(&codes, "22");
    if (to->bold && (weight_off || !from->bold)) add_code(&codes, "1");
    if (to->dim && (weight_off || !from->dim)) add_code(&codes, "2");
    if (to->underline != from->underline) add_code(&codes, to->underline ? "4" : "24");
    if (to->reverse != from->reverse) add_code(&codes, to->reverse ? "7" : "27");
    if (to->fg != from->fg) add_color(&codes, to->fg, 30);
    if (to->bg != from->bg) add_color(&codes, to->bg, 40);
  }
  str_addf(out, "\x1b[%sm", str_c(&codes));
  str_free(&codes);
}

// Nothing to see: a blank whose style would not show on it.
static bool unseen(const Cell *cell, ColorMode mode, bool ascii) {
  Look look = theme_look(cell, mode);
  return look.bg < 0 && !look.reverse && !look.underline && strcmp(theme_text(cell, mode, ascii), " ") == 0;
}

static void write_row(const Cell *line, int cols, ColorMode mode, bool ascii, Str *out) {
  Look now = plain;
  for (int col = 0; col < cols; col++) {
    const Cell *cell = &line[col];
    if (cell->width == 0) continue;
    Look look = theme_look(cell, mode);
    if (unseen(cell, mode, ascii) && now.bg < 0 && !now.reverse && !now.underline) look = now;
    change(out, &now, &look);
    now = look;
    const char *s = theme_text(cell, mode, ascii);
    str_add(out, s);
    if (cell->width == 2 && s != cell->text) str_addc(out, ' ');
  }
  change(out, &now, &plain);
}

void canvas_write_ansi(const Canvas *c, ColorMode mode, bool ascii, Str *out) {
  for (int row = 0; row < c->rows; row++) {
    const Cell *line = c->cells + (size_t)row * (size_t)c->cols;
    int cols = c->cols;
    while (cols > 0 && line[cols - 1].width == 1 && unseen(&line[cols - 1], mode, ascii)) cols--;
    write_row(line, cols, mode, ascii, out);
    str_addc(out, '\n');
  }
}
