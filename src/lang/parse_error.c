// SPDX-License-Identifier: GPL-3.0-or-later
// parse_error: what is said where the text does not fit the grammar. The messages look at what was
// read last and at what stands there, and know the habits that other languages teach.
#include <stdarg.h>
#include <string.h>
#include <strings.h>

#include "base/i18n.h"
#include "base/utf8.h"
#include "lang/parser_parts.h"

// The end of the text is no mistake where more was to come: the next line may bring it.
static bool too_early(const Parser *p) { return p->hungry || p->lex.skip_newlines > 0 || p->blocks > 0; }

static void *fail(Parser *p, ErrCode code, uint32_t start, uint32_t end, const char *hint, const char *fmt,
                  va_list ap) {
  if (p->e->code != ERR_NONE) return NULL; // the first error stands
  err_setv(p->e, code, fmt, ap);
  err_at(p->e, (Span){p->lex.src, start, end});
  if (hint) err_hint(p->e, "%s", hint);
  return NULL;
}

void *parser_fail(Parser *p, const Token *at, const char *hint, const char *fmt, ...) {
  bool early = at->kind == TOK_EOF && too_early(p);
  va_list ap;
  va_start(ap, fmt);
  fail(p, early ? ERR_INCOMPLETE : ERR_SYNTAX, at->start, at->kind == TOK_NEWLINE ? at->start : at->end, hint,
       fmt, ap);
  va_end(ap);
  return NULL;
}

void *parser_fail_span(Parser *p, ErrCode code, uint32_t start, uint32_t end, const char *hint,
                       const char *fmt, ...) {
  va_list ap;
  va_start(ap, fmt);
  fail(p, code, start, end, hint, fmt, ap);
  va_end(ap);
  return NULL;
}

// -- words -----------------------------------------------------------------------------------------

static const struct { const char *word, *hint; } habits[] = {
  {"assert", N_("write if not condition { error(\"...\") }")},
  {"case", N_("write if ... { } elif ... { } else { }")},
  {"class", N_("write model NAME(...) { param W = ...; def forward(x) { ... } }")},
  {"const", N_("write name = value")},
  {"do", N_("blocks are written in braces { }")},
  {"elseif", N_("write elif or else if")},
  {"elsif", N_("write elif or else if")},
  {"end", N_("blocks are written in braces { }")},
  {"except", N_("errors are not caught; they leave every variable as it was")},
  {"foreach", N_("write for x in values { ... }")},
  {"from", N_("nothing needs to be imported: every function is there")},
  {"func", N_("write def name(x) { ... }")},
  {"function", N_("write def name(x) { ... }")},
  {"global", N_("a function cannot change variables outside it; return the value")},
  {"import", N_("nothing needs to be imported: every function is there")},
  {"is", N_("write ==")},
  {"lambda", N_("write fn(x) x + 1")},
  {"let", N_("write name = value")},
  {"nonlocal", N_("a function cannot change variables outside it; return the value")},
  {"struct", N_("write a record: {a: 1, b: 2}")},
  {"switch", N_("write if ... { } elif ... { } else { }")},
  {"then", N_("blocks are written in braces { }")},
  {"try", N_("errors are not caught; they leave every variable as it was")},
  {"until", N_("write while not condition { ... }")},
  {"var", N_("write name = value")},
  {"with", N_("there is no with in this language")},
  {"yield", N_("collect the values in a list and return it")},
};

static bool transposed(const char *a, const char *b) { // of two letters each
  return strlen(a) == 2 && strlen(b) == 2 && a[0] == b[1] && a[1] == b[0];
}

static bool resembles(const char *name, const char *word) {
  if (strcasecmp(name, word) == 0 || transposed(name, word)) return strcmp(name, word) != 0;
  return strlen(name) >= 3 && strlen(word) >= 3 && str_distance(name, word, 2) == 1;
}

static const char *meant_word(const char *name) {
  size_t n = strlen(name);
  if (n < 2 || n > 12) return NULL;
  for (TokKind k = TOK_FIRST_WORD; k <= TOK_NIL; k++)
    if (resembles(name, token_spelling(k))) return token_spelling(k);
  return resembles(name, "model") ? "model" : NULL;
}

bool parser_odd_word(Parser *p, const Token *t) {
  if (t->kind != TOK_NAME || t->end - t->start > 40) return false;
  const char *name = parser_name(p, t);
  for (size_t i = 0; i < sizeof habits / sizeof *habits; i++)
    if (strcmp(habits[i].word, name) == 0) {
      parser_fail(p, t, _(habits[i].hint), _("%s is not a word of the language"), name);
      return true;
    }
  const char *word = meant_word(name);
  if (!word) return false;
  parser_fail(p, t, NULL, _("%s is not a word of the language"), name);
  err_hint(p->e, _("did you mean %s?"), word);
  return true;
}

