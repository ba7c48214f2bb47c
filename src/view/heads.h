// SPDX-License-Identifier: GPL-3.0-or-later
// heads: the matrices of a tensor of higher rank side by side, as far as they fit: the heads of attention, the masks
// of several sentences. Where only one fits, the kind draws it as it draws a matrix.
#ifndef VIEW_HEADS_H
#define VIEW_HEADS_H

#include "view/grid.h"

typedef struct Heads {
  void (*measure)(const ViewSpec *s, int *rows, int *cols); // of one, with s->among set: no foot, no count
  void (*draw)(const ViewSpec *s, Canvas *c);
  void (*foot)(const ViewSpec *s, Canvas *c, int row, int cols); // of all together
} Heads;

// False: nothing was drawn.
bool heads_draw(const Heads *h, const ViewSpec *s, Canvas *c);
// False: there is one matrix, or too large a one.
bool heads_measure(const Heads *h, const ViewSpec *s, int *rows, int *cols);

#endif
