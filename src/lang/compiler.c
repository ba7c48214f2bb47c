// SPDX-License-Identifier: GPL-3.0-or-later
// compiler: statements, functions and models.
#include "lang/compiler.h"

#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "lang/emit.h"
#include "lang/fuse.h"

static bool at_top(const Compiler *c) { return c->scope->proto->kind == PROTO_TOP; }

// -- assignment --------------------------------------------------------------------------------

// The slot of a variable that is assigned.
static uint32_t slot_of(Compiler *c, const char *name, bool *global) {
  *global = at_top(c);
  return *global ? vm_global_slot(c->vm, name) : scope_add_local(c->scope, name);
}

static void compile_store(Compiler *c, const Ast *at, const char *name) {
  bool global;
  uint32_t slot = slot_of(c, name, &global);
  c->at = at;
  VmCode store_global = c->mode == COMPILE_LIBRARY ? CODE_STORE_KNOWN : CODE_STORE_GLOBAL;
  emit(c, global ? store_global : CODE_STORE_LOCAL, slot, -1);
}

// Pushes the subscripts along x.a[i].b and describes the way.
static Path compile_path(Compiler *c, const Ast *target) {
  Path p = {0};
  const Ast *root = target;
  for (; root->kind == AST_INDEX || root->kind == AST_FIELD; root = root->a) p.n_steps++;
  p.steps = mem_zalloc((size_t)(p.n_steps + 1) * sizeof *p.steps);
  if (root->kind != AST_NAME) {
    compile_error(c, root, _("only a variable, or a part of one, can be assigned to"));
    return p;
  }
  p.slot = slot_of(c, root->name, &p.global);
  for (int i = 0; i < p.n_steps; i++) {
    const Ast *step = target;
    for (int k = p.n_steps - 1; k > i; k--) step = step->a;
    if (step->kind == AST_FIELD) p.steps[i].field = step->name;
    else p.steps[i].subs = compile_subs(c, step);
    p.n_values += p.steps[i].subs.n_values;
  }
  p.one = p.n_steps == 1 && !p.steps[0].field;
  return p;
}

// The value lies on the stack.
static void compile_target(Compiler *c, const Ast *target) {
  if (target->kind == AST_NAME) {
    compile_store(c, target, target->name);
  } else if (target->kind == AST_INDEX || target->kind == AST_FIELD) {
    Path p = compile_path(c, target);
    c->at = target;
    emit(c, CODE_STORE_PATH, add_path(c, p), -p.n_values - 1);
  } else {
    compile_error(c, target, _("only a variable, or a part of one, can be assigned to"));
  }
}

// x = x + e and x += e change x where it lies.
static void compile_add_to(Compiler *c, const Ast *at, const char *name, const Ast *e) {
  bool global;
  uint32_t slot = slot_of(c, name, &global);
  if (e->kind != AST_LIST) {
    compile_expr(c, e);
    c->at = at;
    emit(c, global ? CODE_ADD_GLOBAL : CODE_ADD_LOCAL, slot, -1);
    return;
  }
  bool nested = e->list.n > 0;
  for (uint32_t i = 0; i < e->list.n; i++) {
    nested = nested && e->list.items[i]->kind == AST_LIST;
    compile_expr(c, e->list.items[i]);
  }
  c->at = at;
  emit(c, global ? CODE_JOIN_GLOBAL : CODE_JOIN_LOCAL, slot, -(int)e->list.n);
  emit_word(c, (size_t)e->list.n * 2 + nested);
}

static bool is_plus(const char *op) { return op && strcmp(op, "+") == 0; }

// The code of an infix sign whose operands are on the stack.
static void emit_infix(Compiler *c, const char *op) {
  for (int i = 0; i < N_INFIX; i++)
    if (strcmp(op, infix_signs[i]) == 0) {
      emit(c, (VmCode)(CODE_ADD + i), 0, -1);
      return;
    }
  emit(c, CODE_INFIX, add_name(c, op), -1);
}

static void compile_augmented(Compiler *c, const Ast *a) {
  const Ast *target = a->list.items[0];
  if (a->list.n > 1) {
    compile_error(c, a, _("only one variable at a time can be changed this way"));
  } else if (target->kind == AST_NAME && is_plus(a->op)) {
    compile_add_to(c, a, target->name, a->a);
  } else if (target->kind == AST_NAME) {
    c->at = target;
    compile_load(c, target->name);
    compile_expr(c, a->a);
    c->at = a;
    emit_infix(c, a->op);
    compile_store(c, a, target->name);
  } else {
    Path p = compile_path(c, target);
    size_t index = add_path(c, p);
    c->at = target;
    emit(c, CODE_LOAD_PATH, index, 1);
    compile_expr(c, a->a);
    c->at = a;
    emit_infix(c, a->op);
    emit(c, CODE_STORE_PATH_TOP, index, -p.n_values - 1);
  }
}

