// SPDX-License-Identifier: GPL-3.0-or-later
// trace: the listener that keeps each event of a run. It counts what it holds on to (each tensor's
// storage once) against the setting `record`, and links the events as they come: a call to its
// return, an event to the binding before it in the same call, so that looking up variables walks
// bindings only.
#include "trace/again.h"

#include <string.h>

#include "base/i18n.h"
#include "base/idmap.h"
#include "base/map.h"
#include "base/mem.h"
#include "base/settings.h"
#include "base/utf8.h"
#include "lang/builtin.h"

typedef struct Link {
  uint32_t bind;   // the latest VM_ASSIGN before it at the same level of calls
  uint32_t number; // VM_CALL: how many calls began before it
} Link;

// A call that is being recorded. The one at the bottom is the traced expression.
typedef struct Open { uint32_t call, bind; } Open;

struct Trace {
  uint32_t refs;
  Span at;         // the traced expression
  Event *events;
  Link *links;
  size_t n, cap_events, cap_links;
  uint32_t n_calls;
  Value result;
  Start *start;    // NULL: it cannot be run again
  double bytes;
  IdMap births;      // the first event whose value something is, made when first asked for
  IdMap grads;       // the first event that tells of a tensor's gradient
  size_t n_births; // events that both know
  // while it is recorded
  Open *open;
  size_t n_open, cap_open;
  IdMap seen;
  uint32_t *began; // how many events there were when each of the builtins began that run now
  size_t n_began, cap_began;
  const Change *changes;
  size_t n_changes;
  Value *held;     // what was put in the place of arguments
  size_t n_held, cap_held;
};

// -- life -----------------------------------------------------------------------------------------
static void event_free(Event *ev) {
  for (int i = 0; i < ev->n_args; i++) value_release(ev->args[i]);
  mem_free(ev->args);
  mem_free(ev->arg_names);
  value_release(ev->value);
  source_release(ev->at.src);
}

static void end_recording(Trace *t) {
  mem_free(t->open);
  mem_free(t->began);
  idmap_free(&t->seen);
  for (size_t i = 0; i < t->n_held; i++) value_release(t->held[i]);
  mem_free(t->held);
  t->open = NULL;
  t->began = NULL;
  t->held = NULL;
  t->changes = NULL;
  t->n_open = t->cap_open = t->n_began = t->cap_began = t->n_held = t->cap_held = t->n_changes = 0;
}

Trace *trace_retain(Trace *t) {
  t->refs++;
  return t;
}

void trace_release(Trace *t) {
  if (!t || --t->refs > 0) return;
  end_recording(t);
  for (size_t i = 0; i < t->n; i++) event_free(&t->events[i]);
  mem_free(t->events);
  mem_free(t->links);
  idmap_free(&t->births);
  idmap_free(&t->grads);
  value_release(t->result);
  source_release(t->at.src);
  start_release(t->start);
  mem_free(t);
}

static void handle_drop(void *p) { trace_release(p); }

static void handle_format(void *p, Str *out) {
  const Trace *t = p;
  Str text = {0};
  trace_text(t, &text);
  str_addf(out, t->n == 1 ? "<trace of %zu event" : "<trace of %zu events", t->n);
  if (text.n > 0) str_addf(out, ": %s", text.s);
  str_addc(out, '>');
  str_free(&text);
}

const HandleType trace_handle = {.name = "trace", .phrase = N_("a trace"), .drop = handle_drop, .format = handle_format};

Trace *trace_of(Value v) {
  if (v.type != VAL_HANDLE) return NULL;
  ObjHandle *h = (ObjHandle *)v.as.obj;
  return h->type == &trace_handle ? h->p : NULL;
}

// -- what a recording holds on to -----------------------------------------------------------------
// Things on the heap that were counted already stay alive as long as the recording, so an address names one
// thing only. True the first time.
static bool seen_add(IdMap *s, const void *p) { return idmap_add(s, id_of(p), 0); }

static double value_bytes(Trace *t, Value v);

static double fields_bytes(Trace *t, const Field *fields, size_t n) {
  double bytes = (double)(n * sizeof *fields);
  for (size_t i = 0; i < n; i++) bytes += value_bytes(t, fields[i].value);
  return bytes;
}

static double list_bytes(Trace *t, const Value *items, size_t n) {
  double bytes = (double)(n * sizeof *items);
  for (size_t i = 0; i < n; i++) bytes += value_bytes(t, items[i]);
  return bytes;
}

static double tensor_bytes(Trace *t, const Tensor *x) {
  double bytes = seen_add(&t->seen, x) ? sizeof *x : 0;
  if (x->storage && seen_add(&t->seen, x->storage)) bytes += (double)x->size * sizeof(float);
  return bytes;
}

