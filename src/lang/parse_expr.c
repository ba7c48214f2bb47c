// SPDX-License-Identifier: GPL-3.0-or-later
// parse_expr: expressions, by precedence climbing. From weakest to strongest:
//   a if c else b,  or,  and,  not,  == != < <= > >= in,  + -,  * / % @,  unary -,  **,  calls [] .
// Chains of operators of one strength are read in a loop; only brackets, prefixes, ** and the else of
// a conditional go deeper, and parser_enter bounds those.
#include <string.h>

#include "base/i18n.h"
#include "base/map.h"
#include "lang/parser_parts.h"

enum { POWER_OR = 1, POWER_AND, POWER_NOT, POWER_COMPARE, POWER_SUM, POWER_PRODUCT, POWER_SIGN, POWER_POW };

static Ast *parse_infix(Parser *p, int least);

// -- values ----------------------------------------------------------------------------------------

static Ast *literal(Parser *p, AstKind kind, double num) {
  Ast *x = ast_new(p, kind, p->cur.start);
  x->num = num;
  x->str = p->cur.str;
  x->n = p->cur.n;
  parser_advance(p);
  return ast_done(p, x);
}

static Ast *parse_name(Parser *p) {
  static const char *const python[][2] = {{"None", "nil"}, {"True", "true"}, {"False", "false"}};
  for (int i = 0; i < 3; i++)
    if (parser_at_name(p, &p->cur, python[i][0]))
      return parser_fail(p, &p->cur, NULL, _("%s is written %s in this language"), python[i][0],
                         python[i][1]);
  Ast *x = ast_new(p, AST_NAME, p->cur.start);
  x->name = parser_name(p, &p->cur);
  parser_advance(p);
  return ast_done(p, x);
}

static Ast *parse_parens(Parser *p) {
  Token open = p->cur;
  if (!parser_open(p)) return NULL;
  if (p->cur.kind == TOK_RPAREN)
    return parser_fail_span(p, ERR_SYNTAX, open.start, p->cur.end, _("an empty list is written []"),
                            _("nothing stands between ( and )"));
  Ast *x = parse_expr(p);
  if (!x) return NULL;
  if (p->cur.kind == TOK_COMMA)
    return parser_fail(p, &p->cur, _("several values stand in square brackets: [1, 2]"),
                       _("round brackets hold one value"));
  if (!parser_close(p, TOK_RPAREN, &open)) return NULL;
  x->parens = true;
  x->start = open.start;
  x->end = p->prev.end;
  return x;
}

static Ast *parse_list(Parser *p) {
  Token open = p->cur;
  Ast *x = ast_new(p, AST_LIST, open.start);
  if (!parser_open(p)) return NULL;
  while (p->cur.kind != TOK_RBRACKET) {
    Ast *item = parse_expr(p);
    if (!item) return NULL;
    ast_push(p, &x->list, item);
    if (p->cur.kind != TOK_COMMA) break;
    parser_advance(p);
  }
  return parser_close(p, TOK_RBRACKET, &open) ? ast_done(p, x) : NULL;
}

// -- records ---------------------------------------------------------------------------------------

static const char *parse_key(Parser *p) {
  const char *key = NULL;
  if (p->cur.kind == TOK_STR) key = name_intern(p->cur.str, p->cur.n);
  else if (p->cur.kind == TOK_NAME || token_is_word(p->cur.kind)) key = parser_name(p, &p->cur);
  else if (p->cur.kind == TOK_NUM)
    return parser_fail(p, &p->cur, _("{\"1\": x} has the key \"1\"; what is counted belongs in a list"),
                       _("the keys of a record are names or strings"));
  else if (p->cur.kind == TOK_EOF)
    return parser_fail(p, &p->cur, NULL, _("a record ends with }"));
  else
    return parser_fail(p, &p->cur, _("a record is written {a: 1, b: 2}"),
                       _("a key is missing here: a name or a string"));
  parser_advance(p);
  return key;
}

