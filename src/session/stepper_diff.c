// SPDX-License-Identifier: GPL-3.0-or-later
// stepper_diff: what edits changed: the run as it is now against the run without them. Each event has the one there
// that it corresponds to: the same place of the source, reached for as many times.
#include "session/stepper_parts.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "base/i18n.h"
#include "base/idmap.h"
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
uint32_t *step_pair_up(const Trace *t, const Trace *of) {
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

void step_add_place(Str *out, const Tensor *t, size_t cell) {
  int64_t at[TENSOR_MAX_RANK];
  tensor_unravel(&t->shape, cell, at);
  for (int d = 0; d < t->shape.rank; d++) str_addf(out, d ? ", %" PRId64 : "[%" PRId64, at[d]);
  if (t->shape.rank) str_addc(out, ']');
}

size_t step_n_changed(const Stepper *s) {
  size_t n = 0;
  for (size_t i = 0; i < trace_len(s->walk.t); i++) {
    const Event *ev = trace_event(s->walk.t, i), *was = twin_of(s, i);
    n += ev->kind != VM_CALL && (!was || !is_same(ev->value, was->value));
  }
  return n;
}

void step_add_result(const Stepper *s, Str *out) {
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
  step_add_place(out, b, most);
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
  step_add_result(s, &s->message);
  str_addc(&s->message, '\n');
  if (list_changes(s, true, &s->message) == 0 && list_changes(s, false, &s->message) == 0)
    str_add(&s->message, _("nothing else changed"));
}
