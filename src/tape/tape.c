// SPDX-License-Identifier: GPL-3.0-or-later
// tape: applies operations and remembers how their results were made.
//
// A node holds its inputs, so a value keeps alive what is needed to differentiate and to explain
// it, and nothing else does: when the value goes, its history goes. (tensor_release works off long
// chains one after the other, not by recursion.)
#include "tape/tape.h"

#include <string.h>

#include "base/mem.h"
#include "base/settings.h"

// The nodes of the running statement that are only for looking back, in the order they were made.
static struct { Node *oldest, *newest; uint64_t statement; size_t n, bytes; } queue;

static Origin forgotten; // what stands in the place of a node; nothing is ever dropped with it

static size_t most_bytes_remembered(void) { return (size_t)(settings.memory * 1024 * 1024 / 4); }

void tape_begin(Tape *t) {
  queue.oldest = queue.newest = NULL; // nodes of earlier statements live as long as their values
  queue.n = queue.bytes = 0;
  queue.statement++;
  t->follow = false;
  t->nodes_left = (size_t)settings.provenance;
  t->bytes_left = most_bytes_remembered();
  t->at = (Span){0};
}

void tape_follow(Tape *t) { t->follow = true; }

bool tape_is_forgotten(const Tensor *t) { return t->origin == &forgotten || (tape_node(t) && tape_node(t)->forgotten); }

void tape_mark_forgotten(Tensor *t) {
  tensor_renumber(t);
  if (!t->origin) t->origin = &forgotten;
}

// -- nodes -------------------------------------------------------------------------------------

static void enqueue(Node *node, size_t bytes) {
  node->statement = queue.statement;
  node->bytes = bytes;
  node->older = queue.newest;
  if (queue.newest) queue.newest->newer = node;
  else queue.oldest = node;
  queue.newest = node;
  queue.n++;
  queue.bytes += bytes;
}

static void dequeue(Node *node) {
  if (node->statement != queue.statement) return;
  *(node->older ? &node->older->newer : &queue.oldest) = node->newer;
  *(node->newer ? &node->newer->older : &queue.newest) = node->older;
  queue.n--;
  queue.bytes -= node->bytes;
  node->statement = 0;
}

static void release_saved(OpCall *c) {
  for (int i = 0; i < OP_MAX_SAVED; i++) {
    tensor_release(c->saved[i]);
    c->saved[i] = NULL;
  }
}

static void param_release(Param *p) {
  if (!p || --p->refs > 0) return;
  grad_release(&p->grad);
  mem_free(p);
}

void tape_node_drop(Origin *self) {
  Node *node = (Node *)self;
  dequeue(node);
  for (int k = 0; k < node->call.n_in; k++) tensor_release(node->call.in[k]);
  release_saved(&node->call);
  param_release(node->param);
  tensor_release(node->kept);
  source_release(node->src);
  mem_free(node);
}

// -- gradients -----------------------------------------------------------------------------------

Grad grad_retain(Grad g) {
  if (g.dense) tensor_retain(g.dense);
  if (g.rows) rows_retain(g.rows);
  return g;
}

void grad_release(Grad *g) {
  tensor_release(g->dense);
  rows_release(g->rows);
  *g = (Grad){0};
}

Grad tape_grad_as_is(const Tensor *t) {
  const Node *node = tape_node(t);
  return node && node->param ? node->param->grad : (Grad){0};
}

bool tape_has_grad(const Tensor *t) {
  Grad g = tape_grad_as_is(t);
  return g.dense || g.rows;
}

bool tape_settle_grad(const Tensor *t, Err *e) {
  Grad g = tape_grad_as_is(t);
  if (!g.rows) return true;
  Tensor *dense = rows_dense(g.rows, e);
  if (!dense) return false;
  grad_release(&tape_node(t)->param->grad);
  tape_node(t)->param->grad.dense = dense;
  return true;
}

Tensor *tape_grad_of(const Tensor *t) {
  Err e = {0};
  tape_settle_grad(t, &e);
  err_clear(&e);
  return tape_grad_as_is(t).dense;
}