// The values of a, b = x, y, the first on top. They are no bracket, so numbers stay exact.
static void compile_values(Compiler *c, const Ast *at, const AstList *values) {
  int n = (int)values->n;
  for (int i = 0; i < n; i++) compile_expr(c, values->items[i]);
  c->at = at;
  if (n == 2) {
    emit(c, CODE_SWAP, 0, 0);
  } else {
    emit(c, CODE_LIST, (size_t)n, 1 - n);
    emit(c, CODE_UNPACK, (size_t)n, n - 1);
  }
}

static void compile_assign(Compiler *c, const Ast *a) {
  const Ast *target = a->list.items[0], *v = a->a;
  if (a->op) {
    compile_augmented(c, a);
    return;
  }
  if (a->list.n == 1 && target->kind == AST_NAME) {
    bool to_itself = v->kind == AST_BINARY && is_plus(v->op) && v->a->kind == AST_NAME && v->a->name == target->name;
    if (to_itself) {
      c->at = v;
      compile_add_to(c, v, target->name, v->b);
      return;
    }
    if (v->kind == AST_FN) compile_function(c, v, target->name);
    else compile_expr(c, v);
    compile_store(c, a, target->name);
    return;
  }
  if (a->list.n > 1 && v->kind == AST_LIST && v->op) {
    compile_values(c, a, &v->list);
  } else {
    compile_expr(c, v);
    c->at = a;
    if (a->list.n > 1) emit(c, CODE_UNPACK, a->list.n, (int)a->list.n - 1);
  }
  for (uint32_t i = 0; i < a->list.n; i++) compile_target(c, a->list.items[i]);
}

// -- loops and branches ---------------------------------------------------------------------------

static void compile_if(Compiler *c, const Ast *a) {
  compile_expr(c, a->a);
  c->at = a->a;
  size_t otherwise = emit(c, CODE_JUMP_IF_FALSE, 0, -1);
  compile_block(c, a->body);
  if (!a->orelse) {
    emit_here(c, otherwise);
    return;
  }
  size_t end = emit(c, CODE_JUMP, 0, 0);
  emit_here(c, otherwise);
  if (a->orelse->kind == AST_IF) compile_if(c, a->orelse);
  else compile_block(c, a->orelse);
  emit_here(c, end);
}

static void begin_loop(Compiler *c, Loop *l, bool has_cursor) {
  *l = (Loop){.outer = c->scope->loop, .start = (uint32_t)c->scope->proto->n_code, .has_cursor = has_cursor};
  c->scope->loop = l;
}

static void end_loop(Compiler *c, Loop *l) {
  for (size_t i = 0; i < l->n_exits; i++) emit_here(c, l->exits[i]);
  mem_free(l->exits);
  c->scope->loop = l->outer;
}

static void compile_for(Compiler *c, const Ast *a) {
  Loop l;
  compile_expr(c, a->a);
  c->at = a->a;
  emit(c, CODE_ITER, 0, 1);
  begin_loop(c, &l, true);
  size_t next = emit(c, CODE_ITER_NEXT, 0, 1);
  if (a->list.n > 1) emit(c, CODE_UNPACK, a->list.n, (int)a->list.n - 1);
  for (uint32_t i = 0; i < a->list.n; i++) compile_target(c, a->list.items[i]);
  compile_block(c, a->body);
  c->at = a->a;
  emit(c, CODE_LOOP, l.start, 0);
  emit_here(c, next);
  emit_depth(c, -2);
  end_loop(c, &l);
}

static void compile_while(Compiler *c, const Ast *a) {
  Loop l;
  begin_loop(c, &l, false);
  compile_expr(c, a->a);
  c->at = a->a;
  size_t end = emit(c, CODE_JUMP_IF_FALSE, 0, -1);
  compile_block(c, a->body);
  c->at = a->a;
  emit(c, CODE_LOOP, l.start, 0);
  emit_here(c, end);
  end_loop(c, &l);
}

