// SPDX-License-Identifier: GPL-3.0-or-later
// window: a long recording holds the values of a run of events only, and those that variables still had where it
// begins. Of the others it has the outline: what happened, where, in which call. When a value outside is looked at,
// the run is done again from the state it began in, and another window is taken from it.
#include "trace/parts.h"

#include "base/i18n.h"
#include "base/mem.h"
#include "base/settings.h"

static double most_bytes(void) { return settings.record * 1024 * 1024; }

static size_t held_end(const Trace *t) { return t->hi < t->n_run ? t->hi : t->n_run; }

// -- dropping ----------------------------------------------------------------------------------------
typedef struct Pinning { Trace *t; size_t before; } Pinning;

static void pin(void *ctx, uint32_t b, int k) {
  (void)k;
  const Pinning *p = ctx;
  Trace *t = p->t;
  if (b >= p->before || t->events[b].pinned) return;
  mem_grow(&t->pins, &t->cap_pins, t->n_pins + 1, sizeof *t->pins);
  t->pins[t->n_pins++] = b;
  t->events[b].pinned = true;
}

// The window will begin at `lo`: what variables have there, and the calls around, stay, or are taken when they come by.
static void pin_for(Trace *t, size_t lo) {
  Pinning p = {t, lo};
  if (lo >= t->n) return;
  trace_bindings(t, lo, true, pin, &p); // an inner call may return
  for (uint32_t c = trace_frame(t, lo); c != TRACE_NONE; c = t->events[c].call) pin(&p, c, 0);
}

static uint32_t *unpin(Trace *t, size_t *n) {
  uint32_t *old = t->pins;
  *n = t->n_pins;
  for (size_t k = 0; k < *n; k++) t->events[old[k]].pinned = false;
  t->pins = NULL;
  t->n_pins = t->cap_pins = 0;
  return old;
}

static void drop_unpinned(Trace *t, size_t i) {
  if (!t->events[i].pinned) trace_drop_event(&t->events[i]);
}

static double points_bytes(const Trace *t);

static void recount(Trace *t) {
  idmap_free(&t->seen);
  idmap_free(&t->births);
  idmap_free(&t->grads);
  t->n_births = 0;
  t->bytes = (double)t->n * (double)(sizeof(Event) + sizeof(Link)) + points_bytes(t);
  for (size_t k = 0; k < t->n_pins; k++)
    if (!t->events[t->pins[k]].gone) t->bytes += trace_event_bytes(t, &t->events[t->pins[k]]);
  for (size_t i = t->lo; i < t->n; i++)
    if (!t->events[i].gone) t->bytes += trace_event_bytes(t, &t->events[i]);
}

// The window begins at `lo` from now on.
static void shrink(Trace *t, size_t lo) {
  size_t n;
  uint32_t *old = unpin(t, &n);
  pin_for(t, lo);
  for (size_t k = 0; k < n; k++) drop_unpinned(t, old[k]);
  for (size_t i = t->lo; i < lo; i++) drop_unpinned(t, i);
  mem_free(old);
  t->lo = lo;
  recount(t);
}

// -- points ------------------------------------------------------------------------------------------
enum { MOST_POINTS = 16 };

static void point_free(Point *p) {
  for (size_t k = 0; k < p->n_held; k++) {
    for (int i = 0; i < p->held[k].n_args; i++) value_release(p->held[k].args[i]);
    mem_free(p->held[k].args);
    value_release(p->held[k].value);
  }
  mem_free(p->held);
  vm_point_free(p->vm);
}

static double points_bytes(const Trace *t) {
  double bytes = 0;
  for (size_t k = 0; k < t->n_points; k++) bytes += t->points[k].bytes;
  return bytes;
}

// Every second one goes; what comes is further apart.
static void thin_out(Trace *t) {
  size_t n = 0;
  for (size_t k = 0; k < t->n_points; k++) {
    if (k % 2 == 0) point_free(&t->points[k]);
    else t->points[n++] = t->points[k];
  }
  t->n_points = n;
  t->gap = t->n / (MOST_POINTS / 2);
}

typedef struct Holding { Trace *t; Point *p; } Holding;

static void hold(void *ctx, uint32_t b, int k) {
  (void)k;
  const Holding *h = ctx;
  const Event *ev = &h->t->events[b];
  for (size_t i = 0; i < h->p->n_held; i++)
    if (h->p->held[i].event == b) return;
  if (ev->gone) return;
  mem_grow(&h->p->held, &h->p->cap_held, h->p->n_held + 1, sizeof *h->p->held);
  Held *own = &h->p->held[h->p->n_held++];
  *own = (Held){.event = b, .n_args = ev->args ? ev->n_args : 0, .value = value_retain(ev->value)};
  own->args = own->n_args > 0 ? mem_alloc((size_t)own->n_args * sizeof *own->args) : NULL;
  for (int i = 0; i < own->n_args; i++) own->args[i] = value_retain(ev->args[i]);
}

void window_point(Trace *t) {
  if (t->refill || !t->want_point || !t->start || t->n == 0) return;
  if (t->n_points > 0 && t->n - t->points[t->n_points - 1].event < t->gap) return;
  Point p = {.event = t->n, .vm = vm_point_take(t->vm)};
  if (!p.vm) return;
  t->want_point = false;
  Holding h = {t, &p};
  trace_bindings(t, t->n - 1, true, hold, &h);
  for (uint32_t c = trace_frame(t, t->n - 1); c != TRACE_NONE; c = t->events[c].call) hold(&h, c, 0);
  p.bytes = vm_point_bytes(p.vm);
  mem_grow(&t->points, &t->cap_points, t->n_points + 1, sizeof *t->points);
  t->points[t->n_points++] = p;
  t->bytes += p.bytes;
  while (t->n_points > 0 && (t->n_points > MOST_POINTS || points_bytes(t) > most_bytes() / 4)) {
    double before = points_bytes(t);
    thin_out(t);
    t->bytes -= before - points_bytes(t);
  }
}

