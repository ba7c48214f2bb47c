// SPDX-License-Identifier: GPL-3.0-or-later
// blocks: see blocks.h. A model is read from its fields; a recording from its calls, where what a call learns is
// what the operations inside it read of parameters.
#include "view/blocks.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "lang/proto.h"
#include "tape/tape.h"
#include "trace/trace.h"

#define LINES_MOST 2000
#define INLINE_MOST 2     // parameters that are told on the line of their block
#define ARGUMENT_MOST 24  // bytes of an argument
#define CALL_COLUMNS 40   // of a call's text
#define DEPTH_MOST 40

// -- a set of parameters -----------------------------------------------------------------------------------
typedef struct Seen { const void **slots; size_t n, cap; } Seen;

static size_t slot_of(const Seen *s, const void *p) {
  size_t i = ((uintptr_t)p >> 4) * 0x9E3779B97F4A7C15u & (s->cap - 1);
  while (s->slots[i] && s->slots[i] != p) i = (i + 1) & (s->cap - 1);
  return i;
}

// True where it is new.
static bool seen_add(Seen *s, const void *p) {
  if (4 * (s->n + 1) > 3 * s->cap) {
    Seen old = *s;
    s->cap = old.cap ? 2 * old.cap : 64;
    s->slots = mem_zalloc(s->cap * sizeof *s->slots);
    for (size_t i = 0; i < old.cap; i++)
      if (old.slots[i]) s->slots[slot_of(s, old.slots[i])] = old.slots[i];
    mem_free(old.slots);
  }
  size_t i = slot_of(s, p);
  if (s->slots[i]) return false;
  s->slots[i] = p;
  s->n++;
  return true;
}

static const Param *param_of(Value v) {
  const Node *node = v.type == VAL_TENSOR ? tape_node(v.as.t) : NULL;
  return node ? node->param : NULL;
}

// -- lines -------------------------------------------------------------------------------------------------

static Block *add(Blocks *k, int depth) {
  if (k->n == LINES_MOST) k->cut = true;
  if (k->cut) return NULL;
  mem_grow(&k->b, &k->cap, k->n + 1, sizeof *k->b);
  k->b[k->n] = (Block){.depth = depth, .times = 1};
  return &k->b[k->n++];
}

static void drop_from(Blocks *k, size_t n) {
  while (k->n > n) {
    Block *b = &k->b[--k->n];
    str_free(&b->name);
    str_free(&b->what);
    str_free(&b->shapes);
  }
}

static bool same_str(const Str *a, const Str *b) { return strcmp(str_c(a), str_c(b)) == 0; }

static bool same_line(const Block *a, const Block *b) {
  return a->depth == b->depth && same_str(&a->what, &b->what) && same_str(&a->shapes, &b->shapes) && a->params == b->params;
}

// Are the lines from b on the same as those from a to b? names: also what their heads are called.
static bool same_part(const Blocks *k, size_t a, size_t b, bool names) {
  if (b - a != k->n - b || !same_line(&k->b[a], &k->b[b])) return false;
  if (names && !same_str(&k->b[a].name, &k->b[b].name)) return false;
  for (size_t i = 1; i < b - a; i++) {
    const Block *x = &k->b[a + i], *y = &k->b[b + i];
    if (!same_line(x, y) || x->times != y->times || !same_str(&x->name, &y->name)) return false;
  }
  return true;
}

// -- models ------------------------------------------------------------------------------------------------

static const ObjModel *model_of(Value v) { return v.type == VAL_MODEL ? (const ObjModel *)v.as.obj : NULL; }

static const ObjList *models_of(Value v) {
  const ObjList *l = v.type == VAL_LIST ? (const ObjList *)v.as.obj : NULL;
  for (size_t i = 0; l && i < l->n; i++)
    if (l->items[i].type != VAL_MODEL) return NULL;
  return l && l->n > 0 ? l : NULL;
}