// A copy of the call in one block: the node, then its inputs, attributes and their whole numbers.
static Node *node_of(const OpCall *c, Err *e) {
  int n_attr = c->attr ? op_n_attr(c->def) : 0; // without attributes nobody gave any
  size_t n_ints = 0;
  for (int i = 0; i < n_attr; i++) n_ints += c->attr[i].n > 0 ? (size_t)c->attr[i].n : 0;
  size_t in_bytes = (size_t)c->n_in * sizeof(Tensor *), attr_bytes = (size_t)n_attr * sizeof(OpAttr);
  Node *node = mem_try(sizeof *node + in_bytes + attr_bytes + n_ints * sizeof(int64_t));
  if (!node) {
    err_set(e, ERR_MEMORY, _("out of memory while recording %s"), c->def->name);
    return NULL;
  }
  memset(node, 0, sizeof *node);
  node->base.drop = tape_node_drop;
  node->call.def = c->def;
  node->call.n_in = c->n_in;
  for (int i = 0; i < OP_MAX_SAVED; i++) node->call.saved[i] = c->saved[i];
  node->call.in = (Tensor **)(node + 1);
  OpAttr *attr = (OpAttr *)(node->call.in + c->n_in);
  int64_t *ints = (int64_t *)(attr + n_attr);
  node->call.attr = attr;
  for (int k = 0; k < c->n_in; k++) node->call.in[k] = tape_keep(c->in[k]);
  for (int i = 0; i < n_attr; i++) {
    attr[i] = c->attr[i];
    attr[i].ints = ints;
    if (attr[i].n <= 0) continue;
    memcpy(ints, c->attr[i].ints, (size_t)attr[i].n * sizeof *ints);
    ints += attr[i].n;
  }
  return node;
}

// -- parameters --------------------------------------------------------------------------------

static Tensor *leaf_of(Tensor *x, Param *p, bool requires_grad, Err *e) {
  Tensor *leaf = tensor_reshape(x, &x->shape, e);
  if (!leaf) return NULL;
  Node *node = mem_alloc(sizeof *node);
  *node = (Node){.base.drop = tape_node_drop, .requires_grad = requires_grad, .param = p};
  p->refs++;
  leaf->origin = &node->base;
  return leaf;
}

Tensor *tape_leaf(Tensor *x, Err *e) {
  Param *p = mem_zalloc(sizeof *p);
  Tensor *leaf = leaf_of(x, p, true, e);
  if (!leaf) mem_free(p);
  return leaf;
}

static Node *leaf_node(const Tensor *t) {
  Node *node = (Node *)tape_node(t);
  return node && node->param ? node : NULL;
}

bool tape_is_leaf(const Tensor *t) {
  const Node *node = leaf_node(t);
  return node && !node->past;
}

Tensor *tape_keep(Tensor *t) {
  Node *node = leaf_node(t);
  if (!node || node->past) return tensor_retain(t);
  if (!node->kept) {
    Err e = {0}; // the shape is a tensor's already: nothing can fail
    node->kept = leaf_of(t, node->param, node->requires_grad, &e);
    leaf_node(node->kept)->past = true;
  }
  if (!node->kept->name) node->kept->name = t->name;
  return tensor_retain(node->kept);
}

bool tape_same_param(const Tensor *a, const Tensor *b) {
  const Node *x = leaf_node(a), *y = leaf_node(b);
  return x && y && x->param == y->param;
}

bool tape_renew(Tensor *leaf, const float **old, Err *e) {
  Node *node = leaf_node(leaf);
  if (node) {
    tensor_release(node->kept);
    node->kept = NULL;
  }
  return tensor_renew(leaf, old, e);
}

void tape_set_requires_grad(Tensor *leaf, bool yes) {
  Node *node = leaf_node(leaf);
  if (!node || node->requires_grad == yes) return;
  tensor_release(node->kept);
  node->kept = NULL;
  node->requires_grad = yes;
}

void tape_return(Tensor *leaf, Tensor *kept) {
  Node *node = leaf_node(leaf);
  if (!node || node->kept == kept) return;
  tensor_release(node->kept);
  node->kept = tensor_retain(kept);
  node->requires_grad = tape_requires_grad(kept);
  tensor_share(leaf, kept);
}

void tape_return_grad(Tensor *leaf, Grad grad) {
  const Node *node = leaf_node(leaf);
  if (!node) return;
  grad_retain(grad); // perhaps it is the one it has
  grad_release(&node->param->grad);
  node->param->grad = grad;
}

