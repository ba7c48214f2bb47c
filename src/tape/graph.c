// SPDX-License-Identifier: GPL-3.0-or-later
// graph: a depth-first walk with a stack of its own, since graphs may be a million steps deep.
#include "tape/graph.h"

#include <string.h>

#include "base/interrupt.h"
#include "base/mem.h"

// -- growing, where the size is the user's ---------------------------------------------------------

static bool grow(void *items, size_t *cap, size_t need, size_t size, Err *e) {
  if (need <= *cap) return true;
  size_t more = *cap ? *cap * 2 : 64;
  void *p = mem_try_realloc(*(void **)items, more * size);
  if (!p) return err_set(e, ERR_MEMORY, _("out of memory while following %zu operations back"), *cap);
  *(void **)items = p;
  *cap = more;
  return true;
}

static Node *marked(const Graph *g, const Tensor *t) { return g->apart ? NULL : (Node *)tape_node(t); }

Entry *graph_find(const Graph *g, const Tensor *t) {
  const Node *node = marked(g, t);
  if (node) return node->walk == g->walk ? &g->entries[node->place] : NULL;
  size_t k;
  return idmap_get(&g->others, id_of(t), &k) ? &g->entries[k] : NULL;
}

// Notes that t's entry is going to be the next one.
static bool note(Graph *g, Tensor *t, Err *e) {
  Node *node = marked(g, t);
  if (node) {
    node->walk = g->walk;
    node->place = g->n;
    return true;
  }
  if (!idmap_reserve(&g->others, 1))
    return err_set(e, ERR_MEMORY, _("out of memory while following %zu operations back"), g->n);
  return idmap_add(&g->others, id_of(t), g->n);
}

void graph_free(Graph *g) {
  for (size_t k = 0; k < g->n; k++) {
    tensor_release(g->entries[k].grad);
    rows_release(g->entries[k].rows);
  }
  mem_free(g->entries);
  mem_free(g->order);
  idmap_free(&g->others);
  *g = (Graph){0};
}

// -- the walk ------------------------------------------------------------------------------------

const OpCall *graph_call(const Tensor *t) {
  const Node *node = tape_node(t);
  return node && node->call.def && !node->detached ? &node->call : NULL;
}

typedef struct Frame { size_t entry; int next; } Frame; // next: the input to look at
typedef struct Search {
  Graph *g;
  Frame *stack;
  size_t n, cap;
  GraphPick *is_target, *is_followed;
  void *ctx;
} Search;

static bool push(Search *s, Tensor *t, Err *e) {
  Graph *g = s->g;
  if (!grow(&g->entries, &g->cap, g->n + 1, sizeof *g->entries, e)) return false;
  if (!grow(&s->stack, &s->cap, s->n + 1, sizeof *s->stack, e) || !note(g, t, e)) return false;
  g->entries[g->n] = (Entry){.t = t, .target = s->is_target(s->ctx, t)};
  s->stack[s->n++] = (Frame){g->n++, 0};
  return true;
}

// All inputs of the entry are done: what does it lead to?
static void finish(Graph *g, Entry *en, const OpCall *c) {
  en->needs = en->target;
  for (int k = 0; c && k < c->n_in; k++) {
    const Entry *in = graph_find(g, c->in[k]);
    if (!in) continue;
    if (in->needs && c->def->grad) en->needs = true;
    if (in->needs && !c->def->grad) en->blocked = c->def;
    if (in->blocked) en->blocked = in->blocked;
  }
  g->order[g->n_order++] = (size_t)(en - g->entries);
}

static bool step(Search *s, Err *e) {
  Graph *g = s->g;
  Frame *f = &s->stack[s->n - 1];
  Entry *en = &g->entries[f->entry];
  const OpCall *c = graph_call(en->t);
  if (c && f->next < c->n_in) {
    Tensor *in = c->in[f->next++];
    bool skip = graph_find(g, in) || (s->is_followed && !s->is_followed(s->ctx, in));
    return skip || push(s, in, e);
  }
  if (c && c->n_in > g->max_in) g->max_in = c->n_in;
  if (!grow(&g->order, &g->cap_order, g->n_order + 1, sizeof *g->order, e)) return false;
  finish(g, en, c);
  s->n--;
  return !interrupt_check(e);
}

bool graph_build(Graph *g, Tensor *loss, GraphPick *is_target, GraphPick *is_followed, void *ctx, Err *e) {
  static uint64_t walks;
  g->walk = ++walks;
  Search s = {.g = g, .is_target = is_target, .is_followed = is_followed, .ctx = ctx};
  bool ok = push(&s, loss, e);
  while (ok && s.n > 0) ok = step(&s, e);
  mem_free(s.stack);
  return ok;
}