static Ast *parse_entry(Parser *p) {
  Token at = p->cur;
  Ast *entry = ast_new(p, AST_NAMED, at.start);
  entry->name = parse_key(p);
  if (!entry->name) return NULL;
  if (at.kind == TOK_RETURN && p->cur.kind != TOK_COLON)
    return parser_fail(p, &at, _("a function of statements is written def name(x) { ... }"),
                       _("return stands in the body of a def; the body of fn is one expression"));
  if (p->cur.kind != TOK_COLON)
    return parser_fail(p, &p->cur, _("a record is written {a: 1, b: 2}"),
                       _("a : is missing after the key %s"), entry->name);
  parser_advance(p);
  entry->a = parse_expr(p);
  return entry->a ? ast_done(p, entry) : NULL;
}

static bool parse_entries(Parser *p, Ast *x, Map *seen) {
  while (p->cur.kind != TOK_RBRACE) {
    Token at = p->cur;
    Ast *entry = parse_entry(p);
    if (!entry) return false;
    if (map_get(seen, entry->name) >= 0)
      return parser_fail(p, &at, NULL, _("the key %s is in this record already"), entry->name);
    map_put(seen, entry->name, 0);
    ast_push(p, &x->list, entry);
    if (p->cur.kind != TOK_COMMA) break;
    parser_advance(p);
  }
  return true;
}

static Ast *parse_record(Parser *p) {
  Token open = p->cur;
  Ast *x = ast_new(p, AST_RECORD, open.start);
  Map seen = {0};
  bool ok = parser_open(p) && parse_entries(p, x, &seen) && parser_close(p, TOK_RBRACE, &open);
  map_free(&seen);
  return ok ? ast_done(p, x) : NULL;
}

// -- functions and trace ---------------------------------------------------------------------------

static bool known_name(const AstList *list, const char *name) {
  for (uint32_t i = 0; i < list->n; i++)
    if (list->items[i]->kind != AST_INDEX && list->items[i]->name == name) return true;
  return false;
}

static Ast *parse_param(Parser *p, const Ast *f) {
  if (p->cur.kind != TOK_NAME) return parser_name_missing(p, _("a parameter's name"));
  Token at = p->cur;
  Ast *x = ast_new(p, AST_PARAM, at.start);
  x->name = parser_name(p, &at);
  parser_advance(p);
  if (p->cur.kind == TOK_COLON)
    return parser_fail(p, &p->cur, _("write the name alone"), _("parameters state no types"));
  if (p->cur.kind == TOK_ASSIGN && !p->cur.op) {
    parser_advance(p);
    if (!(x->a = parse_expr(p))) return NULL;
  } else if (f->list.n > 0 && f->list.items[f->list.n - 1]->a) {
    return parser_fail(p, &at, NULL, _("%s needs a default too: the parameter before it has one"), x->name);
  }
  if (known_name(&f->list, x->name))
    return parser_fail(p, &at, NULL, _("there are two parameters %s"), x->name);
  if (f->list.n == PARSER_MAX_PARAMS)
    return parser_fail_span(p, ERR_LIMIT, at.start, at.end, NULL, _("a function takes at most %d parameters"),
                            PARSER_MAX_PARAMS);
  return ast_done(p, x);
}

bool parse_params(Parser *p, Ast *f) {
  Token open = p->cur;
  if (open.kind != TOK_LPAREN)
    return parser_fail(p, &open, NULL, _("the parameters are missing: ( and ), perhaps with names between"));
  if (!parser_open(p)) return false;
  while (p->cur.kind != TOK_RPAREN) {
    Ast *x = parse_param(p, f);
    if (!x) return false;
    ast_push(p, &f->list, x);
    if (p->cur.kind != TOK_COMMA) break;
    parser_advance(p);
  }
  return parser_close(p, TOK_RPAREN, &open);
}