// -- what stands there -----------------------------------------------------------------------------

// The token as it is written, shortened: for a message.
static const char *shown(const Parser *p, const Token *t, char buf[64]) {
  const char *s = p->lex.src->text + t->start;
  size_t all = t->end - t->start, n = utf8_fit(s, all, 24);
  for (size_t i = 0; i < n; i++)
    if (s[i] == '\n') n = i;
  if (n > 50) n = 50;
  memcpy(buf, s, n);
  memcpy(buf + n, n < all ? "..." : "", n < all ? 4 : 1);
  return buf;
}

static bool closes(TokKind k) {
  return k == TOK_RPAREN || k == TOK_RBRACKET || k == TOK_RBRACE || k == TOK_FCLOSE;
}

static bool begins_value(TokKind k) {
  return k == TOK_NUM || k == TOK_STR || k == TOK_FSTR || k == TOK_NAME || k == TOK_LPAREN ||
         k == TOK_LBRACKET || k >= TOK_FN;
}

static bool infix(TokKind k) { return (k >= TOK_PLUS && k <= TOK_OR) || k == TOK_IN; }

static const char *opening_of(TokKind k) {
  return k == TOK_RPAREN ? "(" : k == TOK_RBRACKET ? "[" : "{";
}

void *parser_value_missing(Parser *p) {
  const Token *t = &p->cur;
  char here[64], before[64];
  const char *what = shown(p, t, here);
  bool after_sign = infix(p->prev.kind) || p->prev.kind == TOK_ASSIGN || p->prev.kind == TOK_NOT;
  switch (t->kind) {
  case TOK_EOF:
  case TOK_NEWLINE:
    if (after_sign)
      return parser_fail(p, t, NULL, _("a value is missing after %s"), shown(p, &p->prev, before));
    return parser_fail(p, t, NULL, _("a value is missing at the end"));
  case TOK_IF: return parser_fail(p, t, _("as a value: a if condition else b"), _("an if cannot stand here"));
  case TOK_DEF: return parser_fail(p, t, _("as a value: fn(x) x + 1"), _("a def is a statement of its own"));
  case TOK_COMMAND:
    return parser_fail(p, &p->prev, NULL, _("a value is missing after %s"), shown(p, &p->prev, before));
  default: break;
  }
  if (closes(t->kind) && p->lex.skip_newlines == 0 && !after_sign)
    return parser_fail(p, t, NULL, _("this %s closes nothing"), what);
  if (token_is_word(t->kind) && !infix(t->kind))
    return parser_fail(p, t, NULL, _("%s is a word of the language, not a value"), what);
  if (after_sign) {
    shown(p, &p->prev, before);
    return parser_fail(p, t, NULL, _("a value is missing between %s and %s"), before, what);
  }
  return parser_fail(p, t,
                     t->kind == TOK_DOT ? _("a line that ends in an operator goes on in the next") : NULL,
                     _("a value is missing before %s"), what);
}

void *parser_left_over(Parser *p) {
  const Token *t = &p->cur;
  char buf[64];
  if (t->kind == TOK_ERROR || parser_odd_word(p, t)) return NULL;
  if ((begins_value(t->kind) || t->kind == TOK_LBRACE || t->kind == TOK_COLON) &&
      parser_odd_word(p, &p->prev))
    return NULL;
  if (closes(t->kind))
    return parser_fail(p, t, NULL, _("this %s has no %s"), shown(p, t, buf), opening_of(t->kind));
  switch (t->kind) {
  case TOK_ELSE: case TOK_ELIF:
    return parser_fail(p, t, _("else follows the } of its if, on the same line or the next"),
                       _("this %s has no if before it"), shown(p, t, buf));
  case TOK_COLON:
    return parser_fail(
        p, t, p->prev.kind == TOK_NAME ? _("variables state no types; a record is written {a: 1}") : NULL,
        _("a : means nothing here"));
  case TOK_FOR:
    return parser_fail(p, t, _("collect the values in a loop: out = out + [value]"),
                       _("a for cannot stand inside an expression"));
  case TOK_LBRACE:
    return parser_fail(p, t, _("blocks follow if, else, for, while, def NAME(...) and model NAME(...)"),
                       _("a { means nothing here"));
  default: break;
  }
  if (p->prev.kind == TOK_RBRACE)
    return parser_fail(p, t, NULL, _("a new line or ; is missing between } and %s"), shown(p, t, buf));
  bool string = t->kind == TOK_STR || t->kind == TOK_FSTR;
  if (begins_value(t->kind) && parser_at_name(p, &p->prev, "print"))
    return parser_fail(p, t, _("write print(...)"), _("what a function takes stands in round brackets"));
  if (string)
    return parser_fail(p, t, _("strings are joined with +"),
                       _("this string follows another value with nothing between"));
  if (begins_value(t->kind))
    return parser_fail(p, t, _("an operator or a comma is missing, or the line should end before it"),
                       _("%s follows another value with nothing between"), shown(p, t, buf));
  return parser_fail(p, t, NULL, _("%s means nothing here"), shown(p, t, buf));
}

