// SPDX-License-Identifier: GPL-3.0-or-later
// prose_parts: what the files of prose share. Nothing else includes it.
#ifndef LESSON_PROSE_PARTS_H
#define LESSON_PROSE_PARTS_H

#include "lesson/prose.h"

#define PROSE_NESTING 24 // quotes and lists within each other; deeper ones are left out

typedef struct Run { size_t start; Pen pen; } Run;
typedef struct Text {
  Str s;
  Run *runs;
  size_t n, cap;
  bool lines;              // the source's line breaks are kept
} Text;

typedef struct Flow {
  Canvas *out;             // NULL while counting
  int cols, row;
  int indent;              // where text begins
  int bars[PROSE_NESTING]; // columns of the quotes around
  int n_bars, depth;
  char marker[16];         // of a list item whose first row is still to come
  int marker_col;
} Flow;

void prose_begin_row(Flow *f);
// Bytes [from, to) of t on the current row.
void prose_draw_runs(Flow *f, const Text *t, size_t from, size_t to, int col, int cols);

// prose_table.c: a paragraph of which each line begins with '|', the second being "|---|---|". False: it is
// none, or there are too many columns for the width; nothing was drawn then.
bool prose_table(Flow *f, const Text *t);

#endif
