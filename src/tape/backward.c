// SPDX-License-Identifier: GPL-3.0-or-later
// backward: reverse-mode differentiation: the chain rule, from the loss back to what it was made of.
//
// In reverse order of the graph, each tensor's gradient is complete before it is passed on, since
// all that was made of the tensor came first. An operation turns the gradient of its result into
// gradients of its inputs; where a tensor was used several times, they add up.
// Reference: Linnainmaa 1970; Griewank and Walther, Evaluating Derivatives, 2008.
#include <string.h>

#include "base/interrupt.h"
#include "base/mem.h"
#include "tape/graph.h"
#include "tape/nan.h"

static bool single_number(const Tensor *loss, Err *e) {
  if (loss->size == 1) return true;
  return err_set(e, ERR_SHAPE, _("backward needs a single number; %s has shape %s; take its sum or mean"),
                 loss->name ? loss->name : _("this"), shape_text(&loss->shape).s);
}

static bool no_gradient(const OpDef *d, Err *e) {
  return err_set(e, ERR_VALUE, _("%s has no gradient"), d->symbol ? d->symbol : d->name);
}

// -- the chain rule --------------------------------------------------------------------------------

// *sum += g, taking g.
static bool add_to(Tensor **sum, Tensor *g, Err *e) {
  if (!*sum) {
    *sum = g;
    return true;
  }
  Tensor *s = *sum = tensor_unshare(*sum, e);
  if (s) tensor_add_numbers(s->data, g->data, s->size);
  tensor_release(g);
  return s != NULL;
}

// The table in place of its rows, where somebody needs it.
static bool make_dense(Tensor **dense, Rows **rows, Err *e) {
  if (!*rows) return true;
  if (!(*dense = rows_dense(*rows, e))) return false;
  rows_release(*rows);
  *rows = NULL;
  return true;
}

typedef struct Pass {
  Graph g;
  Tensor **din; // scratch: one for each input of an operation
  Entry **to;   // and where it goes
  bool *needs;
  bool by_rows;           // what is only looked up in may get its gradient as rows
  bool find_nan;          // look for the operation whose gradient first is nan
  const Node *nan_maker;
} Pass;

static void pass_free(Pass *p) {
  graph_free(&p->g);
  mem_free(p->din);
  mem_free(p->to);
  mem_free(p->needs);
}

static bool pass_begin(Pass *p, Tensor *loss, Err *e) {
  size_t n = (size_t)p->g.max_in + 1;
  p->din = mem_try(n * sizeof *p->din);
  p->to = mem_try(n * sizeof *p->to);
  p->needs = mem_try(n * sizeof *p->needs);
  if (!p->din || !p->to || !p->needs) return err_set(e, ERR_MEMORY, _("out of memory in the backward pass"));
  Entry *top = graph_find(&p->g, loss);
  return (top->grad = tensor_full(&loss->shape, 1, e)) != NULL; // d loss / d loss
}

// Lets the operation add to what has reached its inputs already.
static bool lend(Pass *p, const OpCall *c, Err *e) {
  for (int k = 0; k < c->n_in; k++) {
    Entry *in = p->to[k];
    if (!p->needs[k] || !in->grad) continue;
    p->din[k] = tensor_unshare(in->grad, e);
    in->grad = NULL;
    if (!p->din[k]) return false;
  }
  return true;
}

// May the table that c looks up in get its gradient as rows? A parameter may: it passes nothing on.
static bool by_rows(const Pass *p, const OpCall *c) {
  if (!p->by_rows || !c->def->grad_rows || !p->needs[1] || p->to[1]->grad) return false;
  return p->to[1]->rows || (p->to[1]->target && rows_pay(&c->in[1]->shape, c->in[0]->size));
}

static bool hand_on_rows(Entry *table, const OpCall *c, const Tensor *dout, Err *e) {
  if (!table->rows) table->rows = rows_new(&table->t->shape);
  return rows_add(table->rows, c->in[0], dout->data, e);
}

