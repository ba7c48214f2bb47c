// SPDX-License-Identifier: GPL-3.0-or-later
// stepper_edit: a number is changed and the run is done again from there; what it changed is shown before beside
// after. The run without edits is kept; each event has the one there that it corresponds to: the same place of the
// source, reached for as many times.
#include "session/stepper_parts.h"

#include <ctype.h>
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/idmap.h"
#include "base/map.h"
#include "base/mem.h"
#include "base/settings.h"

#define MOST_LISTED 60

// -- which event is which ---------------------------------------------------------------------------
static uint64_t mix(uint64_t h, uint64_t x) {
  h = (h ^ x) * UINT64_C(0x9E3779B97F4A7C15);
  return h ^ (h >> 29);
}

static uint64_t place_of(const Event *ev) {
  return mix(mix(mix(1, (uint64_t)ev->kind), id_of(ev->name)), ev->at.start) | 1;
}

// The place, and how many events of that place came before.
static uint64_t identity(IdMap *count, size_t **times, size_t *n, size_t *cap, const Event *ev) {
  uint64_t place = place_of(ev);
  size_t k;
  if (!idmap_get(count, place, &k)) {
    k = *n;
    idmap_add(count, place, k);
    mem_grow(times, cap, *n + 1, sizeof **times);
    (*times)[(*n)++] = 0;
  }
  return mix(place, ++(*times)[k]) | 1;
}

typedef void IdentityFn(void *ctx, size_t i, uint64_t id);
static void each_identity(const Trace *t, IdentityFn *f, void *ctx) {
  IdMap count = {0};
  size_t *times = NULL, n = 0, cap = 0;
  for (size_t i = 0; i < trace_len(t); i++) f(ctx, i, identity(&count, &times, &n, &cap, trace_outline(t, i)));
  idmap_free(&count);
  mem_free(times);
}

typedef struct Pairing { IdMap base; uint32_t *twin; } Pairing;
static void note_base(void *ctx, size_t i, uint64_t id) { idmap_add(&((Pairing *)ctx)->base, id, i); }
static void find_twin(void *ctx, size_t i, uint64_t id) {
  Pairing *p = ctx;
  size_t k;
  p->twin[i] = idmap_get(&p->base, id, &k) ? (uint32_t)k : TRACE_NONE;
}

// By event of t: the one of `of`.
static uint32_t *pair_up(const Trace *t, const Trace *of) {
  Pairing p = {.twin = mem_alloc((trace_len(t) + 1) * sizeof(uint32_t))};
  each_identity(of, note_base, &p);
  each_identity(t, find_twin, &p);
  idmap_free(&p.base);
  return p.twin;
}

static bool same_numbers(double x, double y) { return x == y || (isnan(x) && isnan(y)); }

static bool is_same(Value a, Value b) {
  if (a.type != b.type) return false;
  if (a.type == VAL_NUM) return same_numbers(a.as.num, b.as.num);
  if (a.type == VAL_MODEL || a.type == VAL_FUNC || a.type == VAL_HANDLE || a.type == VAL_BUILTIN) return true;
  if (a.type != VAL_TENSOR) return value_equal(a, b);
  const Tensor *x = a.as.t, *y = b.as.t;
  return x == y || (shape_eq(&x->shape, &y->shape) && memcmp(x->data, y->data, x->size * sizeof(float)) == 0);
}

static const Event *twin_of(const Stepper *s, size_t i) {
  return s->twin && s->twin[i] != TRACE_NONE ? trace_event(s->base, s->twin[i]) : NULL;
}

bool step_before(const Stepper *s, int role, Value *out) {
  const Event *ev = step_event(s), *was = twin_of(s, s->walk.at);
  if (!was || role >= was->n_args || was->n_args != ev->n_args) return false;
  Value before = role < 0 ? was->value : was->args[role];
  if (is_same(role < 0 ? ev->value : ev->args[role], before)) return false;
  *out = before;
  return true;
}

