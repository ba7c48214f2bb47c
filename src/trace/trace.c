// SPDX-License-Identifier: GPL-3.0-or-later
// trace: the listener that keeps each event of a run. It counts what it holds on to (each tensor's
// storage once) against the setting `record`, and links the events as they come: a call to its
// return, an event to the binding before it in the same call, so that looking up variables walks
// bindings only.
#include "trace/parts.h"

#include <string.h>

#include "base/i18n.h"
#include "base/map.h"
#include "base/mem.h"
#include "base/settings.h"

#define LIST_EVERY 64 // bindings

// -- life -----------------------------------------------------------------------------------------
void trace_drop_event(Event *ev) {
  for (int i = 0; ev->args && i < ev->n_args; i++) value_release(ev->args[i]);
  mem_free(ev->args);
  value_release(ev->value);
  ev->args = NULL;
  ev->value = value_nil();
  ev->gone = true;
}

static void event_free(Event *ev) {
  trace_drop_event(ev);
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
  t->n_open = t->cap_open = t->n_began = t->cap_began = t->n_held = t->cap_held = 0;
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
  mem_free(t->lists);
  window_free(t);
  for (size_t i = 0; i < t->n_changes; i++) change_free(&t->changes[i]);
  for (size_t i = 0; i < t->n_names; i++) mem_free(t->names[i]);
  mem_free(t->changes);
  mem_free(t->names);
  idmap_free(&t->names_of);
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
  Trace *t = trace_being_refilled();
  if (t) return trace_retain(t);
  t = mem_zalloc(sizeof *t);
  t->refs = 1;
  t->n_run = SIZE_MAX;
  t->vm = vm;
  t->at = whole ? at : recorded_part(at);
  if (at.src) source_retain(at.src);
  t->start = start_of(vm, t->at, whole, &t->changes, &t->n_changes);
  mem_grow(&t->open, &t->cap_open, 1, sizeof *t->open);
  t->open[0] = (Open){TRACE_NONE, TRACE_NONE, 0};
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

// A parameter is recorded as it is now: updates later on do not reach it.
static Value kept(Value v) { return v.type == VAL_TENSOR ? value_tensor(tape_keep(v.as.t)) : value_retain(v); }

// One array of names serves all calls of a function.
static const char **names_for(Trace *t, const VmEvent *ev) {
  size_t n = (size_t)ev->n_args, k;
  if (!ev->arg_names || n == 0) return NULL;
  uint64_t id = id_of(ev->name) + n;
  if (id && idmap_get(&t->names_of, id, &k) && memcmp(t->names[k], ev->arg_names, n * sizeof(char *)) == 0) return t->names[k];
  const char **own = mem_alloc(n * sizeof *own);
  memcpy(own, ev->arg_names, n * sizeof *own);
  mem_grow(&t->names, &t->cap_names, t->n_names + 1, sizeof *t->names);
  t->names[t->n_names] = own;
  if (id) idmap_add(&t->names_of, id, t->n_names);
  t->n_names++;
  return own;
}

void trace_take_event(Trace *t, Event *ev, const VmEvent *from) {
  size_t n = (size_t)from->n_args;
  mem_free(ev->args); // nils, where it was gone
  ev->gone = false;
  ev->value = kept(from->value);
  ev->args = n > 0 ? mem_alloc(n * sizeof *ev->args) : NULL;
  for (size_t i = 0; i < n; i++) ev->args[i] = kept(from->args[i]);
  t->bytes += trace_event_bytes(t, ev);
}

double trace_event_bytes(Trace *t, const Event *ev) {
  double bytes = value_bytes(t, ev->value);
  for (int i = 0; ev->args && i < ev->n_args; i++) bytes += (double)sizeof(Value) + value_bytes(t, ev->args[i]);
  return bytes;
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
  t->links[i] = (Link){.bind = top->bind, .number = ev->kind == VM_ASSIGN ? 0 : t->n_calls};
  if (ev->kind == VM_ASSIGN) top->bind = i, top->since++;
  if (ev->kind != VM_CALL) return;
  t->n_calls++;
  mem_grow(&t->open, &t->cap_open, t->n_open + 1, sizeof *t->open);
  t->open[t->n_open++] = (Open){i, TRACE_NONE, 0};
}

static bool record(void *token, VmEvent *ev, Err *e) {
  Trace *t = token;
  if (t->refill) return window_record(t, ev, e);
  if (!make_room(t, e)) return false;
  for (size_t i = 0; i < t->n_changes; i++)
    if (!change_event(&t->changes[i], t->n, ev, e)) return false;
  Event own = {.kind = ev->kind, .at = ev->at, .name = ev->name, .op = ev->op, .n_args = ev->n_args};
  if (own.at.src) source_retain(own.at.src);
  own.arg_names = names_for(t, ev);
  trace_take_event(t, &own, ev);
  link_event(t, &own);
  t->events[t->n++] = own;
  Open *top = &t->open[t->n_open - 1];
  if (top->since >= LIST_EVERY) {
    look_make_list(t, top->bind);
    top->since = 0;
  }
  t->hi = t->n;
  t->bytes += (double)(sizeof(Event) + sizeof(Link));
  return window_bound(t, e);
}

static void intend(void *token, const VmIntent *in) {
  Trace *t = token;
  for (size_t i = 0; i < t->n_changes; i++) {
    Value *arg = change_argument(&t->changes[i], t->refill ? t->refill->at : t->n, in);
    if (!arg) continue;
    mem_grow(&t->held, &t->cap_held, t->n_held + 1, sizeof *t->held);
    t->held[t->n_held++] = *arg;
  }
  if (!in->builtin || t->refill) return;
  mem_grow(&t->began, &t->cap_began, t->n_began + 1, sizeof *t->began);
  t->began[t->n_began++] = (uint32_t)t->n;
}

static void point(void *token) { window_point(token); }

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
    t->open[0] = (Open){TRACE_NONE, TRACE_NONE, 0};
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
  if (t->refill) return value_handle(&trace_handle, t);
  t->n_run = t->n;
  for (size_t k = 1; k < t->n_open; k++) t->events[t->open[k].call].end = (uint32_t)(t->n - 1);
  t->n_open = 1;
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
  hooks->trace_point = point;
  hooks->trace_end = finish;
}

