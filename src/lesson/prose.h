// SPDX-License-Identifier: GPL-3.0-or-later
// prose: CommonMark (read with cmark) drawn on a canvas, wrapped for Chinese and English alike.
#ifndef LESSON_PROSE_H
#define LESSON_PROSE_H

#include "view/canvas.h"

// Initialises *out with as many rows as the text takes at `cols` columns (>= 10). Headings, emphasis,
// code (roles), lists, quotes, code blocks and simple tables. A source line break between two Han
// characters is no space.
void prose_draw(const char *markdown, int cols, Canvas *out);

#endif
