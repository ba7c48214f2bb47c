// SPDX-License-Identifier: GPL-3.0-or-later
// vm_snapshot: all that has identity, at one time. Values are shared with the snapshot, so taking one copies no
// numbers; what changes a parameter or an optimiser's state afterwards finds that somebody keeps them.
#include <string.h>

#include "base/idmap.h"
#include "base/mem.h"
#include "base/rng.h"
#include "lang/machine.h"
#include "lang/optimiser.h"

typedef struct Saved { const char *name; Value value; uint64_t defined_at; bool left_out; } Saved;
typedef struct SavedLeaf { Tensor *leaf, *kept; Grad grad; } SavedLeaf; // all retained
typedef struct SavedParam { double steps; Tensor *state[OPTIM_MAX_STATE]; } SavedParam;
typedef struct SavedOptim {
  Value handle;             // retained
  OptimOptions *groups;     // owned
  size_t n_groups, n;
  SavedParam *params;       // owned, as many as it had
} SavedOptim;

struct VmSnapshot {
  const Vm *vm;
  Rng rng;
  Saved *globals;
  SavedLeaf *leaves;
  SavedOptim *optims;
  size_t n, n_leaves, cap_leaves, n_optims, cap_optims;
};

// -- what is within reach ------------------------------------------------------------------------
typedef struct Reach {
  IdMap seen;
  VmLeafFn *leaf;
  void (*optim)(void *ctx, Value handle); // may be NULL
  void *ctx;
} Reach;

static void reach(Reach *r, Value v);

static void reach_leaf(Reach *r, Tensor *t) {
  if (tape_is_leaf(t) && idmap_add(&r->seen, id_of(t), 0)) r->leaf(r->ctx, t);
}

static void reach_fields(Reach *r, const Field *fields, size_t n) {
  for (size_t i = 0; i < n; i++) reach(r, fields[i].value);
}

static void reach_items(Reach *r, const Value *items, size_t n) {
  for (size_t i = 0; i < n; i++)
    if (value_on_heap(items[i])) reach(r, items[i]);
}

static void reach_optim(Reach *r, Value v) {
  const Optim *o = optimiser_of(v);
  for (size_t i = 0; o && i < o->n; i++) reach_leaf(r, o->params[i].leaf);
  if (o && r->optim) r->optim(r->ctx, v);
}

// Nesting is bounded by VALUE_MAX_DEPTH.
static void reach(Reach *r, Value v) {
  if (v.type == VAL_TENSOR) reach_leaf(r, v.as.t);
  if (v.type <= VAL_STR || v.type == VAL_RANGE || v.type == VAL_BUILTIN || !idmap_add(&r->seen, id_of(v.as.obj), 0)) return;
  const ObjList *list = (const ObjList *)v.as.obj;
  const ObjRecord *record = (const ObjRecord *)v.as.obj;
  const ObjModel *model = (const ObjModel *)v.as.obj;
  const ObjFunc *func = (const ObjFunc *)v.as.obj;
  switch (v.type) {
  case VAL_LIST: reach_items(r, list->items, list->n); break;
  case VAL_RECORD: reach_fields(r, record->fields, record->n); break;
  case VAL_MODEL: reach_fields(r, model->fields, model->n); break;
  case VAL_HANDLE: reach_optim(r, v); break;
  case VAL_FUNC:
    reach(r, func->self);
    reach_items(r, func->captures, func->n_captures);
    break;
  default: break;
  }
}

// What is known besides variables (the library) holds no parameters that anyone could change.
static void reach_all(Reach *r, Vm *vm) {
  for (size_t i = 0; i < vm->n_globals; i++) reach(r, vm->globals[i].value);
  for (size_t i = 0; i < vm->sp; i++)
    if (vm->stack[i].type != VALUE_UNSET && vm->stack[i].type != VALUE_FLOAT) reach(r, vm->stack[i]);
  idmap_free(&r->seen);
}

void vm_each_leaf(Vm *vm, VmLeafFn *f, void *ctx) { reach_all(&(Reach){.leaf = f, .ctx = ctx}, vm); }

// -- taking one ----------------------------------------------------------------------------------
static void save_leaf(void *ctx, Tensor *leaf) {
  VmSnapshot *s = ctx;
  mem_grow(&s->leaves, &s->cap_leaves, s->n_leaves + 1, sizeof *s->leaves);
  s->leaves[s->n_leaves++] = (SavedLeaf){tensor_retain(leaf), tape_keep(leaf), grad_retain(tape_grad_as_is(leaf))};
}

