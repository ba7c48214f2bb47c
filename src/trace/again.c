// SPDX-License-Identifier: GPL-3.0-or-later
// again: what a run began from is kept with its recording (values are shared, so this costs little). To run it
// again the machine goes back there, runs the same text, and returns to where it was.
#include "trace/parts.h"

#include <math.h>
#include <string.h>

#include "base/i18n.h"
#include "base/map.h"
#include "base/mem.h"

struct Start {
  uint32_t refs;
  VmSnapshot *before;
  Source *src;     // the recorded text, each character at its place
};

// The run that is being done again, while it starts.
static struct { Start *start; const Change *changes; size_t n; Trace *refill; } again;

Trace *trace_being_refilled(void) {
  Trace *t = again.refill;
  again.refill = NULL;
  return t;
}

// -- where a run began -----------------------------------------------------------------------------
// The expression alone, blanks before it: so places in it are those of the whole text.
static Source *text_of(Span at) {
  char *text = mem_strndup(at.src->text, at.end);
  for (uint32_t i = 0; i < at.start; i++)
    if (text[i] != '\n') text[i] = ' ';
  Source *src = source_new(at.src->name, text, at.end, at.src->first_line);
  src->guest = at.src->guest;
  mem_free(text);
  return src;
}

static Change *copies_of(const Change *changes, size_t n) {
  Change *own = n > 0 ? mem_alloc(n * sizeof *own) : NULL;
  for (size_t i = 0; i < n; i++) {
    own[i] = changes[i];
    value_retain(own[i].old);
    value_retain(own[i].with);
  }
  return own;
}

Start *start_of(Vm *vm, Span at, bool whole, Change **changes, size_t *n) {
  if (again.start) {
    *changes = copies_of(again.changes, again.n);
    *n = again.n;
    Start *s = again.start;
    again.start = NULL;
    s->refs++;
    return s;
  }
  if (!vm || !at.src || !(whole || vm_at_top(vm))) return NULL;
  Start *s = mem_zalloc(sizeof *s);
  s->refs = 1;
  s->src = whole ? source_retain(at.src) : text_of(at);
  s->before = vm_snapshot(vm);
  vm_snapshot_leave_out(s->before, &trace_handle);
  return s;
}

void start_release(Start *s) {
  if (!s || --s->refs > 0) return;
  vm_snapshot_free(s->before);
  source_release(s->src);
  mem_free(s);
}

const VmSnapshot *start_snapshot(const Start *s) { return s->before; }

// -- running ---------------------------------------------------------------------------------------
bool trace_may_run_again(const Trace *t, const Vm *vm, Err *e) {
  const Start *s = trace_start(t);
  if (s && vm && vm_of_snapshot(s->before) == vm) return true;
  return err_set(e, ERR_VALUE, _("this recording was made inside a function: only what is recorded from the outside, as with :step, can be run again"));
}

static void no_print(void *self, const char *text, size_t n) { (void)self, (void)text, (void)n; }
static bool no_command(void *self, const char *line, Span at, Err *e) {
  (void)self, (void)line, (void)at, (void)e;
  return true;
}

static bool change_start(Vm *vm, const Change *c, Err *e) {
  if (c->kind == CHANGE_GLOBAL) vm_set(vm, c->name, c->with);
  if (c->kind == CHANGE_START) vm_replace(vm, c->old, c->with, e);
  return e->code == ERR_NONE;
}

bool again_change_start(Vm *vm, const Trace *t, Err *e) {
  bool ok = true;
  for (size_t i = 0; ok && i < t->n_changes; i++) ok = change_start(vm, &t->changes[i], e);
  return ok;
}

static VmHooks quiet(Vm *vm) {
  VmHooks *h = vm_hooks(vm), loud = *h;
  h->result = NULL;
  h->print = no_print;
  h->command = no_command;
  h->progress = NULL;
  vm_set_again(vm, true);
  return loud;
}

static void loud_again(Vm *vm, const VmHooks *loud) {
  *vm_hooks(vm) = *loud;
  vm_set_again(vm, false);
}

// The machine is afterwards as it was before. `refill`: the recording whose values are recorded again, else NULL.
static bool run_again(Vm *vm, Start *start, const Change *changes, size_t n, Trace *refill, Value *out, Err *e) {
  VmSnapshot *now = vm_snapshot(vm);
  VmHooks loud = quiet(vm);
  *out = value_nil();
  vm_return_to(vm, start->before);
  bool ok = true;
  for (size_t i = 0; ok && i < n; i++) ok = change_start(vm, &changes[i], e);
  again.start = refill ? NULL : start;
  again.changes = changes;
  again.n = n;
  again.refill = refill;
  ok = ok && vm_trace(vm, start->src, out, e);
  again.start = NULL;
  again.refill = NULL;
  loud_again(vm, &loud);
  vm_restore(vm, now);
  return ok;
}

