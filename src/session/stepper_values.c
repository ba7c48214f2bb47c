// SPDX-License-Identifier: GPL-3.0-or-later
// stepper_values: the values of the current event, each with the name a reader knows it by: the
// variable that holds it, else the source text it was computed from, else the parameter it went to.
#include "session/stepper_parts.h"

#include <string.h>

#include "base/i18n.h"
#include "base/map.h"
#include "base/settings.h"
#include "base/utf8.h"
#include "lang/parser.h"

#define LABEL_COLS 28

const Event *step_event(const Stepper *s) { return trace_look(s->walk.t, s->walk.at); }

bool step_has_cells(Value v) { return v.type == VAL_TENSOR && v.as.t->shape.rank > 0 && v.as.t->size > 0; }

size_t step_matrix(const Tensor *t) {
  const Shape *s = &t->shape;
  if (s->rank < 3) return t->size;
  return (size_t)(s->dim[s->rank - 1] * s->dim[s->rank - 2]);
}

// -- in a few words -------------------------------------------------------------------------------
static void brief_string(Value v, Str *out) {
  const char *s = value_cstr(v);
  size_t n = strcspn(s, "\n"), fit = utf8_fit(s, n, 20);
  str_addc(out, '"');
  str_addn(out, s, fit);
  str_add(out, s[fit] ? "...\"" : "\"");
}

void step_brief(Value v, Str *out) {
  double x;
  if (v.type == VAL_NIL) str_add(out, "nil");
  else if (v.type == VAL_BOOL) str_add(out, v.as.b ? "true" : "false");
  else if (value_is_number(v, &x)) format_number(out, x, (int)settings.precision);
  else if (v.type == VAL_TENSOR) shape_str(&v.as.t->shape, out);
  else if (v.type == VAL_STR) brief_string(v, out);
  else if (v.type == VAL_LIST) str_addf(out, _("list of %zu"), ((ObjList *)v.as.obj)->n);
  else str_add(out, value_type_name(v));
}

static const char *param_name(const Event *ev, int k) {
  if (ev->arg_names) return ev->arg_names[k];
  if (ev->kind == VM_UPDATE) return _("before");
  const ParamDef *params = trace_params(ev);
  for (int i = 0; params && i < OP_MAX_PARAMS && params[i].kind != ARG_END; i++)
    if (i == k) return params[i].name;
  return NULL;
}

// Does the operation compute with this argument, rather than being told how (dim=-1)?
static bool is_operand(const Event *ev, int k) {
  Value v = ev->args[k];
  if (v.type == VAL_NIL || v.type == VAL_FUNC || v.type == VAL_BUILTIN) return false;
  if (ev->kind == VM_GRAD) return true;
  for (int i = 0; ev->op && i < OP_MAX_PARAMS && ev->op->params[i].kind != ARG_END; i++)
    if (i == k) return ev->op->params[i].kind == ARG_TENSOR || ev->op->params[i].kind == ARG_TENSORS;
  return true;
}

// -- names ----------------------------------------------------------------------------------------
static bool same_thing(Value a, Value b) {
  if (a.type != b.type || !value_on_heap(a)) return false;
  return a.type == VAL_TENSOR ? a.as.t == b.as.t : a.as.obj == b.as.obj;
}

typedef struct Wanted { Value v; const char *name; } Wanted;

static void match_variable(void *ctx, const char *name, Value v) {
  Wanted *w = ctx;
  if (!w->name && same_thing(v, w->v)) w->name = name;
}

// The source text of the event that computed v.
static bool origin_text(const Stepper *s, Value v, Str *out) {
  uint32_t i = trace_birth(s->walk.t, v);
  const Event *ev = i != TRACE_NONE && i <= s->walk.at ? trace_outline(s->walk.t, i) : NULL;
  if (!ev || (ev->kind != VM_OP && ev->kind != VM_BUILTIN)) return false;
  trace_span_text(ev->at, LABEL_COLS, out);
  return out->n > 0;
}

// What a tensor of the backward pass is called.
static void label_tensor(const Stepper *s, Tensor *t, const char *otherwise, Str *out) {
  if (t->name) str_add(out, t->name);
  else if (!origin_text(s, value_tensor(t), out)) str_add(out, otherwise ? otherwise : _("argument"));
}

