// SPDX-License-Identifier: GPL-3.0-or-later
// world: variables are bound as global ones, what they hide comes back with the next event. Parameters are moved
// from update to update, in either direction.
#include "trace/world.h"

#include "base/map.h"
#include "base/mem.h"
#include "trace/again.h"

typedef struct WorldLeaf { Tensor *leaf, *now; } WorldLeaf; // both retained; now: what it has outside

struct World {
  Vm *vm;
  Trace *t;
  VmHooks loud;
  VmSnapshot *now;
  const VmSnapshot *before;  // what variables were before the run; borrowed
  const char **bound;        // names bound for the last event
  size_t n_bound, cap_bound;
  WorldLeaf *leaves;
  size_t n_leaves, cap_leaves;
  uint32_t *updates;         // the VM_UPDATE events
  size_t n_updates, cap_updates;
  size_t done;               // the first that has not happened yet
};

static void no_print(void *self, const char *text, size_t n) { (void)self, (void)text, (void)n; }

World *world_open(Vm *vm, Trace *t) {
  World *w = mem_zalloc(sizeof *w);
  Err e = {0};
  w->vm = vm;
  w->t = t;
  w->now = vm_snapshot(vm);
  w->before = trace_may_run_again(t, vm, &e) ? start_snapshot(trace_start(t)) : w->now;
  err_clear(&e);
  w->loud = *vm_hooks(vm);
  vm_hooks(vm)->print = no_print;
  vm_hooks(vm)->result = NULL;
  vm_hooks(vm)->progress = NULL;
  vm_return_to(vm, w->before);
  if (w->before != w->now) again_change_start(vm, t, &e);
  err_clear(&e);
  for (size_t i = 0; i < trace_len(t); i++) {
    if (trace_outline(t, i)->kind != VM_UPDATE) continue;
    mem_grow(&w->updates, &w->cap_updates, w->n_updates + 1, sizeof *w->updates);
    w->updates[w->n_updates++] = (uint32_t)i;
  }
  if (w->before == w->now) w->done = w->n_updates;
  return w;
}

void world_close(World *w) {
  if (!w) return;
  for (size_t i = 0; i < w->n_leaves; i++) {
    tape_return(w->leaves[i].leaf, w->leaves[i].now);
    tensor_release(w->leaves[i].leaf);
    tensor_release(w->leaves[i].now);
  }
  *vm_hooks(w->vm) = w->loud;
  vm_restore(w->vm, w->now);
  mem_free(w->bound);
  mem_free(w->leaves);
  mem_free(w->updates);
  mem_free(w);
}

// -- parameters ----------------------------------------------------------------------------------
static void add_leaf(void *ctx, Tensor *leaf) {
  World *w = ctx;
  for (size_t i = 0; i < w->n_leaves; i++)
    if (w->leaves[i].leaf == leaf) return;
  mem_grow(&w->leaves, &w->cap_leaves, w->n_leaves + 1, sizeof *w->leaves);
  w->leaves[w->n_leaves++] = (WorldLeaf){tensor_retain(leaf), tape_keep(leaf)};
}

static Tensor *leaf_of(const World *w, const Tensor *kept) {
  for (size_t i = 0; i < w->n_leaves; i++)
    if (tape_same_param(w->leaves[i].leaf, kept)) return w->leaves[i].leaf;
  return NULL;
}

static void set_param(World *w, Value v) {
  if (v.type != VAL_TENSOR) return; // it is gone, and cannot be computed again
  Tensor *kept = v.as.t;
  if (!leaf_of(w, kept)) vm_each_leaf(w->vm, add_leaf, w);
  Tensor *leaf = leaf_of(w, kept);
  if (leaf && leaf != kept) tape_return(leaf, kept);
}

static void set_params(World *w, size_t i) {
  while (w->done < w->n_updates && w->updates[w->done] <= i)
    set_param(w, trace_event(w->t, w->updates[w->done++])->value);
  while (w->done > 0 && w->updates[w->done - 1] > i)
    set_param(w, trace_event(w->t, w->updates[--w->done])->args[0]);
}

// -- variables -------------------------------------------------------------------------------------
static void bind(void *ctx, const char *name, Value v) {
  World *w = ctx;
  mem_grow(&w->bound, &w->cap_bound, w->n_bound + 1, sizeof *w->bound);
  w->bound[w->n_bound++] = name;
  if (v.type == VAL_NIL) vm_unset(w->vm, name);
  else vm_set(w->vm, name, v);
}

static void set_variables(World *w, size_t i) {
  for (size_t k = 0; k < w->n_bound; k++) {
    const Value *was = vm_snapshot_get(w->before, w->bound[k]);
    if (was) vm_set(w->vm, w->bound[k], *was);
    else vm_unset(w->vm, w->bound[k]);
  }
  w->n_bound = 0;
  trace_variables(w->t, i, bind, w);
  const Event *ev = trace_event(w->t, i);
  const ParamDef *p = trace_params(ev);
  for (int k = 0; k < ev->n_args; k++) {
    if (ev->arg_names) bind(w, ev->arg_names[k], ev->args[k]);
    else if (p && k < OP_MAX_PARAMS && p[k].kind != ARG_END) bind(w, name_of(p[k].name), ev->args[k]);
    else if (p) break;
  }
  if (ev->kind != VM_CALL) bind(w, name_of("result"), ev->value);
}

bool world_eval(World *w, size_t i, Source *src, Value *out, Err *e) {
  set_variables(w, i);
  set_params(w, i);
  return vm_eval(w->vm, src, out, e);
}