static Ast *parse_fn(Parser *p) {
  Ast *x = ast_new(p, AST_FN, p->cur.start);
  parser_advance(p);
  if (!parse_params(p, x)) return NULL;
  if (p->cur.kind == TOK_COLON)
    return parser_fail(p, &p->cur, _("write fn(x) x + 1, without a colon"), _("there is no : in a function"));
  x->a = parse_expr(p);
  return x->a ? ast_done(p, x) : NULL;
}

static Ast *parse_trace(Parser *p) {
  Ast *x = ast_new(p, AST_TRACE, p->cur.start);
  parser_advance(p);
  Token open = p->cur;
  if (open.kind != TOK_LPAREN)
    return parser_fail(p, &p->prev, NULL,
                       _("trace is a word of the language: trace(EXPRESSION) records a run"));
  if (!parser_open(p) || !(x->a = parse_expr(p))) return NULL;
  if (p->cur.kind == TOK_COMMA) return parser_fail(p, &p->cur, NULL, _("trace takes one expression"));
  return parser_close(p, TOK_RPAREN, &open) ? ast_done(p, x) : NULL;
}

static Ast *parse_primary(Parser *p) {
  switch (p->cur.kind) {
  case TOK_NUM: return literal(p, AST_NUM, p->cur.num);
  case TOK_INF: return literal(p, AST_NUM, __builtin_inf());
  case TOK_NAN: return literal(p, AST_NUM, __builtin_nan(""));
  case TOK_TRUE: return literal(p, AST_BOOL, 1);
  case TOK_FALSE: return literal(p, AST_BOOL, 0);
  case TOK_NIL: return literal(p, AST_NIL, 0);
  case TOK_STR: return literal(p, AST_STR, 0);
  case TOK_FSTR: return parse_fstring(p);
  case TOK_NAME: return parse_name(p);
  case TOK_LPAREN: return parse_parens(p);
  case TOK_LBRACKET: return parse_list(p);
  case TOK_LBRACE: return parse_record(p);
  case TOK_FN: return parse_fn(p);
  case TOK_TRACE: return parse_trace(p);
  default: return parser_value_missing(p);
  }
}

// -- what follows a value: calls, subscripts, fields -------------------------------------------------

static Ast *parse_argument(Parser *p, const Ast *call, int *n_named) {
  Token at = p->cur;
  Ast *x = parse_expr(p);
  if (!x) return NULL;
  if (p->cur.kind != TOK_ASSIGN || p->cur.op || x->kind != AST_NAME || x->parens) {
    if (*n_named > 0 && p->cur.kind != TOK_ASSIGN)
      return parser_fail_span(p, ERR_SYNTAX, x->start, x->end, _("arguments by position come first"),
                              _("an argument without a name stands after one with a name"));
    return x;
  }
  for (uint32_t i = call->list.n - (uint32_t)*n_named; i < call->list.n; i++)
    if (call->list.items[i]->name == x->name)
      return parser_fail(p, &at, NULL, _("the argument %s is given twice"), x->name);
  if (++*n_named > PARSER_MAX_PARAMS)
    return parser_fail_span(p, ERR_LIMIT, at.start, at.end, NULL, _("a function takes at most %d parameters"),
                            PARSER_MAX_PARAMS);
  Ast *named = ast_new(p, AST_NAMED, at.start);
  named->name = x->name;
  parser_advance(p);
  named->a = parse_expr(p);
  return named->a ? ast_done(p, named) : NULL;
}

static Ast *parse_call(Parser *p, Ast *callee) {
  Token open = p->cur;
  if (callee->kind == AST_NUM)
    return parser_fail(p, &open, _("to multiply, write *"),
                       _("a number is not a function that could be called"));
  Ast *x = ast_new(p, AST_CALL, callee->start);
  x->a = callee;
  int n_named = 0;
  if (!parser_open(p)) return NULL;
  while (p->cur.kind != TOK_RPAREN) {
    Ast *arg = parse_argument(p, x, &n_named);
    if (!arg) return NULL;
    ast_push(p, &x->list, arg);
    if (p->cur.kind != TOK_COMMA) break;
    parser_advance(p);
  }
  return parser_close(p, TOK_RPAREN, &open) ? ast_done(p, x) : NULL;
}

