// SPDX-License-Identifier: GPL-3.0-or-later
// grade: answers and tasks. A listed wrong answer to a task is code; an attempt is recognised as that
// mistake when it does the same: its names hold the same values, and its functions return the same
// values, in every check.
#include "lesson/grade.h"

#include <string.h>

#include "base/i18n.h"
#include "base/map.h"
#include "base/mem.h"
#include "base/rng.h"
#include "lesson/answer.h"
#include "trace/trace.h"

#define SAME_MISTAKE 1e-5 // how close two values are that come from one and the same mistake

void grade_free(Grade *g) {
  str_free(&g->reply);
  *g = (Grade){.wrong = -1};
}

// -- running code unseen -------------------------------------------------------------------------

static void print_nothing(void *self, const char *text, size_t n) { (void)self, (void)text, (void)n; }

static VmHooks hush(Vm *vm) {
  VmHooks before = *vm_hooks(vm);
  vm_hooks(vm)->result = NULL;
  vm_hooks(vm)->print = print_nothing;
  vm_hooks(vm)->note = NULL;
  vm_hooks(vm)->command = NULL;
  return before;
}

bool grade_run_unseen(Vm *vm, Source *code, Err *e) {
  VmHooks before = hush(vm);
  bool ok = vm_run(vm, code, e);
  *vm_hooks(vm) = before;
  return ok;
}

bool grade_run_text(Vm *vm, const char *what, const char *code, Err *e) {
  Source *src = source_new(what, code, strlen(code), 1);
  src->guest = true;
  bool ok = grade_run_unseen(vm, src, e);
  source_release(src);
  return ok;
}

typedef bool EvalFn(Vm *vm, Source *src, Value *out, Err *e);

static bool eval_text(Vm *vm, EvalFn *eval, const char *code, Value *out, Err *e) {
  Source *src = source_new("<check>", code, strlen(code), 1);
  src->guest = true;
  VmHooks before = hush(vm);
  bool ok = eval(vm, src, out, e);
  *vm_hooks(vm) = before;
  source_release(src);
  return ok;
}

static void add_error(Str *out, const Err *e) {
  Str text = {0};
  err_render(e, &text);
  str_addf(out, "```\n%s%s```\n", str_c(&text), text.n && text.s[text.n - 1] == '\n' ? "" : "\n");
  str_free(&text);
}

// -- questions -----------------------------------------------------------------------------------

static bool grade_choice(const Block *b, const char *given, Grade *g, Err *e) {
  char letter = answer_letter(b, given);
  if (!letter) return err_set(e, ERR_VALUE, _("the answer is one of the letters a to %c"), 'a' + b->n_choices - 1);
  g->passed = letter == *b->answer;
  for (int i = 0; !g->passed && i < b->n_wrong; i++)
    if (*b->wrong[i].answer == letter) g->wrong = i;
  if (!g->passed && g->wrong < 0) str_addf(&g->reply, _("**%c** is not it."), letter);
  return true;
}

// Is the value that of the i-th listed wrong answer?
static bool is_wrong(Vm *vm, const Block *b, int i, Value v) {
  Value listed;
  Err unused = {0};
  if (!eval_text(vm, vm_eval, b->wrong[i].answer, &listed, &unused)) {
    err_clear(&unused);
    return false;
  }
  bool same = answer_matches(v, listed, b->tolerance, false, NULL);
  value_release(listed);
  return same;
}

static bool grade_value(Vm *vm, const Block *b, Value given, Grade *g, Err *e) {
  Value expected;
  if (!eval_text(vm, vm_eval, b->answer, &expected, e)) return false;
  Str why = {0};
  g->passed = answer_matches(given, expected, b->tolerance, false, &why);
  for (int i = 0; !g->passed && g->wrong < 0 && i < b->n_wrong; i++)
    if (is_wrong(vm, b, i, given)) g->wrong = i;
  if (!g->passed && g->wrong < 0) str_addf(&g->reply, _("Not yet: %s."), str_c(&why));
  str_free(&why);
  value_release(expected);
  return true;
}

