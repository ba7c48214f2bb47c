// SPDX-License-Identifier: GPL-3.0-or-later
// parser: the ground the parser stands on: tokens, nodes and bounds. Expressions are in parse_expr.c,
// statements in parse_stmt.c, what is said about mistakes in parse_error.c.
#include "lang/parser.h"

#include <string.h>

#include "base/i18n.h"
#include "base/map.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "lang/parser_parts.h"

// -- tokens ----------------------------------------------------------------------------------------

void parser_advance(Parser *p) {
  if (p->cur.kind != TOK_NEWLINE) {
    p->prev = p->cur;
    p->hungry = false;
  }
  lexer_next(&p->lex, &p->cur);
}

void parser_skip_newlines(Parser *p) {
  while (p->cur.kind == TOK_NEWLINE) parser_advance(p);
  p->hungry = true;
}

bool parser_enter(Parser *p) {
  if (++p->depth <= PARSER_MAX_DEPTH) return true;
  parser_fail_span(p, ERR_LIMIT, p->cur.start, p->cur.end, NULL, _("this is nested more than %d levels deep"),
                   PARSER_MAX_DEPTH);
  return false;
}

void parser_leave(Parser *p) { p->depth--; }

bool parser_open(Parser *p) {
  p->lex.skip_newlines++;
  parser_advance(p);
  return p->cur.kind != TOK_ERROR;
}

bool parser_close(Parser *p, TokKind close, const Token *open) {
  if (p->cur.kind != close) return parser_unclosed(p, open, close);
  p->lex.skip_newlines--;
  parser_advance(p);
  return true;
}

const char *parser_name(Parser *p, const Token *t) {
  return name_intern(p->lex.src->text + t->start, t->end - t->start);
}

bool parser_at_name(const Parser *p, const Token *t, const char *name) {
  size_t n = strlen(name);
  return t->kind == TOK_NAME && t->end - t->start == n && memcmp(p->lex.src->text + t->start, name, n) == 0;
}

// -- nodes -----------------------------------------------------------------------------------------

Ast *ast_new(Parser *p, AstKind kind, uint32_t start) {
  Ast *x = arena_alloc(p->arena, sizeof *x);
  x->kind = kind;
  x->start = start;
  return x;
}

void ast_push(Parser *p, AstList *list, Ast *x) {
  if (list->n == list->cap) {
    uint32_t cap = list->cap ? list->cap * 2 : 4;
    Ast **items = arena_alloc(p->arena, cap * sizeof *items);
    if (list->n) memcpy(items, list->items, list->n * sizeof *items);
    list->items = items;
    list->cap = cap;
  }
  list->items[list->n++] = x;
}

static void taller(Ast *x, const Ast *child) {
  if (child && child->height >= x->height) x->height = (uint16_t)(child->height + 1);
}

Ast *ast_done(Parser *p, Ast *x) {
  x->end = p->prev.end > x->start ? p->prev.end : x->start;
  x->height = 1;
  taller(x, x->a);
  taller(x, x->b);
  taller(x, x->c);
  taller(x, x->body);
  taller(x, x->orelse);
  for (uint32_t i = 0; i < x->list.n; i++) taller(x, x->list.items[i]);
  if (mem_exhausted()) return parser_fail_span(p, ERR_MEMORY, x->start, x->start, NULL, _("out of memory"));
  if (x->height <= AST_MAX_HEIGHT) return x;
  return parser_fail_span(
      p, ERR_LIMIT, p->prev.start, p->prev.end, _("name the parts, or use a loop"),
      _("this expression is too deeply nested: more than %d operations on top of each other"),
      AST_MAX_HEIGHT);
}

// -- the whole -------------------------------------------------------------------------------------

// Text that is not text is refused before anything reads it.
static bool check_bytes(Source *src, Err *e) {
  size_t bad = utf8_valid(src->text, src->n);
  const char *nul = memchr(src->text, 0, src->n);
  size_t zero = nul ? (size_t)(nul - src->text) : src->n;
  size_t at = bad < zero ? bad : zero;
  if (at == src->n) return true;
  if (bad < zero)
    err_set(e, ERR_SYNTAX, _("byte %zu (0x%02x) is not valid UTF-8"), at + 1, (unsigned char)src->text[at]);
  else err_set(e, ERR_SYNTAX, _("byte %zu is zero, which no text contains"), at + 1);
  err_at(e, (Span){src, (uint32_t)at, (uint32_t)at + 1});
  return false;
}

Ast *parse(Source *src, Arena *arena, Err *e) {
  if (!check_bytes(src, e)) return NULL;
  Parser p = {.arena = arena, .e = e};
  lexer_init(&p.lex, src, arena, e);
  parser_advance(&p);
  return parse_program(&p);
}

static bool has_mark(const char *s, size_t n) {
  for (size_t i = 0; i + 1 < n; i++)
    if (s[i] == '#' && s[i + 1] == '#') return true;
  return false;
}

bool source_explanation(const Source *src, uint32_t line, const char **text, size_t *n) {
  size_t length;
  const char *s = source_line(src, line, &length);
  if (line >= src->n_lines || !has_mark(s, length)) return false;
  // Only reading from the start tells whether the line is inside a string.
  Err e = {0};
  Lexer lx;
  Token t;
  Source reader = *src;
  reader.refs = 2; // never the last holder of the text
  lexer_init(&lx, &reader, NULL, &e);
  uint32_t begin = (uint32_t)(s - src->text), end = begin + (uint32_t)length;
  bool found = false;
  do {
    lexer_next(&lx, &t);
    if (t.kind == TOK_NEWLINE || t.kind == TOK_EOF) found = t.start >= end && t.doc_end > t.doc_start;
  } while (t.kind != TOK_EOF && t.kind != TOK_ERROR && t.start < end);
  e.at.src = NULL; // it pointed to the reader
  if (!found || t.doc_start < begin) return false;
  *text = src->text + t.doc_start;
  *n = t.doc_end - t.doc_start;
  return true;
}