// Bytes of v that no event before it holds. Nesting is bounded by VALUE_MAX_DEPTH.
static double value_bytes(Trace *t, Value v) {
  if (!value_on_heap(v)) return 0;
  if (v.type == VAL_TENSOR) return tensor_bytes(t, v.as.t);
  if (!seen_add(&t->seen, v.as.obj)) return 0;
  const ObjList *list = (const ObjList *)v.as.obj;
  const ObjRecord *record = (const ObjRecord *)v.as.obj;
  const ObjModel *model = (const ObjModel *)v.as.obj;
  switch (v.type) {
  case VAL_STR: return (double)(sizeof(ObjStr) + ((const ObjStr *)v.as.obj)->cap);
  case VAL_LIST: return sizeof *list + list_bytes(t, list->items, list->n);
  case VAL_RECORD: return sizeof *record + fields_bytes(t, record->fields, record->n);
  case VAL_MODEL: return sizeof *model + fields_bytes(t, model->fields, model->n);
  default: return sizeof(ObjFunc);
  }
}

// -- recording ------------------------------------------------------------------------------------
// The place of EXPR, given that of trace(EXPR) or of EXPR itself.
static Span recorded_part(Span at) {
  if (!at.src || at.end > at.src->n || at.end - at.start < 7) return at;
  const char *text = at.src->text;
  uint32_t start = at.start, end = at.end;
  if (memcmp(text + start, "trace", 5) != 0 || text[end - 1] != ')') return at;
  start += 5;
  while (start < end && (text[start] == ' ' || text[start] == '\t')) start++;
  return text[start] == '(' ? (Span){at.src, start + 1, end - 1} : at;
}

static void *begin(void *self, Vm *vm, Span at, bool whole, Err *e) {
  (void)self;
  (void)e;
  Trace *t = mem_zalloc(sizeof *t);
  t->refs = 1;
  t->at = whole ? at : recorded_part(at);
  if (at.src) source_retain(at.src);
  t->start = start_of(vm, t->at, whole, &t->changes, &t->n_changes);
  mem_grow(&t->open, &t->cap_open, 1, sizeof *t->open);
  t->open[0] = (Open){TRACE_NONE, TRACE_NONE};
  t->n_open = 1;
  return t;
}

static bool grow(void *items, size_t *cap, size_t need, size_t size) {
  if (need <= *cap) return true;
  size_t bigger = *cap ? *cap + *cap / 2 : 64;
  void *old;
  memcpy(&old, items, sizeof old);
  void *p = mem_try_realloc(old, bigger * size);
  if (!p) return false;
  memcpy(items, &p, sizeof p);
  *cap = bigger;
  return true;
}

static bool make_room(Trace *t, Err *e) {
  if (t->n < TRACE_NONE - 1 && grow(&t->events, &t->cap_events, t->n + 1, sizeof *t->events) &&
      grow(&t->links, &t->cap_links, t->n + 1, sizeof *t->links))
    return true;
  return err_set(e, ERR_MEMORY, _("no memory left for the recording after %zu events"), t->n);
}

static bool within_bound(const Trace *t, Err *e) {
  if (t->bytes <= settings.record * 1024 * 1024) return true;
  err_set(e, ERR_LIMIT, _("the recording reached %.0f MiB after %zu events"), settings.record, t->n);
  double more = settings.record * 4;
  err_hint(e, _("record a smaller part of the run, or allow more with :set record %.0f"), more);
  return false;
}

// A parameter is recorded as it is now: updates later on do not reach it.
static Value kept(Value v) { return v.type == VAL_TENSOR ? value_tensor(tape_keep(v.as.t)) : value_retain(v); }

static Event copy_of(const VmEvent *ev) {
  Event own = {.kind = ev->kind, .at = ev->at, .name = ev->name, .op = ev->op, .n_args = ev->n_args,
               .value = kept(ev->value)};
  if (own.at.src) source_retain(own.at.src);
  size_t n = (size_t)ev->n_args;
  if (n == 0) return own;
  own.args = mem_alloc(n * sizeof *own.args);
  for (size_t i = 0; i < n; i++) own.args[i] = kept(ev->args[i]);
  if (ev->arg_names) {
    own.arg_names = mem_alloc(n * sizeof *own.arg_names);
    memcpy(own.arg_names, ev->arg_names, n * sizeof *own.arg_names);
  }
  return own;
}

// Places the event among the open calls.
static void link_event(Trace *t, Event *ev) {
  uint32_t i = (uint32_t)t->n;
  ev->end = ev->began = i;
  if (ev->kind == VM_BUILTIN && t->n_began > 0) ev->began = t->began[--t->n_began];
  if (ev->kind == VM_RETURN && t->n_open > 1) {
    ev->end = t->open[--t->n_open].call;
    t->events[ev->end].end = i;
  }
  Open *top = &t->open[t->n_open - 1];
  ev->depth = (uint32_t)(t->n_open - 1);
  ev->call = top->call;
  t->links[i] = (Link){.bind = top->bind, .number = t->n_calls};
  if (ev->kind == VM_ASSIGN) top->bind = i;
  if (ev->kind != VM_CALL) return;
  t->n_calls++;
  mem_grow(&t->open, &t->cap_open, t->n_open + 1, sizeof *t->open);
  t->open[t->n_open++] = (Open){i, TRACE_NONE};
}