static bool grade_expression(Vm *vm, const Block *b, const char *given, Grade *g, Err *e) {
  Value v;
  VmSnapshot *before = vm_snapshot(vm);
  bool ok = eval_text(vm, vm_eval, given, &v, e);
  if (ok) {
    ok = grade_value(vm, b, v, g, e);
    value_release(v);
  }
  vm_restore(vm, before);
  return ok;
}

bool grade_ask(Vm *vm, const Block *b, const char *given, Grade *g, Err *e) {
  *g = (Grade){.wrong = -1};
  bool ok = b->n_choices ? grade_choice(b, given, g, e) : grade_expression(vm, b, given, g, e);
  if (ok && g->wrong >= 0) str_add(&g->reply, b->wrong[g->wrong].reply);
  return ok;
}

// -- what an attempt does -------------------------------------------------------------------------

// What the names of a task were seen to do: their values, and what they returned in the checks; nil where
// a check ended in an error, as it may for a result of the wrong shape.
typedef struct Deeds { Value *items; size_t n, cap, errors; bool failed; } Deeds;

static void deeds_add(Deeds *d, Value v) {
  mem_grow(&d->items, &d->cap, d->n + 1, sizeof *d->items);
  d->items[d->n++] = value_retain(v);
}

static void deeds_free(Deeds *d) {
  while (d->n > 0) value_release(d->items[--d->n]);
  mem_free(d->items);
  *d = (Deeds){0};
}

static bool is_named(const Block *b, const char *name) {
  for (int i = 0; name && i < b->n_names; i++)
    if (strcmp(b->names[i], name) == 0) return true;
  return false;
}

static void deeds_of_trace(const Block *b, const Trace *t, Deeds *d) {
  for (size_t i = 0; i < trace_len(t); i++) {
    const Event *ev = trace_event(t, i);
    if (ev->kind == VM_RETURN && is_named(b, ev->name)) deeds_add(d, ev->value);
  }
}

static bool set_up(Vm *vm, const Block *b, uint64_t seed, Err *e) {
  rng_seed(rng_global(), seed);
  return !b->setup || grade_run_text(vm, "<setup>", b->setup, e);
}

static bool is_plain(Value v) { return v.type != VAL_FUNC && v.type != VAL_MODEL && v.type != VAL_BUILTIN; }

// On the variables as they are; the caller restores them.
static void observe(Vm *vm, const Block *b, uint64_t seed, Deeds *d) {
  Err e = {0};
  d->failed = !set_up(vm, b, seed, &e);
  for (int i = 0; !d->failed && i < b->n_names; i++) {
    const Value *v = vm_get(vm, name_of(b->names[i]));
    if (!v) d->failed = true;
    else if (is_plain(*v)) deeds_add(d, *v);
  }
  for (int i = 0; !d->failed && i < b->n_checks; i++) {
    Value t;
    if (eval_text(vm, vm_trace, b->checks[i].code, &t, &e)) {
      deeds_of_trace(b, trace_of(t), d);
      value_release(t);
    } else {
      d->failed = e.code == ERR_INTERRUPT;
      err_clear(&e);
      deeds_add(d, value_nil());
      d->errors++;
    }
  }
  err_clear(&e);
}

static bool same_deeds(const Deeds *a, const Deeds *b) {
  if (a->failed || b->failed || a->n != b->n || a->errors != b->errors || a->n == a->errors) return false;
  for (size_t i = 0; i < a->n; i++)
    if (!answer_matches(a->items[i], b->items[i], SAME_MISTAKE, false, NULL)) return false;
  return true;
}

// The listed mistake that the attempt is, or -1.
static int find_wrong(Vm *vm, const Block *b, uint64_t seed) {
  int found = -1;
  Deeds own = {0};
  VmSnapshot *before = vm_snapshot(vm);
  observe(vm, b, seed, &own);
  vm_restore(vm, before);
  for (int i = 0; found < 0 && !own.failed && i < b->n_wrong; i++) {
    Deeds other = {0};
    Err e = {0};
    before = vm_snapshot(vm);
    if (grade_run_text(vm, "<wrong>", b->wrong[i].answer, &e)) observe(vm, b, seed, &other);
    else other.failed = true;
    vm_restore(vm, before);
    err_clear(&e);
    if (same_deeds(&own, &other)) found = i;
    deeds_free(&other);
  }
  deeds_free(&own);
  return found;
}