// -- what the edits are -------------------------------------------------------------------------------
static void add_place(Str *out, const Tensor *t, size_t cell) {
  int64_t at[TENSOR_MAX_RANK];
  tensor_unravel(&t->shape, cell, at);
  for (int d = 0; d < t->shape.rank; d++) str_addf(out, d ? ", %" PRId64 : "[%" PRId64, at[d]);
  if (t->shape.rank) str_addc(out, ']');
}

void step_edits_text(const Stepper *s, Str *out) {
  for (size_t i = 0; i < s->n_edits; i++) str_addf(out, i ? ", %s" : "%s", s->edit_texts[i]);
}

void step_edits_free(Stepper *s) {
  for (size_t i = 0; i < s->n_edits; i++) {
    change_free(&s->edits[i]);
    mem_free(s->edit_texts[i]);
  }
  mem_free(s->edits);
  mem_free(s->edit_texts);
  mem_free(s->twin);
  trace_release(s->base);
}

// -- running it again ---------------------------------------------------------------------------------
// Walks on in another run of the same text, at the event that corresponds to this one.
static void walk_in(Stepper *s, Trace *t) {
  uint32_t *there = pair_up(s->walk.t, t);
  size_t at = s->walk.at;
  if (trace_len(s->walk.t) == 0) there[0] = TRACE_NONE;
  while (at > 0 && there[at] == TRACE_NONE) at--;
  size_t to = there[at] == TRACE_NONE ? 0 : there[at];
  mem_free(there);
  Walk w;
  walk_start(&w, t);
  if (trace_n_calls(t) == trace_n_calls(s->walk.t)) {
    w.opened = s->walk.opened;
    s->walk.opened = NULL;
  }
  walk_goto(&w, to);
  walk_end(&s->walk);
  s->walk = w;
  s->moved = true;
  mem_free(s->twin);
  s->twin = s->base && t != s->base ? pair_up(t, s->base) : NULL;
}

static void say(Stepper *s, Err *e) {
  str_clear(&s->message);
  str_add(&s->message, e->text);
  if (e->hint[0]) str_addf(&s->message, "\n%s", e->hint);
  err_clear(e);
}

static size_t n_changed(const Stepper *s) {
  size_t n = 0;
  for (size_t i = 0; i < trace_len(s->walk.t); i++) {
    const Event *ev = trace_event(s->walk.t, i), *was = twin_of(s, i);
    n += ev->kind != VM_CALL && (!was || !is_same(ev->value, was->value));
  }
  return n;
}

static void add_result(const Stepper *s, Str *out) {
  Value before = trace_result(s->base), after = trace_result(s->walk.t);
  double x, y;
  Str was = {0}, is = {0};
  if (is_same(before, after)) {
    str_add(out, _("The result stays as it was."));
  } else if (value_is_number(before, &x) && value_is_number(after, &y)) {
    format_number(&was, x, (int)settings.precision);
    format_number(&is, y, (int)settings.precision);
    str_addf(out, _("The result was %s, it is %s."), str_c(&was), str_c(&is));
  } else {
    str_add(out, _("The result has changed."));
  }
  str_free(&was);
  str_free(&is);
}

static void say_effect(Stepper *s) {
  str_addf(&s->message, _("%s: %zu of %zu steps give something else."), s->edit_texts[s->n_edits - 1], n_changed(s),
           trace_len(s->walk.t));
  str_addc(&s->message, ' ');
  add_result(s, &s->message);
  str_addf(&s->message, " %s", _("D lists them, u takes it back."));
}