static bool is_default(const ProtoParam *p, Value v, const Str *text) {
  double x;
  if (p->def && v.type != VAL_BOOL && value_is_number(v, &x)) return strtod(p->def, NULL) == x;
  return p->def && strcmp(p->def, str_c(text)) == 0;
}

static bool is_plain(Value v) {
  if (v.type == VAL_LIST) return !models_of(v);
  if (v.type == VAL_TENSOR) return v.as.t->shape.rank <= 1 && !param_of(v); // an argument may be bound to the weight
  return v.type == VAL_NUM || v.type == VAL_BOOL || v.type == VAL_STR;
}

// "linear(32, 96)": what it was made with, as far as that is short; defaults are not told.
static void add_made(const ObjModel *m, Str *out) {
  str_addf(out, "%s(", m->proto->name);
  bool any = false;
  for (size_t i = 0; i < m->proto->n_params; i++) {
    const ProtoParam *p = &m->proto->params[i];
    Value *v = value_field((Value){.type = VAL_MODEL, .as.obj = (Obj *)(uintptr_t)&m->o}, p->name);
    if (!v || !is_plain(*v)) continue;
    Str text = {0};
    double x;
    if (v->type != VAL_BOOL && value_is_number(*v, &x)) format_number(&text, x, 6);
    else value_literal(*v, &text);
    if (!is_default(p, *v, &text)) {
      const char *shown = text.n <= ARGUMENT_MOST ? str_c(&text) : "…";
      str_addf(out, "%s%s%s%s", any ? ", " : "", p->def ? p->name : "", p->def ? "=" : "", shown);
      any = true;
    }
    str_free(&text);
  }
  str_addc(out, ')');
}

typedef struct Reading { Blocks *k; Seen seen; } Reading;

static size_t note_param(Reading *r, Value v) {
  size_t n = v.as.t->size;
  if (!seen_add(&r->seen, param_of(v))) return 0;
  r->k->total += n;
  if (!tape_requires_grad(v.as.t)) r->k->frozen += n;
  return n;
}

typedef void ParamFn(void *ctx, const char *name, Value v);

// The parameters of a model itself, also those that it keeps in records; last those that an argument said
// whether to have ("bias").
static void each_param(const ObjModel *m, ParamFn *f, void *ctx) {
  size_t args = m->proto->n_params < m->n ? m->proto->n_params : 0;
  for (size_t k = 0; k < m->n; k++) {
    size_t i = (k + args) % m->n;
    if (!m->is_param[i]) continue;
    Value v = m->fields[i].value;
    if (param_of(v)) f(ctx, m->fields[i].name, v);
    const ObjRecord *rec = v.type == VAL_RECORD ? (const ObjRecord *)v.as.obj : NULL;
    for (size_t j = 0; rec && j < rec->n; j++)
      if (param_of(rec->fields[j].value)) f(ctx, rec->fields[j].name, rec->fields[j].value);
  }
}

static void count_param(void *ctx, const char *name, Value v) {
  (void)name;
  (void)v;
  ++*(size_t *)ctx;
}

typedef struct Told { Reading *r; size_t block; int depth; size_t params; } Told;

static void tell_inline(void *ctx, const char *name, Value v) {
  Told *t = ctx;
  Block *b = &t->r->k->b[t->block];
  str_addf(&b->shapes, "%s%s ", b->shapes.n > 0 ? ", " : "", name);
  shape_str(&v.as.t->shape, &b->shapes);
  t->params += note_param(t->r, v);
}

static void tell_line(void *ctx, const char *name, Value v) {
  Told *t = ctx;
  size_t n = note_param(t->r, v);
  t->params += n;
  Block *b = add(t->r->k, t->depth);
  if (!b) return;
  str_add(&b->name, name);
  shape_str(&v.as.t->shape, &b->shapes);
  b->params = b->together = n;
}

