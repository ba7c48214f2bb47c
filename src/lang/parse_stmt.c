// SPDX-License-Identifier: GPL-3.0-or-later
// parse_stmt: statements and blocks. A statement ends with its line, with ';', or before the '}' of its
// block. What may stand where (return in a function, break in a loop, param in a model) is checked here.
#include <string.h>

#include "base/i18n.h"
#include "base/map.h"
#include "lang/parser_parts.h"

static Ast *parse_statement(Parser *p);

// -- blocks ----------------------------------------------------------------------------------------

static bool end_statement(Parser *p, Ast *s) {
  switch (p->cur.kind) {
  case TOK_SEMI:
    s->silent = true;
    parser_advance(p);
    return true;
  case TOK_NEWLINE: parser_advance(p); return true;
  case TOK_EOF: return true;
  case TOK_RBRACE:
    if (p->blocks > 0) return true;
    break;
  default: break;
  }
  return parser_left_over(p);
}

static bool parse_statements(Parser *p, Ast *block, TokKind end) {
  while (p->cur.kind != end) {
    if (p->cur.kind == TOK_EOF) return true; // the caller sees that it is too early
    if (p->cur.kind == TOK_NEWLINE || p->cur.kind == TOK_SEMI) {
      parser_advance(p);
      continue;
    }
    Ast *s = parse_statement(p);
    if (!s || !end_statement(p, s)) return false;
    ast_push(p, &block->list, s);
  }
  return true;
}

// { statements }, on the line of its header or below.
static Ast *parse_block(Parser *p, Body body, bool condition) {
  Token behind = p->cur;
  parser_skip_newlines(p);
  Token open = p->cur;
  if (open.kind != TOK_LBRACE) return parser_block_missing(p, &behind, condition);
  if (!parser_enter(p)) return NULL;
  Body outer = p->body;
  p->body = body;
  p->blocks++;
  Ast *x = ast_new(p, AST_BLOCK, open.start);
  parser_advance(p);
  uint32_t note_start = 0, note_end = 0;
  if (p->cur.kind == TOK_NEWLINE) {
    note_start = p->cur.doc_start;
    note_end = p->cur.doc_end;
  }
  if (!parse_statements(p, x, TOK_RBRACE)) return NULL;
  if (p->cur.kind == TOK_EOF) return parser_unclosed(p, &open, TOK_RBRACE);
  p->blocks--;
  p->body = outer;
  parser_leave(p);
  parser_advance(p);
  p->note_start = note_start;
  p->note_end = note_end;
  return ast_done(p, x);
}

Ast *parse_program(Parser *p) {
  Ast *x = ast_new(p, AST_BLOCK, 0);
  if (!parse_statements(p, x, TOK_EOF) || p->cur.kind == TOK_ERROR) return NULL;
  x->end = (uint32_t)p->lex.src->n;
  return x;
}

// -- if, for, while --------------------------------------------------------------------------------

// After '}' an else may stand on a later line.
static bool else_follows(Parser *p) {
  if (p->cur.kind != TOK_NEWLINE) return p->cur.kind == TOK_ELSE || p->cur.kind == TOK_ELIF;
  Parser before = *p;
  while (p->cur.kind == TOK_NEWLINE) parser_advance(p);
  if (p->cur.kind == TOK_ELSE || p->cur.kind == TOK_ELIF) return true;
  if (p->cur.kind != TOK_ERROR) *p = before;
  return false;
}

// One arm: `if` or `elif` is cur.
static Ast *parse_arm(Parser *p) {
  Ast *x = ast_new(p, AST_IF, p->cur.start);
  parser_advance(p);
  x->a = parse_expr(p);
  if (!x->a) return NULL;
  x->body = parse_block(p, BODY_BLOCK, true);
  return x->body ? x : NULL;
}

// `else` or `elif` is cur: steps to where the next arm begins. False: it is the last, a block.
static bool another_arm(Parser *p) {
  if (p->cur.kind == TOK_ELIF) return true;
  parser_advance(p);
  return p->cur.kind == TOK_IF;
}