Trace *trace_again(Vm *vm, const Trace *t, const Change *changes, size_t n, Err *e) {
  Value v;
  if (!trace_may_run_again(t, vm, e)) return NULL;
  bool ok = run_again(vm, (Start *)(uintptr_t)trace_start(t), changes, n, NULL, &v, e);
  Trace *made = ok ? trace_retain(trace_of(v)) : NULL;
  value_release(v);
  return made;
}

bool again_refill(Trace *t, const VmPoint *from, Err *e) {
  if (!trace_may_run_again(t, t->vm, e)) return false;
  if (from) {
    VmHooks loud = quiet(t->vm);
    bool ok = vm_point_resume(t->vm, from, trace_retain(t), e); // its end lets go of it
    loud_again(t->vm, &loud);
    return ok;
  }
  Value v;
  bool ok = run_again(t->vm, t->start, t->changes, t->n_changes, t, &v, e);
  value_release(v);
  return ok;
}

// -- making changes ----------------------------------------------------------------------------------
void change_free(Change *c) {
  value_release(c->old);
  value_release(c->with);
  *c = (Change){.old = value_nil(), .with = value_nil()};
}

// The same numbers, one of them another; no history.
static Tensor *with_cell(const Tensor *t, size_t cell, double x, Err *e) {
  Tensor *copy = tensor_copy(t, e);
  if (!copy) return NULL;
  copy->name = t->name;
  copy->mask = t->mask && (x == 0 || x == 1);
  copy->data[cell] = (float)x;
  return copy;
}

static bool in_place_of(const Trace *t, Value v, const Change *before, size_t n) {
  const Start *s = trace_start(t);
  if (s && vm_snapshot_holds(s->before, v)) return true;
  for (size_t i = 0; i < n; i++)
    if (before[i].kind == CHANGE_START && before[i].with.type == v.type && before[i].with.as.obj == v.as.obj) return true;
  return false;
}

bool change_of_cell(Trace *t, size_t i, int arg, size_t cell, double x, const Change *before, size_t n, Change *out,
                    Err *e) {
  const Event *ev = trace_event(t, i);
  Value v = arg < 0 ? ev->value : ev->args[arg];
  *out = (Change){.kind = arg < 0 ? CHANGE_VALUE : CHANGE_ARG, .event_kind = ev->kind, .event = i, .arg = arg,
                  .name = ev->name, .cell = cell, .x = x, .old = value_nil(), .with = value_nil()};
  if (ev->kind == VM_GRAD && (arg != 0 || v.type != VAL_TENSOR))
    return err_set(e, ERR_VALUE, _("gradients follow from the values: change one of those"));
  if (v.type != VAL_TENSOR && v.type != VAL_NUM && v.type != VAL_BOOL)
    return err_set(e, ERR_TYPE, _("only numbers and cells of tensors can be changed, not %s"), value_phrase(v));
  uint32_t birth = trace_birth(t, v);
  if (birth != TRACE_NONE && birth <= i) {
    const Event *made = trace_outline(t, birth);
    *out = (Change){.kind = CHANGE_VALUE, .event_kind = made->kind, .event = birth, .arg = -1, .name = made->name,
                    .cell = cell, .x = x, .old = value_nil(), .with = value_nil()};
    return true;
  }
  if (v.type == VAL_TENSOR && in_place_of(t, v, before, n)) {
    Tensor *with = with_cell(v.as.t, cell, x, e);
    if (!with) return false;
    out->kind = CHANGE_START;
    out->old = value_retain(v);
    out->with = value_tensor(with);
    return true;
  }
  if (ev->kind == VM_BUILTIN) out->event = ev->began; // arguments are changed before it runs
  if (out->kind == CHANGE_VALUE || ev->kind == VM_CALL || ev->kind == VM_OP || ev->kind == VM_BUILTIN) return true;
  return err_set(e, ERR_VALUE, _("this value cannot be changed here: change it where it came from"));
}

static int param_at(const Event *ev, const char *name) {
  for (int k = 0; ev->arg_names && k < ev->n_args; k++)
    if (strcmp(ev->arg_names[k], name) == 0) return k;
  return -1;
}

static bool has_param(const Event *ev, const char *name) {
  if (ev->kind == VM_CALL) return param_at(ev, name) >= 0;
  const ParamDef *p = trace_params(ev);
  for (int i = 0; p && i < OP_MAX_PARAMS && p[i].kind != ARG_END; i++)
    if (strcmp(p[i].name, name) == 0) return true;
  return false;
}