void tape_zero_grad(Tensor *leaf) {
  const Node *node = leaf_node(leaf);
  if (node) grad_release(&node->param->grad);
}

// Failing, it leaves the gradient as it was.
Tensor *tape_own_grad(Tensor *leaf, Err *e) {
  if (!tape_settle_grad(leaf, e)) return NULL;
  Tensor *g = tape_grad_as_is(leaf).dense;
  if (!g || (g->refs == 1 && tensor_is_alone(g))) return g;
  Tensor *copy = tensor_copy(g, e);
  if (!copy) return NULL;
  tensor_release(g);
  return leaf_node(leaf)->param->grad.dense = copy;
}

// -- applying ----------------------------------------------------------------------------------

static bool any_requires_grad(const OpCall *c) {
  for (int k = 0; k < c->n_in; k++)
    if (tape_requires_grad(c->in[k])) return true;
  return false;
}

// Bytes that remembering this call keeps alive beyond what is alive anyway.
static size_t bytes_kept(const OpCall *c, const Tensor *out) {
  size_t floats = out->size;
  for (int i = 0; i < OP_MAX_SAVED; i++) floats += c->saved[i] ? c->saved[i]->size : 0;
  return floats * sizeof(float) + sizeof(Node) + (size_t)c->n_in * sizeof(Tensor *);
}

// The node stays, as its tensor may, but what it was made of goes.
static void forget(Node *node) {
  dequeue(node);
  OpCall c = node->call;
  node->call = (OpCall){0};
  node->forgotten = true;
  for (int k = 0; k < c.n_in; k++) tensor_release(c.in[k]);
  release_saved(&c);
}

static bool make_room(const Tape *t, size_t bytes) {
  size_t most_nodes = (size_t)settings.provenance, most_bytes = most_bytes_remembered();
  if (!t->follow || most_nodes == 0 || bytes > most_bytes) return false;
  while (queue.n >= most_nodes || queue.bytes + bytes > most_bytes) forget(queue.oldest);
  return true;
}

static bool within_budget(Tape *t, size_t bytes) {
  if (t->nodes_left == 0 || t->bytes_left < bytes) return make_room(t, bytes);
  t->nodes_left--;
  t->bytes_left -= bytes;
  return true;
}

// Hangs a node on out where one is wanted. The call's saved tensors go with it.
static bool remember(Tape *t, OpCall *c, Tensor *out, Err *e) {
  bool for_gradient = !t->no_grad && c->def->grad && any_requires_grad(c);
  size_t bytes = for_gradient ? 0 : bytes_kept(c, out);
  if (!for_gradient && !within_budget(t, bytes)) {
    tape_mark_forgotten(out);
    return true;
  }
  Node *node = node_of(c, e);
  if (!node) return false;
  if (!for_gradient) enqueue(node, bytes);
  memset(c->saved, 0, sizeof c->saved);
  node->requires_grad = for_gradient;
  node->detached = t->no_grad;
  if (t->at.src) {
    node->src = source_retain(t->at.src);
    node->at = t->at.start;
    node->end = t->at.end;
  }
  out->origin = &node->base;
  tensor_renumber(out);
  return true;
}

// Every tensor parameter has its tensor: operations count on it.
static bool is_complete(const OpDef *d, int n_in, Err *e) {
  int n = 0;
  for (const ParamDef *p = d->params; p < d->params + OP_MAX_PARAMS && p->kind != ARG_END; p++) {
    if (p->kind == ARG_TENSORS) return true;
    n += p->kind == ARG_TENSOR;
  }
  return n_in == n || err_set(e, ERR_TYPE, _("%s takes %d tensors, got %d"), d->name, n, n_in);
}

Tensor *tape_apply(Tape *t, const OpDef *def, Tensor **in, int n_in, const OpAttr *attr, Err *e) {
  OpCall c = {.def = def, .n_in = n_in, .in = in, .attr = attr};
  Tensor *out = is_complete(def, n_in, e) ? def->forward(&c, e) : NULL;
  if (out && !remember(t, &c, out, e)) {
    tensor_release(out);
    out = NULL;
  }
  release_saved(&c);
  return out;
}