// Takes the change and its text.
static void apply(Stepper *s, Change c, Str *text) {
  Err e = {0};
  size_t cap = s->cap_edits;
  mem_grow(&s->edits, &s->cap_edits, s->n_edits + 1, sizeof *s->edits);
  mem_grow(&s->edit_texts, &cap, s->n_edits + 1, sizeof *s->edit_texts);
  s->edits[s->n_edits] = c;
  Trace *base = s->base ? s->base : s->walk.t;
  Trace *t = trace_again(s->vm, base, s->edits, s->n_edits + 1, &e);
  if (!t) {
    change_free(&s->edits[s->n_edits]);
    say(s, &e);
    str_free(text);
    return;
  }
  s->edit_texts[s->n_edits++] = mem_strdup(str_c(text));
  str_free(text);
  if (!s->base) s->base = trace_retain(s->walk.t);
  walk_in(s, t);
  trace_release(t);
  say_effect(s);
}

void step_undo(Stepper *s) {
  if (s->n_edits == 0) {
    str_add(&s->message, _("nothing was changed: e changes a number, r an argument"));
    return;
  }
  Err e = {0};
  Trace *t = s->n_edits == 1 ? trace_retain(s->base) : trace_again(s->vm, s->base, s->edits, s->n_edits - 1, &e);
  if (!t) {
    say(s, &e);
    return;
  }
  walk_in(s, t);
  change_free(&s->edits[--s->n_edits]);
  str_addf(&s->message, _("taken back: %s"), s->edit_texts[s->n_edits]);
  mem_free(s->edit_texts[s->n_edits]);
  if (s->n_edits == 0) {
    trace_release(s->base);
    s->base = NULL;
  }
  trace_release(t);
}

// -- what is typed -------------------------------------------------------------------------------------
static bool can_run(Stepper *s) {
  Err e = {0};
  if (!s->vm) str_add(&s->message, _("there is no machine here that could run it again"));
  else if (!trace_may_run_again(s->walk.t, s->vm, &e)) say(s, &e);
  return s->message.n == 0;
}

static bool evaluate(Stepper *s, const char *expr, Value *out) {
  Err e = {0};
  Source *src = source_new("<edit>", expr, strlen(expr), 1);
  bool ok = vm_eval(s->vm, src, out, &e);
  source_release(src);
  if (!ok) say(s, &e);
  return ok;
}

// The '=' that is no part of another sign.
static const char *find_equals(const char *text) {
  for (const char *p = text; *p; p++) {
    if (*p != '=') continue;
    if (p[1] == '=') p++;
    else if (p == text || !strchr("<>!=", p[-1])) return p;
  }
  return NULL;
}

static char *trimmed(const char *text, size_t n) {
  while (n > 0 && isspace((unsigned char)*text)) text++, n--;
  while (n > 0 && isspace((unsigned char)text[n - 1])) n--;
  return mem_strndup(text, n);
}

typedef struct Target { size_t event; int role; Value v; const char *name; } Target;

static void match_variable(void *ctx, const char *name, Value v) {
  Target *t = ctx;
  if (t->v.type == VAL_NIL && strcmp(name, t->name) == 0) t->v = v;
}

// Where a variable got its value: the latest event up to here that has it.
static bool find_variable(const Stepper *s, Target *t) {
  trace_variables(s->walk.t, s->walk.at, match_variable, t);
  if (t->v.type == VAL_NIL) return false;
  for (size_t i = s->walk.at + 1; i-- > 0;) {
    const Event *ev = trace_outline(s->walk.t, i);
    if (ev->gone) continue;
    if (ev->kind == VM_ASSIGN && strcmp(ev->name, t->name) == 0) {
      *t = (Target){i, STEP_RESULT, ev->value, t->name};
      return true;
    }
    for (int k = 0; ev->kind == VM_CALL && ev->arg_names && k < ev->n_args; k++)
      if (strcmp(ev->arg_names[k], t->name) == 0) {
        *t = (Target){i, k, ev->args[k], t->name};
        return true;
      }
  }
  return false;
}