// Hands the gradient of one tensor on to the inputs it was made of.
static bool hand_on(Pass *p, const OpCall *c, const Entry *en, TapeVisit *tell, void *ctx, Err *e) {
  memset(p->din, 0, (size_t)c->n_in * sizeof *p->din);
  bool any = false;
  for (int k = 0; k < c->n_in; k++) {
    Entry *in = p->to[k] = graph_find(&p->g, c->in[k]);
    p->needs[k] = in && in->needs;
    any = any || p->needs[k];
  }
  TapeFlow flow = {en->t, en->grad, tape_node(en->t), p->din};
  if (!any) return !tell || tell(ctx, &flow, e);
  if (by_rows(p, c)) return hand_on_rows(p->to[1], c, en->grad, e);
  for (int k = 0; k < c->n_in; k++)
    if (p->needs[k] && !make_dense(&p->to[k]->grad, &p->to[k]->rows, e)) return false;
  // Whoever is told wants to see what this operation adds, apart from the rest.
  bool ok = (!c->def->grad_adds || tell || lend(p, c, e)) && c->def->grad(c, en->t, en->grad, p->needs, p->din, e);
  if (ok && tell) ok = tell(ctx, &flow, e);
  bool clean = p->find_nan && !p->nan_maker && !nan_in(en->grad);
  for (int k = 0; k < c->n_in; k++) {
    if (!p->din[k]) continue;
    if (clean && nan_in(p->din[k])) p->nan_maker = tape_node(en->t);
    if (ok && p->needs[k]) ok = add_to(&p->to[k]->grad, p->din[k], e);
    else tensor_release(p->din[k]);
  }
  return ok;
}

// Afterwards every target that the loss depends on has its gradient; other tensors keep none.
static bool pass_run(Pass *p, Tensor *loss, TapeVisit *tell, void *ctx, Err *e) {
  bool ok = pass_begin(p, loss, e);
  for (size_t k = p->g.n_order; ok && k-- > 0;) {
    Entry *en = &p->g.entries[p->g.order[k]];
    if (!en->grad || !en->needs) continue;
    const OpCall *c = graph_call(en->t);
    if (c && c->def->grad) ok = hand_on(p, c, en, tell, ctx, e);
    else if (tell) ok = tell(ctx, &(TapeFlow){en->t, en->grad, tape_node(en->t), NULL}, e);
    if (!en->target) {
      tensor_release(en->grad);
      en->grad = NULL;
    }
    if (interrupt_check(e)) ok = false;
  }
  return ok;
}

// -- backward(loss) --------------------------------------------------------------------------------

static bool is_grad_leaf(void *ctx, const Tensor *t) {
  (void)ctx;
  const Node *node = tape_node(t);
  return node && node->param && node->requires_grad;
}

static bool needs_grad(void *ctx, const Tensor *t) {
  (void)ctx;
  return tape_requires_grad(t);
}

// The loss requires no gradient: because of an operation that has none, or for want of parameters?
static bool nothing_to_do(Tensor *loss, Err *e) {
  Graph g = {0};
  bool ok = graph_build(&g, loss, is_grad_leaf, NULL, NULL, e);
  const OpDef *blocked = ok ? graph_find(&g, loss)->blocked : NULL;
  graph_free(&g);
  if (blocked) return no_gradient(blocked, e);
  return err_set(e, ERR_VALUE,
                 _("there is nothing to differentiate: the loss was not computed from any parameter"));
}

static Param *param_of(const Entry *en) {
  return en->target && (en->grad || en->rows) ? tape_node(en->t)->param : NULL;
}

static bool is_none(Grad g) { return !g.dense && !g.rows; }

// *sum += g, taking g. Only the caller holds rows of *sum.
static bool add_grad(Grad *sum, Grad g, Err *e) {
  if (is_none(*sum)) {
    *sum = g;
    return true;
  }
  if (sum->rows && g.rows) {
    bool ok = rows_merge(sum->rows, g.rows, e);
    rows_release(g.rows);
    return ok;
  }
  if (make_dense(&sum->dense, &sum->rows, e) && make_dense(&g.dense, &g.rows, e)) return add_to(&sum->dense, g.dense, e);
  grad_release(&g);
  return false;
}

