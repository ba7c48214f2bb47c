// SPDX-License-Identifier: GPL-3.0-or-later
// optimiser: options by name, groups of parameters, and what an optimiser shows of itself.
#include "lang/optimiser.h"

#include <math.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/map.h"
#include "base/mem.h"
#include "lang/parameters.h"

// -- options -----------------------------------------------------------------------------------

enum { SGD = 1 << OPTIM_SGD, ADAM = 1 << OPTIM_ADAM | 1 << OPTIM_ADAMW, ADAGRAD = 1 << OPTIM_ADAGRAD,
       RMSPROP = 1 << OPTIM_RMSPROP, ALL = SGD | ADAM | ADAGRAD | RMSPROP };

typedef struct OptionDef {
  const char *name;
  size_t at;       // in OptimOptions
  bool flag;
  int kinds;       // that have it
  double max;      // the largest value that makes sense
} OptionDef;

#define NUMBER(name, kinds, max) {#name, offsetof(OptimOptions, name), false, kinds, max}
#define FLAG(name, kinds) {#name, offsetof(OptimOptions, name), true, kinds, 1}
static const OptionDef options[] = {
  NUMBER(lr, ALL, INFINITY), NUMBER(weight_decay, ALL, INFINITY), NUMBER(momentum, SGD | RMSPROP, INFINITY),
  NUMBER(dampening, SGD, INFINITY), NUMBER(eps, ADAM | ADAGRAD | RMSPROP, INFINITY), NUMBER(alpha, RMSPROP, 1),
  NUMBER(lr_decay, ADAGRAD, INFINITY), NUMBER(initial_accumulator_value, ADAGRAD, INFINITY), FLAG(nesterov, SGD),
  FLAG(amsgrad, ADAM), FLAG(centered, RMSPROP), FLAG(maximize, ALL),
};
enum { N_OPTIONS = sizeof options / sizeof *options };

static const OptionDef *find_option(OptimKind kind, const char *name) {
  for (int i = 0; i < N_OPTIONS; i++)
    if (strcmp(options[i].name, name) == 0 && (options[i].kinds & 1 << kind)) return &options[i];
  return NULL;
}

static bool has_betas(OptimKind kind, const char *name) { return strcmp(name, "betas") == 0 && (ADAM & 1 << kind); }

static bool set_betas(OptimOptions *o, Value v, Err *e) {
  double b[2] = {-1, -1};
  if (v.type == VAL_TENSOR && v.as.t->size == 2)
    for (int i = 0; i < 2; i++) {
      // A float32 0.9 is meant as 0.9: the seven digits that it holds.
      char text[32];
      snprintf(text, sizeof text, "%.7g", (double)v.as.t->data[i]);
      b[i] = strtod(text, NULL);
    }
  const ObjList *l = v.type == VAL_LIST ? (const ObjList *)v.as.obj : NULL;
  for (size_t i = 0; l && l->n == 2 && i < 2; i++) value_is_number(l->items[i], &b[i]);
  if (!(b[0] >= 0 && b[0] < 1 && b[1] >= 0 && b[1] < 1))
    return err_set(e, ERR_VALUE, "%s", _("betas are two numbers from 0 to below 1, as [0.9, 0.999]"));
  o->beta1 = b[0];
  o->beta2 = b[1];
  return true;
}

bool optimiser_set_option(OptimKind kind, OptimOptions *o, const char *name, Value v, Err *e) {
  if (has_betas(kind, name)) return set_betas(o, v, e);
  const OptionDef *d = find_option(kind, name);
  double x;
  if (!d) return false;
  if (!value_is_number(v, &x) || !(d->flag || (x >= 0 && x <= d->max && !isinf(x))))
    return err_set(e, ERR_VALUE, _("%s: %s must be a number that is not negative"), optim_rules[kind].name, name);
  if (d->flag) *(bool *)((char *)o + d->at) = x != 0;
  else *(double *)((char *)o + d->at) = x;
  return true;
}

bool optimiser_get_option(OptimKind kind, const OptimOptions *o, const char *name, Value *out, Err *e) {
  if (has_betas(kind, name)) {
    *out = value_list((Value[]){value_num(o->beta1), value_num(o->beta2)}, 2, e);
    return out->type != VAL_NIL;
  }
  const OptionDef *d = find_option(kind, name);
  if (!d) return false;
  *out = d->flag ? value_bool(*(const bool *)((const char *)o + d->at))
                 : value_num(*(const double *)((const char *)o + d->at));
  return true;
}

// -- parameters and groups -------------------------------------------------------------------------

typedef struct Taker { Optim *o; size_t group, first; } Taker;

// A parameter that a model uses in two places is one.
static bool take_leaf(void *ctx, const char *name, Tensor *leaf, Err *e) {
  Taker *t = ctx;
  for (size_t i = t->first; i < t->o->n; i++)
    if (t->o->params[i].leaf == leaf) return true;
  return optim_add(t->o, leaf, name, t->group, e);
}

static bool take_group(Optim *o, Value params, const OptimOptions *opt, Err *e) {
  Taker t = {o, optim_add_group(o, opt), o->n};
  if (!each_param(params, take_leaf, &t, e)) return false;
  if (o->n > t.first) return true;
  Str s = {0};
  value_describe(params, &s);
  err_set(e, ERR_TYPE, _("%s wants a model or parameters; there are none in %s"), optim_rules[o->kind].name, str_c(&s));
  str_free(&s);
  return false;
}

static bool is_group(Value v) { return v.type == VAL_RECORD && value_field(v, name_of("params")); }