static bool find_target(Stepper *s, const StepValues *v, const char *name, Target *out) {
  int k = step_focus(s, v) >= 0 ? step_focus(s, v) : 0;
  for (int i = 0; *name && i < v->n; i++)
    if (strcmp(str_c(&v->items[i].label), name) == 0 && v->items[i].role >= STEP_RESULT) k = i;
  bool named = *name && (v->n == 0 || strcmp(str_c(&v->items[k].label), name) != 0);
  if (named) {
    *out = (Target){.v = value_nil(), .name = name};
    if (find_variable(s, out)) return true;
    str_addf(&s->message, _("no value here is called %s"), name);
    return false;
  }
  if (v->n == 0) {
    str_add(&s->message, _("there is no value here to change"));
    return false;
  }
  const StepValue *item = &v->items[k];
  if (item->role == STEP_GRADIENT) str_add(&s->message, _("gradients follow from the values: change one of those"));
  *out = (Target){s->walk.at, item->role, item->v, str_c(&item->label)};
  return s->message.n == 0;
}

// "1, 0", "[1, 0]" or nothing, as a cell of the target.
static bool find_cell(Stepper *s, const StepValues *v, const Target *t, const char *index, size_t *cell) {
  *cell = 0;
  if (t->v.type != VAL_TENSOR) {
    if (*index) str_addf(&s->message, _("%s has no cells"), t->name);
    return !*index;
  }
  const Tensor *x = t->v.as.t;
  int focus = step_focus(s, v);
  bool here = !*index && focus >= 0 && v->items[focus].v.type == VAL_TENSOR && v->items[focus].v.as.t == x;
  if (here) *cell = step_spec(s, v, focus).cursor;
  else if (!(*index ? step_cell(index, x, cell) : x->size == 1))
    str_addf(&s->message, _("%s has the shape %s: put the cursor into it (Tab), or name a cell, as in \"e 0, 0 = 1\""),
             t->name, shape_text(&x->shape).s);
  return s->message.n == 0;
}

static void edit_cell(Stepper *s, const Target *t, size_t cell, double x) {
  Err e = {0};
  Change c;
  Str text = {0};
  double was = 0;
  str_add(&text, t->name);
  if (t->v.type == VAL_TENSOR) add_place(&text, t->v.as.t, cell), was = (double)t->v.as.t->data[cell];
  else value_is_number(t->v, &was);
  str_add(&text, " ");
  format_number(&text, was, (int)settings.precision);
  str_add(&text, " → ");
  format_number(&text, x, (int)settings.precision);
  if (change_of_cell(s->walk.t, t->event, t->role, cell, x, s->edits, s->n_edits, &c, &e)) apply(s, c, &text);
  else {
    change_free(&c);
    str_free(&text);
    say(s, &e);
  }
}

// "2", "1, 0 = 2", "s[1, 0] = 2", "x = 2"
void step_edit(Stepper *s, const StepValues *v, const char *arg) {
  if (!can_run(s)) return;
  if (!*arg) {
    str_add(&s->message, _("e wants the number that the cell under the cursor becomes: \"e 0.5\", \"e 1, 0 = 0.5\", \"e x[1, 0] = 0.5\""));
    return;
  }
  const char *equals = find_equals(arg);
  size_t left = equals ? (size_t)(equals - arg) : 0;
  size_t name_n = strcspn(arg, "[=");
  if (name_n > left || !(isalpha((unsigned char)arg[0]) || arg[0] == '_' || (unsigned char)arg[0] >= 0x80)) name_n = 0;
  char *name = trimmed(arg, name_n), *index = trimmed(arg + name_n, left - name_n);
  Target t;
  Value x;
  size_t cell;
  double number;
  if (find_target(s, v, name, &t) && find_cell(s, v, &t, index, &cell) &&
      evaluate(s, equals ? equals + 1 : arg, &x)) {
    if (value_is_number(x, &number)) edit_cell(s, &t, cell, number);
    else str_add(&s->message, _("a cell becomes a number, nothing else"));
    value_release(x);
  }
  mem_free(name);
  mem_free(index);
}