// The arms are read in a loop and linked from the last to the first, which counts their heights.
static Ast *parse_if(Parser *p) {
  AstList arms = {0};
  Ast *last = NULL;
  do {
    Ast *arm = parse_arm(p);
    if (!arm) return NULL;
    ast_push(p, &arms, arm);
    if (arms.n > AST_MAX_HEIGHT)
      return parser_fail_span(p, ERR_LIMIT, arm->start, arm->a->end, NULL, _("more than %d cases in one if"),
                              AST_MAX_HEIGHT);
    if (!else_follows(p)) break;
    if (another_arm(p)) continue;
    if (!(last = parse_block(p, BODY_BLOCK, false))) return NULL;
    break;
  } while (true);
  for (uint32_t i = arms.n; i-- > 0;) {
    arms.items[i]->orelse = last;
    if (!(last = ast_done(p, arms.items[i]))) return NULL;
  }
  return last;
}

static bool parse_loop_names(Parser *p, Ast *x) {
  do {
    if (x->list.n > 0) parser_advance(p);
    if (p->cur.kind == TOK_LPAREN)
      return parser_fail(p, &p->cur, _("write for i in range(n) { ... } or for a, b in pairs { ... }"),
                         _("the names of a for stand without brackets"));
    if (p->cur.kind != TOK_NAME) return parser_name_missing(p, _("the name that a for gives to each item"));
    Ast *name = ast_new(p, AST_NAME, p->cur.start);
    name->name = parser_name(p, &p->cur);
    parser_advance(p);
    ast_push(p, &x->list, ast_done(p, name));
  } while (p->cur.kind == TOK_COMMA);
  if (p->cur.kind == TOK_IN) return true;
  return parser_fail(p, &p->cur, _("write for x in values { ... }"), _("in is missing after the name"));
}

static Ast *parse_loop_body(Parser *p, bool condition) {
  p->loops++;
  Ast *body = parse_block(p, BODY_BLOCK, condition);
  p->loops--;
  return body;
}

static Ast *parse_for(Parser *p) {
  Ast *x = ast_new(p, AST_FOR, p->cur.start);
  parser_advance(p);
  if (!parse_loop_names(p, x)) return NULL;
  parser_advance(p);
  if (!(x->a = parse_expr(p)) || !(x->body = parse_loop_body(p, false))) return NULL;
  return ast_done(p, x);
}

static Ast *parse_while(Parser *p) {
  Ast *x = ast_new(p, AST_WHILE, p->cur.start);
  parser_advance(p);
  if (!(x->a = parse_expr(p)) || !(x->body = parse_loop_body(p, true))) return NULL;
  return ast_done(p, x);
}

static Ast *parse_jump(Parser *p, AstKind kind) {
  Ast *x = ast_new(p, kind, p->cur.start);
  if (p->loops == 0)
    return parser_fail(p, &p->cur, NULL, _("%s stands inside a for or while"), token_spelling(p->cur.kind));
  parser_advance(p);
  return ast_done(p, x);
}

// -- functions and models --------------------------------------------------------------------------

static bool statement_ends(TokKind k) {
  return k == TOK_NEWLINE || k == TOK_SEMI || k == TOK_RBRACE || k == TOK_EOF;
}

// Expressions with commas between them.
static bool parse_values(Parser *p, AstList *list) {
  for (;;) {
    Ast *value = parse_expr(p);
    if (!value) return false;
    ast_push(p, list, value);
    if (p->cur.kind != TOK_COMMA) return true;
    parser_advance(p);
    parser_skip_newlines(p);
  }
}

static Ast *parse_return(Parser *p) {
  Ast *x = ast_new(p, AST_RETURN, p->cur.start);
  if (p->functions == 0) return parser_fail(p, &p->cur, NULL, _("return stands inside a def"));
  parser_advance(p);
  if (!statement_ends(p->cur.kind) && !parse_values(p, &x->list)) return NULL;
  return ast_done(p, x);
}

