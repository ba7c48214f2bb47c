// SPDX-License-Identifier: GPL-3.0-or-later
// The machine on any text: it runs, recorded or not, or it fails with one error that leaves every
// variable as it was; and nothing is left over. A first line `# fail N` lets the Nth allocation fail.
#include <stdio.h>
#include <string.h>

#include "base/map.h"
#include "base/mem.h"
#include "base/rng.h"
#include "base/settings.h"
#include "fuzz.h"
#include "lang/machine.h"
#include "lang/vm.h"
#include "trace/trace.h"

static void ignore_value(void *self, Value v) {
  (void)self;
  Str s = {0};
  value_format(v, &s, 20, false);
  str_free(&s);
}

static void ignore_text(void *self, const char *text, size_t n) { (void)self, (void)text, (void)n; }

// Files are other targets' matter, and not to be written by chance.
static bool touches_files(const char *text) {
  static const char *const words[] = {"read_", "write_", "save", "load"};
  for (size_t i = 0; i < sizeof words / sizeof *words; i++)
    if (strstr(text, words[i])) return true;
  return false;
}

static void set_limits(void) {
  settings.steps = 20000;
  settings.depth = 100;
  settings.provenance = 10000;
  settings.memory = 8;
  settings.record = 1;
  mem_set_limit((size_t)8 << 20);
  rng_seed(rng_global(), 1);
}

static Vm *new_vm(void) {
  Vm *vm = vm_new();
  trace_attach(vm);
  vm_hooks(vm)->result = ignore_value;
  vm_hooks(vm)->print = ignore_text;
  return vm;
}

// All that the language can see of its variables, as text.
static void show_globals(Vm *vm, Str *out) {
  size_t i = 0;
  for (const char *name; (name = vm_next_global(vm, &i));) {
    str_addf(out, "%s = ", name);
    value_format(*vm_get(vm, name), out, 40, false);
    str_addc(out, '\n');
  }
}

static void check_error(const Err *e, Vm *vm) {
  Str shown = {0};
  FUZZ_CHECK(e->code != ERR_NONE && e->text[0] && e->at.src);
  FUZZ_CHECK(e->at.start <= e->at.end && e->at.end <= e->at.src->n);
  err_render(e, &shown);
  str_free(&shown);
  FUZZ_CHECK(!mem_exhausted());
  FUZZ_CHECK(vm->sp == 0 && vm->n_frames == 0 && vm->nested == 0 && vm->n_undo == 0 && !vm->trace);
}

static void run(Vm *vm, Source *src, bool recorded) {
  Err e = {0};
  Value v = value_nil();
  Str before = {0}, after = {0};
  show_globals(vm, &before);
  bool ok = recorded ? vm_trace(vm, src, &v, &e) : vm_run(vm, src, &e);
  mem_fail_at(0);
  if (recorded && !ok) { // one statement: as before
    show_globals(vm, &after);
    FUZZ_CHECK(strcmp(str_c(&before), str_c(&after)) == 0);
  }
  if (!ok) check_error(&e, vm);
  value_release(v);
  str_free(&before);
  str_free(&after);
  err_clear(&e);
}

// What it computes does not depend on how much is remembered for `:why`. (Gradients do.)
static void run_without_memory(Source *src) {
  Err e = {0}, f = {0};
  Str a = {0}, b = {0};
  if (strstr(src->text, "grad") || strstr(src->text, "backward") || strstr(src->text, "clock")) return;
  Vm *vm = new_vm(), *forgetful = new_vm();
  rng_seed(rng_global(), 1);
  bool ok = vm_run(vm, src, &e);
  show_globals(vm, &a);
  vm_free(vm);
  settings.provenance = 0;
  rng_seed(rng_global(), 1);
  FUZZ_CHECK(vm_run(forgetful, src, &f) == ok || e.code == ERR_MEMORY || f.code == ERR_MEMORY);
  show_globals(forgetful, &b);
  if (e.code == f.code) FUZZ_CHECK(strcmp(str_c(&a), str_c(&b)) == 0);
  vm_free(forgetful);
  str_free(&a);
  str_free(&b);
  err_clear(&e);
  err_clear(&f);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n) {
  unsigned long fail = 0;
  size_t before = mem_live_blocks();
  char *text = mem_strndup((const char *)data, n);
  if (!touches_files(text)) {
    set_limits();
    Vm *vm = new_vm();
    Source *src = source_new("fuzz", text, n, 1);
    if (sscanf(text, "# fail %lu", &fail) == 1) mem_fail_at(fail);
    run(vm, src, false);
    run(vm, src, true);
    if (fail == 0) run_without_memory(src);
    source_release(src);
    vm_free(vm);
    mem_set_limit(0);
  }
  mem_free(text);
  names_free();
  FUZZ_CHECK(mem_live_blocks() == before);
  return 0;
}
