// SPDX-License-Identifier: GPL-3.0-or-later
// compile_expr: expressions. Each leaves one value on the stack.
#include <limits.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "lang/emit.h"

static void compile_const(Compiler *c, Value v) { emit(c, CODE_CONST, add_const(c, v), 1); }

static void compile_str(Compiler *c, const Ast *a) {
  Value v = value_str(a->str ? a->str : "", a->n, c->e);
  if (v.type == VAL_STR) compile_const(c, v);
  else err_at(c->e, (Span){c->src, a->start, a->end});
}

void compile_load(Compiler *c, const char *name) {
  NameRef r = scope_resolve(c->scope, name);
  switch (r.kind) {
  case NAME_LOCAL: emit(c, CODE_LOAD_LOCAL, r.index, 1); break;
  case NAME_CAPTURE: emit(c, CODE_LOAD_CAPTURE, r.index, 1); break;
  case NAME_FUNC: emit(c, CODE_LOAD_FUNC, 0, 1); break;
  case NAME_SELF: emit(c, CODE_LOAD_SELF, 0, 1); break;
  case NAME_FIELD: emit(c, CODE_LOAD_OWN, add_name(c, name), 1); break;
  case NAME_GLOBAL:
    emit(c, c->mode == COMPILE_LIBRARY ? CODE_LOAD_KNOWN : CODE_LOAD_GLOBAL, vm_global_slot(c->vm, name), 1);
    break;
  }
}

// -- f-strings ---------------------------------------------------------------------------------

static void compile_format(Compiler *c, const Ast *a) {
  compile_expr(c, a->a);
  c->at = a;
  size_t spec = CODE_OPERAND_MAX;
  if (a->str) {
    Value v = value_str(a->str, strlen(a->str), c->e);
    spec = add_const(c, v);
  }
  emit(c, CODE_FORMAT, spec, 0);
}

static void compile_fstring(Compiler *c, const Ast *a) {
  for (uint32_t i = 0; i < a->list.n; i++) {
    const Ast *part = a->list.items[i];
    if (part->kind == AST_FMT) compile_format(c, part);
    else compile_expr(c, part);
  }
  c->at = a;
  emit(c, CODE_CONCAT, a->list.n, 1 - (int)a->list.n);
}

// -- brackets and braces -------------------------------------------------------------------------

// The elements of [..]; tells whether all are brackets themselves.
static size_t compile_elements(Compiler *c, const Ast *a) {
  bool nested = a->list.n > 0;
  for (uint32_t i = 0; i < a->list.n; i++) {
    nested = nested && a->list.items[i]->kind == AST_LIST;
    compile_expr(c, a->list.items[i]);
  }
  return (size_t)a->list.n * 2 + nested;
}

static void compile_list(Compiler *c, const Ast *a) {
  size_t operand = compile_elements(c, a);
  c->at = a;
  emit(c, CODE_BRACKET, operand, 1 - (int)a->list.n);
}

static CallShape named_shape(const AstList *list, uint32_t first) {
  CallShape s = {.n_pos = (int)first, .n_named = (int)(list->n - first)};
  s.names = mem_alloc((size_t)(s.n_named + 1) * sizeof *s.names);
  for (uint32_t i = first; i < list->n; i++) s.names[i - first] = list->items[i]->name;
  return s;
}

static void compile_record(Compiler *c, const Ast *a) {
  for (uint32_t i = 0; i < a->list.n; i++) compile_expr(c, a->list.items[i]->a);
  c->at = a;
  emit(c, CODE_RECORD, add_call(c, named_shape(&a->list, 0)), 1 - (int)a->list.n);
}

// -- signs ---------------------------------------------------------------------------------------

static void compile_unary(Compiler *c, const Ast *a) {
  bool not = strcmp(a->op, "not") == 0;
  if (!not && strcmp(a->op, "-") == 0 && a->a->kind == AST_NUM) {
    compile_const(c, value_num(-a->a->num));
    return;
  }
  compile_expr(c, a->a);
  c->at = a;
  if (not) emit(c, CODE_NOT, 0, 0);
  else if (strcmp(a->op, "-") == 0) emit(c, CODE_NEG, 0, 0);
  else if (strcmp(a->op, "+") != 0) compile_error(c, a, _("this sign does not stand before a value"));
}

static void compile_binary(Compiler *c, const Ast *a) {
  bool add = strcmp(a->op, "+") == 0;
  compile_expr(c, a->a);
  if (add && a->b->kind == AST_LIST) { // xs + [v] needs no tensor in between
    size_t operand = compile_elements(c, a->b);
    c->at = a;
    emit(c, CODE_JOIN, operand, -(int)a->b->list.n);
    return;
  }
  compile_expr(c, a->b);
  c->at = a;
  for (int i = 0; i < N_INFIX; i++)
    if (strcmp(a->op, infix_signs[i]) == 0) {
      emit(c, (VmCode)(CODE_ADD + i), 0, -1);
      return;
    }
  if (strcmp(a->op, "in") == 0) emit(c, CODE_IN, 0, -1);
  else if (strcmp(a->op, "not in") == 0) emit(c, CODE_NOT_IN, 0, -1);
  else emit(c, CODE_INFIX, add_name(c, a->op), -1);
}

