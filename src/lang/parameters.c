// SPDX-License-Identifier: GPL-3.0-or-later
// parameters: a walk over models within models. Values nest at most VALUE_MAX_DEPTH deep.
#include "lang/parameters.h"

#include <stdio.h>

#include "base/map.h"
#include "base/mem.h"

typedef struct Walk {
  Str name; // of the place
  ParamFn *f;
  void *ctx;
} Walk;

static bool walk_value(Walk *w, Value v, bool in_model, Err *e);

static void cut(Walk *w, size_t n) {
  w->name.n = n;
  if (w->name.s) w->name.s[n] = '\0';
}

static bool walk_part(Walk *w, const char *part, Value v, bool in_model, Err *e) {
  size_t n = w->name.n;
  str_addf(&w->name, n ? ".%s" : "%s", part);
  bool ok = walk_value(w, v, in_model, e);
  cut(w, n);
  return ok;
}

// A record of parameters: they count by their own names, as if the model had them itself.
static bool walk_param(Walk *w, const Field *field, Err *e) {
  if (field->value.type != VAL_RECORD) return walk_part(w, field->name, field->value, false, e);
  const ObjRecord *r = (const ObjRecord *)field->value.as.obj;
  for (size_t i = 0; i < r->n; i++)
    if (!walk_part(w, r->fields[i].name, r->fields[i].value, false, e)) return false;
  return true;
}

static bool walk_model(Walk *w, const ObjModel *m, Err *e) {
  for (size_t i = 0; i < m->n; i++) {
    bool ok = m->is_param[i] ? walk_param(w, &m->fields[i], e)
                             : walk_part(w, m->fields[i].name, m->fields[i].value, true, e);
    if (!ok) return false;
  }
  return true;
}

static bool walk_list(Walk *w, const ObjList *l, bool in_model, Err *e) {
  for (size_t i = 0; i < l->n; i++) {
    ValueType t = l->items[i].type;
    if (t != VAL_MODEL && t != VAL_LIST && t != VAL_RECORD && t != VAL_TENSOR) continue;
    char number[24];
    snprintf(number, sizeof number, "%zu", i);
    if (!walk_part(w, number, l->items[i], in_model, e)) return false;
  }
  return true;
}

static bool walk_record(Walk *w, const ObjRecord *r, bool in_model, Err *e) {
  for (size_t i = 0; i < r->n; i++)
    if (!walk_part(w, r->fields[i].name, r->fields[i].value, in_model, e)) return false;
  return true;
}

static bool walk_leaf(Walk *w, Tensor *t, Err *e) {
  if (!tape_is_leaf(t)) return true;
  const char *name = w->name.n ? name_intern(w->name.s, w->name.n) : t->name ? t->name : name_of("x");
  return w->f(w->ctx, name, t, e);
}

// in_model: among the other variables of a model, where a tensor is no parameter of the model's.
static bool walk_value(Walk *w, Value v, bool in_model, Err *e) {
  switch (v.type) {
  case VAL_TENSOR: return in_model || walk_leaf(w, v.as.t, e);
  case VAL_MODEL: return walk_model(w, (const ObjModel *)v.as.obj, e);
  case VAL_LIST: return walk_list(w, (const ObjList *)v.as.obj, in_model, e);
  case VAL_RECORD: return walk_record(w, (const ObjRecord *)v.as.obj, in_model, e);
  default: return true;
  }
}

bool each_param(Value v, ParamFn *f, void *ctx, Err *e) {
  Walk w = {.f = f, .ctx = ctx};
  bool ok = walk_value(&w, v, false, e);
  str_free(&w.name);
  return ok;
}
