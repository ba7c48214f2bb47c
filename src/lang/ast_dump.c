// SPDX-License-Identifier: GPL-3.0-or-later
// ast_dump: a tree as an S-expression: names and numbers bare, strings in quotes, everything else a
// bracket that begins with what it is.
#include <stdio.h>

#include "base/str.h"
#include "lang/ast.h"

static void dump(const Ast *x, Str *out);

static void dump_string(const char *s, size_t n, Str *out) {
  str_addc(out, '"');
  for (size_t i = 0; i < n; i++) {
    if (s[i] == '\n') str_add(out, "\\n");
    else if (s[i] == '"' || s[i] == '\\') str_addf(out, "\\%c", s[i]);
    else str_addc(out, s[i]);
  }
  str_addc(out, '"');
}

static void dump_child(const Ast *x, Str *out) {
  str_addc(out, ' ');
  if (x) dump(x, out);
  else str_addc(out, '_');
}

static void dump_list(const AstList *list, Str *out) {
  for (uint32_t i = 0; i < list->n; i++) dump_child(list->items[i], out);
}

static void dump_statements(const AstList *list, const char *between, Str *out) {
  for (uint32_t i = 0; i < list->n; i++) {
    if (i > 0) str_add(out, between);
    dump(list->items[i], out);
    if (list->items[i]->silent) str_addc(out, ';');
  }
}

// (params) of a function
static void dump_params(const Ast *x, Str *out) {
  str_add(out, " (");
  for (uint32_t i = 0; i < x->list.n; i++) {
    if (i > 0) str_addc(out, ' ');
    dump(x->list.items[i], out);
  }
  str_addc(out, ')');
}

static void dump_assign(const Ast *x, Str *out) {
  str_addf(out, "(%s=", x->op ? x->op : "");
  dump_list(&x->list, out);
  dump_child(x->a, out);
  str_addc(out, ')');
}

static void dump_definition(const Ast *x, Str *out) {
  str_addf(out, "(%s %s", x->kind == AST_DEF ? "def" : "model", x->name);
  if (x->str) {
    str_addc(out, ' ');
    dump_string(x->str, x->n, out);
  }
  dump_params(x, out);
  dump_child(x->body, out);
  str_addc(out, ')');
}

// (word a b c body orelse list), those that are there
static void dump_form(const char *word, const Ast *x, Str *out) {
  str_addf(out, "(%s", word);
  if (x->kind == AST_FOR) dump_list(&x->list, out);
  if (x->a) dump_child(x->a, out);
  if (x->b) dump_child(x->b, out);
  if (x->c) dump_child(x->c, out);
  if (x->body) dump_child(x->body, out);
  if (x->orelse) dump_child(x->orelse, out);
  if (x->kind != AST_FOR) dump_list(&x->list, out);
  str_addc(out, ')');
}

static void dump_named(const char *word, const Ast *x, Str *out) {
  str_addf(out, "(%s %s", word, x->name);
  if (x->a) dump_child(x->a, out);
  str_addc(out, ')');
}

static void dump(const Ast *x, Str *out) {
  switch (x->kind) {
  case AST_NUM: str_addf(out, "%.17g", x->num); break;
  case AST_STR: dump_string(x->str, x->n, out); break;
  case AST_FSTR: dump_form("f", x, out); break;
  case AST_FMT:
    str_addc(out, '{');
    dump(x->a, out);
    if (x->str) str_addf(out, " :%s", x->str);
    str_addc(out, '}');
    break;
  case AST_BOOL: str_add(out, x->num != 0 ? "true" : "false"); break;
  case AST_NIL: str_add(out, "nil"); break;
  case AST_NAME: str_add(out, x->name); break;
  case AST_LIST: dump_form(x->op ? "values" : "list", x, out); break;
  case AST_RECORD: dump_form("record", x, out); break;
  case AST_UNARY: dump_form(x->op, x, out); break;
  case AST_BINARY: dump_form(x->op, x, out); break;
  case AST_AND: dump_form("and", x, out); break;
  case AST_OR: dump_form("or", x, out); break;
  case AST_COND: dump_form("cond", x, out); break;
  case AST_CALL: dump_form("call", x, out); break;
  case AST_NAMED: dump_named(":", x, out); break;
  case AST_FIELD: dump_named(".", x, out); break;
  case AST_INDEX: dump_form("index", x, out); break;
  case AST_SLICE:
    str_add(out, "(slice");
    dump_child(x->a, out);
    dump_child(x->b, out);
    dump_child(x->c, out);
    str_addc(out, ')');
    break;
  case AST_FN:
    str_add(out, "(fn");
    dump_params(x, out);
    dump_child(x->a, out);
    str_addc(out, ')');
    break;
  case AST_TRACE: dump_form("trace", x, out); break;
  case AST_EXPR: dump(x->a, out); break;
  case AST_ASSIGN: dump_assign(x, out); break;
  case AST_IF: dump_form("if", x, out); break;
  case AST_FOR: dump_form("for", x, out); break;
  case AST_WHILE: dump_form("while", x, out); break;
  case AST_BREAK: str_add(out, "(break)"); break;
  case AST_CONTINUE: str_add(out, "(continue)"); break;
  case AST_RETURN: dump_form("return", x, out); break;
  case AST_DEF: case AST_MODEL: dump_definition(x, out); break;
  case AST_DECL: dump_named("param", x, out); break;
  case AST_PARAM:
    if (x->a) dump_named("=", x, out);
    else str_add(out, x->name);
    break;
  case AST_BLOCK:
    str_addc(out, '{');
    dump_statements(&x->list, " ", out);
    str_addc(out, '}');
    break;
  case AST_COMMAND: str_addf(out, ":%s", x->str); break;
  }
}

void ast_dump(const Ast *ast, Str *out) {
  if (ast->kind == AST_BLOCK) dump_statements(&ast->list, "\n", out);
  else dump(ast, out);
}
