// SPDX-License-Identifier: GPL-3.0-or-later
// pins: expressions shown as views, kept as panels and drawn anew when their values change.
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "base/settings.h"
#include "session/parts.h"

static void pin_free(Pin *p) {
  value_release(p->spec.value);
  value_release(p->spec.rows);
  value_release(p->spec.cols);
  mem_free(p->expr);
  mem_free(p->labels);
}

// What has rows and columns that names are for: the tensor, or that of a diff.
static const Shape *shape_to_name(Value v) {
  const Value *after = v.type == VAL_RECORD ? value_field(v, name_of("after")) : &v;
  return after && after->type == VAL_TENSOR && after->as.t->shape.rank > 0 ? &after->as.t->shape : NULL;
}

// Names suit a dimension that is as long as they are many.
static Value names_for(Value names, int64_t n) {
  bool suits = names.type == VAL_LIST && ((const ObjList *)names.as.obj)->n == (size_t)n;
  return suits ? value_retain(names) : value_nil();
}

// Names of both dimensions, or a pair: those of the rows and those of the columns.
static bool set_labels(Session *s, Pin *p, Err *e) {
  if (!p->labels) return true;
  Value names;
  if (!session_eval(s, p->labels, &names, e)) return false;
  const ObjList *l = names.type == VAL_LIST ? (const ObjList *)names.as.obj : NULL;
  bool pair = l && l->n == 2 && l->items[0].type == VAL_LIST && l->items[1].type == VAL_LIST;
  const Shape *sh = shape_to_name(p->spec.value);
  if (sh) {
    int last = sh->rank - 1;
    if (last > 0) p->spec.cols = names_for(pair ? l->items[1] : names, sh->dim[last]);
    p->spec.rows = names_for(pair ? l->items[0] : names, sh->dim[last > 0 ? last - 1 : 0]);
  }
  value_release(names);
  return true;
}

// A list to be filled, a history that has not begun: its panel waits for what comes.
static bool is_empty(Value v) {
  if (v.type == VAL_TENSOR) return v.as.t->size == 0;
  return v.type == VAL_LIST && ((const ObjList *)v.as.obj)->n == 0;
}

bool pin_waits(const Pin *p) { return is_empty(p->spec.value) && !p->kind->accepts(p->spec.value); }

// Evaluates the expression of p into p->spec, choosing a kind where none was chosen.
static bool pin_eval(Session *s, Pin *p, Err *e) {
  Value v;
  if (!session_eval(s, p->expr, &v, e)) return false;
  if (!p->own_kind) p->kind = view_for(v);
  if (!p->kind->accepts(v) && !is_empty(v)) {
    err_set(e, ERR_TYPE, _("%s cannot be shown as %s: it is %s"), p->expr, p->kind->name, value_phrase(v));
    err_hint(e, "%s: %s", p->kind->name, _(p->kind->doc));
    value_release(v);
    return false;
  }
  value_release(p->spec.value);
  value_release(p->spec.rows);
  value_release(p->spec.cols);
  p->spec.rows = p->spec.cols = value_nil();
  p->spec.value = v;
  p->spec.title = p->expr;
  view_clamp(p->kind, &p->spec);
  return set_labels(s, p, e);
}

static bool view_name(const char *name, const ViewDef **kind, Err *e) {
  *kind = view_find(name);
  if (*kind) return true;
  Str all = {0};
  for (size_t i = 0; i < n_views; i++) str_addf(&all, "%s%s", i ? ", " : "", view_table[i]->name);
  err_set(e, ERR_NAME, _("there is no view named %s; there are %s"), name, str_c(&all));
  str_free(&all);
  return false;
}

// "heatmap with words" -> kind and labels; either may be missing.
static bool parse_kind(Pin *p, const char *kind, Err *e) {
  if (!kind || !*kind) return true;
  const char *with = str_starts(kind, "with ") ? kind : strstr(kind, " with ");
  size_t n = with ? (size_t)(with - kind) : strlen(kind);
  if (with) p->labels = mem_strdup(strstr(with, "with ") + 5);
  if (n == 0) return true;
  char *name = mem_strndup(kind, n);
  p->own_kind = view_name(name, &p->kind, e);
  mem_free(name);
  return p->own_kind;
}

size_t session_pins(Session *s, Pin **pins) {
  *pins = s->pins;
  return s->n_pins;
}

