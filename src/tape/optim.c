// SPDX-License-Identifier: GPL-3.0-or-later
// optim: steps over all parameters of an optimiser. First everything is allocated that may be refused,
// then the numbers change: so a step happens to all parameters or to none.
#include "tape/optim.h"

#include <math.h>
#include <string.h>

#include "base/fast.h"
#include "base/interrupt.h"
#include "base/mem.h"

// -- life ------------------------------------------------------------------------------------------

Optim *optim_new(OptimKind kind) {
  Optim *o = mem_zalloc(sizeof *o);
  o->kind = kind;
  return o;
}

void optim_free(Optim *o) {
  if (!o) return;
  for (size_t i = 0; i < o->n; i++) {
    tensor_release(o->params[i].leaf);
    for (int k = 0; k < OPTIM_MAX_STATE; k++) tensor_release(o->params[i].state[k]);
  }
  mem_free(o->params);
  mem_free(o->groups);
  mem_free(o);
}

size_t optim_add_group(Optim *o, const OptimOptions *options) {
  mem_grow(&o->groups, &o->cap_groups, o->n_groups + 1, sizeof *o->groups);
  o->groups[o->n_groups] = *options;
  return o->n_groups++;
}

bool optim_add(Optim *o, Tensor *leaf, const char *name, size_t group, Err *e) {
  for (size_t i = 0; i < o->n; i++)
    if (o->params[i].leaf == leaf) return err_set(e, ERR_VALUE, _("%s: the parameter %s is given twice"), optim_rules[o->kind].name, name);
  mem_grow(&o->params, &o->cap, o->n + 1, sizeof *o->params);
  o->params[o->n++] = (OptimParam){.leaf = tensor_retain(leaf), .name = name, .group = group};
  return true;
}

// -- a step ----------------------------------------------------------------------------------------

bool optim_make_state(const Optim *o, OptimParam *p, int k, Err *e) {
  const OptimOptions *opt = &o->groups[p->group];
  if (p->state[k]) return true;
  float first = o->kind == OPTIM_ADAGRAD ? (float)opt->initial_accumulator_value : 0;
  return (p->state[k] = tensor_full(&p->leaf->shape, first, e)) != NULL;
}

// State of which someone else has a share (a saved state) becomes our own.
static bool own_state(const Optim *o, OptimParam *p, Err *e) {
  const OptimRule *rule = &optim_rules[o->kind];
  for (int k = 0; k < OPTIM_MAX_STATE && rule->state[k]; k++) {
    if (!rule->uses(&o->groups[p->group], k)) continue;
    if (!optim_make_state(o, p, k, e)) return false;
    if (p->state[k]->refs == 1 && tensor_is_alone(p->state[k])) continue;
    Tensor *copy = tensor_copy(p->state[k], e);
    if (!copy) return false;
    tensor_release(p->state[k]);
    p->state[k] = copy;
  }
  return true;
}

static bool is_changed(const OptimParam *p) { return tape_requires_grad(p->leaf) && tape_has_grad(p->leaf); }

// What a step is about to change: where its numbers are, and where they go.
typedef struct Change { const float *old; Tensor *before; } Change;

// Puts back what was moved to new storage.
static void give_up(Optim *o, Change *c, size_t n) {
  for (size_t i = 0; i < n; i++) {
    if (c[i].old && c[i].old != o->params[i].leaf->data)
      memcpy(o->params[i].leaf->data, c[i].old, o->params[i].leaf->size * sizeof(float));
    tensor_release(c[i].before);
    c[i].before = NULL;
  }
}

static bool prepare(Optim *o, Change *c, bool keep, Err *e) {
  for (size_t i = 0; i < o->n; i++) {
    OptimParam *p = &o->params[i];
    if (!is_changed(p)) continue;
    bool by_rows = optim_rules[o->kind].by_rows(&o->groups[p->group]);
    bool ok = (by_rows || tape_settle_grad(p->leaf, e)) && own_state(o, p, e);
    if (ok && keep) c[i].before = tape_keep(p->leaf);
    if (ok && tape_renew(p->leaf, &c[i].old, e)) continue;
    give_up(o, c, i + 1);
    return false;
  }
  return true;
}

// n numbers from `at` on, by their gradient.
static void change_part(const Optim *o, OptimParam *p, const float *old, const float *grad, size_t at, size_t n) {
  float *state[OPTIM_MAX_STATE];
  for (int k = 0; k < OPTIM_MAX_STATE; k++) state[k] = p->state[k] ? p->state[k]->data + at : NULL;
  optim_rules[o->kind].update(&o->groups[p->group], p->steps, p->leaf->data + at, old + at, grad, state, n);
}

