// SPDX-License-Identifier: GPL-3.0-or-later
// lexer: cuts the text into tokens by the character they begin with. Strings are in lex_string.c,
// what other languages and keyboards would write in lex_foreign.c.
#include "lang/lexer.h"

#include <math.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unictype.h>

#include "base/i18n.h"
#include "base/utf8.h"
#include "lang/lexer_parts.h"

// Spellings, by kind. Longer operators come before their beginnings.
static const struct { const char *text; TokKind kind; } operators[] = {
  {"**", TOK_POW}, {"==", TOK_EQ}, {"!=", TOK_NE}, {"<=", TOK_LE}, {">=", TOK_GE},
  {"(", TOK_LPAREN}, {")", TOK_RPAREN}, {"[", TOK_LBRACKET}, {"]", TOK_RBRACKET},
  {"{", TOK_LBRACE}, {"}", TOK_RBRACE}, {",", TOK_COMMA}, {":", TOK_COLON}, {";", TOK_SEMI},
  {".", TOK_DOT}, {"=", TOK_ASSIGN}, {"+", TOK_PLUS}, {"-", TOK_MINUS}, {"*", TOK_STAR},
  {"/", TOK_SLASH}, {"%", TOK_PERCENT}, {"@", TOK_AT}, {"<", TOK_LT}, {">", TOK_GT},
};

static const char *const words[] = {
  "and", "or", "not", "if", "else", "elif", "for", "in", "while", "break", "continue", "return", "def",
  "fn", "trace", "true", "false", "nil", "inf", "nan",
};

const char *token_spelling(TokKind k) {
  if (token_is_word(k)) return words[k - TOK_FIRST_WORD];
  for (size_t i = 0; i < sizeof operators / sizeof *operators; i++)
    if (operators[i].kind == k) return operators[i].text;
  switch (k) {
  case TOK_FOPEN: return "{";
  case TOK_FCLOSE: return "}";
  default: return NULL;
  }
}

void lexer_init(Lexer *lx, Source *src, Arena *arena, Err *err) {
  *lx = (Lexer){.src = src, .arena = arena, .err = err, .fresh = true, .line_empty = true};
  if (src->n >= 3 && memcmp(src->text, "\xEF\xBB\xBF", 3) == 0) lx->pos = 3; // byte order mark
}

void lexer_fail(Lexer *lx, Token *t, ErrCode code, uint32_t start, uint32_t end, const char *fmt, ...) {
  va_list ap;
  va_start(ap, fmt);
  err_setv(lx->err, code, fmt, ap);
  va_end(ap);
  err_at(lx->err, (Span){lx->src, start, end});
  t->kind = TOK_ERROR;
  t->start = start;
  t->end = end;
}

// -- blanks and comments -------------------------------------------------------------------------

static bool ends_line(char c) { return c == '\n' || c == 0; }

// A `#` comment up to the end of its line; remembers what follows a `##`.
static void skip_comment(Lexer *lx) {
  const char *text = lx->src->text;
  uint32_t start = lx->pos;
  while (!ends_line(text[lx->pos])) lx->pos++;
  if (text[start + 1] != '#') return;
  uint32_t from = start + 2, to = lx->pos;
  while (from < to && (text[from] == ' ' || text[from] == '\t')) from++;
  while (to > from && (unsigned char)text[to - 1] <= ' ') to--;
  lx->note_start = from;
  lx->note_end = to;
  if (!lx->line_empty) return;
  if (lx->doc_end <= lx->doc_start) lx->doc_start = from;
  lx->doc_end = to;
}

// The width in bytes of a blank at pos, 0 where there is none.
static uint32_t blank_at(const Lexer *lx) {
  char c = lexer_peek(lx, 0);
  if (c == ' ' || c == '\t' || c == '\r' || c == '\f' || c == '\v') return 1;
  if (c == '\xC2' && lexer_peek(lx, 1) == '\xA0') return 2;                                // no-break space
  if (c == '\xE3' && lexer_peek(lx, 1) == '\x80' && lexer_peek(lx, 2) == '\x80') return 3; // ideographic
  return 0;
}