// The `##` lines in bytes [start, end), without their marks.
static void set_doc(Parser *p, Ast *x, uint32_t start, uint32_t end) {
  const char *s = p->lex.src->text;
  Str doc = {0};
  for (uint32_t i = start; i < end;) {
    while (i < end && strchr(" \t\r#", s[i])) i++;
    uint32_t line = i;
    while (i < end && s[i] != '\n' && s[i] != '\r') i++;
    str_addn(&doc, s + line, i - line);
    while (i < end && s[i] != '\n') i++;
    if (i++ < end) str_addc(&doc, '\n');
  }
  if (doc.n > 0) x->str = arena_strndup(p->arena, str_c(&doc), doc.n);
  x->n = doc.n;
  str_free(&doc);
}

// name(parameters) { body }, of a def or a model. Loops and functions around it do not count inside.
static Ast *parse_definition(Parser *p, AstKind kind) {
  Token word = p->cur;
  Ast *x = ast_new(p, kind, word.start);
  parser_advance(p);
  if (p->cur.kind != TOK_NAME)
    return parser_name_missing(p, kind == AST_DEF ? _("the function's name") : _("the model's name"));
  x->name = parser_name(p, &p->cur);
  parser_advance(p);
  if (!parse_params(p, x)) return NULL;
  int loops = p->loops, functions = p->functions;
  p->loops = 0;
  p->functions = kind == AST_DEF ? functions + 1 : 0;
  x->body = parse_block(p, kind == AST_DEF ? BODY_BLOCK : BODY_MODEL, false);
  p->loops = loops;
  p->functions = functions;
  if (!x->body) return NULL;
  if (word.doc_end > word.doc_start) set_doc(p, x, word.doc_start, word.doc_end);
  else set_doc(p, x, p->note_start, p->note_end);
  return ast_done(p, x);
}

// `param` and `model` are words only where a name follows them: model = rnn(3, 5) is fine.
static bool at_soft_word(Parser *p, const char *word) {
  if (!parser_at_name(p, &p->cur, word)) return false;
  Lexer ahead = p->lex;
  Err unused = {0};
  ahead.err = &unused;
  Token next;
  lexer_next(&ahead, &next);
  err_clear(&unused);
  return next.kind == TOK_NAME;
}

static Ast *parse_param_decl(Parser *p) {
  Ast *x = ast_new(p, AST_DECL, p->cur.start);
  if (p->body != BODY_MODEL)
    return parser_fail(p, &p->cur, _("model NAME(...) { param W = ... }"),
                       _("param stands directly in the body of a model"));
  parser_advance(p);
  x->name = parser_name(p, &p->cur);
  parser_advance(p);
  if (p->cur.kind != TOK_ASSIGN || p->cur.op)
    return parser_fail(p, &p->cur, _("write param W = zeros(3)"), _("a parameter needs a first value"));
  parser_advance(p);
  parser_skip_newlines(p);
  x->a = parse_expr(p);
  return x->a ? ast_done(p, x) : NULL;
}

// -- assignments and expressions -------------------------------------------------------------------

static void *bad_target(Parser *p, const Ast *x, const char *hint, const char *text) {
  return parser_fail_span(p, ERR_SYNTAX, x->start, x->end, hint, "%s", text);
}

// Whether x may stand left of '=': a name, or something inside what a name holds.
static bool check_target(Parser *p, const Ast *x) {
  const Ast *root = x;
  while (root->kind == AST_INDEX || root->kind == AST_FIELD) root = root->a;
  if (x->parens || (root != x && root->parens))
    return bad_target(p, x, _("write x = 1"), _("what is assigned to stands without round brackets"));
  switch (root->kind) {
  case AST_NAME: return true;
  case AST_CALL: return bad_target(p, x, NULL, _("the result of a call cannot be assigned to"));
  case AST_LIST:
    return bad_target(p, x, _("write a, b = f()"), _("names that are assigned to stand without brackets"));
  case AST_NUM: case AST_STR: case AST_FSTR: case AST_BOOL: case AST_NIL: case AST_RECORD:
    return bad_target(p, x, _("write == to compare"), _("a value cannot be assigned to"));
  default: return bad_target(p, x, _("write == to compare"), _("an expression cannot be assigned to"));
  }
}

