// SPDX-License-Identifier: GPL-3.0-or-later
// look: looking at a recording: its events, where values came about, which calls are open and which variables are
// seen at an event.
#include "trace/parts.h"

#include <string.h>

#include "base/map.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "lang/builtin.h"

size_t trace_len(const Trace *t) { return t->n; }

const Event *trace_outline(const Trace *t, size_t i) { return i < t->n ? &t->events[i] : NULL; }

const Event *trace_event(const Trace *t, size_t i) {
  if (i >= t->n) return NULL;
  if (t->events[i].gone) window_see((Trace *)(uintptr_t)t, i);
  return window_whole((Trace *)(uintptr_t)t, i);
}

const Event *trace_look(const Trace *t, size_t i) {
  if (i >= t->n) return NULL;
  window_see((Trace *)(uintptr_t)t, i);
  return window_whole((Trace *)(uintptr_t)t, i);
}

Value trace_result(const Trace *t) { return t->result; }

const ParamDef *trace_params(const Event *ev) {
  const BuiltinDef *b = ev->kind == VM_BUILTIN ? builtin_find(ev->name) : NULL;
  return ev->kind == VM_OP && ev->op ? ev->op->params : b ? b->params : NULL;
}

const Start *trace_start(const Trace *t) { return t->start; }

double trace_bytes(const Trace *t) { return t->bytes; }

static void learn_births(Trace *t) {
  for (; t->n_births < t->n; t->n_births++) {
    const Event *ev = &t->events[t->n_births];
    if (ev->gone) continue;
    if (ev->kind == VM_GRAD) idmap_add(&t->grads, id_of(ev->args[0].as.t), t->n_births);
    else if (ev->kind != VM_CALL && value_on_heap(ev->value)) idmap_add(&t->births, id_of(ev->value.as.obj), t->n_births);
  }
}

static uint32_t look_up(Trace *t, const IdMap *ids, Value v) {
  size_t i;
  learn_births(t);
  return value_on_heap(v) && idmap_get(ids, id_of(v.as.obj), &i) ? (uint32_t)i : TRACE_NONE;
}

uint32_t trace_birth(Trace *t, Value v) { return look_up(t, &t->births, v); }

uint32_t trace_gradient(Trace *t, Value v) { return look_up(t, &t->grads, v); }

uint32_t trace_call_number(const Trace *t, uint32_t call_event) { return t->links[call_event].number; }

uint32_t trace_n_calls(const Trace *t) { return t->n_calls; }

void trace_text(const Trace *t, Str *out) { trace_span_text(t->at, 60, out); }

void trace_span_text(Span at, int cols, Str *out) {
  if (!at.src) return;
  Str line = {0};
  for (uint32_t i = at.start; i < at.end && i < at.src->n; i++) {
    char c = at.src->text[i];
    bool blank = c == ' ' || c == '\n' || c == '\t' || c == '\r';
    if (!blank) str_addc(&line, c);
    else if (line.n > 0 && line.s[line.n - 1] != ' ') str_addc(&line, ' ');
  }
  if (line.n > 0 && line.s[line.n - 1] == ' ') line.s[--line.n] = '\0';
  if (utf8_width(str_c(&line), line.n) <= cols) {
    str_add(out, str_c(&line));
  } else {
    str_addn(out, str_c(&line), utf8_fit(str_c(&line), line.n, cols > 3 ? cols - 3 : 0));
    str_add(out, "...");
  }
  str_free(&line);
}

uint32_t trace_frame(const Trace *t, size_t i) {
  if (i >= t->n) return TRACE_NONE;
  const Event *ev = &t->events[i];
  if (ev->kind == VM_CALL) return (uint32_t)i;
  return ev->kind == VM_RETURN && ev->end != i ? ev->end : ev->call;
}