// "lr = 0.1"
void step_replay(Stepper *s, const char *arg) {
  if (!can_run(s)) return;
  const char *equals = find_equals(arg);
  char *name = trimmed(arg, equals ? (size_t)(equals - arg) : 0);
  Value v;
  if (!equals || !*name || name[strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_")])
    str_add(&s->message, _("r runs it again with another argument: \"r lr = 0.1\""));
  else if (evaluate(s, equals + 1, &v)) {
    Change c;
    Err e = {0};
    Str text = {0};
    str_addf(&text, "%s = ", name);
    value_literal(v, &text);
    if (change_of_name(s->walk.t, name_of(name), v, &c, &e)) apply(s, c, &text);
    else {
      say(s, &e);
      str_free(&text);
    }
    value_release(v);
  }
  mem_free(name);
}

// -- what they changed -----------------------------------------------------------------------------------
static void add_tensor_change(const Tensor *a, const Tensor *b, Str *out) {
  size_t n = 0, most = 0;
  double by = -1;
  for (size_t i = 0; i < b->size; i++) {
    double d = fabs((double)b->data[i] - (double)a->data[i]);
    if (same_numbers((double)a->data[i], (double)b->data[i])) continue;
    n++;
    if (!isfinite(d)) d = HUGE_VAL;
    if (d > by) by = d, most = i;
  }
  str_addf(out, _("%zu of %zu changed, most "), n, b->size);
  add_place(out, b, most);
  str_addc(out, ' ');
  format_number(out, (double)a->data[most], (int)settings.precision);
  str_add(out, " → ");
  format_number(out, (double)b->data[most], (int)settings.precision);
}

static void add_change(const Event *ev, const Event *was, size_t i, Str *out) {
  str_addf(out, "[%zu] ", i + 1);
  if (ev->kind == VM_GRAD && !ev->gone) str_addf(out, _("gradient of %s"), ev->args[0].as.t->name ? ev->args[0].as.t->name : ev->name ? ev->name : "");
  else str_add(out, ev->name ? ev->name : "fn");
  str_add(out, "  ");
  Value a = was ? was->value : value_nil(), b = ev->value;
  if (!was) str_add(out, _("not there before"));
  else if (a.type == VAL_TENSOR && b.type == VAL_TENSOR && shape_eq(&a.as.t->shape, &b.as.t->shape)) add_tensor_change(a.as.t, b.as.t, out);
  else {
    step_brief(a, out);
    str_add(out, " → ");
    step_brief(b, out);
  }
  str_addc(out, '\n');
}

// Variables, where there are any among the changes; else operations.
static size_t list_changes(const Stepper *s, bool bound, Str *out) {
  size_t n = 0;
  for (size_t i = 0; i < trace_len(s->walk.t); i++) {
    const Event *ev = trace_event(s->walk.t, i), *was = twin_of(s, i);
    bool listed = bound ? ev->kind == VM_ASSIGN || ev->kind == VM_UPDATE : ev->kind != VM_CALL;
    if (!listed || (was && is_same(ev->value, was->value))) continue;
    if (n++ < MOST_LISTED) add_change(ev, was, i, out);
  }
  if (n > MOST_LISTED) str_addf(out, _("... and %zu more\n"), n - MOST_LISTED);
  return n;
}

void step_diff(Stepper *s) {
  if (s->n_edits == 0) {
    str_add(&s->message, _("nothing was changed: e changes a number, r an argument"));
    return;
  }
  step_edits_text(s, &s->message);
  str_addc(&s->message, '\n');
  add_result(s, &s->message);
  str_addc(&s->message, '\n');
  if (list_changes(s, true, &s->message) == 0 && list_changes(s, false, &s->message) == 0)
    str_add(&s->message, _("nothing else changed"));
}