// Several targets: their values, when they too are written with commas, become one list.
static Ast *gather(Parser *p, const AstList *values, uint32_t n_targets) {
  if (values->n == 1) return values->items[0];
  Ast *first = values->items[0], *last = values->items[values->n - 1];
  if (n_targets == 1)
    return parser_fail_span(p, ERR_SYNTAX, first->start, last->end,
                            _("several values stand in square brackets: [1, 2]"),
                            _("one name cannot take %u values"), values->n);
  if (values->n != n_targets)
    return parser_fail_span(p, ERR_SYNTAX, first->start, last->end, NULL, _("%u names cannot take %u values"),
                            n_targets, values->n);
  Ast *x = ast_new(p, AST_LIST, first->start);
  x->op = name_of(",");
  x->list = *values;
  return ast_done(p, x);
}

static Ast *parse_assignment(Parser *p, const AstList *targets) {
  Token sign = p->cur;
  Ast *x = ast_new(p, AST_ASSIGN, targets->items[0]->start);
  x->list = *targets;
  for (uint32_t i = 0; i < targets->n; i++)
    if (!check_target(p, targets->items[i])) return NULL;
  if (sign.op && targets->n > 1)
    return parser_fail(p, &sign, NULL, _("%s= changes one variable at a time"), sign.op);
  x->op = sign.op ? name_of(sign.op) : NULL;
  parser_advance(p);
  parser_skip_newlines(p);
  AstList values = {0};
  if (!parse_values(p, &values)) return NULL;
  if (p->cur.kind == TOK_ASSIGN)
    return parser_fail(p, &p->cur, _("write == to compare"), _("a statement assigns once"));
  x->a = gather(p, &values, targets->n);
  return x->a ? ast_done(p, x) : NULL;
}

static Ast *parse_simple(Parser *p) {
  AstList list = {0};
  if (!parse_values(p, &list)) return NULL;
  if (p->cur.kind == TOK_ASSIGN) return parse_assignment(p, &list);
  Ast *first = list.items[0];
  if (list.n > 1)
    return parser_fail_span(p, ERR_SYNTAX, first->start, list.items[list.n - 1]->end,
                            _("several values stand in square brackets: [1, 2]"),
                            _("values with commas between them are no statement"));
  Ast *x = ast_new(p, AST_EXPR, first->start);
  x->a = first;
  return ast_done(p, x);
}

static Ast *parse_command(Parser *p) {
  Ast *x = ast_new(p, AST_COMMAND, p->cur.start);
  x->str = p->cur.str;
  x->n = p->cur.n;
  parser_advance(p);
  return ast_done(p, x);
}

// `if = 3`: a word where a variable was meant.
static bool check_word(Parser *p) {
  if (!token_is_word(p->cur.kind)) return true;
  Lexer ahead = p->lex;
  Err unused = {0};
  ahead.err = &unused;
  Token next;
  lexer_next(&ahead, &next);
  err_clear(&unused);
  if (next.kind != TOK_ASSIGN) return true;
  return parser_fail(p, &p->cur, _("choose another name"),
                     _("%s is a word of the language and cannot be a variable"), token_spelling(p->cur.kind));
}

static Ast *parse_statement(Parser *p) {
  if (!check_word(p)) return NULL;
  switch (p->cur.kind) {
  case TOK_COMMAND: return parse_command(p);
  case TOK_IF: return parse_if(p);
  case TOK_FOR: return parse_for(p);
  case TOK_WHILE: return parse_while(p);
  case TOK_BREAK: return parse_jump(p, AST_BREAK);
  case TOK_CONTINUE: return parse_jump(p, AST_CONTINUE);
  case TOK_RETURN: return parse_return(p);
  case TOK_DEF: return parse_definition(p, AST_DEF);
  case TOK_ELSE: case TOK_ELIF:
    return parser_fail(p, &p->cur, _("else follows the } of its if, on the same line or the next"),
                       _("this %s has no if before it"), token_spelling(p->cur.kind));
  case TOK_COLON:
    return parser_fail(p, &p->cur, NULL,
                       _("a line that begins with : is a command, and those stand outside { }"));
  case TOK_NAME:
    if (at_soft_word(p, "param")) return parse_param_decl(p);
    if (at_soft_word(p, "model")) return parse_definition(p, AST_MODEL);
    return parse_simple(p);
  default: return parse_simple(p);
  }
}