static bool ends_subscript(TokKind k) { return k == TOK_COLON || k == TOK_COMMA || k == TOK_RBRACKET; }

// An expression, or a:b:c with any of them left out.
static Ast *parse_subscript(Parser *p) {
  uint32_t start = p->cur.start;
  Ast *part[3] = {0};
  int n = 0;
  for (;; n++) {
    if (!ends_subscript(p->cur.kind) && !(part[n] = parse_expr(p))) return NULL;
    if (p->cur.kind != TOK_COLON || n == 2) break;
    parser_advance(p);
  }
  if (n == 0) return part[0] ? part[0] : parser_value_missing(p);
  Ast *x = ast_new(p, AST_SLICE, start);
  x->a = part[0];
  x->b = part[1];
  x->c = part[2];
  return ast_done(p, x);
}

static Ast *parse_index(Parser *p, Ast *of) {
  Token open = p->cur;
  Ast *x = ast_new(p, AST_INDEX, of->start);
  x->a = of;
  if (!parser_open(p)) return NULL;
  if (p->cur.kind == TOK_RBRACKET)
    return parser_fail_span(p, ERR_SYNTAX, open.start, p->cur.end, _("for all elements write [:]"),
                            _("nothing stands between [ and ]"));
  while (p->cur.kind != TOK_RBRACKET) {
    Ast *sub = parse_subscript(p);
    if (!sub) return NULL;
    ast_push(p, &x->list, sub);
    if (p->cur.kind != TOK_COMMA) break;
    parser_advance(p);
  }
  return parser_close(p, TOK_RBRACKET, &open) ? ast_done(p, x) : NULL;
}

static Ast *parse_field(Parser *p, Ast *of) {
  Ast *x = ast_new(p, AST_FIELD, of->start);
  x->a = of;
  parser_advance(p);
  parser_skip_newlines(p);
  if (p->cur.kind != TOK_NAME && !token_is_word(p->cur.kind))
    return parser_fail(p, &p->cur, NULL, _("a name is missing after the point"));
  x->name = parser_name(p, &p->cur);
  parser_advance(p);
  return ast_done(p, x);
}

static Ast *parse_postfix(Parser *p) {
  Ast *x = parse_primary(p);
  while (x) {
    switch (p->cur.kind) {
    case TOK_LPAREN: x = parse_call(p, x); break;
    case TOK_LBRACKET: x = parse_index(p, x); break;
    case TOK_DOT: x = parse_field(p, x); break;
    default: return x;
    }
  }
  return NULL;
}

// -- operators -------------------------------------------------------------------------------------

static int power_of(TokKind k) {
  switch (k) {
  case TOK_OR: return POWER_OR;
  case TOK_AND: return POWER_AND;
  case TOK_EQ: case TOK_NE: case TOK_LT: case TOK_LE: case TOK_GT: case TOK_GE: case TOK_IN:
  case TOK_NOT: return POWER_COMPARE; // not in
  case TOK_PLUS: case TOK_MINUS: return POWER_SUM;
  case TOK_STAR: case TOK_SLASH: case TOK_PERCENT: case TOK_AT: return POWER_PRODUCT;
  case TOK_POW: return POWER_POW;
  default: return 0;
  }
}

static Ast *parse_prefix_of(Parser *p, const char *op, int least) {
  Ast *x = ast_new(p, AST_UNARY, p->cur.start);
  x->op = name_of(op);
  if (!parser_enter(p)) return NULL;
  parser_advance(p);
  parser_skip_newlines(p);
  x->a = parse_infix(p, least);
  parser_leave(p);
  return x->a ? ast_done(p, x) : NULL;
}

