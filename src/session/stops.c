// SPDX-License-Identifier: GPL-3.0-or-later
// stops: a break stops at each event of its name; a watch where its value is another than at the event before that
// could have changed it. So both directions stop at the same events.
#include "session/stops.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/i18n.h"
#include "base/interrupt.h"
#include "base/map.h"
#include "base/mem.h"
#include "lang/parser.h"
#include "trace/world.h"

// -- the list ----------------------------------------------------------------------------------------
static void stop_free(Stop *s) {
  mem_free(s->what);
  source_release(s->cond);
}

void stops_free(Stops *s) {
  for (size_t i = 0; i < s->n; i++) stop_free(&s->items[i]);
  mem_free(s->items);
  *s = (Stops){0};
}

static char *trimmed(const char *text, size_t n) {
  while (n > 0 && isspace((unsigned char)*text)) text++, n--;
  while (n > 0 && isspace((unsigned char)text[n - 1])) n--;
  return mem_strndup(text, n);
}

// An expression that parses; NULL with e filled.
static Source *expression(const char *text, Err *e) {
  Arena arena = {0};
  Source *src = source_new("<condition>", text, strlen(text), 1);
  bool ok = parse(src, &arena, e) != NULL;
  arena_free(&arena);
  if (ok) return src;
  if (e->code == ERR_INCOMPLETE) e->code = ERR_SYNTAX;
  source_release(src);
  return NULL;
}

static void add(Stops *s, bool watch, char *what, Source *cond) {
  mem_grow(&s->items, &s->cap, s->n + 1, sizeof *s->items);
  s->items[s->n++] = (Stop){++s->last, watch, what, cond};
}

static const char *find_if(const char *arg) {
  for (const char *p = arg; (p = strstr(p, "if")) != NULL; p += 2)
    if ((p == arg || isspace((unsigned char)p[-1])) && isspace((unsigned char)p[2])) return p;
  return NULL;
}

bool stops_break(Stops *s, const char *arg, Err *e) {
  const char *cond = find_if(arg);
  char *what = trimmed(arg, cond ? (size_t)(cond - arg) : strlen(arg));
  if (!*what) {
    mem_free(what);
    return err_set(e, ERR_VALUE, _("break wants an operation, a function, a variable or a line: \"break softmax\", \"break softmax if max(x) > 1\""));
  }
  Source *src = cond ? expression(cond + 2, e) : NULL;
  if (cond && !src) {
    mem_free(what);
    return false;
  }
  add(s, false, what, src);
  return true;
}

bool stops_watch(Stops *s, const char *arg, Err *e) {
  if (!arg[strspn(arg, " \t")]) return err_set(e, ERR_VALUE, _("watch wants an expression: \"watch w[0, 1]\""));
  Source *src = expression(arg, e);
  if (src) add(s, true, trimmed(arg, strlen(arg)), src);
  return src != NULL;
}

static bool delete_one(Stops *s, long number, Err *e) {
  for (size_t i = 0; i < s->n; i++) {
    if (s->items[i].number != number) continue;
    stop_free(&s->items[i]);
    memmove(&s->items[i], &s->items[i + 1], (s->n - i - 1) * sizeof *s->items);
    s->n--;
    return true;
  }
  return err_set(e, ERR_VALUE, _("there is no stop with the number %ld"), number);
}

bool stops_delete(Stops *s, const char *arg, Err *e) {
  if (!arg[strspn(arg, " \t")]) {
    int last = s->last;
    stops_free(s);
    s->last = last;
    return true;
  }
  while (arg[strspn(arg, " ,\t")]) {
    char *end;
    long number = strtol(arg, &end, 10);
    if (end == arg) return err_set(e, ERR_VALUE, _("delete wants the number of a stop: \"delete 2\""));
    if (!delete_one(s, number, e)) return false;
    arg = end + strspn(end, " ,\t");
  }
  return true;
}

static const char *cond_text(const Stop *s) { return s->cond->text + strspn(s->cond->text, " \t"); }

void stop_text(const Stop *s, Str *out) {
  str_addf(out, s->watch ? "%d: watch %s" : "%d: break %s", s->number, s->what);
  if (!s->watch && s->cond) str_addf(out, " if %s", cond_text(s));
}