int trace_calls(const Trace *t, size_t i, size_t *call_events, int max) {
  int n = 0;
  uint32_t inner = trace_frame(t, i);
  for (uint32_t c = inner; c != TRACE_NONE && n < max; c = t->events[c].call) n++;
  uint32_t c = inner;
  for (int k = n - 1; k >= 0; k--, c = t->events[c].call) call_events[k] = c;
  return n;
}

// The latest binding inside call `frame` among the events up to i, which is an event of that call or
// one of its ends.
static uint32_t last_bind(const Trace *t, uint32_t frame, size_t i) {
  if (i == frame) return TRACE_NONE;
  const Event *ev = &t->events[i];
  if (ev->kind == VM_RETURN && ev->end == frame) i--; // what its last event saw
  if (i == frame) return TRACE_NONE;
  return t->events[i].kind == VM_ASSIGN ? (uint32_t)i : t->links[i].bind;
}

typedef struct Names { const char **names; size_t n, cap; } Names;

// True the first time.
static bool names_add(Names *s, const char *name) {
  for (size_t i = 0; i < s->n; i++)
    if (s->names[i] == name) return false;
  mem_grow(&s->names, &s->cap, s->n + 1, sizeof *s->names);
  s->names[s->n++] = name;
  return true;
}

// The bindings that a call sees at binding b, the latest first, each name once.
static void each_binding(const Trace *t, uint32_t b, Names *names, BindingFn *f, void *ctx) {
  for (; b != TRACE_NONE; b = t->links[b].bind) {
    uint32_t list = t->links[b].number, n = list ? t->lists[list] : 0;
    for (uint32_t k = 1; k <= n; k++) { // f may add to the lists, which moves them
      uint32_t at = t->lists[list + k];
      if (names_add(names, t->events[at].name)) f(ctx, at, -1);
    }
    if (list) break;
    if (names_add(names, t->events[b].name)) f(ctx, b, -1);
  }
}

static void add_to_list(void *ctx, uint32_t b, int k) {
  (void)k;
  Trace *t = ctx;
  mem_grow(&t->lists, &t->cap_lists, t->n_lists + 1, sizeof *t->lists);
  t->lists[t->n_lists++] = b;
}

void look_make_list(Trace *t, uint32_t b) {
  Names names = {0};
  if (t->n_lists == 0) add_to_list(t, 0, 0); // place 0 is no list's
  size_t at = t->n_lists;
  add_to_list(t, 0, 0);
  each_binding(t, b, &names, add_to_list, t);
  t->lists[at] = (uint32_t)(t->n_lists - at - 1);
  t->links[b].number = (uint32_t)at;
  mem_free(names.names);
}

void trace_bindings(const Trace *t, size_t i, bool hidden, BindingFn *f, void *ctx) {
  if (i >= t->n) return;
  Names names = {0};
  uint32_t frame = trace_frame(t, i);
  for (;;) {
    if (hidden) names.n = 0;
    each_binding(t, last_bind(t, frame, i), &names, f, ctx);
    if (frame == TRACE_NONE) break;
    const Event *call = &t->events[frame];
    for (int k = 0; call->arg_names && k < call->n_args; k++)
      if (names_add(&names, call->arg_names[k])) f(ctx, frame, k);
    i = frame;
    // Seen from the caller, the call's own event is one of its events.
    frame = call->call;
  }
  mem_free(names.names);
}

typedef struct Tell { const Trace *t; TraceVarFn *f; void *ctx; } Tell;

static void tell(void *ctx, uint32_t b, int k) {
  const Tell *tl = ctx;
  const Event *ev = &tl->t->events[b];
  if (k < 0) tl->f(tl->ctx, ev->name, ev->value);
  else tl->f(tl->ctx, ev->arg_names[k], ev->args ? ev->args[k] : value_nil());
}

void trace_variables(const Trace *t, size_t i, TraceVarFn *f, void *ctx) {
  window_see((Trace *)(uintptr_t)t, i); // with it come the bindings that are seen there
  trace_bindings(t, i, false, tell, &(Tell){t, f, ctx});
}
