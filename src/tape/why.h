// SPDX-License-Identifier: GPL-3.0-or-later
// why: the arithmetic behind one cell of a tensor, from its node, as text that can be typed back.
#ifndef TAPE_WHY_H
#define TAPE_WHY_H

#include "tape/tape.h"

// A cell that an answer was computed from: follow it to go on asking.
typedef struct WhyCell { Tensor *t; size_t i; } WhyCell; // t borrowed from the asked tensor's graph

#define WHY_MAX_CELLS 64
typedef struct WhyAnswer {
  Str text;      // "exp(0.38 / 4) / (exp(0.81 / 4) + ...)": gb source whose value is the cell
  double value;  // the cell itself
  int n_cells;   // the named cells and leaves it came from, each once, in order of appearance
  WhyCell cells[WHY_MAX_CELLS];
} WhyAnswer;

// Steps without a name are written out in place (down to `depth` of them); named values and leaves
// are numbers, shown with `digits` significant digits. Sums of more than `terms` terms are elided as
// "... (57 more)" in the middle; 0 = never.
bool why_cell(Tensor *t, size_t i, int digits, int depth, int terms, WhyAnswer *out, Err *e);
void why_free(WhyAnswer *a);

// The whole answer as people read it:
//   w[1, 0] = exp(0.19 / 4) / (exp(0.19 / 4) + exp(0.50 / 4))
//           = 0.48
//   from s[1, 0], s[1, 1], mask[1, 0]
void why_render(const char *name, Tensor *t, size_t i, Str *out, Err *e);

#endif
