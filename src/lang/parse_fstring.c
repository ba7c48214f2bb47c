// SPDX-License-Identifier: GPL-3.0-or-later
// parse_fstring: f"text {expression:format} text". The lexer hands over the text in pieces and says
// where a { } begins and ends; between them stands any expression.
#include "base/i18n.h"
#include "lang/parser_parts.h"

// One {...}.
static Ast *parse_part(Parser *p) {
  Token open = p->cur;
  Ast *x = ast_new(p, AST_FMT, open.start);
  if (!parser_open(p)) return NULL;
  if (p->cur.kind == TOK_FCLOSE || p->cur.kind == TOK_FSPEC)
    return parser_fail_span(p, ERR_SYNTAX, open.start, p->cur.end,
                            _("for the characters themselves write {{ and }}"),
                            _("no expression stands in the { } of this f-string"));
  x->a = parse_expr(p);
  if (!x->a) return NULL;
  if (p->cur.kind == TOK_FSPEC) {
    x->str = p->cur.str;
    x->n = p->cur.n;
    parser_advance(p);
  }
  return parser_close(p, TOK_FCLOSE, &open) ? ast_done(p, x) : NULL;
}

static Ast *parse_text(Parser *p) {
  Ast *x = ast_new(p, AST_STR, p->cur.start);
  x->str = p->cur.str;
  x->n = p->cur.n;
  parser_advance(p);
  return ast_done(p, x);
}

Ast *parse_fstring(Parser *p) {
  Ast *x = ast_new(p, AST_FSTR, p->cur.start);
  parser_advance(p);
  while (p->cur.kind != TOK_FEND) {
    if (p->cur.kind != TOK_FTEXT && p->cur.kind != TOK_FOPEN) return parser_value_missing(p);
    Ast *part = p->cur.kind == TOK_FTEXT ? parse_text(p) : parse_part(p);
    if (!part) return NULL;
    ast_push(p, &x->list, part);
  }
  parser_advance(p);
  return ast_done(p, x);
}
