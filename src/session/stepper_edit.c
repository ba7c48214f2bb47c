// SPDX-License-Identifier: GPL-3.0-or-later
// stepper_edit: a number is changed and the run is done again from there; what it changed is shown before beside
// after (stepper_diff.c). The run without edits is kept.
#include "session/stepper_parts.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/map.h"
#include "base/mem.h"
#include "base/settings.h"

// -- what the edits are -------------------------------------------------------------------------------
void step_edits_text(const Stepper *s, Str *out) {
  for (size_t i = 0; i < s->n_edits; i++) str_addf(out, i ? ", %s" : "%s", s->edit_texts[i]);
}

void step_edits_free(Stepper *s) {
  for (size_t i = 0; i < s->n_edits; i++) {
    change_free(&s->edits[i]);
    mem_free(s->edit_texts[i]);
  }
  mem_free(s->edits);
  mem_free(s->edit_texts);
  mem_free(s->twin);
  trace_release(s->base);
}

// -- running it again ---------------------------------------------------------------------------------
// Walks on in another run of the same text, at the event that corresponds to this one.
static void walk_in(Stepper *s, Trace *t) {
  uint32_t *there = step_pair_up(s->walk.t, t);
  size_t at = s->walk.at;
  if (trace_len(s->walk.t) == 0) there[0] = TRACE_NONE;
  while (at > 0 && there[at] == TRACE_NONE) at--;
  size_t to = there[at] == TRACE_NONE ? 0 : there[at];
  mem_free(there);
  Walk w;
  walk_start(&w, t);
  if (trace_n_calls(t) == trace_n_calls(s->walk.t)) {
    w.opened = s->walk.opened;
    s->walk.opened = NULL;
  }
  walk_goto(&w, to);
  walk_end(&s->walk);
  s->walk = w;
  s->moved = true;
  mem_free(s->twin);
  s->twin = s->base && t != s->base ? step_pair_up(t, s->base) : NULL;
}

static void say(Stepper *s, Err *e) {
  str_clear(&s->message);
  str_add(&s->message, e->text);
  if (e->hint[0]) str_addf(&s->message, "\n%s", e->hint);
  err_clear(e);
}

static void say_effect(Stepper *s) {
  str_addf(&s->message, _("%s: %zu of %zu steps give something else."), s->edit_texts[s->n_edits - 1], step_n_changed(s),
           trace_len(s->walk.t));
  str_addc(&s->message, ' ');
  step_add_result(s, &s->message);
  str_addf(&s->message, " %s", _("D lists them, u takes it back."));
}

// Takes the change and its text.
static void apply(Stepper *s, Change c, Str *text) {
  Err e = {0};
  size_t cap = s->cap_edits;
  mem_grow(&s->edits, &s->cap_edits, s->n_edits + 1, sizeof *s->edits);
  mem_grow(&s->edit_texts, &cap, s->n_edits + 1, sizeof *s->edit_texts);
  s->edits[s->n_edits] = c;
  Trace *base = s->base ? s->base : s->walk.t;
  Trace *t = trace_again(s->vm, base, s->edits, s->n_edits + 1, &e);
  if (!t) {
    change_free(&s->edits[s->n_edits]);
    say(s, &e);
    str_free(text);
    return;
  }
  s->edit_texts[s->n_edits++] = mem_strdup(str_c(text));
  str_free(text);
  if (!s->base) s->base = trace_retain(s->walk.t);
  walk_in(s, t);
  trace_release(t);
  say_effect(s);
}

void step_undo(Stepper *s) {
  if (s->n_edits == 0) {
    str_add(&s->message, _("nothing was changed: e changes a number, r an argument"));
    return;
  }
  Err e = {0};
  Trace *t = s->n_edits == 1 ? trace_retain(s->base) : trace_again(s->vm, s->base, s->edits, s->n_edits - 1, &e);
  if (!t) {
    say(s, &e);
    return;
  }
  walk_in(s, t);
  change_free(&s->edits[--s->n_edits]);
  str_addf(&s->message, _("taken back: %s"), s->edit_texts[s->n_edits]);
  mem_free(s->edit_texts[s->n_edits]);
  if (s->n_edits == 0) {
    trace_release(s->base);
    s->base = NULL;
  }
  trace_release(t);
}

// -- what is typed -------------------------------------------------------------------------------------
static bool can_run(Stepper *s) {
  Err e = {0};
  if (!s->vm) str_add(&s->message, _("there is no machine here that could run it again"));
  else if (!trace_may_run_again(s->walk.t, s->vm, &e)) say(s, &e);
  return s->message.n == 0;
}

static bool evaluate(Stepper *s, const char *expr, Value *out) {
  Err e = {0};
  Source *src = source_new("<edit>", expr, strlen(expr), 1);
  bool ok = vm_eval(s->vm, src, out, &e);
  source_release(src);
  if (!ok) say(s, &e);
  return ok;
}

// The '=' that is no part of another sign.
static const char *find_equals(const char *text) {
  for (const char *p = text; *p; p++) {
    if (*p != '=') continue;
    if (p[1] == '=') p++;
    else if (p == text || !strchr("<>!=", p[-1])) return p;
  }
  return NULL;
}

static char *trimmed(const char *text, size_t n) {
  while (n > 0 && isspace((unsigned char)*text)) text++, n--;
  while (n > 0 && isspace((unsigned char)text[n - 1])) n--;
  return mem_strndup(text, n);
}

typedef struct Target { size_t event; int role; Value v; const char *name; } Target;

static void match_variable(void *ctx, const char *name, Value v) {
  Target *t = ctx;
  if (t->v.type == VAL_NIL && strcmp(name, t->name) == 0) t->v = v;
}

