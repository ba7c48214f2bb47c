// SPDX-License-Identifier: GPL-3.0-or-later
// vm_globals: the variables of the top level: slots by name, the undo log that makes a statement a
// transaction, snapshots, and what names are known.
//
// A slot is never given up: compiled code refers to it by number. The first change of a slot within a
// statement logs its old value; on failure the log is played back.
#include <math.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "lang/builtin.h"
#include "lang/machine.h"

static const struct { const char *name; double value; } constants[] = {
  {"e", 2.718281828459045}, {"inf", (double)INFINITY}, {"nan", (double)NAN}, {"pi", 3.141592653589793},
};
enum { N_CONSTANTS = sizeof constants / sizeof *constants };

static const Value unset = {.type = VALUE_UNSET};

// -- slots -------------------------------------------------------------------------------------

static Value known_value(const char *name) {
  for (int i = 0; i < N_CONSTANTS; i++)
    if (name == name_of(constants[i].name)) return value_num(constants[i].value);
  const BuiltinDef *b = builtin_find(name);
  if (b) return value_builtin(b);
  const OpDef *op = op_find(name);
  return op ? value_op(op) : unset;
}

uint32_t vm_global_slot(Vm *vm, const char *name) {
  int found = map_get(&vm->global_of, name);
  if (found >= 0) return (uint32_t)found;
  mem_grow(&vm->globals, &vm->cap_globals, vm->n_globals + 1, sizeof *vm->globals);
  uint32_t slot = (uint32_t)vm->n_globals++;
  vm->globals[slot] = (Global){.name = name, .value = unset, .known = known_value(name)};
  map_put(&vm->global_of, name, (int)slot);
  return slot;
}

static Global *find_global(Vm *vm, const char *name) {
  int slot = map_get(&vm->global_of, name);
  return slot < 0 ? NULL : &vm->globals[slot];
}

void vm_free_globals(Vm *vm) {
  for (size_t i = 0; i < vm->n_globals; i++) {
    value_release(vm->globals[i].value);
    value_release(vm->globals[i].known);
  }
  mem_free(vm->globals);
  map_free(&vm->global_of);
  mem_free(vm->undo);
}

// -- changing them -----------------------------------------------------------------------------

void vm_log_global(Vm *vm, uint32_t slot) {
  Global *g = &vm->globals[slot];
  if (vm->statement == 0 || g->logged_in == vm->statement) return;
  g->logged_in = vm->statement;
  mem_grow(&vm->undo, &vm->cap_undo, vm->n_undo + 1, sizeof *vm->undo);
  vm->undo[vm->n_undo++] = (Undo){slot, g->defined_at, g->bound_in, value_retain(g->value)};
}

// Sets without logging. A name keeps its place in the order while it has a value.
static void set_global(Vm *vm, Global *g, Value v) {
  Value old = g->value;
  if (old.type == VALUE_UNSET) g->defined_at = ++vm->serial;
  g->value = v;
  value_release(old);
}

void vm_bind_global(Vm *vm, uint32_t slot, Value v) {
  vm_log_global(vm, slot);
  set_global(vm, &vm->globals[slot], v);
  vm->globals[slot].bound_in = vm->run;
}

size_t vm_begin_statement(Vm *vm, uint64_t *outer) {
  *outer = vm->statement;
  vm->statement = ++vm->serial;
  if (!vm->peeking) tape_begin(&vm->tape);
  vm->steps = 0;
  vm->until_poll = STEPS_BETWEEN_POLLS;
  if (*outer == 0) vm_progress_begin(vm);
  return vm->n_undo;
}

void vm_end_statement(Vm *vm, size_t mark, uint64_t outer, bool ok) {
  while (vm->n_undo > mark) {
    Undo u = vm->undo[--vm->n_undo];
    Global *g = &vm->globals[u.slot];
    if (ok) {
      value_release(u.old);
      continue;
    }
    Value failed = g->value;
    g->value = u.old;
    g->defined_at = u.defined_at;
    g->bound_in = u.bound_in;
    value_release(failed);
  }
  vm->statement = outer;
  if (outer == 0) vm_progress_end(vm);
  if (outer == 0 && mem_exhausted()) mem_recover();
}