static void label_gradient(const char *of, Str *out) {
  bool loose = of[strcspn(of, " +-*/%@<>=!(")] != '\0';
  str_addf(out, loose ? "dL/d(%s)" : "dL/d%s", of);
}

static void label_input(const Stepper *s, const Event *ev, int k, Str *out) {
  Wanted w = {.v = ev->args[k]};
  if (ev->arg_names || ev->kind == VM_UPDATE) {
    str_add(out, param_name(ev, k));
    return;
  }
  if (value_on_heap(w.v)) trace_variables(s->walk.t, s->walk.at, match_variable, &w);
  if (!w.name && w.v.type == VAL_TENSOR) w.name = w.v.as.t->name;
  const char *param = param_name(ev, k);
  if (w.name) str_add(out, w.name);
  else if (!value_on_heap(w.v) || !origin_text(s, w.v, out)) str_add(out, param ? param : _("argument"));
}

static void label_result(const Stepper *s, const Event *ev, Str *out) {
  const Event *next = trace_outline(s->walk.t, s->walk.at + 1);
  if (ev->kind == VM_ASSIGN || ev->kind == VM_UPDATE) str_add(out, ev->name);
  else if (next && next->kind == VM_ASSIGN && next->depth == ev->depth && same_thing(next->value, ev->value))
    str_add(out, next->name);
  else if (ev->kind == VM_RETURN) str_addf(out, "%s(...)", ev->name);
  else trace_span_text(ev->at, LABEL_COLS, out);
  if (out->n == 0) str_add(out, ev->name ? ev->name : "");
}

// -- the list -------------------------------------------------------------------------------------
static void add_note(StepValue *item, const char *word) {
  bool shape = item->v.type == VAL_TENSOR && item->v.as.t->shape.rank > 0;
  if (word && strcmp(word, str_c(&item->label)) != 0) str_addf(&item->note, shape ? "%s  " : "%s", word);
  if (shape) shape_str(&item->v.as.t->shape, &item->note);
}

// What kind of result it is, where its label does not say so.
static const char *word_for(const Event *ev) {
  switch (ev->kind) {
  case VM_RETURN: return _("returned");
  case VM_ASSIGN: return NULL;
  case VM_UPDATE: return _("updated");
  case VM_GRAD: return _("gradient");
  default: return ev->name;
  }
}

static StepValue *add_item(StepValues *out, Value v, int role) {
  StepValue *item = &out->items[out->n++];
  item->v = v;
  item->role = role;
  item->pair = item->before = value_nil();
  return item;
}

// The gradient of the tensor, the tensor, and what its operation hands on to each of its inputs.
static void flow_values(const Stepper *s, const Event *ev, StepValues *out) {
  Tensor *t = ev->args[0].as.t;
  StepValue *grad = add_item(out, ev->value, STEP_RESULT), *item = add_item(out, ev->args[0], 0);
  label_tensor(s, t, ev->name, &item->label);
  label_gradient(str_c(&item->label), &grad->label);
  add_note(grad, _("gradient"));
  add_note(item, ev->op ? ev->name : NULL);
  const Node *node = tape_node(t);
  for (int k = 1; k < ev->n_args && out->n < STEP_MAX_VALUES; k++) {
    if (ev->args[k].type != VAL_TENSOR || !node || k > node->call.n_in) continue;
    Str name = {0};
    label_tensor(s, node->call.in[k - 1], ev->op->params[k - 1].name, &name);
    item = add_item(out, ev->args[k], k);
    label_gradient(str_c(&name), &item->label);
    add_note(item, _("handed on"));
    str_free(&name);
  }
}

// Of what a gradient reaches later in the recording.
static void add_gradient(const Stepper *s, const StepValue *of, StepValues *out) {
  uint32_t i = of->v.type == VAL_TENSOR ? trace_gradient(s->walk.t, of->v) : TRACE_NONE;
  if (i == TRACE_NONE || out->n == STEP_MAX_VALUES) return;
  StepValue *item = add_item(out, trace_outline(s->walk.t, i)->value, STEP_GRADIENT);
  label_gradient(str_c(&of->label), &item->label);
  Str note = {0};
  str_addf(&note, _("gradient, step %u"), i + 1);
  add_note(item, str_c(&note));
  str_free(&note);
}