static void save_optim(void *ctx, Value handle) {
  VmSnapshot *s = ctx;
  const Optim *o = optimiser_of(handle);
  SavedOptim own = {.handle = value_retain(handle), .n_groups = o->n_groups, .n = o->n};
  own.groups = mem_alloc((o->n_groups + 1) * sizeof *own.groups);
  if (o->n_groups) memcpy(own.groups, o->groups, o->n_groups * sizeof *own.groups);
  own.params = mem_alloc((o->n + 1) * sizeof *own.params);
  for (size_t i = 0; i < o->n; i++) {
    own.params[i].steps = o->params[i].steps;
    for (int k = 0; k < OPTIM_MAX_STATE; k++) {
      Tensor *state = o->params[i].state[k];
      own.params[i].state[k] = state ? tensor_retain(state) : NULL;
    }
  }
  mem_grow(&s->optims, &s->cap_optims, s->n_optims + 1, sizeof *s->optims);
  s->optims[s->n_optims++] = own;
}

VmSnapshot *vm_snapshot(Vm *vm) {
  VmSnapshot *s = mem_zalloc(sizeof *s);
  s->vm = vm;
  s->n = vm->n_globals;
  s->rng = *rng_global();
  s->globals = mem_alloc((s->n + 1) * sizeof *s->globals);
  for (size_t i = 0; i < s->n; i++) {
    const Global *g = &vm->globals[i];
    s->globals[i] = (Saved){g->name, value_retain(g->value), g->defined_at, false};
  }
  reach_all(&(Reach){.leaf = save_leaf, .optim = save_optim, .ctx = s}, vm);
  return s;
}

void vm_snapshot_leave_out(VmSnapshot *s, const HandleType *type) {
  for (size_t i = 0; i < s->n; i++) {
    Saved *g = &s->globals[i];
    if (g->value.type != VAL_HANDLE || ((const ObjHandle *)g->value.as.obj)->type != type) continue;
    value_release(g->value);
    g->value = value_nil();
    g->left_out = true;
  }
}

void vm_snapshot_free(VmSnapshot *s) {
  if (!s) return;
  for (size_t i = 0; i < s->n; i++) value_release(s->globals[i].value);
  for (size_t i = 0; i < s->n_leaves; i++) {
    tensor_release(s->leaves[i].kept);
    grad_release(&s->leaves[i].grad);
    tensor_release(s->leaves[i].leaf);
  }
  for (size_t i = 0; i < s->n_optims; i++) {
    SavedOptim *o = &s->optims[i];
    for (size_t p = 0; p < o->n; p++)
      for (int k = 0; k < OPTIM_MAX_STATE; k++) tensor_release(o->params[p].state[k]);
    mem_free(o->params);
    mem_free(o->groups);
    value_release(o->handle);
  }
  mem_free(s->globals);
  mem_free(s->leaves);
  mem_free(s->optims);
  mem_free(s);
}

static double tensor_bytes(const Tensor *t) { return t ? (double)(sizeof *t + t->size * sizeof(float)) : 0; }

static double grad_bytes(Grad g) {
  return tensor_bytes(g.dense) + (g.rows ? (double)(g.rows->n * (g.rows->width * sizeof(float) + sizeof(size_t))) : 0);
}

double vm_snapshot_bytes(const VmSnapshot *s) {
  double bytes = (double)(s->n * sizeof *s->globals);
  for (size_t i = 0; i < s->n_leaves; i++) bytes += tensor_bytes(s->leaves[i].kept) + grad_bytes(s->leaves[i].grad);
  for (size_t i = 0; i < s->n_optims; i++)
    for (size_t p = 0; p < s->optims[i].n; p++)
      for (int k = 0; k < OPTIM_MAX_STATE; k++) bytes += tensor_bytes(s->optims[i].params[p].state[k]);
  return bytes;
}

// -- going back ----------------------------------------------------------------------------------
static void return_optim(const SavedOptim *s) {
  Optim *o = optimiser_of(s->handle);
  for (size_t i = 0; i < s->n_groups && i < o->n_groups; i++) o->groups[i] = s->groups[i];
  for (size_t i = 0; i < s->n && i < o->n; i++) {
    OptimParam *p = &o->params[i];
    p->steps = s->params[i].steps;
    for (int k = 0; k < OPTIM_MAX_STATE; k++) {
      Tensor *state = s->params[i].state[k], *now = p->state[k];
      p->state[k] = state ? tensor_retain(state) : NULL;
      tensor_release(now);
    }
  }
}

void vm_return_to(Vm *vm, const VmSnapshot *s) {
  for (size_t i = 0; i < vm->n_globals; i++) {
    Global *g = &vm->globals[i];
    Value now = g->value;
    if (i < s->n && s->globals[i].left_out) continue;
    g->value = i < s->n ? value_retain(s->globals[i].value) : (Value){.type = VALUE_UNSET};
    if (i < s->n) g->defined_at = s->globals[i].defined_at;
    value_release(now);
  }
  for (size_t i = 0; i < s->n_leaves; i++) {
    tape_return(s->leaves[i].leaf, s->leaves[i].kept);
    tape_return_grad(s->leaves[i].leaf, s->leaves[i].grad);
  }
  for (size_t i = 0; i < s->n_optims; i++) return_optim(&s->optims[i]);
  *rng_global() = s->rng;
}

