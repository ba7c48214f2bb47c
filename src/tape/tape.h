// SPDX-License-Identifier: GPL-3.0-or-later
// tape: reverse-mode differentiation over operations, and the memory of how a value was made.
//
// A tensor that came from an operation carries a node (its Origin): the operation, its inputs and
// what it saved. Nodes are kept (a) always, where an input requires a gradient; (b) for the first
// operations of each statement, so that `:why` and grad() work at the prompt without ceremony;
// the budget below bounds them. The nodes behind a value form a graph without cycles, freed with
// the value (iteratively: chains may be millions long).
#ifndef TAPE_TAPE_H
#define TAPE_TAPE_H

#include "op/op.h"

typedef struct Node {
  Origin base;
  OpCall call;          // def == NULL: a leaf. in[] retained, attr and ints owned
  bool requires_grad;
  bool detached;        // made inside no_grad: gradients do not pass, `why` does
  Tensor *grad;         // leaf: gradient accumulated by backward, NULL = none yet
} Node;

typedef struct Tape {
  bool no_grad;            // inside no_grad: record nothing for gradients
  size_t nodes_left;       // budget (b) of this statement
  size_t bytes_left;
} Tape;

// Begins a statement: refills the budget from settings.provenance.
void tape_begin(Tape *t);

// Applies an operation and records it. Borrows the inputs; returns a new reference or NULL.
Tensor *tape_apply(Tape *t, const OpDef *def, Tensor **in, int n_in, const OpAttr *attr, Err *e);

// A new header on x's storage, marked as a leaf that requires a gradient.
Tensor *tape_leaf(Tensor *x, Err *e);

const Node *tape_node(const Tensor *t);   // NULL: made by hand
bool tape_requires_grad(const Tensor *t);
Tensor *tape_grad_of(const Tensor *t);    // a leaf's gradient, borrowed; NULL: none

// Adds d loss / d leaf to the gradient of every leaf below loss. loss has one element. An operation
// without gradient (argmax, a comparison) counts as a constant; where there is no way around it to
// what is asked for, that is an error: "argmax has no gradient".
bool tape_backward(Tensor *loss, Err *e);
// d loss / d x for the given tensors, whether leaves or steps on the way, without touching any
// leaf's gradient. out[i] is a new reference (zeros where loss does not depend on x[i]).
bool tape_gradients(Tensor *loss, Tensor **x, int n, Tensor **out, Err *e);
void tape_zero_grad(Tensor *leaf);

// The same walk, telling of each tensor in the order the gradient reaches it, for stepping through
// the backward pass: visit(ctx, tensor, its gradient, its node or NULL where it was made by hand).
// Goes down to the leaves that require a gradient or, where there are none, to every tensor that
// was made by hand. Touches no leaf's gradient.
typedef void TapeVisit(void *ctx, Tensor *out, const Tensor *dout, const Node *node);
bool tape_walk_back(Tensor *loss, TapeVisit *visit, void *ctx, Err *e);

#endif