static size_t read_parts(Reading *r, const ObjModel *m, int depth);

static bool has_parts(const ObjModel *m) {
  for (size_t i = 0; i < m->n; i++)
    if (m->fields[i].value.type == VAL_MODEL || models_of(m->fields[i].value)) return true;
  return false;
}

static size_t read_model(Reading *r, const ObjModel *m, const char *name, int depth) {
  size_t at = r->k->n, n = 0;
  Block *b = add(r->k, depth);
  if (!b || depth >= DEPTH_MOST) return 0;
  str_add(&b->name, name);
  add_made(m, &b->what);
  Told t = {.r = r, .block = at, .depth = depth + 1};
  each_param(m, count_param, &n);
  size_t params;
  if (n <= INLINE_MOST && !has_parts(m)) {
    each_param(m, tell_inline, &t);
    params = t.params;
  } else {
    params = read_parts(r, m, depth + 1);
  }
  b = &r->k->b[at]; // it may have moved
  b->params = b->together = params;
  b->shared = params == 0 && (n > 0 || has_parts(m));
  return params;
}

// A list of models: equal neighbours become one line, "h[0:4]".
static size_t read_list(Reading *r, const ObjList *l, const char *field, int depth) {
  size_t sum = 0, first = 0, before = SIZE_MAX; // the item and the line that a run of equal ones begins with
  for (size_t i = 0; i < l->n; i++) {
    Str name = {0};
    size_t at = r->k->n;
    str_addf(&name, "%s[%zu]", field, i);
    size_t n = read_model(r, model_of(l->items[i]), str_c(&name), depth);
    sum += n;
    if (before != SIZE_MAX && same_part(r->k, before, at, false)) {
      drop_from(r->k, at);
      Block *b = &r->k->b[before];
      b->times++;
      b->together += n;
      str_clear(&b->name);
      str_addf(&b->name, "%s[%zu:%zu]", field, first, i + 1);
    } else {
      before = at;
      first = i;
    }
    str_free(&name);
  }
  return sum;
}

// An argument that the body keeps by another name, too.
static bool is_again(const ObjModel *m, size_t i) {
  for (size_t j = m->proto->n_params; i < m->proto->n_params && j < m->n; j++)
    if (value_on_heap(m->fields[j].value) && m->fields[j].value.as.obj == m->fields[i].value.as.obj) return true;
  return false;
}

static size_t read_parts(Reading *r, const ObjModel *m, int depth) {
  Told t = {.r = r, .depth = depth};
  size_t sum = 0;
  each_param(m, tell_line, &t);
  for (size_t i = 0; i < m->n; i++) {
    const Field *f = &m->fields[i];
    if (value_on_heap(f->value) && is_again(m, i)) continue;
    if (model_of(f->value)) sum += read_model(r, model_of(f->value), f->name, depth);
    else if (models_of(f->value)) sum += read_list(r, models_of(f->value), f->name, depth);
  }
  return t.params + sum;
}

// -- recordings --------------------------------------------------------------------------------------------

static void add_form(Value v, Str *out, int depth) {
  if (v.type == VAL_TENSOR && v.as.t->shape.rank > 0) {
    shape_str(&v.as.t->shape, out);
  } else if (v.type == VAL_LIST && ((const ObjList *)v.as.obj)->n > 0 && depth == 0) {
    const ObjList *l = (const ObjList *)v.as.obj;
    for (size_t i = 0; i < l->n && i < 3; i++) {
      if (i > 0) str_add(out, ", ");
      add_form(l->items[i], out, 1);
    }
    if (l->n > 3) str_add(out, ", …");
  } else if (v.type == VAL_MODEL) {
    str_add(out, ((const ObjModel *)v.as.obj)->proto->name);
  } else if (v.type == VAL_NUM || v.type == VAL_BOOL || v.type == VAL_TENSOR) {
    frame_value(v, out);
  } else {
    str_add(out, value_type_name(v));
  }
}