static void compare(const Stepper *s, StepValue *item) {
  if (!step_before(s, item->role, &item->before)) return;
  if (!step_has_cells(item->v) || !step_has_cells(item->before) ||
      !shape_eq(&item->v.as.t->shape, &item->before.as.t->shape)) {
    str_addf(&item->note, item->note.n ? "  " : "");
    str_add(&item->note, _("before: "));
    step_brief(item->before, &item->note);
    return;
  }
  Field fields[2] = {{name_of("before"), item->before}, {name_of("after"), item->v}};
  Err e = {0}; // without it the value is shown as it is now
  item->pair = value_record(fields, 2, &e);
  err_clear(&e);
}

void step_values(const Stepper *s, StepValues *out) {
  memset(out, 0, sizeof *out);
  const Event *ev = step_event(s);
  if (!ev || ev->gone) return;
  if (ev->kind == VM_GRAD) {
    flow_values(s, ev, out);
  } else if (ev->kind != VM_CALL) {
    StepValue *item = add_item(out, ev->value, STEP_RESULT);
    label_result(s, ev, &item->label);
    add_note(item, word_for(ev));
    add_gradient(s, item, out);
  }
  for (int k = 0; ev->kind != VM_GRAD && k < ev->n_args && out->n < STEP_MAX_VALUES; k++) {
    if (!is_operand(ev, k)) continue;
    StepValue *item = add_item(out, ev->args[k], k);
    label_input(s, ev, k, &item->label);
    add_note(item, param_name(ev, k));
  }
  for (int k = 0; s->twin && k < out->n; k++)
    if (out->items[k].role >= STEP_RESULT) compare(s, &out->items[k]);
}

void step_values_free(StepValues *v) {
  for (int i = 0; i < v->n; i++) {
    str_free(&v->items[i].label);
    str_free(&v->items[i].note);
    value_release(v->items[i].pair);
  }
  v->n = 0;
}

// -- the cursor -----------------------------------------------------------------------------------
int step_focus(const Stepper *s, const StepValues *v) {
  int k = s->focus - 1;
  return k >= 0 && k < v->n && step_has_cells(v->items[k].v) ? k : -1;
}

static bool suits(Value labels, int64_t dim) {
  return labels.type == VAL_LIST && (int64_t)((const ObjList *)labels.as.obj)->n == dim;
}

static void add_labels(const Stepper *s, ViewSpec *spec) {
  if (spec->value.type != VAL_TENSOR || spec->value.as.t->shape.rank < 1) return;
  const Shape *sh = &spec->value.as.t->shape;
  for (size_t i = 0; i < s->n_labels; i++) {
    const StepLabels *l = &s->labels[i];
    if (strcmp(l->name, spec->title) != 0) continue;
    if (suits(l->rows, sh->dim[sh->rank >= 2 ? sh->rank - 2 : 0])) spec->rows = l->rows;
    if (sh->rank >= 2 && suits(l->cols, sh->dim[sh->rank - 1])) spec->cols = l->cols;
  }
}

ViewSpec step_spec(const Stepper *s, const StepValues *v, int k) {
  const StepValue *item = &v->items[k];
  bool focus = step_focus(s, v) == k; // the cursor walks on the numbers as they are now
  bool pair = item->pair.type == VAL_RECORD && !focus;
  ViewSpec spec = {.value = pair ? item->pair : item->v, .title = str_c(&item->label)};
  spec.rows = spec.cols = value_nil();
  if (item->note.n > 0) spec.note = str_c(&item->note);
  add_labels(s, &spec);
  if (!focus) return spec;
  const Tensor *t = item->v.as.t;
  spec.has_cursor = true;
  spec.cursor = s->cursor < t->size ? s->cursor : t->size - 1;
  spec.slice = (int)(spec.cursor / step_matrix(t));
  return spec;
}

