// SPDX-License-Identifier: GPL-3.0-or-later
// nodes: the operations that a value was made by, as its tape remembers them, latest first: each with its
// arithmetic, its value and, where the value is a single number, the gradient that reaches it.
#ifndef VIEW_NODES_H
#define VIEW_NODES_H

#include "tape/tape.h"
#include "view/frame.h"

typedef struct GraphNode {
  const Tensor *t;      // borrowed
  const OpCall *call;   // NULL: made by hand, or a parameter
  bool leaf, param;     // nothing below it; of a parameter
  bool named;           // bound to a variable
  bool hidden;          // a plain number, or a step that is written out in the one line that uses it
  bool odd;             // nan or infinity in it
  int uses;
  int *in;              // nodes it was made of, each once; hidden ones are replaced by what they were made of
  int n_in;
  Str name;             // "loss", "#3"
  Str op;               // "mean((y - t) ** 2)"
  Str shape, value, grad;
} GraphNode;

#define GRAPH_UNFOLDED 50 // more nodes than these: steps without a name that are used once are written out in place

typedef struct Nodes {
  GraphNode *v;
  int n;
  int shown;            // not hidden
  int folded;           // hidden steps
  bool cut;             // there are more
  bool has_grad;
  bool too_large;       // for gradients at each drawing
} Nodes;

bool nodes_accepts(Value v);
bool nodes_of(Value v, Nodes *out); // false: no tape; out needs no nodes_free then
void nodes_free(Nodes *k);

#endif
