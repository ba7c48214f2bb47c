// SPDX-License-Identifier: GPL-3.0-or-later
// nodes: see nodes.h. A result is always made later than its inputs, so going by the time of making, latest first,
// every node comes before those it was made of.
#include "view/nodes.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#define NODES_MOST 1000
#define SMALL 4        // elements that are written out
#define LIST_COLUMNS 17
#define DIGITS 3
#define FOLD_COLUMNS 36 // of arithmetic that is written into a line
#define ARGS_MOST 6    // of a long list that are named
#define GRAD_MOST (1u << 20) // elements of all nodes together for which gradients are computed at each drawing

// -- collecting --------------------------------------------------------------------------------------------
typedef struct Finding {
  Nodes *k;
  size_t cap, cap_heap, cap_order;
  int *slots;          // hash table: node + 1
  size_t n_slots;
  int *heap, *order;
  size_t n_heap, n_order;
} Finding;

static size_t slot_of(const Finding *f, const Tensor *t) {
  size_t i = ((uintptr_t)t >> 4) * (size_t)0x9E3779B97F4A7C15u & (f->n_slots - 1);
  while (f->slots[i] && f->k->v[f->slots[i] - 1].t != t) i = (i + 1) & (f->n_slots - 1);
  return i;
}

static uint64_t serial_of(const Finding *f, int i) { return f->k->v[i].t->serial; }

static void push(Finding *f, int i) {
  mem_grow(&f->heap, &f->cap_heap, f->n_heap + 1, sizeof *f->heap);
  size_t at = f->n_heap++;
  for (; at > 0 && serial_of(f, f->heap[(at - 1) / 2]) < serial_of(f, i); at = (at - 1) / 2)
    f->heap[at] = f->heap[(at - 1) / 2];
  f->heap[at] = i;
}

static int pop(Finding *f) {
  int top = f->heap[0], last = f->heap[--f->n_heap];
  size_t at = 0;
  for (size_t child; (child = 2 * at + 1) < f->n_heap; at = child) {
    if (child + 1 < f->n_heap && serial_of(f, f->heap[child + 1]) > serial_of(f, f->heap[child])) child++;
    if (serial_of(f, f->heap[child]) <= serial_of(f, last)) break;
    f->heap[at] = f->heap[child];
  }
  if (f->n_heap > 0) f->heap[at] = last;
  return top;
}

// The node of a tensor, which is new where it was not met before.
static int note(Finding *f, const Tensor *t) {
  if (2 * ((size_t)f->k->n + 1) > f->n_slots) {
    mem_free(f->slots);
    f->n_slots = f->n_slots ? 2 * f->n_slots : 128;
    f->slots = mem_zalloc(f->n_slots * sizeof *f->slots);
    for (int i = 0; i < f->k->n; i++) f->slots[slot_of(f, f->k->v[i].t)] = i + 1;
  }
  size_t slot = slot_of(f, t);
  if (f->slots[slot]) return f->slots[slot] - 1;
  mem_grow(&f->k->v, &f->cap, (size_t)f->k->n + 1, sizeof *f->k->v);
  const Node *node = tape_node(t);
  bool made = node && node->call.def && !node->forgotten;
  int i = f->k->n++;
  f->k->v[i] = (GraphNode){.t = t, .call = made ? &node->call : NULL, .leaf = !made, .param = node && node->param, .named = t->name};
  f->slots[slot] = i + 1;
  push(f, i);
  return i;
}

static void note_inputs(Finding *f, int i) {
  const OpCall *c = f->k->v[i].call;
  int n = c ? c->n_in : 0, *in = n > 0 ? mem_alloc((size_t)n * sizeof *in) : NULL, n_in = 0;
  for (int a = 0; a < n; a++) {
    int to = note(f, c->in[a]);
    bool again = false;
    for (int b = 0; b < n_in; b++) again = again || in[b] == to;
    if (again) continue;
    in[n_in++] = to;
    f->k->v[to].uses++;
  }
  f->k->v[i].in = in;
  f->k->v[i].n_in = n_in;
}

// Puts the nodes into the order of `order`, and leaves out what was not visited.
static void reorder(Finding *f) {
  Nodes *k = f->k;
  int *to = mem_alloc((size_t)k->n * sizeof *to);
  GraphNode *v = mem_alloc((size_t)k->n * sizeof *v);
  for (int i = 0; i < k->n; i++) to[i] = -1;
  for (size_t i = 0; i < f->n_order; i++) to[f->order[i]] = (int)i;
  for (size_t i = 0; i < f->n_order; i++) {
    v[i] = k->v[f->order[i]];
    int n = 0;
    for (int a = 0; a < v[i].n_in; a++)
      if (to[v[i].in[a]] > (int)i) v[i].in[n++] = to[v[i].in[a]];
    v[i].n_in = n;
  }
  mem_free(k->v);
  mem_free(to);
  k->v = v;
  k->n = (int)f->n_order;
}