// Inside the {} of an f-string in single quotes the line may not end.
static bool must_stay_on_line(const Lexer *lx) { return lx->n_fstr > 0 && !lx->fstr[lx->n_fstr - 1].triple; }

// A line of nothing but `##` hands its text on to the next line; any other line ends that.
static void end_line(Lexer *lx) {
  if (!(lx->line_empty && lx->note_end > lx->note_start)) lx->doc_start = lx->doc_end = 0;
  lx->note_start = lx->note_end = 0;
  lx->line_empty = true;
}

static void skip_blanks(Lexer *lx) {
  for (;;) {
    char c = lexer_peek(lx, 0);
    uint32_t blank = blank_at(lx);
    if (blank) {
      lx->pos += blank;
    } else if (c == '#') {
      skip_comment(lx);
    } else if (c == '\n' && lx->skip_newlines > 0 && !must_stay_on_line(lx)) {
      lx->pos++;
      end_line(lx);
    } else {
      return;
    }
  }
}

// -- numbers ---------------------------------------------------------------------------------------

static bool is_digit(char c) { return c >= '0' && c <= '9'; }

static bool is_name_byte(char c) {
  return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
         (unsigned char)c >= 0x80;
}

static int hex_digit(char c) {
  if (is_digit(c)) return c - '0';
  c = (char)(c | 0x20);
  return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

// Digits with single _ between them, copied to out.
static void copy_digits(Lexer *lx, Str *out) {
  for (;;) {
    char c = lexer_peek(lx, 0);
    if (is_digit(c)) str_addc(out, c);
    else if (!(c == '_' && is_digit(lexer_peek(lx, 1)) && out->n > 0 && is_digit(out->s[out->n - 1]))) return;
    lx->pos++;
  }
}

static bool at_exponent(const Lexer *lx) {
  char c = lexer_peek(lx, 0), d = lexer_peek(lx, 1);
  if (c != 'e' && c != 'E') return false;
  return is_digit(d) || ((d == '+' || d == '-') && is_digit(lexer_peek(lx, 2)));
}

static double hexadecimal(Lexer *lx) {
  double x = 0;
  for (int d; (d = hex_digit(lexer_peek(lx, 0))) >= 0; lx->pos++) x = x * 16 + d;
  return x;
}

static double decimal(Lexer *lx) {
  Str digits = {0};
  copy_digits(lx, &digits);
  // 1.5 and 1. are numbers; in 1.T and 1..2 the point is not part of one
  char c = lexer_peek(lx, 1);
  if (lexer_peek(lx, 0) == '.' && (is_digit(c) || c == 'e' || c == 'E' || !(is_name_byte(c) || c == '.'))) {
    str_addc(&digits, '.');
    lx->pos++;
    copy_digits(lx, &digits);
  }
  if (at_exponent(lx)) {
    str_addc(&digits, 'e');
    lx->pos++;
    if (!is_digit(lexer_peek(lx, 0))) {
      str_addc(&digits, lexer_peek(lx, 0));
      lx->pos++;
    }
    copy_digits(lx, &digits);
  }
  double x = strtod(str_c(&digits), NULL); // the locale's numbers always have a point (base/i18n)
  str_free(&digits);
  return x;
}

// Bytes of the character at s (n left) that may stand in a name, 0 where it may not.
static uint32_t name_char_at(const char *s, size_t n, bool first) {
  char c = n > 0 ? *s : '\0';
  if ((unsigned char)c < 0x80) return is_name_byte(c) && !(first && is_digit(c));
  uint32_t cp;
  size_t k = utf8_next(s, n, &cp);
  if (cp >= 0xFF01 && cp <= 0xFF5E) return 0; // fullwidth forms of ASCII look like what they are not
  return (first ? uc_is_property_xid_start(cp) : uc_is_property_xid_continue(cp)) ? (uint32_t)k : 0;
}

static uint32_t name_char(const Lexer *lx, bool first) {
  return name_char_at(lx->src->text + lx->pos, lx->src->n - lx->pos, first);
}

bool lexer_is_name(const char *s) {
  size_t n = strlen(s), i = 0;
  for (uint32_t k; i < n && (k = name_char_at(s + i, n - i, i == 0)) > 0;) i += k;
  return n > 0 && i == n;
}

// Text for a message: the bytes [start, end), not too many of them.
static int shown_bytes(const Lexer *lx, uint32_t start, uint32_t end) {
  return (int)utf8_fit(lx->src->text + start, end - start, 40);
}

static void lex_number(Lexer *lx, Token *t) {
  t->kind = TOK_NUM;
  bool hex =
      lexer_peek(lx, 0) == '0' && (lexer_peek(lx, 1) | 0x20) == 'x' && hex_digit(lexer_peek(lx, 2)) >= 0;
  if (hex) lx->pos += 2;
  t->num = hex ? hexadecimal(lx) : decimal(lx);
  uint32_t end = lx->pos;
  const char *text = lx->src->text;
  if (name_char(lx, false)) {
    for (uint32_t k; (k = name_char(lx, false)) > 0;) lx->pos += k;
    lexer_fail(lx, t, ERR_SYNTAX, t->start, lx->pos, _("%.*s is neither a number nor a name"),
               shown_bytes(lx, t->start, lx->pos), text + t->start);
    if (!is_digit(text[end]) && text[end] != '_')
      err_hint(lx->err, _("to multiply, write %.*s * %.*s"), shown_bytes(lx, t->start, end), text + t->start,
               shown_bytes(lx, end, lx->pos), text + end);
  } else if (lexer_peek(lx, 0) == '.' && is_digit(lexer_peek(lx, 1))) {
    lexer_fail(lx, t, ERR_SYNTAX, t->start, end + 1, _("a number has one decimal point"));
  } else if (isinf(t->num)) {
    lexer_fail(lx, t, ERR_SYNTAX, t->start, end, _("this number is too large; the largest is about 1.8e308"));
    err_hint(lx->err, _("infinity is written inf"));
  }
}

// -- names -------------------------------------------------------------------------------------------

static TokKind word_kind(const char *s, size_t n) {
  for (size_t i = 0; i < sizeof words / sizeof *words; i++)
    if (words[i][0] == s[0] && strlen(words[i]) == n && memcmp(words[i], s, n) == 0)
      return (TokKind)(TOK_FIRST_WORD + i);
  return TOK_NAME;
}

static void lex_name(Lexer *lx, Token *t) {
  for (uint32_t k; (k = name_char(lx, false)) > 0;) lx->pos += k;
  const char *s = lx->src->text + t->start;
  char c = lexer_peek(lx, 0);
  if ((c == '"' || c == '\'') && lx->pos - t->start <= 2 && strspn(s, "rRbBuUF") == lx->pos - t->start) {
    lexer_fail(lx, t, ERR_SYNTAX, t->start, lx->pos + 1, _("a string may have no letter in front but f"));
    return;
  }
  t->kind = word_kind(s, lx->pos - t->start);
}

// -- operators and brackets --------------------------------------------------------------------------

static bool may_assign(TokKind k) { return k >= TOK_PLUS && k <= TOK_AT; }

// A closing bracket never closes the { of an f-string around it; that is its own token.
static void count_brackets(Lexer *lx, TokKind k) {
  uint32_t least = lx->n_fstr > 0 ? lx->fstr[lx->n_fstr - 1].depth : 0;
  if (k == TOK_LPAREN || k == TOK_LBRACKET || k == TOK_LBRACE) lx->depth++;
  else if ((k == TOK_RPAREN || k == TOK_RBRACKET || k == TOK_RBRACE) && lx->depth > least) lx->depth--;
}

static bool lex_operator(Lexer *lx, Token *t) {
  const char *s = lx->src->text + lx->pos; // NUL-terminated
  for (size_t i = 0; i < sizeof operators / sizeof *operators; i++) {
    size_t n = strlen(operators[i].text);
    if (strncmp(s, operators[i].text, n) != 0) continue;
    t->kind = operators[i].kind;
    lx->pos += (uint32_t)n;
    count_brackets(lx, t->kind);
    if (may_assign(t->kind) && s[n] == '=' && s[n + 1] != '=') {
      t->kind = TOK_ASSIGN;
      t->op = operators[i].text;
      lx->pos++;
    }
    return true;
  }
  return false;
}

// -- one token -----------------------------------------------------------------------------------------

// From ':' to the end of the line, blanks around it left out.
static void lex_command(Lexer *lx, Token *t) {
  const char *text = lx->src->text;
  uint32_t from = ++lx->pos;
  while (!ends_line(text[lx->pos])) lx->pos++;
  uint32_t to = lx->pos;
  while (from < to && (text[from] == ' ' || text[from] == '\t')) from++;
  while (to > from && (unsigned char)text[to - 1] <= ' ') to--;
  t->kind = TOK_COMMAND;
  t->n = to - from;
  t->str = lx->arena ? arena_strndup(lx->arena, text + from, to - from) : NULL;
}

static void lex_end(Lexer *lx, Token *t) {
  t->kind = TOK_EOF;
  t->doc_start = lx->note_start;
  t->doc_end = lx->note_end;
  if (must_stay_on_line(lx)) {
    const FString *f = &lx->fstr[lx->n_fstr - 1];
    lexer_fail(lx, t, ERR_SYNTAX, f->open, f->open + 1, _("this { of an f-string is not closed on its line"));
  }
}

static void lex_newline(Lexer *lx, Token *t) {
  if (must_stay_on_line(lx)) {
    lex_end(lx, t);
    return;
  }
  t->kind = TOK_NEWLINE;
  t->doc_start = lx->note_start;
  t->doc_end = lx->note_end;
  lx->pos++;
  end_line(lx);
}

static void lex_token(Lexer *lx, Token *t) {
  char c = lexer_peek(lx, 0);
  FString *f = lx->n_fstr > 0 ? &lx->fstr[lx->n_fstr - 1] : NULL;
  bool own = f && lx->depth == f->depth; // directly between the { and } of an f-string
  if (c == ':' && lx->fresh && lx->depth == 0) lex_command(lx, t);
  else if (own && c == ':') lex_fstring_spec(lx, t);
  else if (own && c == '}') {
    t->kind = TOK_FCLOSE;
    f->inside = false;
    lx->depth--;
    lx->pos++;
  } else if (is_digit(c) || (c == '.' && is_digit(lexer_peek(lx, 1)))) lex_number(lx, t);
  else if (c == '"' || c == '\'') lex_string(lx, t);
  else if (c == 'f' && (lexer_peek(lx, 1) == '"' || lexer_peek(lx, 1) == '\'')) lex_fstring_open(lx, t);
  else if (name_char(lx, true)) lex_name(lx, t);
  else if (!lex_foreign_operator(lx, t) && !lex_operator(lx, t)) lex_foreign_char(lx, t);
}

void lexer_next(Lexer *lx, Token *t) {
  bool text = lx->n_fstr > 0 && !lx->fstr[lx->n_fstr - 1].inside;
  if (!text) skip_blanks(lx);
  *t = (Token){.start = lx->pos};
  if (text) lex_fstring_text(lx, t);
  else if (lx->pos >= lx->src->n) lex_end(lx, t);
  else if (lexer_peek(lx, 0) == '\n') lex_newline(lx, t);
  else {
    t->doc_start = lx->doc_start;
    t->doc_end = lx->doc_end;
    lx->line_empty = false;
    lex_token(lx, t);
  }
  if (t->kind == TOK_ERROR) return;
  t->end = lx->pos;
  lx->fresh = t->kind == TOK_NEWLINE || t->kind == TOK_SEMI;
}