// Adds up what reached a parameter, at the several times it may have been used, and what it had before.
static bool gather(Graph *g, Err *e) {
  for (size_t k = 0; k < g->n; k++) {
    Param *p = param_of(&g->entries[k]);
    if (!p) continue;
    Grad grad = {g->entries[k].grad, g->entries[k].rows};
    g->entries[k].grad = NULL;
    g->entries[k].rows = NULL;
    g->entries[k].needs = is_none(p->pending); // marks the one by which the sum is found below
    if (!add_grad(&p->pending, grad, e)) return false;
  }
  if (mem_exhausted()) return err_set(e, ERR_MEMORY, _("out of memory in the backward pass"));
  for (size_t k = 0; k < g->n; k++) {
    const Entry *en = &g->entries[k];
    Param *p = en->target && en->needs ? tape_node(en->t)->param : NULL;
    if (!p || is_none(p->pending) || is_none(p->grad)) continue;
    if (!add_grad(&p->pending, grad_retain(p->grad), e)) return false;
  }
  return true;
}

// For all of them, and only then lets anyone see it: an error half way leaves every gradient as it was.
static bool accumulate(Graph *g, Err *e) {
  bool ok = gather(g, e);
  for (size_t k = 0; k < g->n; k++) {
    const Entry *en = &g->entries[k];
    Param *p = en->target ? tape_node(en->t)->param : NULL;
    if (!p || is_none(p->pending)) continue;
    grad_release(ok ? &p->grad : &p->pending);
    if (ok) p->grad = p->pending;
    p->pending = (Grad){0};
  }
  return ok;
}

// Walks once more to name the operation whose gradient turned numbers into nan.
static bool explain_nan(Tensor *loss, Err *e) {
  Pass p = {.find_nan = true};
  bool ok = graph_build(&p.g, loss, is_grad_leaf, needs_grad, NULL, e) && pass_run(&p, loss, NULL, NULL, e);
  Str text = {0};
  if (p.nan_maker) nan_place(p.nan_maker->call.def, &(Span){p.nan_maker->src, p.nan_maker->at, p.nan_maker->at}, loss, &text);
  if (ok && p.nan_maker) err_set(e, ERR_VALUE, _("a gradient is nan: nan appeared in the gradient of %s"), str_c(&text));
  else if (ok) err_set(e, ERR_VALUE, "%s", _("a gradient is nan"));
  str_free(&text);
  pass_free(&p);
  return false;
}

static bool any_nan(const Graph *g) {
  for (size_t k = 0; k < g->n; k++) {
    const Entry *en = &g->entries[k];
    if (en->target && en->grad && nan_in(en->grad)) return true;
    if (en->rows && rows_have_nan(en->rows)) return true;
  }
  return false;
}

bool tape_backward(Tensor *loss, TapeVisit *tell, void *ctx, Err *e) {
  if (!single_number(loss, e)) return false;
  if (!tape_requires_grad(loss)) return nothing_to_do(loss, e);
  if (!nan_in_loss(loss, e)) return false;
  Pass p = {.by_rows = !tell};
  bool ok = graph_build(&p.g, loss, is_grad_leaf, needs_grad, NULL, e) && pass_run(&p, loss, tell, ctx, e);
  bool found = ok && any_nan(&p.g);
  ok = ok && !found && accumulate(&p.g, e);
  pass_free(&p);
  return found ? explain_nan(loss, e) : ok;
}

// -- grad(loss, x) ---------------------------------------------------------------------------------

typedef struct Wanted {
  Tensor **x;
  int n;
  uint64_t oldest; // nothing made before this can have come from any of them
} Wanted;

// A parameter is used through tensors of its own that may be of any age.
static Wanted wanted_of(Tensor **x, int n) {
  Wanted w = {x, n, UINT64_MAX};
  for (int i = 0; i < n; i++) {
    const Node *node = tape_node(x[i]);
    uint64_t serial = node && node->param ? 0 : x[i]->serial;
    if (serial < w.oldest) w.oldest = serial;
  }
  return w;
}

static bool is_young(void *ctx, const Tensor *t) {
  const Wanted *w = ctx;
  return t->serial >= w->oldest;
}

static bool is_wanted(void *ctx, const Tensor *t) {
  const Wanted *w = ctx;
  for (int i = 0; i < w->n; i++)
    if (w->x[i] == t || tape_same_param(w->x[i], t)) return true;
  return false;
}