static void collect(Nodes *k, const Tensor *root) {
  Finding f = {.k = k};
  note(&f, root);
  while (f.n_heap > 0 && f.n_order < NODES_MOST) {
    int i = pop(&f);
    mem_grow(&f.order, &f.cap_order, f.n_order + 1, sizeof *f.order);
    f.order[f.n_order++] = i;
    note_inputs(&f, i);
  }
  k->cut = f.n_heap > 0;
  reorder(&f);
  mem_free(f.slots);
  mem_free(f.heap);
  mem_free(f.order);
}

// -- folding -----------------------------------------------------------------------------------------------

// A number that was written down, like the 2 of x ** 2.
static bool is_constant(const GraphNode *g) { return g->leaf && !g->named && !g->param && g->t->size == 1; }

// Inputs that are hidden are replaced by theirs.
static void splice(Nodes *k, int i) {
  int *all = NULL;
  size_t n = 0, cap = 0;
  for (int a = 0; a < k->v[i].n_in; a++) {
    const GraphNode *g = &k->v[k->v[i].in[a]];
    int whole = k->v[i].in[a];
    const int *from = g->hidden ? g->in : &whole;
    for (int b = 0; b < (g->hidden ? g->n_in : 1); b++) {
      bool again = false;
      for (size_t j = 0; j < n; j++) again = again || all[j] == from[b];
      if (again) continue;
      mem_grow(&all, &cap, n + 1, sizeof *all);
      all[n++] = from[b];
    }
  }
  mem_free(k->v[i].in);
  k->v[i].in = all;
  k->v[i].n_in = (int)n;
}

// About as many columns as its arithmetic takes.
static int columns_of(const Nodes *k, const GraphNode *g) {
  int n = g->call ? (int)strlen(g->call->def->name) + 2 : 0;
  for (int a = 0; a < g->n_in; a++) {
    const GraphNode *in = &k->v[g->in[a]];
    n += 2 + (in->hidden && !in->leaf ? columns_of(k, in) : 3);
  }
  return n;
}

// Steps without a name that only this one uses are written into it, as far as its line stays short.
static void fold_into(Nodes *k, int i) {
  int wide = columns_of(k, &k->v[i]);
  for (int a = 0; a < k->v[i].n_in; a++) {
    GraphNode *g = &k->v[k->v[i].in[a]];
    if (g->hidden || g->leaf || g->named || g->uses != 1) continue;
    int more = columns_of(k, g) - 3;
    if (wide + more > FOLD_COLUMNS) continue;
    wide += more;
    g->hidden = true;
    k->folded++;
  }
}

static void fold(Nodes *k) {
  bool many = k->n > GRAPH_UNFOLDED;
  for (int i = 1; i < k->n; i++) k->v[i].hidden = is_constant(&k->v[i]);
  for (int i = k->n; i-- > 0 && many;) fold_into(k, i); // what lies below first
  for (int i = k->n; i-- > 0;) splice(k, i);
  for (int i = 0; i < k->n; i++) k->shown += !k->v[i].hidden;
}

// -- names and arithmetic ------------------------------------------------------------------------------------

static bool same_name(const GraphNode *a, const GraphNode *b) {
  return a->named && b->named && strcmp(a->t->name, b->t->name) == 0;
}

// "loss"; of several of one name "h#1", "h#2" as they were made; "#3" where there is none.
static void add_names(Nodes *k) {
  int unnamed = 0;
  for (int i = k->n; i-- > 0;) {
    GraphNode *g = &k->v[i];
    if (g->hidden) continue;
    if (!g->named) {
      str_addf(&g->name, "#%d", ++unnamed);
      continue;
    }
    int before = 0, after = 0;
    for (int j = 0; j < k->n; j++)
      if (j != i && same_name(&k->v[j], g)) *(j > i ? &before : &after) += 1;
    str_add(&g->name, g->t->name);
    if (before + after > 0) str_addf(&g->name, "#%d", before + 1);
  }
}

static GraphNode *node_at(Nodes *k, const Tensor *t) {
  for (int i = 0; i < k->n; i++)
    if (k->v[i].t == t) return &k->v[i];
  return NULL;
}

static void add_operand(Nodes *k, const Tensor *t, bool in_sign, Str *out) {
  const GraphNode *g = node_at(k, t);
  if (!g) {
    str_add(out, "...");
  } else if (g->hidden && g->leaf) {
    format_number(out, (double)t->data[0], 6);
  } else if (g->hidden) {
    bool wrap = in_sign && strchr(str_c(&g->op), ' ') && str_c(&g->op)[g->op.n - 1] != ')';
    wrap = wrap || (in_sign && g->call->def->symbol && g->call->n_in == 2);
    str_addf(out, wrap ? "(%s)" : "%s", str_c(&g->op));
  } else {
    str_add(out, str_c(&g->name));
  }
}

static bool is_tensor(ArgKind kind) { return kind == ARG_TENSOR || kind == ARG_TENSORS; }

static void add_ints(const OpAttr *a, Str *out) {
  str_addc(out, '[');
  for (int i = 0; i < a->n; i++) str_addf(out, "%s%lld", i ? ", " : "", (long long)a->ints[i]);
  str_addc(out, ']');
}