static void add_number(Str *out, const char *word, const Tensor *t, size_t cell) {
  str_addf(out, "   %s ", word);
  format_number(out, (double)t->data[cell], (int)settings.precision);
}

void step_cell_notes(const Stepper *s, const StepValue *item, size_t cell, Str *out) {
  if (item->pair.type == VAL_RECORD) add_number(out, _("before"), item->before.as.t, cell);
  uint32_t i = item->role == STEP_GRADIENT ? TRACE_NONE : trace_gradient(s->walk.t, item->v);
  if (i != TRACE_NONE) add_number(out, _("gradient"), trace_outline(s->walk.t, i)->value.as.t, cell);
}

const ViewDef *step_view(const ViewSpec *spec, const StepValue *item) {
  return spec->value.type == VAL_RECORD && item->pair.type == VAL_RECORD ? view_find("diff") : view_for(spec->value);
}

// -- the event in words ---------------------------------------------------------------------------
static void add_args(const Event *ev, const StepValues *labels, Str *out) {
  int operand = 0;
  bool first = true;
  str_addc(out, '(');
  for (int k = 0; k < ev->n_args; k++) {
    const char *name = param_name(ev, k);
    bool shown = is_operand(ev, k);
    if (!shown && ev->args[k].type == VAL_NIL) continue;
    if (!first) str_add(out, ", ");
    first = false;
    while (labels && operand < labels->n && labels->items[operand].role < 0) operand++;
    if (shown && labels && operand < labels->n) {
      const char *label = str_c(&labels->items[operand++].label);
      if (value_on_heap(ev->args[k])) name = utf8_width(label, strlen(label)) <= 14 || !name ? label : name;
    }
    bool by_shape = ev->args[k].type == VAL_TENSOR && ev->args[k].as.t->shape.rank > 0;
    if (name && (by_shape || !shown || ev->kind == VM_CALL)) str_addf(out, by_shape ? "%s " : "%s=", name);
    step_brief(ev->args[k], out);
  }
  str_addc(out, ')');
}

void step_call_text(const Event *call, Str *out) {
  str_add(out, call->name ? call->name : "fn");
  if (!call->gone) add_args(call, NULL, out);
}

void step_event_text(const Stepper *s, Str *out) {
  const Event *ev = step_event(s);
  if (!ev) return;
  if (ev->gone) {
    str_addf(out, _("%s: its values could not be computed again"), ev->name ? ev->name : "fn");
    return;
  }
  StepValues v;
  step_values(s, &v);
  if (ev->kind == VM_GRAD) {
    str_addf(out, ev->op ? _("back through %s: %s = ") : _("arrived at %s: %s = "), ev->op ? ev->name : str_c(&v.items[1].label),
             str_c(&v.items[0].label));
  } else if (ev->kind == VM_UPDATE) {
    str_addf(out, _("%s updated to "), ev->name);
  } else if (ev->kind == VM_ASSIGN) {
    str_addf(out, "%s = ", ev->name);
  } else {
    str_add(out, ev->name ? ev->name : "fn");
    if (ev->kind != VM_RETURN) add_args(ev, &v, out);
    if (ev->kind != VM_CALL) str_add(out, " -> ");
  }
  if (ev->kind != VM_CALL) step_brief(ev->value, out);
  step_values_free(&v);
}

bool step_end_text(const Stepper *s, Str *out) {
  size_t n = trace_len(s->walk.t);
  if (n == 1) str_add(out, _("this is the only event"));
  else if (s->walk.at + 1 == n) str_add(out, _("this is the last event: nothing comes after it"));
  else if (n > 0 && s->walk.at == 0) str_add(out, _("this is the first event: nothing comes before it"));
  else return false;
  return true;
}

bool step_explanation(const Stepper *s, Str *out) {
  const Event *ev = step_event(s);
  const char *text;
  size_t n;
  if (!ev || !ev->at.src) return false;
  if (!source_explanation(ev->at.src, source_line_of(ev->at.src, ev->at.start), &text, &n)) return false;
  Str written = {0};
  str_addn(&written, text, n);
  str_add(out, _(str_c(&written))); // those of the library are in the catalogue
  str_free(&written);
  return n > 0;
}