// The operation without gradient that stands between the loss and x, if one does.
static const OpDef *in_the_way(Tensor *loss, Tensor *x, Err *e) {
  Graph g = {.apart = true}; // the walk that asks is not over
  const OpDef *d = NULL;
  Wanted w = wanted_of(&x, 1);
  if (graph_build(&g, loss, is_wanted, is_young, &w, e)) d = graph_find(&g, loss)->blocked;
  graph_free(&g);
  return d;
}

// A parameter was used as what it was at the time, perhaps at several times.
static bool parameter_gradient(const Graph *g, Tensor *x, Tensor **sum, bool *below, Err *e) {
  for (size_t k = 0; k < g->n; k++) {
    const Entry *en = &g->entries[k];
    if (!en->target || !(en->t == x || tape_same_param(en->t, x))) continue;
    *below = true;
    if (en->grad && !add_to(sum, tensor_retain(en->grad), e)) return false;
  }
  return true;
}

// The gradient of one of them. Zeros where the loss does not depend on it as recorded.
static Tensor *gradient_of(const Graph *g, Tensor *loss, Tensor *x, Err *e) {
  const Entry *en = graph_find(g, x);
  Tensor *sum = en && en->grad ? tensor_retain(en->grad) : NULL;
  bool below = en != NULL;
  if (!sum && tape_node(x) && tape_node(x)->param && !parameter_gradient(g, x, &sum, &below, e)) return NULL;
  if (sum) return sum;
  const OpDef *d = below ? in_the_way(loss, x, e) : NULL;
  if (d) no_gradient(d, e);
  return e->code ? NULL : tensor_full(&x->shape, 0, e);
}

// A tensor below the loss whose making is not remembered may have been made from any that is older.
static bool can_look_back(const Graph *g, const Wanted *w, Err *e) {
  for (size_t k = 0; k < g->n; k++) {
    const Tensor *t = g->entries[k].t;
    if (!tape_is_forgotten(t)) continue;
    for (int i = 0; i < w->n; i++) {
      const Node *node = tape_node(w->x[i]);
      if ((node && node->param) || w->x[i]->serial > t->serial || w->x[i] == t) continue;
      err_set(e, ERR_LIMIT, _("grad cannot look back that far: this statement ran more operations than are remembered"));
      err_hint(e, "%s", _("make it a parameter first, x = requires_grad(x), or remember more: \":set provenance 1e6\""));
      return false;
    }
  }
  return true;
}

bool tape_gradients(Tensor *loss, Tensor **x, int n, Tensor **out, TapeVisit *tell, void *ctx, Err *e) {
  for (int i = 0; i < n; i++) out[i] = NULL;
  if (!single_number(loss, e)) return false;
  Pass p = {0};
  Wanted w = wanted_of(x, n);
  bool ok = graph_build(&p.g, loss, is_wanted, is_young, &w, e) && can_look_back(&p.g, &w, e) &&
            pass_run(&p, loss, tell, ctx, e);
  for (int i = 0; ok && i < n; i++) ok = (out[i] = gradient_of(&p.g, loss, x[i], e)) != NULL;
  for (int i = 0; !ok && i < n; i++) {
    tensor_release(out[i]);
    out[i] = NULL;
  }
  pass_free(&p);
  return ok;
}

// -- stepping through ------------------------------------------------------------------------------

static bool is_by_hand(void *ctx, const Tensor *t) {
  (void)ctx;
  const Node *node = tape_node(t);
  return !node || !node->call.def;
}

bool tape_walk_back(Tensor *loss, TapeVisit *tell, void *ctx, Err *e) {
  if (!single_number(loss, e)) return false;
  Pass p = {.g.apart = true}; // visitors may walk, too
  bool leaves = tape_requires_grad(loss);
  bool ok = leaves ? graph_build(&p.g, loss, is_grad_leaf, needs_grad, NULL, e)
                   : graph_build(&p.g, loss, is_by_hand, NULL, NULL, e);
  ok = ok && pass_run(&p, loss, tell, ctx, e);
  pass_free(&p);
  return ok;
}