// -- tasks ---------------------------------------------------------------------------------------

bool grade_names_bound(Vm *vm, const Block *b) {
  for (int i = 0; i < b->n_names; i++)
    if (!vm_get(vm, name_of(b->names[i]))) return false;
  return true;
}

// Two values that were compared last, in a check that turned out false: how do they differ?
static void add_difference(Vm *vm, const char *check, Str *out) {
  Value t;
  Err e = {0};
  if (!eval_text(vm, vm_trace, check, &t, &e)) {
    err_clear(&e);
    return;
  }
  const Trace *trace = trace_of(t);
  for (size_t i = trace_len(trace); i-- > 0;) {
    const Event *ev = trace_event(trace, i);
    if (ev->kind != VM_OP || ev->n_args < 2 || (strcmp(ev->name, "allclose") != 0 && strcmp(ev->name, "eq") != 0)) continue;
    Str why = {0};
    if (!answer_matches(ev->args[0], ev->args[1], 1e-6, true, &why)) str_addf(out, "\n\n%s.", str_c(&why));
    str_free(&why);
    break;
  }
  value_release(t);
}

static void add_setup(const Block *b, uint64_t seed, Str *out) {
  if (!b->setup) return;
  str_addf(out, _("\n\nIt was checked on:\n\n```gb\nseed(%llu)\n%s\n```\n"), (unsigned long long)seed, b->setup);
}

// One check on the variables as they are. False: it failed, and the reply says how.
static bool run_check(Vm *vm, const Block *b, const Check *c, uint64_t seed, Grade *g, Err *e) {
  Value v;
  bool truth = false;
  if (!eval_text(vm, vm_eval, c->code, &v, e)) {
    str_addf(&g->reply, "%s\n\n", c->message);
    add_error(&g->reply, e);
    add_setup(b, seed, &g->reply);
    if (e->code != ERR_INTERRUPT) err_clear(e);
    return false;
  }
  bool ok = value_truth(v, e, &truth) && truth;
  value_release(v);
  err_clear(e);
  if (ok) return true;
  str_add(&g->reply, c->message);
  add_difference(vm, c->code, &g->reply);
  add_setup(b, seed, &g->reply);
  return false;
}

static void grade_attempt(Vm *vm, const Block *b, uint64_t seed, Grade *g, Err *e) {
  if (!set_up(vm, b, seed, e)) {
    str_addf(&g->reply, "%s\n\n", _("The lesson's own preparation of the check fails here; :skip goes on."));
    add_error(&g->reply, e);
    if (e->code != ERR_INTERRUPT) err_clear(e);
    return;
  }
  g->passed = true;
  for (int i = 0; g->passed && i < b->n_checks; i++) g->passed = run_check(vm, b, &b->checks[i], seed, g, e);
}

bool grade_task(Vm *vm, const Block *b, uint64_t seed, Grade *g, Err *e) {
  *g = (Grade){.wrong = -1};
  for (int i = 0; i < b->n_names; i++)
    if (!vm_get(vm, name_of(b->names[i]))) {
      str_addf(&g->reply, _("`%s` is not defined yet."), b->names[i]);
      return true;
    }
  VmSnapshot *before = vm_snapshot(vm);
  grade_attempt(vm, b, seed, g, e);
  vm_restore(vm, before);
  if (e->code) return false;
  if (g->passed) return true;
  g->wrong = find_wrong(vm, b, seed);
  if (g->wrong >= 0) {
    str_clear(&g->reply);
    str_add(&g->reply, b->wrong[g->wrong].reply);
    add_setup(b, seed, &g->reply);
  }
  return true;
}
