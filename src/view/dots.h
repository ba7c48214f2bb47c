// SPDX-License-Identifier: GPL-3.0-or-later
// dots: eight of them in a cell, two across and four down, as braille has them: for those whose font draws them well
// and who asked for it (settings.braille).
#ifndef VIEW_DOTS_H
#define VIEW_DOTS_H

#include <stdbool.h>

#include "view/canvas.h"

#define DOTS_ACROSS 2
#define DOTS_DOWN 4
bool dots_wanted(void);
// Adds the dot (x, y), counted from the left and top of the cell (row, col); other dots of that cell stay.
void dots_add(Canvas *c, int row, int col, int x, int y, Pen pen);

#endif
