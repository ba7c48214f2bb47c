// SPDX-License-Identifier: GPL-3.0-or-later
// cell: "w[1, 0]" as the tensor w and the place of one element in it; and recording for the stepper.
#include <math.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "lang/parser.h"
#include "session/parts.h"

static bool whole_index(Session *s, const char *text, const Ast *a, const Tensor *t, int dim, int64_t *out, Err *e) {
  char *expr = mem_strndup(text + a->start, a->end - a->start);
  Value v;
  double x = 0;
  bool ok = session_eval(s, expr, &v, e);
  mem_free(expr);
  if (!ok) return false;
  ok = value_is_number(v, &x) && x == floor(x);
  value_release(v);
  if (!ok) return err_set(e, ERR_TYPE, _("a cell is named by whole numbers, as in w[1, 0]"));
  int64_t n = t->shape.dim[dim];
  if (x < (double)-n || x >= (double)n)
    return err_set(e, ERR_INDEX, _("index %.0f is out of range for a dimension of %lld"), x, (long long)n);
  *out = (int64_t)x + (x < 0 ? n : 0);
  return true;
}

static bool one_cell(Tensor *t, const char *text, Err *e) {
  if (t->size == 1) return true;
  Str sh = {0};
  shape_str(&t->shape, &sh);
  err_set(e, ERR_VALUE, _("%s has shape %s: name one cell of it"), text, str_c(&sh));
  err_hint(e, t->shape.rank == 1 ? "%s[0]" : "%s[0, 0]", text);
  str_free(&sh);
  return false;
}

static bool eval_tensor(Session *s, const char *expr, Tensor **t, Err *e) {
  Value v;
  if (!session_eval(s, expr, &v, e)) return false;
  if (v.type == VAL_TENSOR) {
    *t = v.as.t; // the reference goes over
    return true;
  }
  double x;
  if (value_is_number(v, &x)) {
    *t = tensor_scalar((float)x);
    return true;
  }
  err_set(e, ERR_TYPE, _("%s is %s, not a tensor"), expr, value_phrase(v));
  value_release(v);
  return false;
}

// The expression in text as an AST_INDEX with one whole number a dimension of its tensor.
static bool indexed_cell(Session *s, const char *text, const Ast *x, Tensor **t, size_t *index, Str *name, Err *e) {
  char *base = mem_strndup(text + x->a->start, x->a->end - x->a->start);
  bool ok = eval_tensor(s, base, t, e);
  if (ok && (int)x->list.n == (*t)->shape.rank) {
    int64_t idx[TENSOR_MAX_RANK];
    for (int d = 0; ok && d < (*t)->shape.rank; d++) ok = whole_index(s, text, x->list.items[d], *t, d, &idx[d], e);
    if (ok) *index = tensor_ravel(&(*t)->shape, idx);
    str_add(name, base);
  } else if (ok) { // w[1]: a part of w, whose own cells are asked for
    tensor_release(*t);
    *t = NULL;
    ok = eval_tensor(s, text, t, e) && one_cell(*t, text, e);
    *index = 0;
    str_add(name, text);
  }
  mem_free(base);
  if (!ok) {
    tensor_release(*t);
    *t = NULL;
  }
  return ok;
}

bool session_cell(Session *s, const char *text, Tensor **t, size_t *index, Str *name, Err *e) {
  Arena arena = {0};
  Source *src = source_new("<cell>", text, strlen(text), 1);
  *t = NULL;
  Ast *tree = parse(src, &arena, e);
  bool ok = tree != NULL;
  const Ast *x = ok && tree->list.n == 1 && tree->list.items[0]->kind == AST_EXPR ? tree->list.items[0]->a : NULL;
  bool plain = x && x->kind == AST_INDEX;
  for (uint32_t i = 0; plain && i < x->list.n; i++) plain = x->list.items[i]->kind != AST_SLICE;
  if (plain) ok = indexed_cell(s, text, x, t, index, name, e);
  else if (ok && (ok = eval_tensor(s, text, t, e))) {
    *index = 0;
    str_add(name, text);
    if (!(ok = one_cell(*t, text, e))) {
      tensor_release(*t);
      *t = NULL;
    }
  }
  if (!ok && e->code == ERR_INCOMPLETE) e->code = ERR_SYNTAX;
  source_release(src);
  arena_free(&arena);
  return ok;
}

// The names that a lesson gave to rows and columns hold in the stepper too.
static Stepper *labelled_stepper(Session *s, Trace *t) {
  Stepper *st = stepper_new(t);
  stepper_set_vm(st, s->vm);
  stepper_set_stops(st, &s->stops);
  Pin *pins = NULL;
  size_t n = session_pins(s, &pins);
  for (size_t i = 0; i < n; i++)
    if (pins[i].labels) stepper_label(st, pins[i].expr, pins[i].spec.rows, pins[i].spec.cols);
  return st;
}

bool session_step(Session *s, Source *src, Err *e) {
  Value v;
  if (!vm_trace(s->vm, src, &v, e)) {
    if (e->code == ERR_INCOMPLETE) e->code = ERR_SYNTAX;
    return false;
  }
  Trace *t = trace_of(v);
  if (t && trace_len(t) == 0 && trace_of(trace_result(t))) t = trace_of(trace_result(t)); // a recording made before
  bool ok = t && trace_len(t) > 0;
  if (!ok) err_set(e, ERR_VALUE, _("nothing was recorded: there is no operation in it"));
  else {
    session_set_stepper(s, labelled_stepper(s, t));
    s->front.step(s->front.self, s->stepper);
    if (s->stepper && stepper_done(s->stepper)) session_set_stepper(s, NULL);
  }
  value_release(v);
  return ok;
}