// Where a variable got its value: the latest event up to here that has it.
static bool find_variable(const Stepper *s, Target *t) {
  trace_variables(s->walk.t, s->walk.at, match_variable, t);
  if (t->v.type == VAL_NIL) return false;
  for (size_t i = s->walk.at + 1; i-- > 0;) {
    const Event *ev = trace_outline(s->walk.t, i);
    if (ev->gone) continue;
    if (ev->kind == VM_ASSIGN && strcmp(ev->name, t->name) == 0) {
      *t = (Target){i, STEP_RESULT, ev->value, t->name};
      return true;
    }
    for (int k = 0; ev->kind == VM_CALL && ev->arg_names && k < ev->n_args; k++)
      if (strcmp(ev->arg_names[k], t->name) == 0) {
        *t = (Target){i, k, ev->args[k], t->name};
        return true;
      }
  }
  return false;
}

static bool find_target(Stepper *s, const StepValues *v, const char *name, Target *out) {
  int k = step_focus(s, v) >= 0 ? step_focus(s, v) : 0;
  for (int i = 0; *name && i < v->n; i++)
    if (strcmp(str_c(&v->items[i].label), name) == 0 && v->items[i].role >= STEP_RESULT) k = i;
  bool named = *name && (v->n == 0 || strcmp(str_c(&v->items[k].label), name) != 0);
  if (named) {
    *out = (Target){.v = value_nil(), .name = name};
    if (find_variable(s, out)) return true;
    str_addf(&s->message, _("no value here is called %s"), name);
    return false;
  }
  if (v->n == 0) {
    str_add(&s->message, _("there is no value here to change"));
    return false;
  }
  const StepValue *item = &v->items[k];
  if (item->role == STEP_GRADIENT) str_add(&s->message, _("gradients follow from the values: change one of those"));
  *out = (Target){s->walk.at, item->role, item->v, str_c(&item->label)};
  return s->message.n == 0;
}

// "1, 0", "[1, 0]" or nothing, as a cell of the target.
static bool find_cell(Stepper *s, const StepValues *v, const Target *t, const char *index, size_t *cell) {
  *cell = 0;
  if (t->v.type != VAL_TENSOR) {
    if (*index) str_addf(&s->message, _("%s has no cells"), t->name);
    return !*index;
  }
  const Tensor *x = t->v.as.t;
  int focus = step_focus(s, v);
  bool here = !*index && focus >= 0 && v->items[focus].v.type == VAL_TENSOR && v->items[focus].v.as.t == x;
  if (here) *cell = step_spec(s, v, focus).cursor;
  else if (!(*index ? step_cell(index, x, cell) : x->size == 1))
    str_addf(&s->message, _("%s has the shape %s: put the cursor into it (Tab), or name a cell, as in \"e 0, 0 = 1\""),
             t->name, shape_text(&x->shape).s);
  return s->message.n == 0;
}

static void edit_cell(Stepper *s, const Target *t, size_t cell, double x) {
  Err e = {0};
  Change c;
  Str text = {0};
  double was = 0;
  str_add(&text, t->name);
  if (t->v.type == VAL_TENSOR) step_add_place(&text, t->v.as.t, cell), was = (double)t->v.as.t->data[cell];
  else value_is_number(t->v, &was);
  str_add(&text, " ");
  format_number(&text, was, (int)settings.precision);
  str_add(&text, " → ");
  format_number(&text, x, (int)settings.precision);
  if (change_of_cell(s->walk.t, t->event, t->role, cell, x, s->edits, s->n_edits, &c, &e)) apply(s, c, &text);
  else {
    change_free(&c);
    str_free(&text);
    say(s, &e);
  }
}

// "2", "1, 0 = 2", "s[1, 0] = 2", "x = 2"
void step_edit(Stepper *s, const StepValues *v, const char *arg) {
  if (!can_run(s)) return;
  if (!*arg) {
    str_add(&s->message, _("e wants the number that the cell under the cursor becomes: \"e 0.5\", \"e 1, 0 = 0.5\", \"e x[1, 0] = 0.5\""));
    return;
  }
  const char *equals = find_equals(arg);
  size_t left = equals ? (size_t)(equals - arg) : 0;
  size_t name_n = strcspn(arg, "[=");
  if (name_n > left || !(isalpha((unsigned char)arg[0]) || arg[0] == '_' || (unsigned char)arg[0] >= 0x80)) name_n = 0;
  char *name = trimmed(arg, name_n), *index = trimmed(arg + name_n, left - name_n);
  Target t;
  Value x;
  size_t cell;
  double number;
  if (find_target(s, v, name, &t) && find_cell(s, v, &t, index, &cell) &&
      evaluate(s, equals ? equals + 1 : arg, &x)) {
    if (value_is_number(x, &number)) edit_cell(s, &t, cell, number);
    else str_add(&s->message, _("a cell becomes a number, nothing else"));
    value_release(x);
  }
  mem_free(name);
  mem_free(index);
}

// "lr = 0.1"
void step_replay(Stepper *s, const char *arg) {
  if (!can_run(s)) return;
  const char *equals = find_equals(arg);
  char *name = trimmed(arg, equals ? (size_t)(equals - arg) : 0);
  Value v;
  if (!equals || !*name || name[strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_")])
    str_add(&s->message, _("r runs it again with another argument: \"r lr = 0.1\""));
  else if (evaluate(s, equals + 1, &v)) {
    Change c;
    Err e = {0};
    Str text = {0};
    str_addf(&text, "%s = ", name);
    value_literal(v, &text);
    if (change_of_name(s->walk.t, name_of(name), v, &c, &e)) apply(s, c, &text);
    else {
      say(s, &e);
      str_free(&text);
    }
    value_release(v);
  }
  mem_free(name);
}
