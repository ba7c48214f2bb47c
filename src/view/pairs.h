// SPDX-License-Identifier: GPL-3.0-or-later
// pairs: two values of one making beside each other, part by part: the parameters of a model before and after
// training, the settings and results of two runs.
#ifndef VIEW_PAIRS_H
#define VIEW_PAIRS_H

#include "view/frame.h"

typedef struct Pair {
  Str path;            // ".layers[0].weight"
  const Value *a, *b;  // borrowed; NULL: not there
  bool same;
  size_t changed;      // of tensors of one shape: elements
  double most;         // and the largest change of a finite one; of numbers b - a
} Pair;

typedef struct Pairs {
  Pair *v;
  size_t n, cap;
  size_t changed;      // pairs that differ; they come first
  bool cut;            // there were more
} Pairs;

// Records, models and lists are taken apart; numbers, strings and tensors are compared.
void pairs_of(const Value *a, const Value *b, Pairs *out);
void pairs_free(Pairs *k);

#endif