static void compile_break(Compiler *c, const Ast *a) {
  Loop *l = c->scope->loop;
  if (!l) {
    compile_error(c, a, a->kind == AST_BREAK ? _("break stands only in a loop") : _("continue stands only in a loop"));
    return;
  }
  c->at = a;
  if (a->kind == AST_CONTINUE) {
    emit(c, CODE_LOOP, l->start, 0);
    return;
  }
  if (l->has_cursor) {
    emit(c, CODE_POP, 0, 0); // the depth after it is that of the code that is jumped over
    emit(c, CODE_POP, 0, 0);
  }
  mem_grow(&l->exits, &l->cap_exits, l->n_exits + 1, sizeof *l->exits);
  l->exits[l->n_exits++] = (uint32_t)emit(c, CODE_JUMP, 0, 0);
}

static void compile_return(Compiler *c, const Ast *a) {
  ProtoKind kind = c->scope->proto->kind;
  if (kind == PROTO_TOP || kind == PROTO_MODEL) {
    compile_error(c, a, _("return stands only in a function"));
    return;
  }
  uint32_t n = a->list.n;
  for (uint32_t i = 0; i < n; i++) compile_expr(c, a->list.items[i]);
  c->at = a;
  if (n == 0) emit(c, CODE_NIL, 0, 1);
  if (n > 1) emit(c, CODE_LIST, n, 1 - (int)n);
  emit(c, CODE_RETURN, 0, -1);
}

// -- functions ---------------------------------------------------------------------------------

static void add_param(Compiler *c, Proto *p, const Ast *a) {
  for (size_t i = 0; i < p->n_params; i++)
    if (p->params[i].name == a->name) compile_error(c, a, _("two parameters have the same name"));
  if (a->a == NULL && p->n_params > p->n_required) compile_error(c, a, _("a parameter without a default comes before those with one"));
  mem_grow(&p->params, &p->cap_params, p->n_params + 1, sizeof *p->params);
  ProtoParam *param = &p->params[p->n_params++];
  *param = (ProtoParam){.name = a->name};
  if (a->a) param->def = mem_strndup(c->src->text + a->a->start, a->a->end - a->a->start);
  else p->n_required++;
}

// A default is worked out when the function is called without that argument.
static void compile_defaults(Compiler *c, const Ast *a) {
  for (uint32_t i = 0; i < a->list.n; i++) {
    const Ast *param = a->list.items[i];
    if (!param->a) continue;
    c->at = param;
    emit(c, CODE_JUMP_IF_SET, i, 0);
    size_t target = emit_word(c, 0);
    compile_expr(c, param->a);
    emit(c, CODE_DEFAULT, i, -1);
    if (c->e->code == ERR_NONE) c->scope->proto->code[target] = (uint32_t)c->scope->proto->n_code;
  }
  c->at = a;
  emit(c, CODE_ENTER, 0, 0);
  c->scope->proto->body = (uint32_t)c->scope->proto->n_code;
}

static void push_field(Proto *p, ProtoField f) {
  mem_grow(&p->fields, &p->cap_fields, p->n_fields + 1, sizeof *p->fields);
  p->fields[p->n_fields++] = f;
}

// While the body is compiled, p->fields notes which names are parameters and methods; at its end
// every local becomes a field, in the order of the locals.
static void finish_fields(Proto *p) {
  size_t n_noted = p->n_fields;
  for (size_t i = 0; i < p->n_locals; i++) {
    ProtoField f = {.name = p->locals[i], .slot = (uint32_t)i};
    for (size_t k = 0; k < n_noted; k++) {
      if (p->fields[k].name != f.name) continue;
      f.is_param = f.is_param || p->fields[k].is_param;
      f.is_method = f.is_method || p->fields[k].is_method;
    }
    push_field(p, f);
  }
  p->n_fields -= n_noted;
  if (p->n_fields) memmove(p->fields, p->fields + n_noted, p->n_fields * sizeof *p->fields);
}

static void compile_model_end(Compiler *c, const Ast *a) {
  finish_fields(c->scope->proto);
  c->at = a;
  emit(c, CODE_MODEL, 0, 1);
  emit(c, CODE_RETURN, 0, -1);
}

static void compile_body(Compiler *c, const Ast *a) {
  compile_defaults(c, a);
  if (a->kind == AST_FN) {
    compile_expr(c, a->a);
    emit(c, CODE_RETURN, 0, -1);
    return;
  }
  compile_block(c, a->body);
  if (a->kind == AST_MODEL) {
    compile_model_end(c, a);
    return;
  }
  c->at = a;
  emit(c, CODE_NIL, 0, 1);
  emit(c, CODE_RETURN, 0, -1);
}