// The parameters that the operations from one event to another read.
static size_t learnt_between(const Trace *t, size_t from, size_t to, Seen *seen, size_t *frozen) {
  size_t sum = 0;
  for (size_t i = from; i < to; i++) {
    const Event *e = trace_event(t, i);
    for (int a = 0; e->kind == VM_OP && a < e->n_args; a++) {
      const Param *p = param_of(e->args[a]);
      if (!p || !seen_add(seen, p)) continue;
      sum += e->args[a].as.t->size;
      if (frozen && !tape_requires_grad(e->args[a].as.t)) *frozen += e->args[a].as.t->size;
    }
  }
  return sum;
}

static size_t learnt_in(const Trace *t, size_t from, size_t to) {
  Seen seen = {0};
  size_t n = learnt_between(t, from, to, &seen, NULL);
  mem_free(seen.slots);
  return n;
}

static void read_calls(Blocks *k, const Trace *t, size_t from, size_t to, int depth);

static void read_call(Blocks *k, const Trace *t, size_t i, int depth) {
  const Event *e = trace_event(t, i);
  size_t end = e->end > i ? e->end : i + 1;
  Block *b = add(k, depth);
  if (!b) return;
  trace_span_text(e->at, CALL_COLUMNS, &b->name);
  for (int a = 0; a < e->n_args; a++) {
    if (e->args[a].type == VAL_NIL) continue;
    if (b->what.n > 0) str_add(&b->what, ", ");
    add_form(e->args[a], &b->what, 0);
  }
  const Event *back = e->end < trace_len(t) ? trace_event(t, e->end) : NULL;
  if (back && back->kind == VM_RETURN) add_form(back->value, &b->shapes, 0);
  b->params = b->together = learnt_in(t, i, end);
  read_calls(k, t, i + 1, end, depth + 1);
}

// Calls after each other at one depth; equal neighbours are one line, which counts what they share once.
static void read_calls(Blocks *k, const Trace *t, size_t from, size_t to, int depth) {
  size_t before = SIZE_MAX; // the line that a run of equal ones begins with
  Seen run = {0};           // what it learns
  for (size_t i = from; i < to && !k->cut && depth < DEPTH_MOST;) {
    const Event *e = trace_event(t, i);
    if (e->kind != VM_CALL) {
      i++;
      continue;
    }
    size_t at = k->n, end = e->end > i ? e->end : i + 1;
    read_call(k, t, i, depth);
    if (k->cut) break;
    if (before != SIZE_MAX && same_part(k, before, at, true)) {
      drop_from(k, at);
      k->b[before].times++;
      k->b[before].together += learnt_between(t, i, end, &run, NULL);
    } else {
      before = at;
      mem_free(run.slots);
      run = (Seen){0};
      learnt_between(t, i, end, &run, NULL);
    }
    i = end;
  }
  mem_free(run.slots);
}

// -- either ------------------------------------------------------------------------------------------------

bool blocks_accepts(Value v) { return v.type == VAL_MODEL || trace_of(v); }

bool blocks_of(Value v, Blocks *out) {
  *out = (Blocks){0};
  const Trace *t = trace_of(v);
  if (model_of(v)) {
    Reading r = {.k = out};
    add_made(model_of(v), &out->root);
    read_parts(&r, model_of(v), 0);
    mem_free(r.seen.slots);
  } else if (t) {
    Seen seen = {0};
    out->recorded = true;
    trace_text(t, &out->root);
    out->total = learnt_between(t, 0, trace_len(t), &seen, &out->frozen);
    read_calls(out, t, 0, trace_len(t), 0);
    mem_free(seen.slots);
  }
  return out->root.n > 0 || out->recorded;
}

void blocks_free(Blocks *k) {
  drop_from(k, 0);
  mem_free(k->b);
  str_free(&k->root);
  *k = (Blocks){0};
}