static void pin_keep(Session *s, Pin p) {
  for (size_t i = 0; i < s->n_pins; i++)
    if (strcmp(s->pins[i].expr, p.expr) == 0) {
      pin_free(&s->pins[i]);
      s->pins[i] = p;
      return;
    }
  mem_grow(&s->pins, &s->cap_pins, s->n_pins + 1, sizeof *s->pins);
  s->pins[s->n_pins++] = p;
}

static void describe(Session *s, const Pin *p) {
  if (pin_waits(p)) {
    session_textf(s, TEXT_RESULT, _("%s is empty; there is nothing to show yet"), p->expr);
    return;
  }
  Str out = {0};
  p->kind->describe(&p->spec, &out);
  session_text(s, TEXT_RESULT, str_c(&out));
  str_free(&out);
}

bool session_view(Session *s, const char *expr, const char *kind, bool pin, Err *e) {
  Pin p = {.expr = mem_strdup(expr), .spec = {.value = value_nil(), .rows = value_nil(), .cols = value_nil()}};
  if (!parse_kind(&p, kind, e) || !pin_eval(s, &p, e)) {
    pin_free(&p);
    return false;
  }
  if (settings.describe) describe(s, &p);
  else if (pin_waits(&p)) session_textf(s, TEXT_NOTE, _("%s is empty; there is nothing to show yet"), expr);
  else s->front.view(s->front.self, p.kind, &p.spec, pin);
  if (pin) pin_keep(s, p);
  else pin_free(&p);
  return true;
}

bool session_describe(Session *s, const char *expr, const char *kind, Err *e) {
  Pin p = {.expr = mem_strdup(expr), .spec = {.value = value_nil(), .rows = value_nil(), .cols = value_nil()}};
  bool ok = parse_kind(&p, kind, e) && pin_eval(s, &p, e);
  if (ok) describe(s, &p);
  pin_free(&p);
  return ok;
}

// The last " as " ends the expression; else the last " with ".
static const char *args_end(const char *args) {
  for (const char *p = args + strlen(args); p-- > args;)
    if (str_starts(p, " as ")) return p;
  for (const char *p = args + strlen(args); p-- > args;)
    if (str_starts(p, " with ")) return p;
  return NULL;
}

char *session_view_args(const char *args, const char **kind) {
  const char *cut = args_end(args);
  *kind = !cut ? NULL : str_starts(cut, " as ") ? cut + 4 : cut + 1;
  return mem_strndup(args, cut ? (size_t)(cut - args) : strlen(args));
}

static void unpin_at(Session *s, size_t i) {
  pin_free(&s->pins[i]);
  memmove(&s->pins[i], &s->pins[i + 1], (--s->n_pins - i) * sizeof *s->pins);
}

bool session_unpin(Session *s, const char *expr) {
  bool any = false;
  for (size_t i = s->n_pins; i-- > 0;)
    if (!expr || strcmp(s->pins[i].expr, expr) == 0) {
      unpin_at(s, i);
      any = true;
    }
  return any;
}

void session_refresh_pins(Session *s) {
  for (size_t i = s->n_pins; i-- > 0;) {
    Err e = {0};
    if (!pin_eval(s, &s->pins[i], &e)) {
      session_textf(s, TEXT_NOTE, _("the panel %s is closed: %s"), s->pins[i].expr, e.text);
      unpin_at(s, i);
    }
    err_clear(&e);
  }
}

static bool same_shape(Value a, Value b) {
  return a.type == VAL_TENSOR && b.type == VAL_TENSOR && shape_eq(&a.as.t->shape, &b.as.t->shape);
}

// What cannot be evaluated or shown just now stays for the moment: the next input closes its panel, if need be.
static void pin_live(Session *s, Pin *p) {
  Err e = {0};
  Value v, *names[] = {&p->spec.rows, &p->spec.cols};
  Source *src = source_new("<panel>", p->expr, strlen(p->expr), 1);
  bool ok = vm_peek(s->vm, src, &v, &e);
  const ViewDef *kind = ok && !p->own_kind ? view_for(v) : p->kind;
  if (ok && (kind->accepts(v) || is_empty(v))) {
    for (int i = 0; i < 2 && !same_shape(v, p->spec.value); i++) { // they named other rows and columns
      value_release(*names[i]);
      *names[i] = value_nil();
    }
    Value old = p->spec.value;
    p->spec.value = v;
    p->kind = kind;
    if (v.type == VAL_TENSOR && p->spec.cursor >= v.as.t->size) p->spec.cursor = 0;
    value_release(old);
  } else {
    value_release(v);
  }
  source_release(src);
  err_clear(&e);
}

void session_live(Session *s) {
  for (size_t i = 0; i < s->n_pins; i++) pin_live(s, &s->pins[i]);
}