void stops_list(const Stops *s, Str *out) {
  for (size_t i = 0; i < s->n; i++) {
    stop_text(&s->items[i], out);
    str_addc(out, '\n');
  }
  if (s->n == 0) str_add(out, _("no stops: break and watch make some"));
}

bool stops_set(Stops *s, StopsAdd *how, const char *arg, Str *out, Err *e) {
  if (!*arg) {
    stops_list(s, out);
    return true;
  }
  if (!how(s, arg, e)) return false;
  stop_text(&s->items[s->n - 1], out);
  return true;
}

// -- looking for the next -----------------------------------------------------------------------------
typedef struct Hunt {
  Vm *vm;
  World *world;   // opened when first needed
  Trace *t;
  int dir;
  Err *e;
} Hunt;

static bool eval_at(Hunt *h, size_t i, Source *src, Value *out, Err *e) {
  *out = value_nil();
  if (!h->vm) return err_set(e, ERR_VALUE, _("there is no machine here that could compute it"));
  if (!h->world) h->world = world_open(h->vm, h->t);
  return world_eval(h->world, i, src, out, e);
}

static bool stopped(Hunt *h, size_t i) { return i % 256 == 0 && interrupt_check(h->e); }

static uint32_t line_of(const Event *ev) { return ev->at.src ? source_line_of(ev->at.src, ev->at.start) + ev->at.src->first_line : 0; }

static bool begins_line(const Hunt *h, size_t i, uint32_t line) {
  const Event *ev = trace_outline(h->t, i), *last = i > 0 ? trace_outline(h->t, i - 1) : NULL;
  return line_of(ev) == line && !(last && last->at.src == ev->at.src && line_of(last) == line && ev->at.end > last->at.start);
}

static bool is_named(const Event *ev, const char *what) {
  if (ev->kind == VM_RETURN) return false;
  return (ev->name && strcmp(ev->name, what) == 0) || (ev->op && ev->op->symbol && strcmp(ev->op->symbol, what) == 0);
}

static bool break_holds(Hunt *h, const Stop *s, size_t i) {
  uint32_t line = (uint32_t)strtoul(s->what, NULL, 10);
  bool here = line ? begins_line(h, i, line) : is_named(trace_outline(h->t, i), s->what);
  if (!here || !s->cond) return here;
  Value v;
  Err e = {0};
  bool yes = false;
  // Where the condition cannot be computed (a variable is not there yet) it does not hold; where it never can, say so.
  if (eval_at(h, i, s->cond, &v, &e)) value_truth(v, &e, &yes);
  if (e.code == ERR_INTERRUPT || !h->vm) *h->e = e;
  else err_clear(&e);
  value_release(v);
  return yes && h->e->code == ERR_NONE;
}

static bool mentions(const char *text, const char *name) {
  size_t n = name ? strlen(name) : 0;
  for (const char *p = text; n > 0 && (p = strstr(p, name)) != NULL; p += n) {
    unsigned char before = p > text ? (unsigned char)p[-1] : ' ', after = (unsigned char)p[n];
    if (!isalnum(before) && before != '_' && before < 0x80 && !isalnum(after) && after != '_' && after < 0x80) return true;
  }
  return false;
}

// Could the watched value have changed here?
static bool may_change(const Stop *s, const Event *ev) {
  if (ev->kind == VM_UPDATE) return true;
  if (ev->kind == VM_ASSIGN) return mentions(s->what, ev->name);
  for (int k = 0; ev->kind == VM_CALL && ev->arg_names && k < ev->n_args; k++)
    if (mentions(s->what, ev->arg_names[k])) return true;
  return false;
}

static bool is_plain_name(const char *s) {
  for (; *s; s++)
    if (!isalnum((unsigned char)*s) && *s != '_' && (unsigned char)*s < 0x80) return false;
  return true;
}

// A parameter as it was there, whatever happens to it later.
static Value kept(Value v) {
  if (v.type != VAL_TENSOR) return v;
  Value own = value_tensor(tape_keep(v.as.t));
  value_release(v);
  return own;
}