// A plus sign in front of a value changes nothing and leaves no node.
static Ast *parse_plus(Parser *p) {
  uint32_t start = p->cur.start;
  if (!parser_enter(p)) return NULL;
  parser_advance(p);
  parser_skip_newlines(p);
  Ast *x = parse_infix(p, POWER_SIGN);
  parser_leave(p);
  if (x) x->start = start;
  return x;
}

static Ast *parse_prefix(Parser *p, int least) {
  switch (p->cur.kind) {
  case TOK_MINUS: return parse_prefix_of(p, "-", POWER_SIGN);
  case TOK_PLUS: return parse_plus(p);
  case TOK_NOT:
    if (least > POWER_NOT)
      return parser_fail(p, &p->cur, _("write (not x)"), _("not needs brackets here: it binds more weakly"));
    return parse_prefix_of(p, "not", POWER_NOT);
  default: return parse_postfix(p);
  }
}

static Ast *chained(Parser *p, const Token *op) {
  return parser_fail(p, &p->cur, _("write a < b and b < c"),
                     _("%s cannot follow %s: comparisons do not chain"), token_spelling(p->cur.kind),
                     token_spelling(op->kind));
}

static Ast *infix_node(Parser *p, TokKind op, Ast *a, Ast *b) {
  Ast *x = ast_new(p, op == TOK_AND ? AST_AND : op == TOK_OR ? AST_OR : AST_BINARY, a->start);
  x->a = a;
  x->b = b;
  if (x->kind == AST_BINARY) x->op = name_of(token_spelling(op));
  return ast_done(p, x);
}

// The right side of an operator that was read.
static Ast *parse_right(Parser *p, TokKind op) {
  parser_skip_newlines(p);
  if (op != TOK_POW) return parse_infix(p, power_of(op) + 1);
  if (!parser_enter(p)) return NULL;
  Ast *x = parse_infix(p, POWER_SIGN); // 2 ** 3 ** 2 and 2 ** -1
  parser_leave(p);
  return x;
}

static Ast *parse_infix(Parser *p, int least) {
  Ast *x = parse_prefix(p, least);
  while (x) {
    Token op = p->cur;
    int power = power_of(op.kind);
    if (power == 0 || power < least) return x;
    parser_advance(p);
    if (op.kind == TOK_NOT && p->cur.kind != TOK_IN)
      return parser_fail(p, &op, NULL, _("in is missing after not"));
    if (op.kind == TOK_NOT) parser_advance(p);
    Ast *right = parse_right(p, op.kind);
    if (!right) return NULL;
    x = infix_node(p, op.kind == TOK_NOT ? TOK_IN : op.kind, x, right);
    if (x && op.kind == TOK_NOT) {
      Ast *negated = ast_new(p, AST_UNARY, x->start);
      negated->op = name_of("not");
      negated->a = x;
      x = ast_done(p, negated);
    }
    if (x && power == POWER_COMPARE && power_of(p->cur.kind) == POWER_COMPARE) return chained(p, &op);
  }
  return NULL;
}

static Ast *parse_conditional(Parser *p) {
  Ast *value = parse_infix(p, POWER_OR);
  if (!value || p->cur.kind != TOK_IF) return value;
  Ast *x = ast_new(p, AST_COND, value->start);
  x->a = value;
  Token word = p->cur;
  parser_advance(p);
  parser_skip_newlines(p);
  x->b = parse_infix(p, POWER_OR);
  if (!x->b) return NULL;
  if (p->cur.kind != TOK_ELSE)
    return parser_fail(p, p->cur.kind == TOK_EOF ? &p->cur : &word, _("write a if condition else b"),
                       _("this if has no else: an expression needs a value for both cases"));
  parser_advance(p);
  parser_skip_newlines(p);
  x->c = parse_expr(p);
  return x->c ? ast_done(p, x) : NULL;
}

Ast *parse_expr(Parser *p) {
  if (!parser_enter(p)) return NULL;
  Ast *x = parse_conditional(p);
  parser_leave(p);
  return x;
}