static bool record(void *token, VmEvent *ev, Err *e) {
  Trace *t = token;
  if (!make_room(t, e)) return false;
  for (size_t i = 0; i < t->n_changes; i++)
    if (!change_event(&t->changes[i], t->n, ev, e)) return false;
  Event own = copy_of(ev);
  link_event(t, &own);
  t->events[t->n++] = own;
  size_t per_arg = sizeof(Value) + (ev->arg_names ? sizeof(char *) : 0);
  t->bytes += (double)(sizeof(Event) + sizeof(Link) + (size_t)ev->n_args * per_arg);
  for (int i = 0; i < own.n_args; i++) t->bytes += value_bytes(t, own.args[i]);
  t->bytes += value_bytes(t, own.value);
  return within_bound(t, e);
}

static void intend(void *token, const VmIntent *in) {
  Trace *t = token;
  for (size_t i = 0; i < t->n_changes; i++) {
    Value *arg = change_argument(&t->changes[i], t->n, in);
    if (!arg) continue;
    mem_grow(&t->held, &t->cap_held, t->n_held + 1, sizeof *t->held);
    t->held[t->n_held++] = *arg;
  }
  if (!in->builtin) return;
  mem_grow(&t->began, &t->cap_began, t->n_began + 1, sizeof *t->began);
  t->began[t->n_began++] = (uint32_t)t->n;
}

// -- the way back ---------------------------------------------------------------------------------
typedef struct Back { Trace *t; Span at; } Back;

static bool record_flow(void *ctx, const TapeFlow *f, Err *e) {
  const Back *b = ctx;
  VmEvent ev = vm_flow_event(f, b->at);
  bool ok = record(b->t, &ev, e);
  mem_free(ev.args);
  return ok;
}

bool trace_add_backward(Trace *t, Tensor *loss, Err *e) {
  bool recording = t->n_open > 0;
  if (!recording) {
    mem_grow(&t->open, &t->cap_open, 1, sizeof *t->open);
    t->open[0] = (Open){TRACE_NONE, TRACE_NONE};
    t->n_open = 1;
  }
  size_t n = t->n;
  bool ok = tape_walk_back(loss, record_flow, &(Back){t, t->at}, e);
  while (!ok && t->n > n) event_free(&t->events[--t->n]);
  if (!recording) end_recording(t);
  return ok;
}

// Where the value is a loss that parameters are learned from, and nobody has followed its gradient yet.
static void go_back(Trace *t, Value v) {
  if (v.type != VAL_TENSOR || v.as.t->size != 1 || !tape_requires_grad(v.as.t)) return;
  for (size_t i = 0; i < t->n; i++)
    if (t->events[i].kind == VM_GRAD) return;
  Err e = {0}; // without it the recording is what it was
  trace_add_backward(t, v.as.t, &e);
  err_clear(&e);
}

static Value finish(void *self, void *token, Value result, bool ok, Err *e) {
  (void)self;
  (void)e;
  Trace *t = token;
  if (!ok) {
    trace_release(t);
    return value_nil();
  }
  for (size_t k = 1; k < t->n_open; k++) t->events[t->open[k].call].end = (uint32_t)(t->n - 1);
  t->n_open = 1;
  t->n_changes = 0;
  go_back(t, result);
  end_recording(t);
  t->result = value_retain(result);
  return value_handle(&trace_handle, t);
}

void trace_attach(Vm *vm) {
  VmHooks *hooks = vm_hooks(vm);
  hooks->trace_begin = begin;
  hooks->trace_event = record;
  hooks->trace_intent = intend;
  hooks->trace_end = finish;
}

// -- looking at it --------------------------------------------------------------------------------
size_t trace_len(const Trace *t) { return t->n; }

const Event *trace_event(const Trace *t, size_t i) { return i < t->n ? &t->events[i] : NULL; }

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

void trace_variables(const Trace *t, size_t i, TraceVarFn *f, void *ctx) {
  if (i >= t->n) return;
  Names names = {0};
  uint32_t frame = trace_frame(t, i);
  for (;;) {
    for (uint32_t b = last_bind(t, frame, i); b != TRACE_NONE; b = t->links[b].bind)
      if (names_add(&names, t->events[b].name)) f(ctx, t->events[b].name, t->events[b].value);
    if (frame == TRACE_NONE) break;
    const Event *call = &t->events[frame];
    for (int k = 0; call->arg_names && k < call->n_args; k++)
      if (names_add(&names, call->arg_names[k])) f(ctx, call->arg_names[k], call->args[k]);
    i = frame;
    // Seen from the caller, the call's own event is one of its events.
    frame = call->call;
  }
  mem_free(names.names);
}