static bool take_record(Optim *o, Value group, const OptimOptions *defaults, Err *e) {
  OptimOptions opt = *defaults;
  const ObjRecord *r = (const ObjRecord *)group.as.obj;
  for (size_t i = 0; i < r->n; i++) {
    const char *name = r->fields[i].name;
    if (strcmp(name, "params") == 0 || optimiser_set_option(o->kind, &opt, name, r->fields[i].value, e)) continue;
    return e->code ? false : err_set(e, ERR_NAME, _("%s has no option %s"), optim_rules[o->kind].name, name);
  }
  return take_group(o, *value_field(group, name_of("params")), &opt, e);
}

bool optimiser_take(Optim *o, Value params, const OptimOptions *defaults, Err *e) {
  if (is_group(params)) return take_record(o, params, defaults, e);
  const ObjList *l = params.type == VAL_LIST ? (const ObjList *)params.as.obj : NULL;
  if (!l || l->n == 0 || !is_group(l->items[0])) return take_group(o, params, defaults, e);
  for (size_t i = 0; i < l->n; i++) {
    if (!is_group(l->items[i])) return err_set(e, ERR_TYPE, _("group %zu is no record {params: ..., lr: ...}"), i);
    if (!take_record(o, l->items[i], defaults, e)) return false;
  }
  return true;
}

// -- the handle ------------------------------------------------------------------------------------

static void drop(void *p) { optim_free(p); }

static void format(void *p, Str *out) {
  const Optim *o = p;
  double steps = 0;
  for (size_t i = 0; i < o->n; i++) steps = fmax(steps, o->params[i].steps);
  str_addf(out, o->n == 1 ? "<%s of %zu parameter, lr " : "<%s of %zu parameters, lr ", optim_rules[o->kind].name, o->n);
  for (size_t g = 0; g < o->n_groups; g++) {
    if (g) str_add(out, ", ");
    format_number(out, o->groups[g].lr, 6);
  }
  str_addf(out, steps == 1 ? ", %.0f step>" : ", %.0f steps>", steps);
}

static bool group_value(const Optim *o, size_t g, Value *out, Err *e) {
  Value names = value_list(NULL, 0, e), v;
  *out = value_record(NULL, 0, e);
  for (size_t i = 0; i < o->n && !e->code; i++)
    if (o->params[i].group == g) value_push(&names, value_str(o->params[i].name, strlen(o->params[i].name), e), e);
  if (e->code) value_release(names);
  else value_set_field(out, name_of("params"), names, e);
  for (int i = 0; i < N_OPTIONS && !e->code; i++)
    if (optimiser_get_option(o->kind, &o->groups[g], options[i].name, &v, e))
      value_set_field(out, name_of(options[i].name), v, e);
  if (!e->code && optimiser_get_option(o->kind, &o->groups[g], "betas", &v, e))
    value_set_field(out, name_of("betas"), v, e);
  return e->code == ERR_NONE;
}

// One value for each group, as a list; a single one where all agree.
static bool of_groups(const Optim *o, const char *name, Value *out, Err *e) {
  bool groups = strcmp(name, "groups") == 0, same = !groups;
  Value first = value_nil(), list = value_list(NULL, 0, e);
  for (size_t g = 0; g < o->n_groups && !e->code; g++) {
    Value v = value_nil();
    bool ok = groups ? group_value(o, g, &v, e) : optimiser_get_option(o->kind, &o->groups[g], name, &v, e);
    if (!ok) value_release(v);
    if (!ok && !e->code) { // no such field
      value_release(list);
      return false;
    }
    if (!ok) break;
    if (g == 0) first = v;
    else if (!value_equal(first, v)) same = false;
    value_push(&list, v, e);
  }
  *out = e->code ? value_nil() : same ? value_retain(first) : value_retain(list);
  value_release(list);
  return e->code == ERR_NONE;
}

static bool get(void *p, const char *name, Value *out, Err *e) { return of_groups(p, name, out, e); }

// A number for all groups, or one for each.
static bool set(void *p, const char *name, Value v, Err *e) {
  Optim *o = p;
  if (!has_betas(o->kind, name) && !find_option(o->kind, name)) return false;
  bool each = !has_betas(o->kind, name) && (v.type == VAL_LIST || (v.type == VAL_TENSOR && v.as.t->shape.rank == 1));
  size_t n = v.type == VAL_LIST ? ((const ObjList *)v.as.obj)->n : each ? v.as.t->size : 0;
  if (each && n != o->n_groups)
    return err_set(e, ERR_VALUE, _("%zu values were given for %zu groups of parameters"), n, o->n_groups);
  for (size_t g = 0; g < o->n_groups; g++) {
    Value one = !each ? v : v.type == VAL_LIST ? ((const ObjList *)v.as.obj)->items[g] : value_num((double)v.as.t->data[g]);
    OptimOptions probe = o->groups[g];
    if (!optimiser_set_option(o->kind, &probe, name, one, e)) return false;
  }
  for (size_t g = 0; g < o->n_groups; g++) {
    Value one = !each ? v : v.type == VAL_LIST ? ((const ObjList *)v.as.obj)->items[g] : value_num((double)v.as.t->data[g]);
    optimiser_set_option(o->kind, &o->groups[g], name, one, e);
  }
  return true;
}

static const char *const fields[] = {"lr", "weight_decay", "momentum", "betas", "eps", "groups", NULL};
const HandleType optimiser_handle = {
  .name = "optimiser", .phrase = N_("an optimiser"), .drop = drop, .format = format, .get = get, .set = set, .fields = fields,
};

Optim *optimiser_of(Value v) {
  if (v.type != VAL_HANDLE) return NULL;
  const ObjHandle *h = (const ObjHandle *)v.as.obj;
  return h->type == &optimiser_handle ? h->p : NULL;
}
