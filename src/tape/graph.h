// SPDX-License-Identifier: GPL-3.0-or-later
// graph: the tensors below a loss, in an order in which every tensor comes after its inputs.
//
// What a walk learns is kept here, beside the tensors. Where its entry is, a tensor with a node has in the
// node, marked with the walk's number, so that nothing has to be cleaned up; of tensors made by hand there
// is a hash table.
#ifndef TAPE_GRAPH_H
#define TAPE_GRAPH_H

#include "base/idmap.h"
#include "tape/tape.h"

typedef struct Entry {
  Tensor *t;             // borrowed: the loss keeps it alive
  Tensor *grad;          // what has reached it so far; owned
  Rows *rows;            // the same of a table that was only looked up in; then grad is NULL
  bool target;           // its gradient is asked for
  bool needs;            // it is a target, or one is to be reached through it
  const OpDef *blocked;  // an operation without gradient that stands before a target
} Entry;

typedef struct Graph {
  Entry *entries;        // in order of discovery
  size_t n, cap;
  size_t *order;         // entries, inputs first
  size_t n_order, cap_order;
  uint64_t walk;         // the number of the walk, never 0
  bool apart;            // set before the walk: leave the nodes alone, as another walk's marks are in use
  IdMap others;          // the entries of the other tensors
  int max_in;            // most inputs that one operation has
} Graph;                 // {0} is empty

// Whose gradient is asked for, and which tensors are looked at at all (NULL: all).
typedef bool GraphPick(void *ctx, const Tensor *t);

bool graph_build(Graph *g, Tensor *loss, GraphPick *is_target, GraphPick *is_followed, void *ctx, Err *e);
Entry *graph_find(const Graph *g, const Tensor *t); // NULL: not below the loss
void graph_free(Graph *g);

// The operation whose gradient a node passes on; NULL for leaves and detached nodes.
const OpCall *graph_call(const Tensor *t);

#endif
