// SPDX-License-Identifier: GPL-3.0-or-later
// stepper_ask: what a value has to say: why a cell is what it is, why the cells are that it came from, and the value
// in sentences.
#include "session/stepper_parts.h"

#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"

bool step_cell(const char *arg, const Tensor *t, size_t *cell) {
  int64_t idx[TENSOR_MAX_RANK];
  int n = 0;
  while (*arg) {
    arg += strspn(arg, " ,[]");
    if (!*arg) break;
    char *end;
    long x = strtol(arg, &end, 10);
    if (end == arg || n == t->shape.rank) return false;
    int64_t dim = t->shape.dim[n];
    if (x < 0) x += dim;
    if (x < 0 || x >= dim) return false;
    idx[n++] = x;
    arg = end;
  }
  if (n != t->shape.rank) return false;
  *cell = tensor_ravel(&t->shape, idx);
  return true;
}

// An operation on plain numbers leaves no tensor behind; done again on tensors it can be asked.
static Tensor *number_again(const Event *ev, Err *e) {
  if (ev->kind != VM_OP || !ev->op->scalar || ev->n_args < 1 || ev->n_args > 2) return NULL;
  Tensor *in[2] = {NULL, NULL};
  bool ok = true;
  for (int i = 0; i < ev->n_args; i++) {
    double x;
    ok = value_is_number(ev->args[i], &x) && ok;
    if (ok) in[i] = tensor_scalar((float)x);
  }
  Tape tape = {0};
  tape_begin(&tape);
  Tensor *out = ok ? tape_apply(&tape, ev->op, in, ev->n_args, NULL, e) : NULL;
  tensor_release(in[0]);
  tensor_release(in[1]);
  return out;
}

// "weights", "softmax(s)", "(s / 4)": what an index may follow.
static void add_indexable(const char *label, Str *out) {
  int depth = 0;
  bool loose = false; // a sign outside of all brackets
  for (const char *p = label; *p; p++) {
    depth += strchr("([{", *p) ? 1 : strchr(")]}", *p) ? -1 : 0;
    if (depth == 0 && strchr(" +-*/%@<>=!", *p)) loose = true;
  }
  str_addf(out, loose ? "(%s)" : "%s", label);
}

#define MOST_HOPS 60

// The answer, and what it can be followed to.
static void say_chain(Stepper *s, Err *e) {
  chain_text(&s->chain, &s->message, e);
  if (e->code != ERR_NONE) return;
  str_addc(&s->message, '\n');
  chain_sources_text(&s->chain, &s->message);
}

// Keys that go on asking, while an answer is shown. False: it is not one of them.
bool step_chain_key(Stepper *s, const char *key) {
  Err e = {0};
  WhyCell cells[WHY_MAX_CELLS];
  size_t k = s->chain.pick;
  const char *number = strncmp(key, "follow ", 7) == 0 ? key + 7 : NULL;
  if (strcmp(key, "esc") == 0) {
    chain_free(&s->chain);
    return true;
  }
  size_t n = (size_t)chain_sources(&s->chain, cells, WHY_MAX_CELLS, &e);
  err_clear(&e);
  if (is(key, "right", "down") || is(key, "left", "up")) {
    bool on = is(key, "right", "down");
    if (n > 0) s->chain.pick = on ? (k + 1) % n : (k + n - 1) % n;
  } else if (is(key, "enter", "follow") || number) {
    if (!chain_follow(&s->chain, number ? (size_t)strtoul(number, NULL, 10) - 1 : k))
      str_addf(&s->message, "%s\n", _("there is nothing to follow: this is where it comes from"));
  } else if (is(key, "backspace", "return")) {
    if (!chain_back(&s->chain)) str_addf(&s->message, "%s\n", _("this is the cell that was asked about first"));
  } else {
    return false;
  }
  say_chain(s, &e);
  err_clear(&e);
  return true;
}

static void why_tensor(Stepper *s, const char *label, Tensor *t, size_t cell, const char *arg) {
  Err e = {0};
  Str name = {0};
  add_indexable(label, &name);
  const char *index = strncmp(arg, "all", 3) == 0 ? arg + 3 : arg;
  if (index[strspn(index, " ")] && !step_cell(index, t, &cell))
    str_addf(&s->message, _("%s has the shape %s: name a cell of it, as in \"w 0, 0\""), label,
             shape_text(&t->shape).s);
  else if (t->size == 0) str_addf(&s->message, _("%s is empty: it has no cell to ask about"), label);
  else if (strncmp(arg, "all", 3) == 0) chain_all_text(str_c(&name), t, cell, MOST_HOPS, &s->message, &e);
  else {
    chain_start(&s->chain, str_c(&name), t, cell);
    say_chain(s, &e);
  }
  if (e.code != ERR_NONE) {
    str_clear(&s->message);
    str_add(&s->message, e.text);
  }
  str_free(&name);
  err_clear(&e);
}

void step_why(Stepper *s, const StepValues *v, const char *arg) {
  if (v->n == 0) {
    str_add(&s->message, _("there is no value here to ask about"));
    return;
  }
  int focus = step_focus(s, v), k = focus >= 0 ? focus : 0;
  Value value = v->items[k].v;
  const char *label = str_c(&v->items[k].label);
  Err e = {0}; // where doing it again fails, the number itself is all there is to say
  Tensor *t = NULL;
  if (value.type == VAL_TENSOR) t = tensor_retain(value.as.t);
  else if (value.type == VAL_NUM && k == 0) t = number_again(step_event(s), &e);
  if (t) {
    why_tensor(s, label, t, focus >= 0 ? step_spec(s, v, k).cursor : 0, arg);
    tensor_release(t);
  } else {
    str_addf(&s->message, "%s = ", label);
    step_brief(value, &s->message);
  }
  err_clear(&e);
}

void step_describe(Stepper *s, const StepValues *v) {
  step_event_text(s, &s->message);
  if (v->n == 0) return;
  int k = step_focus(s, v) >= 0 ? step_focus(s, v) : 0;
  ViewSpec spec = step_spec(s, v, k);
  const ViewDef *view = step_view(&spec, &v->items[k]);
  str_addc(&s->message, '\n');
  if (view && view->describe) view->describe(&spec, &s->message);
  else step_brief(spec.value, &s->message);
}