// The watched value at an event that may have changed it; false: it has none there.
static bool watched(Hunt *h, const Stop *s, size_t i, Value *out) {
  const Event *ev = trace_event(h->t, i);
  if (ev->kind == VM_ASSIGN && is_plain_name(s->what)) {
    *out = value_retain(ev->value);
    return true;
  }
  Err e = {0};
  bool ok = eval_at(h, i, s->cond, out, &e);
  *out = kept(*out);
  // What is built in under that name is no variable.
  if (ok && i == 0 && (out->type == VAL_FUNC || out->type == VAL_BUILTIN) && is_plain_name(s->what)) {
    value_release(*out);
    *out = value_nil();
    ok = false;
  }
  if (e.code == ERR_INTERRUPT || !h->vm) *h->e = e;
  else err_clear(&e);
  return ok;
}

// The latest value at or before event `from`, and where that is. The first event stands for what was there before.
static bool value_before(Hunt *h, const Stop *s, size_t from, size_t *at, Value *out) {
  for (size_t i = from + 1; i-- > 0;) {
    if (stopped(h, i) || h->e->code != ERR_NONE) return false;
    if ((i > 0 && !may_change(s, trace_outline(h->t, i))) || !watched(h, s, i, out)) continue;
    *at = i;
    return true;
  }
  return false;
}

static void say_change(const Stop *s, bool had, Value old, Value new, Str *out) {
  stop_text(s, out);
  str_addf(out, "\n  %s ", _("old:"));
  if (had) value_format(old, out, 6, false);
  else str_add(out, _("none"));
  str_addf(out, "\n  %s ", _("new:"));
  value_format(new, out, 6, false);
}

static bool watch_forward(Hunt *h, const Stop *s, size_t at, size_t end, size_t *to, Str *out) {
  Value old, now;
  size_t where;
  bool had = value_before(h, s, at, &where, &old);
  bool found = false;
  for (size_t i = at + 1; i < end && !found && h->e->code == ERR_NONE; i++) {
    if (stopped(h, i)) break;
    if (!may_change(s, trace_outline(h->t, i)) || !watched(h, s, i, &now)) continue;
    found = !had || !value_equal(old, now);
    if (found) say_change(s, had, old, now, out);
    if (had) value_release(old);
    old = now;
    had = true;
    *to = i;
  }
  if (had) value_release(old);
  return found;
}

static bool watch_back(Hunt *h, const Stop *s, size_t at, size_t end, size_t *to, Str *out) {
  Value now, old;
  size_t where, before;
  bool found = false;
  if (at == 0 || !value_before(h, s, at - 1, &where, &now)) return false;
  while (!found && h->e->code == ERR_NONE && where > 0 && where >= end) {
    bool had = where > 0 && value_before(h, s, where - 1, &before, &old);
    found = h->e->code == ERR_NONE && (!had || !value_equal(old, now));
    if (found) say_change(s, had, old, now, out);
    *to = where;
    value_release(now);
    now = had ? old : value_nil();
    if (!had) break;
    where = before;
  }
  value_release(now);
  return found;
}

static bool find_one(Hunt *h, const Stop *s, size_t at, size_t end, size_t *to, Str *out) {
  if (s->watch) return (h->dir > 0 ? watch_forward : watch_back)(h, s, at, end, to, out);
  for (size_t i = at; h->dir > 0 ? i + 1 < end : i > end;) {
    i = h->dir > 0 ? i + 1 : i - 1;
    if (stopped(h, i)) return false;
    if (break_holds(h, s, i)) {
      stop_text(s, out);
      *to = i;
      return true;
    }
    if (h->e->code != ERR_NONE) return false;
  }
  return false;
}

bool stops_find(const Stops *s, Vm *vm, Trace *t, size_t at, int dir, size_t *to, Str *out, Err *e) {
  Hunt h = {.vm = vm, .t = t, .dir = dir, .e = e};
  size_t end = dir > 0 ? trace_len(t) : 0;
  bool found = false;
  for (size_t i = 0; i < s->n && e->code == ERR_NONE; i++) {
    Str text = {0};
    size_t k;
    if (find_one(&h, &s->items[i], at, end, &k, &text)) {
      if (found && k == *to) str_addf(&text, "\n%s", str_c(out));
      found = true;
      *to = k;
      end = dir > 0 ? k + 1 : k;
      Str was = *out;
      *out = text;
      text = was;
    }
    str_free(&text);
  }
  world_close(h.world);
  return found && e->code == ERR_NONE;
}