void vm_restore(Vm *vm, VmSnapshot *s) {
  vm_return_to(vm, s);
  vm_snapshot_free(s);
}

const Vm *vm_of_snapshot(const VmSnapshot *s) { return s->vm; }

const Value *vm_snapshot_get(const VmSnapshot *s, const char *name) {
  for (size_t i = 0; i < s->n; i++)
    if (s->globals[i].name == name) return s->globals[i].value.type == VALUE_UNSET ? NULL : &s->globals[i].value;
  return NULL;
}

// Nesting is bounded.
static bool holds(Value in, Value v) {
  if (in.type == v.type && in.as.obj == v.as.obj) return true;
  size_t n = in.type == VAL_LIST ? ((ObjList *)in.as.obj)->n : 0;
  for (size_t i = 0; i < n; i++)
    if (value_on_heap(((ObjList *)in.as.obj)->items[i]) && holds(((ObjList *)in.as.obj)->items[i], v)) return true;
  const Field *fields = in.type == VAL_RECORD ? ((ObjRecord *)in.as.obj)->fields
                      : in.type == VAL_MODEL ? ((ObjModel *)in.as.obj)->fields : NULL;
  n = !fields ? 0 : in.type == VAL_RECORD ? ((ObjRecord *)in.as.obj)->n : ((ObjModel *)in.as.obj)->n;
  for (size_t i = 0; i < n; i++)
    if (holds(fields[i].value, v)) return true;
  return false;
}

bool vm_snapshot_holds(const VmSnapshot *s, Value v) {
  if (!value_on_heap(v)) return false;
  for (size_t i = 0; v.type == VAL_TENSOR && i < s->n_leaves; i++)
    if (tape_same_param(s->leaves[i].leaf, v.as.t)) return true;
  for (size_t i = 0; i < s->n; i++)
    if (value_on_heap(s->globals[i].value) && holds(s->globals[i].value, v)) return true;
  return false;
}

// -- putting one value in the place of another ---------------------------------------------------
typedef struct Swap { Value old, with; bool found; } Swap;

static bool is_same(Value a, Value b) { return a.type == b.type && value_on_heap(a) && a.as.obj == b.as.obj; }

static bool swap_in(Swap *s, Value *v, Err *e);

static bool swap_part(Swap *s, Value *whole, size_t i, Err *e) {
  ObjList *list = (ObjList *)whole->as.obj;
  Value part = whole->type == VAL_LIST ? list->items[i]
             : whole->type == VAL_RECORD ? ((ObjRecord *)whole->as.obj)->fields[i].value
                                         : ((ObjModel *)whole->as.obj)->fields[i].value;
  Value now = value_retain(part);
  if (!swap_in(s, &now, e)) {
    value_release(now);
    return false;
  }
  if (is_same(now, part) || !value_on_heap(part)) {
    value_release(now);
    return true;
  }
  if (!value_unshare(whole, e)) {
    value_release(now);
    return false;
  }
  Value *place = whole->type == VAL_LIST ? &((ObjList *)whole->as.obj)->items[i]
               : whole->type == VAL_RECORD ? &((ObjRecord *)whole->as.obj)->fields[i].value
                                           : &((ObjModel *)whole->as.obj)->fields[i].value;
  Value was = *place;
  *place = now;
  value_release(was);
  return true;
}

static bool swap_in(Swap *s, Value *v, Err *e) {
  if (is_same(*v, s->old)) {
    value_release(*v);
    *v = value_retain(s->with);
    s->found = true;
    return true;
  }
  size_t n = v->type == VAL_LIST ? ((ObjList *)v->as.obj)->n
           : v->type == VAL_RECORD ? ((ObjRecord *)v->as.obj)->n
           : v->type == VAL_MODEL ? ((ObjModel *)v->as.obj)->n : 0;
  for (size_t i = 0; i < n; i++)
    if (!swap_part(s, v, i, e)) return false;
  return true;
}

typedef struct Renew { Swap *s; Err *e; } Renew;

static void renew_leaf(void *ctx, Tensor *leaf) {
  const Renew *r = ctx;
  if (!tape_same_param(leaf, r->s->old.as.t)) return;
  r->s->found = optim_assign(leaf, r->s->with.as.t, r->e);
}

bool vm_replace(Vm *vm, Value old, Value with, Err *e) {
  Swap s = {old, with, false};
  if (old.type == VAL_TENSOR) vm_each_leaf(vm, renew_leaf, &(Renew){&s, e});
  if (s.found) return true; // a parameter is one thing, wherever it is held
  for (size_t i = 0; i < vm->n_globals && e->code == ERR_NONE; i++) swap_in(&s, &vm->globals[i].value, e);
  return s.found;
}
