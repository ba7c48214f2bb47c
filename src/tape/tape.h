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
#include "tape/rows.h"

// A gradient: a tensor, or the few rows of it that are not zero; both NULL: none.
typedef struct Grad { Tensor *dense; Rows *rows; } Grad;

// What makes a parameter one thing while its numbers change: shared by the leaf, which always has the
// latest, and by the tensors that keep what it was at a time.
typedef struct Param {
  uint32_t refs;
  Grad grad;            // accumulated by backward
  Grad pending;         // within backward: what grad is going to be
} Param;

typedef struct Node Node;
struct Node {
  Origin base;
  OpCall call;          // def == NULL: a leaf. in[] retained (parameters as tape_keep has them), attr and ints owned
  bool requires_grad;
  bool detached;        // made inside no_grad: gradients do not pass, `why` does
  Param *param;         // leaf: its identity
  Tensor *kept;         // leaf: the tensor that stands for its numbers of now, NULL until somebody keeps them
  bool forgotten;       // its operation is remembered no more
  bool past;            // this is such a tensor: it is never updated
  uint64_t walk;        // the last walk that came here, and what it noted: see graph.h
  size_t place;
  Source *src;          // where in the program it was made; NULL: unknown
  uint32_t at, end;
  // Of a node that is only for looking back (not for_gradient), while its statement runs:
  Node *older, *newer;  // the queue of the remembered
  uint64_t statement;
  size_t bytes;         // what it keeps alive
};

typedef struct Tape {
  bool no_grad;            // inside no_grad: record nothing for gradients
  size_t nodes_left;       // budget (b) of this statement
  size_t bytes_left;
  bool follow;             // grad() looked back in this statement: from now on it remembers its latest
                           // operations in place of its first, so that a loop may go down a gradient for ever
  Span at;                 // what is being run, borrowed: nodes remember it
} Tape;

// Begins a statement: refills the budget from settings.provenance.
void tape_begin(Tape *t);

// Notes that grad() is used in this statement.
void tape_follow(Tape *t);
// A result whose making was not remembered, or is no more: what lies behind it is unknown. Where results are
// made without tape_apply and nothing is remembered, they are marked so.
bool tape_is_forgotten(const Tensor *t);
void tape_mark_forgotten(Tensor *t);

// Applies an operation and records it. Borrows the inputs; returns a new reference or NULL.
Tensor *tape_apply(Tape *t, const OpDef *def, Tensor **in, int n_in, const OpAttr *attr, Err *e);

// A new header on x's storage, marked as a leaf that requires a gradient.
Tensor *tape_leaf(Tensor *x, Err *e);

// A new reference to what may be kept of t: t itself or, of a parameter, a tensor that stays as it is
// when the parameter is updated. What remembers values (nodes, recordings) keeps these.
Tensor *tape_keep(Tensor *t);
// Do both stand for the same parameter?
bool tape_same_param(const Tensor *a, const Tensor *b);
// Prepares an update of a leaf: its data may be written afterwards. Where somebody keeps the numbers
// of now, it gets new storage, whose contents are undefined; *old has the numbers in either case.
bool tape_renew(Tensor *leaf, const float **old, Err *e);
// Freezing: an operation on a leaf that requires no gradient is a constant to backward.
void tape_set_requires_grad(Tensor *leaf, bool yes);
bool tape_is_leaf(const Tensor *t);
// Gives a leaf the numbers back that tape_keep gave, and whether it requires a gradient; and the gradient it had
// (retained).
void tape_return(Tensor *leaf, Tensor *kept);
void tape_return_grad(Tensor *leaf, Grad grad);

void tape_node_drop(Origin *self);        // by which a node is told from other origins
static inline const Node *tape_node(const Tensor *t) { // NULL: made by hand
  return t->origin && t->origin->drop == tape_node_drop ? (const Node *)t->origin : NULL;
}
static inline bool tape_requires_grad(const Tensor *t) {
  const Node *node = tape_node(t);
  return node && node->requires_grad;
}
// A leaf's gradient as it is, borrowed: of a table that was only looked up in, perhaps as rows.
Grad tape_grad_as_is(const Tensor *t);
bool tape_has_grad(const Tensor *t);
Grad grad_retain(Grad g);
void grad_release(Grad *g);               // leaves none
// From now on it is a tensor, if there is one at all. False with e filled: no memory for that.
bool tape_settle_grad(const Tensor *t, Err *e);
// That tensor, borrowed; NULL: none. (Also where there was no memory: whoever can say so settles it first.)
Tensor *tape_grad_of(const Tensor *t);

// What a backward pass does at one tensor, told in the order the gradient reaches them: all that has reached it,
// and what its operation hands on to each of its inputs from that.
typedef struct TapeFlow {
  Tensor *t, *grad;
  const Node *node;    // NULL: made by hand
  Tensor *const *din;  // by input of the node's call: NULL where nothing goes on; din itself NULL: there is no operation
} TapeFlow;
typedef bool TapeVisit(void *ctx, const TapeFlow *f, Err *e); // false ends the pass, with e filled

// Adds d loss / d leaf to the gradient of every leaf below loss. loss has one element. An operation
// without gradient (argmax, a comparison) counts as a constant; where there is no way around it to
// what is asked for, that is an error: "argmax has no gradient".
// `tell` (may be NULL) hears of each gradient, as in tape_walk_back.
bool tape_backward(Tensor *loss, TapeVisit *tell, void *ctx, Err *e);
// d loss / d x for the given tensors, whether leaves or steps on the way, without touching any
// leaf's gradient. out[i] is a new reference (zeros where loss does not depend on x[i]).
bool tape_gradients(Tensor *loss, Tensor **x, int n, Tensor **out, TapeVisit *tell, void *ctx, Err *e);
void tape_zero_grad(Tensor *leaf);
// A leaf's gradient for writing, where only the leaf holds it; NULL: none, or e is filled.
Tensor *tape_own_grad(Tensor *leaf, Err *e);

// The operation at which nan first appeared below t, which has one: among its inputs there is none.
// NULL where it came in with a tensor made by hand (*given, if it has one). Fills *at as far as it is known.
const OpDef *tape_first_nan(Tensor *t, const Tensor **given, Span *at);

// The same walk for stepping through the backward pass. Goes down to the leaves that require a gradient or,
// where there are none, to every tensor that was made by hand. Touches no leaf's gradient.
bool tape_walk_back(Tensor *loss, TapeVisit *tell, void *ctx, Err *e);

#endif
