// SPDX-License-Identifier: GPL-3.0-or-later
// dots: see dots.h. U+2800 and the 255 after it have a bit for each dot.
#include "view/dots.h"

#include <string.h>

#include "base/settings.h"
#include "base/utf8.h"

#define FIRST 0x2800u

bool dots_wanted(void) { return settings.braille && !settings.ascii; }

void dots_add(Canvas *c, int row, int col, int x, int y, Pen pen) {
  static const unsigned bits[DOTS_DOWN][DOTS_ACROSS] = {{0x01, 0x08}, {0x02, 0x10}, {0x04, 0x20}, {0x40, 0x80}};
  int at_row = row + y / DOTS_DOWN, at_col = col + x / DOTS_ACROSS;
  Cell *cell = canvas_at(c, at_row, at_col);
  if (!cell || x < 0 || y < 0) return;
  uint32_t there = 0;
  utf8_next(cell->text, strlen(cell->text), &there);
  unsigned dots = there >= FIRST && there <= FIRST + 0xFF ? there - FIRST : 0;
  uint32_t glyph = FIRST + (dots | bits[y % DOTS_DOWN][x % DOTS_ACROSS]);
  char text[4] = {(char)(0xE0 | glyph >> 12), (char)(0x80 | (glyph >> 6 & 0x3F)), (char)(0x80 | (glyph & 0x3F)), 0};
  canvas_text(c, at_row, at_col, 1, pen, text);
}