void compile_function(Compiler *c, const Ast *a, const char *own_name) {
  if (c->e->code != ERR_NONE) return;
  bool method = a->kind == AST_DEF && c->scope->proto->kind == PROTO_MODEL;
  const char *name = a->name ? a->name : own_name;
  ProtoKind kind = a->kind == AST_MODEL ? PROTO_MODEL : method ? PROTO_METHOD : PROTO_FN;
  Proto *p = proto_new(kind, name ? name : name_of("fn"), c->src);
  p->at = (ProtoPlace){a->start, a->end};
  if (a->str) p->doc = mem_strdup(a->str);
  Scope scope = {.outer = c->scope, .proto = p};
  if (!at_top(c) && !method) scope.own_name = name;
  if (method) push_field(c->scope->proto, (ProtoField){.name = name, .is_method = true});
  for (uint32_t i = 0; i < a->list.n; i++) {
    add_param(c, p, a->list.items[i]);
    scope_add_local(&scope, a->list.items[i]->name);
  }
  scope_declare(&scope, a->body);
  c->scope = &scope;
  compile_body(c, a);
  if (c->e->code == ERR_NONE) fuse(p);
  c->scope = scope.outer;
  c->at = a;
  emit(c, CODE_CLOSURE, add_proto(c, p), 1);
}

static void compile_decl(Compiler *c, const Ast *a) {
  if (c->scope->proto->kind != PROTO_MODEL) {
    compile_error(c, a, _("param stands only in the body of a model"));
    return;
  }
  push_field(c->scope->proto, (ProtoField){.name = a->name, .is_param = true});
  compile_expr(c, a->a);
  c->at = a;
  emit(c, CODE_PARAM, scope_add_local(c->scope, a->name), -1);
}

// -- statements --------------------------------------------------------------------------------

void compile_block(Compiler *c, const Ast *block) {
  for (uint32_t i = 0; block && i < block->list.n; i++) compile_statement(c, block->list.items[i]);
}

void compile_statement(Compiler *c, const Ast *a) {
  if (c->e->code != ERR_NONE) return;
  switch (a->kind) {
  case AST_EXPR:
    compile_expr(c, a->a);
    c->at = a;
    emit(c, CODE_POP, 0, -1);
    break;
  case AST_ASSIGN: compile_assign(c, a); break;
  case AST_IF: compile_if(c, a); break;
  case AST_FOR: compile_for(c, a); break;
  case AST_WHILE: compile_while(c, a); break;
  case AST_BREAK:
  case AST_CONTINUE: compile_break(c, a); break;
  case AST_RETURN: compile_return(c, a); break;
  case AST_DEF:
  case AST_MODEL:
    compile_function(c, a, a->name);
    compile_store(c, a, a->name);
    break;
  case AST_DECL: compile_decl(c, a); break;
  case AST_BLOCK: compile_block(c, a); break;
  case AST_COMMAND: {
    c->at = a;
    Value line = value_str(a->str ? a->str : "", a->n, c->e);
    emit(c, CODE_COMMAND, add_const(c, line), 0);
    break;
  }
  default: compile_error(c, a, _("a statement is wanted here")); break;
  }
}

// Returns what is on the stack, as the recording of how it came about where one was begun.
static void emit_answer(Compiler *c) {
  if (c->mode == COMPILE_TRACE) emit(c, CODE_TRACE_END, 0, 0);
  emit(c, CODE_RETURN, 0, -1);
}

// A statement of the top level; the last one's value may be the answer.
static void compile_top(Compiler *c, const Ast *a, bool last) {
  bool answers = a->kind == AST_EXPR && (c->mode == COMPILE_RUN || last);
  if (!answers) {
    compile_statement(c, a);
    return;
  }
  compile_expr(c, a->a);
  c->at = a;
  if (c->mode == COMPILE_RUN) emit(c, CODE_RESULT, a->silent, -1);
  else emit_answer(c);
}

Proto *compile(Vm *vm, Source *src, Ast *const *statements, size_t n, CompileMode mode, Err *e) {
  static const Ast nowhere = {.kind = AST_NIL};
  Proto *p = proto_new(PROTO_TOP, name_of("statement"), src);
  Scope scope = {.proto = p};
  Compiler c = {.vm = vm, .src = src, .scope = &scope, .mode = mode, .at = n ? statements[n - 1] : &nowhere, .e = e};
  if (mode == COMPILE_TRACE) emit(&c, CODE_TRACE_BEGIN, 1, 0);
  for (size_t i = 0; i < n; i++) compile_top(&c, statements[i], i + 1 == n);
  emit(&c, CODE_NIL, 0, 1);
  emit_answer(&c);
  if (e->code == ERR_NONE) {
    fuse(p);
    return p;
  }
  proto_release(p);
  return NULL;
}
