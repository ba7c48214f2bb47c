// SPDX-License-Identifier: GPL-3.0-or-later
// write_svg: a canvas as a picture: rectangles for backgrounds, runs of text on a grid of fixed columns.
// textLength keeps each run on the grid whatever font the reader has. Colours are the theme's.
#include <string.h>

#include "base/utf8.h"
#include "view/theme.h"

#define COL 8  // of one column, in user units
#define ROW 18
#define BASELINE 13
#define MARGIN 8

// XML allows neither most control characters nor U+FFFE and U+FFFF.
static void add_escaped(Str *out, const char *s) {
  size_t n = strlen(s);
  for (size_t i = 0; i < n;) {
    uint32_t cp;
    size_t k = utf8_next(s + i, n - i, &cp);
    if (cp == '&') str_add(out, "&amp;");
    else if (cp == '<') str_add(out, "&lt;");
    else if (cp == '>') str_add(out, "&gt;");
    else if (cp == '"') str_add(out, "&quot;");
    else if (cp < 0x20 || cp == 0xFFFE || cp == 0xFFFF || (cp == 0xFFFD && k == 1)) str_add(out, "\xEF\xBF\xBD");
    else str_addn(out, s + i, k);
    i += k;
  }
}

typedef struct Paint { uint32_t fg, bg; bool has_bg; Look look; } Paint;

static Paint paint_of(const Cell *cell) {
  Paint p = {.look = theme_look(cell, COLOR_256)};
  p.fg = p.look.fg < 0 ? theme_page_fg() : theme_rgb(p.look.fg);
  p.bg = p.look.bg < 0 ? theme_page_bg() : theme_rgb(p.look.bg);
  p.has_bg = p.look.bg >= 0 || p.look.reverse;
  if (p.look.reverse) {
    uint32_t swap = p.fg;
    p.fg = p.bg;
    p.bg = swap;
  }
  return p;
}

static void add_backgrounds(const Cell *line, int cols, int row, Str *out) {
  for (int col = 0; col < cols;) {
    Paint p = paint_of(&line[col]);
    int end = col + 1;
    for (; end < cols; end++) {
      Paint next = paint_of(&line[end]);
      if (next.has_bg != p.has_bg || next.bg != p.bg) break;
    }
    if (p.has_bg)
      str_addf(out, "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" fill=\"#%06x\"/>\n", MARGIN + col * COL,
               MARGIN + row * ROW, (end - col) * COL, ROW, (unsigned)p.bg);
    col = end;
  }
}

static void open_text(const Paint *p, int row, int col, int cols, Str *out) {
  str_addf(out, "<text x=\"%d\" y=\"%d\" textLength=\"%d\"", MARGIN + col * COL, MARGIN + row * ROW + BASELINE,
           cols * COL);
  if (p->fg != theme_page_fg()) str_addf(out, " fill=\"#%06x\"", (unsigned)p->fg);
  if (p->look.bold) str_add(out, " font-weight=\"bold\"");
  if (p->look.underline) str_add(out, " text-decoration=\"underline\"");
  if (p->look.dim) str_add(out, " opacity=\"0.6\"");
  str_addc(out, '>');
}

static bool is_blank(const Cell *cell) { return cell->text[0] == ' ' && cell->text[1] == '\0'; }

// A run: cells of one look and one width, without blanks at its ends.
static int run_end(const Cell *line, int cols, int col) {
  Paint p = paint_of(&line[col]);
  int width = line[col].width, end = col, last = col;
  for (; end < cols && line[end].width == width; end += width) {
    Paint next = paint_of(&line[end]);
    if (!theme_look_equal(&p.look, &next.look)) break;
    if (!is_blank(&line[end])) last = end + width;
    else if (end >= last + 2) break;
  }
  return last;
}

static void add_text(const Cell *line, int cols, int row, Str *out) {
  for (int col = 0; col < cols;) {
    const char *shown = theme_text(&line[col], COLOR_256, false);
    if (line[col].width == 0 || strcmp(shown, " ") == 0) {
      col++;
      continue;
    }
    Paint p = paint_of(&line[col]);
    int end = run_end(line, cols, col);
    if (end <= col) end = col + line[col].width;
    open_text(&p, row, col, end - col, out);
    for (; col < end; col += line[col].width > 1 ? 2 : 1) add_escaped(out, theme_text(&line[col], COLOR_256, false));
    str_add(out, "</text>\n");
  }
}

// The first line that says anything.
static void add_title(const Canvas *c, Str *out) {
  Str text = {0};
  canvas_write_text(c, false, &text);
  const char *s = str_c(&text);
  s += strspn(s, " \n");
  Str line = {0};
  str_addn(&line, s, strcspn(s, "\n"));
  str_add(out, "<title>");
  add_escaped(out, str_c(&line));
  str_add(out, "</title>\n");
  str_free(&line);
  str_free(&text);
}

void canvas_write_svg(const Canvas *c, Str *out) {
  int width = c->cols * COL + 2 * MARGIN, height = c->rows * ROW + 2 * MARGIN;
  str_addf(out, "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" viewBox=\"0 0 %d %d\" role=\"img\">\n",
           width, height, width, height);
  add_title(c, out);
  str_addf(out, "<rect width=\"%d\" height=\"%d\" fill=\"#%06x\"/>\n", width, height, (unsigned)theme_page_bg());
  str_addf(out, "<g font-family=\"monospace\" font-size=\"13\" fill=\"#%06x\" xml:space=\"preserve\">\n",
           (unsigned)theme_page_fg());
  for (int row = 0; row < c->rows; row++) {
    const Cell *line = c->cells + (size_t)row * (size_t)c->cols;
    add_backgrounds(line, c->cols, row, out);
    add_text(line, c->cols, row, out);
  }
  str_add(out, "</g>\n</svg>\n");
}