static void free_points(Trace *t) {
  for (size_t k = 0; k < t->n_points; k++) point_free(&t->points[k]);
  t->n_points = 0;
}

void window_free(Trace *t) {
  free_points(t);
  mem_free(t->points);
  mem_free(t->pins);
}

// The last point before the window begins; NULL: the run begins anew. What it holds of what is pinned is put there.
static const Point *point_for(Trace *t, size_t a) {
  const Point *p = NULL;
  for (size_t k = 0; k < t->n_points && t->points[k].event <= a; k++) p = &t->points[k];
  for (size_t k = 0; p && k < p->n_held; k++) {
    const Held *h = &p->held[k];
    Event *ev = &t->events[h->event];
    if (!ev->pinned || !ev->gone) continue;
    VmEvent from = {.value = h->value, .args = h->args, .n_args = h->n_args};
    trace_take_event(t, ev, &from);
  }
  return p;
}

// -- dropping in the middle of the run ------------------------------------------------------------------
static bool drop_half(Trace *t) {
  size_t end = held_end(t);
  if (end <= t->lo + 1) return false;
  shrink(t, t->lo + (end - t->lo) / 2 + 1 < end ? t->lo + (end - t->lo) / 2 + 1 : end - 1);
  return true;
}

bool window_bound(Trace *t, Err *e) {
  if (t->bytes <= most_bytes()) return true;
  while (t->start && t->bytes > most_bytes() * 0.75 && drop_half(t)) t->want_point = true;
  if (t->want_point) vm_point_soon(t->vm);
  if (t->bytes <= most_bytes()) return true;
  err_set(e, ERR_LIMIT, _("the recording reached %.0f MiB after %zu events"), settings.record, t->n);
  err_hint(e, _("record a smaller part of the run, or allow more with :set record-limit %.0f"), settings.record * 4);
  return false;
}

// -- computing again -----------------------------------------------------------------------------------
bool window_record(Trace *t, VmEvent *ev, Err *e) {
  Refill *r = t->refill;
  size_t i = r->at++;
  for (size_t k = 0; k < t->n_changes; k++)
    if (!change_event(&t->changes[k], i, ev, e)) return false;
  const Event *was = trace_outline(t, i);
  if (!was || i >= t->n_run || was->kind != ev->kind || was->name != ev->name || was->n_args != ev->n_args)
    return err_set(e, ERR_VALUE, _("this run does not do the same when it is done again"));
  if (i < r->a && !was->pinned) return true;
  if (t->events[i].gone) trace_take_event(t, &t->events[i], ev);
  if (i < r->a) return true;
  t->hi = i + 1;
  if (t->bytes > most_bytes() && i < r->wanted) drop_half(t);
  r->done = i + 1 >= r->b || (i >= r->wanted && t->bytes > most_bytes() * 0.9);
  return !r->done || err_set(e, ERR_LIMIT, "that is enough"); // ends the run; nobody sees it
}

// As many events as will probably fill half of the room, the wanted one in the middle.
static Refill plan(const Trace *t, size_t i) {
  double outline = (double)t->n * (double)(sizeof(Event) + sizeof(Link)) + points_bytes(t);
  size_t held = held_end(t) - t->lo;
  double each = held > 0 ? (t->bytes - outline) / (double)held : 1;
  double room = (most_bytes() - outline) / 2 / (each > 1 ? each : 1);
  size_t n = room > 16 ? (size_t)room : 16;
  Refill r = {.a = i > n / 2 ? i - n / 2 : 0, .wanted = i};
  r.b = r.a + n < t->n_run ? r.a + n : t->n_run;
  return r;
}

void window_see(Trace *t, size_t i) {
  size_t last = i + 1 < t->n_run ? i + 1 : i, n;
  if ((i >= t->lo && last < held_end(t)) || i >= t->n_run || t->refill || t->unrepeatable || !t->vm) return;
  Refill r = plan(t, last);
  Err e = {0};
  for (size_t k = t->lo; k < held_end(t); k++) trace_drop_event(&t->events[k]);
  uint32_t *old = unpin(t, &n);
  for (size_t k = 0; k < n; k++) trace_drop_event(&t->events[old[k]]);
  mem_free(old);
  t->lo = t->hi = r.a;
  pin_for(t, r.a);
  recount(t);
  const Point *from = point_for(t, r.a);
  r.at = from ? from->event : 0;
  t->refill = &r;
  bool ok = again_refill(t, from ? from->vm : NULL, &e);
  t->refill = NULL;
  bool failed = !ok && !r.done && e.code != ERR_INTERRUPT;
  if (failed && !from) t->unrepeatable = true;
  if (failed) free_points(t); // from the beginning the next time
  err_clear(&e);
  recount(t);
  idmap_free(&t->seen);
}

const Event *window_whole(Trace *t, size_t i) {
  Event *ev = &t->events[i];
  if (ev->gone && !ev->args && ev->n_args > 0) {
    ev->args = mem_alloc((size_t)ev->n_args * sizeof *ev->args);
    for (int k = 0; k < ev->n_args; k++) ev->args[k] = value_nil();
  }
  return ev;
}

void trace_set_vm(Trace *t, Vm *vm) { t->vm = vm; }

size_t trace_n_points(const Trace *t) { return t->n_points; }

void trace_held(const Trace *t, size_t *lo, size_t *hi) {
  *lo = t->lo;
  *hi = held_end(t);
}