// "lr = 0.1", but not "lr = 0.9 * lr".
static bool binds_anew(const Event *ev, const char *name) {
  if (ev->kind != VM_ASSIGN || ev->depth != 0 || ev->name != name || !ev->at.src) return false;
  const char *p = ev->at.src->text + ev->at.start, *end = ev->at.src->text + ev->at.end;
  size_t n = strlen(name);
  int times = 0;
  for (; p + n <= end; p++)
    if (strncmp(p, name, n) == 0) times++;
  return times <= 1;
}

bool change_of_name(Trace *t, const char *name, Value v, Change *out, Err *e) {
  const Start *s = trace_start(t);
  *out = (Change){.kind = CHANGE_GLOBAL, .name = name, .old = value_nil(), .with = value_retain(v)};
  bool global = s && vm_snapshot_get(s->before, name);
  for (size_t i = 0; i < trace_len(t); i++) {
    const Event *ev = trace_outline(t, i);
    bool first = binds_anew(ev, name);
    if (!first && (global || !has_param(ev, name))) continue;
    out->kind = first ? CHANGE_VALUE : CHANGE_NAMED;
    out->event_kind = ev->kind;
    out->event = i;
    out->arg = -1;
    out->name = ev->name;
    out->param = first ? NULL : name_of(name);
    out->at = ev->at.start;
    return true;
  }
  if (global) return true;
  change_free(out);
  return err_set(e, ERR_NAME, _("no variable and no argument of this run is called %s"), name);
}

// -- applying them, while it runs --------------------------------------------------------------------
// A result that nobody else has seen yet changes in place, and keeps its history: gradients go on through it.
static bool set_cell(Value *v, const Change *c, Err *e) {
  if (v->type == VAL_NUM || v->type == VAL_BOOL) {
    *v = v->type == VAL_NUM ? value_num(c->x) : value_bool(c->x != 0);
    return true;
  }
  if (v->type != VAL_TENSOR || c->cell >= v->as.t->size) return true;
  Tensor *t = v->as.t;
  if (t->refs == 1 || tape_is_leaf(t)) {
    const float *old;
    bool mask = t->mask && (c->x == 0 || c->x == 1);
    if (!tape_renew(t, &old, e)) return false;
    if (t->data != old) memcpy(t->data, old, t->size * sizeof(float));
    t->data[c->cell] = (float)c->x;
    t->mask = mask;
    return true;
  }
  Tensor *copy = with_cell(t, c->cell, c->x, e);
  if (!copy) return false;
  value_release(*v);
  *v = value_tensor(copy);
  return true;
}

static void put(Value *v, Value with) {
  Value old = *v;
  *v = value_retain(with);
  value_release(old);
}

bool change_event(const Change *c, size_t i, VmEvent *ev, Err *e) {
  if (c->kind == CHANGE_NAMED && c->event_kind == VM_CALL && ev->kind == VM_CALL && ev->name == c->name &&
      ev->at.start == c->at) {
    for (int k = 0; k < ev->n_args; k++)
      if (ev->arg_names[k] == c->param) put(&ev->args[k], c->with);
  }
  if ((c->kind != CHANGE_VALUE && c->kind != CHANGE_ARG) || c->event != i || c->event_kind != ev->kind ||
      c->name != ev->name)
    return true;
  if (c->kind == CHANGE_VALUE && c->with.type != VAL_NIL) put(&ev->value, c->with);
  else if (c->kind == CHANGE_VALUE) return set_cell(&ev->value, c, e);
  else if (ev->kind == VM_CALL && c->arg < ev->n_args) return set_cell(&ev->args[c->arg], c, e);
  return true;
}

static bool is_intended(const Change *c, size_t i, const VmIntent *in) {
  if (c->event_kind != (in->builtin ? VM_BUILTIN : VM_OP) || c->name != in->name) return false;
  return c->kind == CHANGE_NAMED ? c->at == in->at.start : c->kind == CHANGE_ARG && c->event == i;
}

Value *change_argument(const Change *c, size_t i, const VmIntent *in) {
  if (!is_intended(c, i, in)) return NULL;
  int k = c->arg;
  for (int p = 0; c->kind == CHANGE_NAMED && in->params && p < in->n_args; p++)
    if (strcmp(in->params[p].name, c->param) == 0) k = p;
  if (k < 0 || k >= in->n_args) return NULL;
  Value *arg = &in->args[k], mine = value_nil();
  Err e = {0};
  if (c->kind == CHANGE_NAMED) {
    mine = value_retain(c->with);
  } else if (arg->type == VAL_TENSOR && c->cell < arg->as.t->size) {
    Tensor *t = with_cell(arg->as.t, c->cell, c->x, &e);
    if (!t) err_clear(&e);
    else mine = value_tensor(t);
  } else if (arg->type == VAL_NUM || arg->type == VAL_BOOL) {
    mine = value_num(c->x);
  }
  if (mine.type == VAL_NIL && c->kind != CHANGE_NAMED) return NULL;
  *arg = mine;
  return arg;
}
