// SPDX-License-Identifier: GPL-3.0-or-later
// blocks: what a model is built of, or what a recorded run of one went through, as lines of an outline: each
// part with its shapes and how many numbers it learns. Equal neighbours are one line.
#ifndef VIEW_BLOCKS_H
#define VIEW_BLOCKS_H

#include "view/frame.h"

typedef struct Block {
  int depth;          // 0: a part of the whole
  Str name;           // "attn", "h[0:4]"; of a recording "attn(ln_1(x), mask)"
  Str what;           // "linear(32, 96)"; of a recording what went in: "(3, 8)"
  Str shapes;         // "weight (96, 32), bias (96,)"; of a recording what came out
  size_t times;       // so many equal ones in a row
  size_t params;      // numbers that one of them learns
  bool shared;        // what it learns was counted above
  size_t together;    // that all of them learn: those they share count once
} Block;

typedef struct Blocks {
  Block *b;
  size_t n, cap;
  Str root;           // "gpt(50, 16, n_layer=2)"; the recorded expression
  size_t total;       // numbers that are learnt; each counts once, however often it is used
  size_t frozen;      // of them: those that learn no more (requires_grad = false)
  bool recorded;      // of a run
  bool cut;           // there was more than is kept
} Blocks;

// Of a model or a recording; false for other values (*out needs no blocks_free then).
bool blocks_of(Value v, Blocks *out);
void blocks_free(Blocks *k);
bool blocks_accepts(Value v);

#endif