// -- for C -------------------------------------------------------------------------------------

const Value *vm_get(Vm *vm, const char *name) {
  const Global *g = find_global(vm, name);
  return g && g->value.type != VALUE_UNSET ? &g->value : NULL;
}

void vm_set(Vm *vm, const char *name, Value v) {
  uint32_t slot = vm_global_slot(vm, name);
  set_global(vm, &vm->globals[slot], value_retain(v));
}

void vm_unset(Vm *vm, const char *name) {
  Global *g = find_global(vm, name);
  if (!g) return;
  value_release(g->value);
  g->value = unset;
}

bool vm_was_bound(Vm *vm, const char *name) {
  const Global *g = find_global(vm, name);
  return g && g->value.type != VALUE_UNSET && vm->run > 0 && g->bound_in == vm->run;
}

// *i is the place of the last name in the order of definition.
const char *vm_next_global(Vm *vm, size_t *i) {
  const Global *next = NULL;
  for (size_t k = 0; k < vm->n_globals; k++) {
    const Global *g = &vm->globals[k];
    if (g->value.type == VALUE_UNSET || g->defined_at <= *i) continue;
    if (!next || g->defined_at < next->defined_at) next = g;
  }
  if (!next) return NULL;
  *i = next->defined_at;
  return next->name;
}

// First the variables, then what is built in.
const char *vm_next_name(Vm *vm, size_t *i) {
  while (*i < vm->n_globals) {
    const Global *g = &vm->globals[(*i)++];
    if (g->value.type != VALUE_UNSET) return g->name;
  }
  // The slots may have grown in number since the last call; a name told twice does no harm.
  size_t k = (*i)++ - vm->n_globals;
  if (k < builtin_count()) return builtin_at(k)->name;
  k -= builtin_count();
  if (k < n_ops) return op_table[k]->name;
  k -= n_ops;
  if (k < N_CONSTANTS) return constants[k].name;
  return vm->hooks.library_name ? vm->hooks.library_name(vm->hooks.self, k - N_CONSTANTS) : NULL;
}

// -- the library in the language itself ------------------------------------------------------------

// Runs the library's definition of the slot's name, if there is one.
static bool load_library(Vm *vm, uint32_t slot, Err *e) {
  const char *name = vm->globals[slot].name;
  const char *text = vm->hooks.library ? vm->hooks.library(vm->hooks.self, name) : NULL;
  if (!text) return false;
  Source *src = source_new(name, text, strlen(text), 1);
  void *trace = vm->trace; // defining is no event of a recording
  vm->trace = NULL;
  bool ok = vm_define_library(vm, src, e);
  vm->trace = trace;
  source_release(src);
  return ok && vm->globals[slot].known.type != VALUE_UNSET;
}

bool vm_find_known(Vm *vm, uint32_t slot, Err *e) {
  return vm->globals[slot].known.type != VALUE_UNSET || load_library(vm, slot, e);
}

bool vm_find_global(Vm *vm, uint32_t slot, Err *e) {
  return vm->globals[slot].value.type != VALUE_UNSET || vm_find_known(vm, slot, e);
}

// -- names that are not known --------------------------------------------------------------------

typedef struct Names { Vm *vm; const Proto *p; size_t local, i; } Names;

static const char *next_visible(void *ctx) {
  Names *n = ctx;
  while (n->p && n->local < n->p->n_locals) {
    const char *name = n->p->locals[n->local++];
    if (name && name[0] != '(') return name;
  }
  return vm_next_name(n->vm, &n->i);
}

bool vm_undefined(Vm *vm, const char *name, const Proto *p, Err *e) {
  err_set(e, ERR_NAME, _("%s is not defined"), name);
  err_did_you_mean(e, name, next_visible, &(Names){vm, p, 0, 0});
  return false;
}