// -- brackets and blocks -----------------------------------------------------------------------------

// "the ( of line 3, column 7" for people.
typedef struct Where { const char *sign; uint32_t line; size_t column; } Where;

static Where where_opened(const Parser *p, const Token *open, TokKind close) {
  const Source *src = p->lex.src;
  uint32_t line = source_line_of(src, open->start), begin = src->lines[line];
  return (Where){opening_of(close), line + src->first_line,
                 utf8_len(src->text + begin, open->start - begin) + 1};
}

static void *wrong_close(Parser *p, const Token *open, TokKind close) {
  char buf[64];
  Where w = where_opened(p, open, close);
  shown(p, &p->cur, buf);
  parser_fail(p, &p->cur, NULL, _("%s does not close the %s of line %u, column %zu"), buf, w.sign, w.line,
              w.column);
  err_hint(p->e, _("write %s"), token_spelling(close));
  return NULL;
}

void *parser_unclosed(Parser *p, const Token *open, TokKind close) {
  const Token *t = &p->cur;
  char buf[64];
  if (p->e->code != ERR_NONE) return NULL;
  if (t->kind == TOK_EOF)
    return parser_fail_span(p, ERR_INCOMPLETE, open->start, open->end, NULL, _("this %s is never closed"),
                            opening_of(close));
  if (closes(t->kind)) return wrong_close(p, open, close);
  if (t->kind == TOK_ASSIGN && !t->op)
    return parser_fail(p, t, _("write == to compare"), _("= assigns, which is a statement of its own"));
  if (t->kind == TOK_FOR)
    return parser_fail(p, t, _("collect the values in a loop: out = out + [value]"),
                       _("a for cannot stand inside an expression"));
  if (parser_odd_word(p, t)) return NULL;
  if (begins_value(t->kind) && parser_odd_word(p, &p->prev)) return NULL;
  Where w = where_opened(p, open, close);
  parser_fail(p, t, NULL, _("%s does not go on from what stands before it"), shown(p, t, buf));
  err_hint(p->e, _("a comma or an operator is missing, or the %s for the %s of line %u, column %zu"),
           token_spelling(close), w.sign, w.line, w.column);
  return NULL;
}

void *parser_block_missing(Parser *p, const Token *behind, bool condition) {
  const Token *t = &p->cur;
  if (p->e->code != ERR_NONE || parser_odd_word(p, t)) return NULL;
  if (t->kind == TOK_COLON)
    return parser_fail(p, t, NULL, _("blocks are written in braces { }, without a colon"));
  if (t->kind == TOK_ASSIGN && condition)
    return parser_fail(p, t, _("write == to compare"), _("= assigns; a condition compares"));
  if (t->kind == TOK_ASSIGN)
    return parser_fail(p, t, _("a short function is written f = fn(x) x + 1"), _("a { is missing before ="));
  if (t->kind == TOK_EOF) return parser_fail(p, t, NULL, _("a block { ... } is missing"));
  if (behind->kind == TOK_NEWLINE)
    return parser_fail(p, behind, NULL, _("a { is missing at the end of the line"));
  if (closes(t->kind)) return parser_left_over(p);
  char buf[64];
  return parser_fail(p, t, begins_value(t->kind) ? _("blocks are written in braces { }") : NULL,
                     _("a { is missing before %s"), shown(p, t, buf));
}

void *parser_name_missing(Parser *p, const char *what) {
  char buf[64];
  const Token *t = &p->cur;
  if (token_is_word(t->kind))
    return parser_fail(p, t, _("choose another name"), _("%s is a word of the language and cannot be a name"),
                       shown(p, t, buf));
  if (t->kind == TOK_STAR || t->kind == TOK_POW)
    return parser_fail(p, t, _("take a list"), _("a function takes a fixed number of arguments"));
  return parser_fail(p, t, NULL, _("%s is missing here"), what);
}