static void change(const Optim *o, OptimParam *p, const float *old) {
  Grad g = tape_grad_as_is(p->leaf);
  p->steps++;
  if (g.dense) {
    change_part(o, p, old, g.dense->data, 0, p->leaf->size);
    return;
  }
  size_t n = g.rows->width;
  if (p->leaf->data != old) memcpy(p->leaf->data, old, p->leaf->size * sizeof *old);
  for (size_t k = 0; k < g.rows->n; k++) change_part(o, p, old, g.rows->x + k * n, g.rows->ids[k] * n, n);
}

bool optim_step(Optim *o, OptimTell *tell, void *ctx, Err *e) {
  Change few[32], *c = o->n <= 32 ? few : mem_alloc(o->n * sizeof *c);
  memset(c, 0, o->n * sizeof *c);
  bool ok = prepare(o, c, tell != NULL, e);
  for (size_t i = 0; ok && i < o->n; i++)
    if (c[i].old) change(o, &o->params[i], c[i].old);
  for (size_t i = 0; i < o->n; i++) {
    if (ok && c[i].before) ok = tell(ctx, &o->params[i], c[i].before, e);
    tensor_release(c[i].before);
  }
  if (c != few) mem_free(c);
  return ok;
}

void optim_zero_grad(Optim *o) {
  for (size_t i = 0; i < o->n; i++) tape_zero_grad(o->params[i].leaf);
}

// -- gradients as a whole ----------------------------------------------------------------------------

// Each goes on from what the numbers before have come to.
HOT_LOOP static double sum_of_squares(double total, const float *x, size_t n) {
  for (size_t i = 0; i < n; i++) total += (double)x[i] * (double)x[i];
  return total;
}

static double sum_of_powers(double total, const float *x, size_t n, double power) {
  for (size_t i = 0; i < n; i++) total += pow(fabs((double)x[i]), power);
  return total;
}

static double largest(double most, const float *x, size_t n) {
  for (size_t i = 0; i < n; i++) most = fmax(most, fabs((double)x[i]));
  return most;
}

static double norm_on(double total, const float *x, size_t n, double type) {
  if (isinf(type)) return largest(total, x, n);
  return type == 2 ? sum_of_squares(total, x, n) : sum_of_powers(total, x, n, type);
}

// In the order of the table, so that the sum is the table's.
static double norm_of_rows(Rows *r, double type) {
  double total = 0;
  size_t *places = mem_alloc((r->n + 1) * sizeof *places);
  rows_sort(r, places);
  for (size_t k = 0; k < r->n; k++) total = norm_on(total, r->x + places[k] * r->width, r->width, type);
  mem_free(places);
  return total;
}

static double common_norm(Tensor *const *leaves, size_t n, double type) {
  double total = 0;
  for (size_t i = 0; i < n; i++) {
    Grad g = tape_grad_as_is(leaves[i]);
    if (!g.dense && !g.rows) continue;
    double part = g.rows ? norm_of_rows(g.rows, type) : norm_on(0, g.dense->data, g.dense->size, type);
    total = isinf(type) ? fmax(total, part) : total + part;
  }
  return isinf(type) ? total : pow(total, 1 / type);
}

// Rows that only the parameter holds may be written as they are; else it needs a tensor of its own.
static bool own_grad(Tensor *leaf, Err *e) {
  const Rows *r = tape_grad_as_is(leaf).rows;
  return (r && r->refs == 1) || !tape_has_grad(leaf) || tape_own_grad(leaf, e);
}

bool optim_clip_grad_norm(Tensor *const *leaves, size_t n, double max, double norm_type, double *norm, Err *e) {
  *norm = common_norm(leaves, n, norm_type);
  float scale = (float)(max / (*norm + 1e-6));
  if (!(scale < 1)) return true;
  for (size_t i = 0; i < n; i++)
    if (!own_grad(leaves[i], e)) return false;
  for (size_t i = 0; i < n; i++) {
    Grad g = tape_grad_as_is(leaves[i]);
    float *x = g.rows ? g.rows->x : g.dense ? g.dense->data : NULL;
    size_t size = g.rows ? g.rows->n * g.rows->width : g.dense ? g.dense->size : 0;
    for (size_t k = 0; k < size; k++) x[k] *= scale;
  }
  return true;
}

bool optim_assign(Tensor *leaf, const Tensor *value, Err *e) {
  if (!shape_eq(&leaf->shape, &value->shape))
    return err_set(e, ERR_SHAPE, _("a parameter of shape %s does not take a value of shape %s"),
                   shape_text(&leaf->shape).s, shape_text(&value->shape).s);
  const float *old;
  Tensor *share = tensor_retain((Tensor *)value); // value may be the parameter as it is now
  bool ok = tape_renew(leaf, &old, e);
  if (ok && leaf->data != value->data) memmove(leaf->data, value->data, leaf->size * sizeof(float));
  tensor_release(share);
  return ok;
}