// ", dim=0": what is not tensors and differs from what it usually is.
static void add_attr(const ParamDef *p, const OpAttr *a, Str *out) {
  Str text = {0};
  if (a->n > 0 && a->ints && p->kind != ARG_TEXT) add_ints(a, &text);
  else if (p->kind == ARG_NUM || p->kind == ARG_INT || (p->kind == ARG_DIM && a->n != -1)) format_number(&text, a->num, 6);
  bool usual = p->def && (strcmp(p->def, str_c(&text)) == 0 || (a->n <= 0 && strtod(p->def, NULL) == a->num && *p->def != 'n'));
  if (text.n > 0 && !usual) str_addf(out, "%s%s=%s", out->s[out->n - 1] == '(' ? "" : ", ", p->name, str_c(&text));
  str_free(&text);
}

static void add_op(Nodes *k, GraphNode *g) {
  const OpCall *c = g->call;
  if (!c) return;
  if (c->def->symbol && c->n_in == 2) {
    add_operand(k, c->in[0], true, &g->op);
    str_addf(&g->op, " %s ", c->def->symbol);
    add_operand(k, c->in[1], true, &g->op);
    return;
  }
  str_addf(&g->op, "%s(", c->def->name);
  for (int a = 0; a < c->n_in; a++) {
    if (a > 0) str_add(&g->op, ", ");
    if (a == ARGS_MOST && c->n_in > ARGS_MOST + 1) {
      str_addf(&g->op, "... (%d more)", c->n_in - a);
      break;
    }
    add_operand(k, c->in[a], false, &g->op);
  }
  int attr = 0;
  for (const ParamDef *p = c->def->params; p->kind != ARG_END; p++)
    if (!is_tensor(p->kind)) add_attr(p, &c->attr[attr++], &g->op);
  str_addc(&g->op, ')');
}

// -- numbers -------------------------------------------------------------------------------------------------

// A number, a few of them, or "-1.2..3.4"; true where one is not finite.
static bool add_range(const Tensor *t, Str *out) {
  bool odd = false, any = false;
  double lo = 0, hi = 0;
  for (size_t i = 0; i < t->size; i++) {
    double x = (double)t->data[i];
    if (isnan(x) || isinf(x)) odd = true;
    if (isnan(x)) continue;
    if (!any || x < lo) lo = x;
    if (!any || x > hi) hi = x;
    any = true;
  }
  if (t->size <= SMALL && t->shape.rank <= 1) {
    size_t start = out->n;
    if (t->shape.rank > 0) str_addc(out, '[');
    for (size_t i = 0; i < t->size; i++) {
      if (i > 0) str_add(out, ", ");
      format_number(out, (double)t->data[i], DIGITS);
    }
    if (t->shape.rank > 0) str_addc(out, ']');
    if (t->size <= 1 || out->n - start <= LIST_COLUMNS) return odd;
    out->s[out->n = start] = '\0';
  }
  if (!any) {
    str_add(out, t->size > 0 ? "nan" : "");
    return odd;
  }
  format_number(out, lo, DIGITS);
  if (lo == hi) return odd;
  str_add(out, "..");
  format_number(out, hi, DIGITS);
  return odd;
}

typedef struct Grads { Nodes *k; } Grads;

static bool take_gradient(void *ctx, const TapeFlow *f, Err *e) {
  (void)e;
  Grads *g = ctx;
  GraphNode *to = node_at(g->k, f->t);
  if (to && to->grad.n == 0 && add_range(f->grad, &to->grad)) to->odd = true;
  return true;
}

static void add_numbers(Nodes *k) {
  size_t size = 0;
  for (int i = 0; i < k->n; i++) {
    GraphNode *g = &k->v[i];
    size += g->t->size;
    if (g->hidden) continue;
    if (g->t->shape.rank > 0) shape_str(&g->t->shape, &g->shape);
    g->odd = add_range(g->t, &g->value);
  }
  if (k->v[0].t->size != 1) return;
  k->too_large = k->cut || size > GRAD_MOST;
  if (k->too_large) return;
  Grads to = {k};
  Err e = {0};
  k->has_grad = tape_walk_back((Tensor *)(uintptr_t)k->v[0].t, take_gradient, &to, &e);
  err_clear(&e); // a value without gradient is shown without
}

bool nodes_accepts(Value v) {
  const Node *node = v.type == VAL_TENSOR ? tape_node(v.as.t) : NULL;
  return node && node->call.def && !node->forgotten;
}

bool nodes_of(Value v, Nodes *out) {
  *out = (Nodes){0};
  if (!nodes_accepts(v)) return false;
  collect(out, v.as.t);
  fold(out);
  add_names(out);
  for (int i = out->n; i-- > 0;) add_op(out, &out->v[i]);
  add_numbers(out);
  return true;
}

void nodes_free(Nodes *k) {
  for (int i = 0; i < k->n; i++) {
    GraphNode *g = &k->v[i];
    mem_free(g->in);
    str_free(&g->name);
    str_free(&g->op);
    str_free(&g->shape);
    str_free(&g->value);
    str_free(&g->grad);
  }
  mem_free(k->v);
  *k = (Nodes){0};
}
