// SPDX-License-Identifier: GPL-3.0-or-later
// nan: where the first value came from that is not a number. Once there is one, nearly all that is
// computed from it is nan too; what helps is the operation that made it out of numbers.
#include "tape/nan.h"

#include "base/fast.h"
#include "tape/graph.h"

HOT_LOOP static int count_nan(const float *x, size_t n) {
  int count = 0;
  for (size_t i = 0; i < n; i++) count += x[i] != x[i];
  return count;
}

bool nan_in(const Tensor *t) {
  for (size_t i = 0; i < t->size; i += 1024)
    if (count_nan(t->data + i, t->size - i < 1024 ? t->size - i : 1024) > 0) return true;
  return false;
}

static bool from_nan(const OpCall *c) {
  for (int k = 0; k < c->n_in; k++)
    if (nan_in(c->in[k])) return true;
  return false;
}

static bool nobody(void *ctx, const Tensor *t) {
  (void)ctx, (void)t;
  return false;
}

static void place_of(const Node *node, Span *at) {
  if (node && node->src) *at = (Span){node->src, node->at, node->at};
}

const OpDef *tape_first_nan(Tensor *t, const Tensor **given, Span *at) {
  Graph g = {0};
  Err e = {0};
  const OpDef *first = NULL;
  *given = NULL;
  *at = (Span){0};
  bool ok = graph_build(&g, t, nobody, NULL, NULL, &e);
  for (size_t k = 0; ok && !first && k < g.n_order; k++) {
    const Tensor *x = g.entries[g.order[k]].t;
    if (!nan_in(x)) continue;
    const Node *node = tape_node(x);
    const OpCall *c = node && node->call.def ? &node->call : NULL;
    if (!c && !*given) *given = x;
    if (!c || from_nan(c)) continue;
    first = c->def;
    place_of(node, at);
  }
  graph_free(&g);
  err_clear(&e);
  return first;
}

// "log (line 12)", or "log (line 3 of lstm)" where the loss was computed elsewhere.
void nan_place(const OpDef *d, const Span *at, const Tensor *loss, Str *out) {
  const Node *top = tape_node(loss);
  str_add(out, d->symbol ? d->symbol : d->name);
  if (!at->src) return;
  uint32_t line = source_line_of(at->src, at->start) + at->src->first_line;
  if (top && top->src == at->src) str_addf(out, _(" (line %u)"), line);
  else str_addf(out, _(" (line %u of %s)"), line, at->src->name);
}

bool nan_in_loss(Tensor *loss, Err *e) {
  if (!nan_in(loss)) return true;
  const Tensor *given;
  Span at;
  Str text = {0};
  const OpDef *d = tape_first_nan(loss, &given, &at);
  if (d) nan_place(d, &at, loss, &text);
  if (d) err_set(e, ERR_VALUE, _("the loss is nan: nan appeared in %s"), str_c(&text));
  else if (given && given->name) err_set(e, ERR_VALUE, _("the loss is nan: nan came in with %s"), given->name);
  else err_set(e, ERR_VALUE, "%s", _("the loss is nan"));
  str_free(&text);
  return false;
}