static void compile_logic(Compiler *c, const Ast *a, VmCode code) {
  compile_expr(c, a->a);
  c->at = a;
  size_t jump = emit(c, code, 0, -1);
  compile_expr(c, a->b);
  emit_here(c, jump);
}

static void compile_cond(Compiler *c, const Ast *a) {
  compile_expr(c, a->b);
  c->at = a->b;
  size_t otherwise = emit(c, CODE_JUMP_IF_FALSE, 0, -1);
  compile_expr(c, a->a);
  size_t end = emit(c, CODE_JUMP, 0, -1);
  emit_here(c, otherwise);
  compile_expr(c, a->c);
  emit_here(c, end);
}

// -- calls and parts -----------------------------------------------------------------------------

// Pushes the arguments, then emits the call by position or with names.
static void compile_arguments(Compiler *c, const Ast *a, bool invoke) {
  uint32_t n = a->list.n, first = 0;
  while (first < n && a->list.items[first]->kind != AST_NAMED) first++;
  for (uint32_t i = 0; i < n; i++) {
    const Ast *arg = a->list.items[i];
    if (i >= first && arg->kind != AST_NAMED) compile_error(c, arg, _("arguments with names come after those without"));
    compile_expr(c, arg->kind == AST_NAMED ? arg->a : arg);
  }
  c->at = a;
  int effect = -(int)n - invoke;
  if (first == n) emit(c, invoke ? CODE_INVOKE : CODE_CALL, n, effect);
  else emit(c, invoke ? CODE_INVOKE_NAMED : CODE_CALL_NAMED, add_call(c, named_shape(&a->list, first)), effect);
}

// x.f(a): the field f of x, or else the function f with x before its arguments.
static void compile_method_call(Compiler *c, const Ast *a) {
  compile_expr(c, a->a->a);
  c->at = a->a;
  emit(c, CODE_METHOD, add_name(c, a->a->name), 0);
  compile_load(c, a->a->name);
  emit(c, CODE_SWAP, 0, 0);
  compile_arguments(c, a, true);
}

static void compile_call(Compiler *c, const Ast *a) {
  if (a->a->kind == AST_FIELD && !a->a->parens) {
    compile_method_call(c, a);
    return;
  }
  compile_expr(c, a->a);
  compile_arguments(c, a, false);
}

static void compile_bound(Compiler *c, const Ast *a) {
  if (a) compile_expr(c, a);
  else emit(c, CODE_NIL, 0, 1);
}

Subs compile_subs(Compiler *c, const Ast *a) {
  Subs s = {0};
  if (a->list.n > TENSOR_MAX_RANK) {
    compile_error(c, a, _("there are more indices than a tensor can have dimensions"));
    return s;
  }
  for (uint32_t i = 0; i < a->list.n; i++) {
    const Ast *sub = a->list.items[i];
    c->at = sub;
    s.slice[s.n] = sub->kind == AST_SLICE;
    s.n_values = (uint8_t)(s.n_values + (s.slice[s.n] ? 3 : 1));
    if (s.slice[s.n++]) {
      compile_bound(c, sub->a);
      compile_bound(c, sub->b);
      compile_bound(c, sub->c);
    } else {
      compile_expr(c, sub);
    }
  }
  return s;
}

static void compile_index(Compiler *c, const Ast *a) {
  compile_expr(c, a->a);
  Subs s = compile_subs(c, a);
  c->at = a;
  emit(c, CODE_INDEX, add_subs(c, s), -(int)s.n_values);
}

static void compile_trace(Compiler *c, const Ast *a) {
  c->at = a;
  emit(c, CODE_TRACE_BEGIN, 0, 0);
  compile_expr(c, a->a);
  c->at = a;
  emit(c, CODE_TRACE_END, 0, 0);
}

void compile_expr(Compiler *c, const Ast *a) {
  if (c->e->code != ERR_NONE) return;
  c->at = a;
  switch (a->kind) {
  case AST_NUM: compile_const(c, value_num(a->num)); break;
  case AST_STR: compile_str(c, a); break;
  case AST_FSTR: compile_fstring(c, a); break;
  case AST_BOOL: emit(c, a->num != 0 ? CODE_TRUE : CODE_FALSE, 0, 1); break;
  case AST_NIL: emit(c, CODE_NIL, 0, 1); break;
  case AST_NAME: compile_load(c, a->name); break;
  case AST_LIST: compile_list(c, a); break;
  case AST_RECORD: compile_record(c, a); break;
  case AST_UNARY: compile_unary(c, a); break;
  case AST_BINARY: compile_binary(c, a); break;
  case AST_AND: compile_logic(c, a, CODE_AND); break;
  case AST_OR: compile_logic(c, a, CODE_OR); break;
  case AST_COND: compile_cond(c, a); break;
  case AST_CALL: compile_call(c, a); break;
  case AST_FIELD:
    compile_expr(c, a->a);
    c->at = a;
    emit(c, CODE_FIELD, add_name(c, a->name), 0);
    break;
  case AST_INDEX: compile_index(c, a); break;
  case AST_FN: compile_function(c, a, NULL); break;
  case AST_TRACE: compile_trace(c, a); break;
  default: compile_error(c, a, _("a value is wanted here")); break;
  }
}
