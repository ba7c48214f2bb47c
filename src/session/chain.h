// SPDX-License-Identifier: GPL-3.0-or-later
// chain: asking why on and on: from a cell to the cells it came from, to those they came from, back to the inputs.
#ifndef SESSION_CHAIN_H
#define SESSION_CHAIN_H

#include "tape/why.h"

typedef struct Hop { Tensor *t; size_t cell; char *name; } Hop; // t retained, name owned
typedef struct Chain { // {0} is empty
  Hop *hops;           // the last one is the cell that is asked about
  size_t n, cap;
  size_t pick;         // which of its sources is followed next, from 0
} Chain;

void chain_free(Chain *c);
// A new chain that begins with a cell of t, which is called name.
void chain_start(Chain *c, const char *name, Tensor *t, size_t cell);
// The cells that the last hop came from and that can be asked about, at most `most`; how many.
int chain_sources(const Chain *c, WhyCell *out, int most, Err *e);
// Goes on with source k, from 0, or back to the hop before. False: there is none, and nothing changes.
bool chain_follow(Chain *c, size_t k);
bool chain_back(Chain *c);
void chain_text(const Chain *c, Str *out, Err *e);  // the last hop, as why_render has it
// The way so far and the sources, the picked one marked.
void chain_sources_text(const Chain *c, Str *out);
// All hops from a cell back to the inputs, each cell once, at most `most` of them.
void chain_all_text(const char *name, Tensor *t, size_t cell, int most, Str *out, Err *e);

#endif
