// SPDX-License-Identifier: GPL-3.0-or-later
// lex_string: strings with their escapes, in one or three quotes, and the text parts of f-strings.
#include "lang/lexer_parts.h"

#include <string.h>

#include "base/i18n.h"
#include "base/utf8.h"

// -- escapes ---------------------------------------------------------------------------------------

static int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  c = (char)(c | 0x20);
  return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

// \u{4E16}: pos is at the backslash.
static bool code_point(Lexer *lx, Token *t, Str *out) {
  uint32_t start = lx->pos, cp = 0;
  int digits = 0;
  lx->pos += 2;
  if (lexer_peek(lx, 0) != '{') {
    lexer_fail(lx, t, ERR_SYNTAX, start, lx->pos, _("\\u is followed by a code point in braces"));
    err_hint(lx->err, _("for example \\u{4e16}"));
    return false;
  }
  lx->pos++;
  for (int d; digits < 6 && (d = hex_value(lexer_peek(lx, 0))) >= 0; digits++, lx->pos++)
    cp = cp * 16 + (uint32_t)d;
  if (digits == 0 || lexer_peek(lx, 0) != '}') {
    lexer_fail(lx, t, ERR_SYNTAX, start, lx->pos, _("\\u{...} takes one to six hexadecimal digits"));
    return false;
  }
  lx->pos++;
  if (cp == 0 || cp > 0x10FFFF || (cp >= 0xD800 && cp < 0xE000)) {
    lexer_fail(lx, t, ERR_SYNTAX, start, lx->pos, _("U+%04X is not a character"), (unsigned)cp);
    return false;
  }
  char bytes[4];
  str_addn(out, bytes, utf8_put(cp, bytes));
  return true;
}

static bool unknown_escape(Lexer *lx, Token *t) {
  const char *s = lx->src->text + lx->pos;
  size_t n = 1 + utf8_cluster(s + 1, lx->src->n - lx->pos - 1);
  uint32_t end = lx->pos + (uint32_t)n;
  if (s[1] == '\n' || s[1] == '\r' || n == 1) {
    lexer_fail(lx, t, ERR_SYNTAX, lx->pos, lx->pos + 1,
               _("a backslash at the end of a line means nothing in a string"));
  } else {
    lexer_fail(lx, t, ERR_SYNTAX, lx->pos, end, _("%.*s means nothing in a string"), (int)n, s);
    if (s[1] == 'x') err_hint(lx->err, _("a character by its number is written \\u{41}"));
    else err_hint(lx->err, _("for a backslash write \\\\"));
  }
  return false;
}

// The escape at pos, appended to out.
static bool escape(Lexer *lx, Token *t, Str *out) {
  static const char known[] = "ntr\\\"'", meant[] = "\n\t\r\\\"'";
  char c = lexer_peek(lx, 1);
  if (c == 'u') return code_point(lx, t, out);
  const char *at = c ? strchr(known, c) : NULL;
  if (!at) return unknown_escape(lx, t);
  str_addc(out, meant[at - known]);
  lx->pos += 2;
  return true;
}

// -- strings ---------------------------------------------------------------------------------------

static bool at_quotes(const Lexer *lx, char quote, bool triple) {
  return lexer_peek(lx, 0) == quote &&
         (!triple || (lexer_peek(lx, 1) == quote && lexer_peek(lx, 2) == quote));
}

static bool opens_triple(const Lexer *lx, char quote) { return at_quotes(lx, quote, true); }

// A typographic quote on the rest of the line was perhaps meant to close the string.
static void hint_at_quote(Lexer *lx, uint32_t from, char quote) {
  const char *s = lx->src->text;
  for (uint32_t i = from; i < lx->src->n && s[i] != '\n';) {
    uint32_t cp;
    size_t k = utf8_next(s + i, lx->src->n - i, &cp);
    if (cp == 0xFF02 || cp == 0xFF07 || lex_ascii_quote(cp)) {
      err_hint(lx->err, _("%.*s does not close a string; write %c"), (int)k, s + i, quote);
      return;
    }
    i += (uint32_t)k;
  }
  err_hint(lx->err, _("a string of several lines stands between %c%c%c and %c%c%c"), quote, quote, quote,
           quote, quote, quote);
}

// A string that began at `start` and has no end.
static void unterminated(Lexer *lx, Token *t, uint32_t start, char quote, bool triple) {
  if (triple) {
    lexer_fail(lx, t, ERR_INCOMPLETE, start, start + 3, _("this string is never closed"));
    return;
  }
  const FString *f = lx->n_fstr > 0 ? &lx->fstr[lx->n_fstr - 1] : NULL;
  if (f && f->inside && f->quote == quote && !f->triple) {
    lexer_fail(lx, t, ERR_SYNTAX, f->open, f->open + 1, _("this { of an f-string has no }"));
    return;
  }
  uint32_t end = start;
  while (end < lx->src->n && lx->src->text[end] != '\n' && lx->src->text[end] != '\r') end++;
  lexer_fail(lx, t, ERR_SYNTAX, start, end, _("this string has no closing %c on its line"), quote);
  hint_at_quote(lx, start + 1, quote);
}

// Appends the character or escape at pos.
static bool one_character(Lexer *lx, Token *t, Str *out) {
  char c = lexer_peek(lx, 0);
  if (c == '\\') return escape(lx, t, out);
  lx->pos++;
  if (c != '\r' || lexer_peek(lx, 0) != '\n') str_addc(out, c); // lines end alike everywhere
  return true;
}

static bool string_ends_here(const Lexer *lx, bool triple) {
  return lx->pos >= lx->src->n || (!triple && lexer_peek(lx, 0) == '\n');
}

// Makes the text that was read the token's.
static void keep_text(Lexer *lx, Token *t, TokKind kind, Str *text) {
  if (t->kind != TOK_ERROR) {
    t->kind = kind;
    t->n = text->n;
    t->str = lx->arena ? arena_strndup(lx->arena, str_c(text), text->n) : "";
  }
  str_free(text);
}

void lex_string(Lexer *lx, Token *t) {
  char quote = lexer_peek(lx, 0);
  bool triple = opens_triple(lx, quote);
  uint32_t start = lx->pos;
  Str text = {0};
  lx->pos += triple ? 3 : 1;
  while (!at_quotes(lx, quote, triple)) {
    if (string_ends_here(lx, triple)) unterminated(lx, t, start, quote, triple);
    else one_character(lx, t, &text);
    if (t->kind == TOK_ERROR) break;
  }
  lx->pos += triple ? 3 : 1;
  keep_text(lx, t, TOK_STR, &text);
}

// -- f-strings -------------------------------------------------------------------------------------

void lex_fstring_open(Lexer *lx, Token *t) {
  if (lx->n_fstr == LEXER_MAX_FSTRINGS) {
    lexer_fail(lx, t, ERR_LIMIT, lx->pos, lx->pos + 2, _("f-strings may stand inside each other %d deep"),
               LEXER_MAX_FSTRINGS);
    return;
  }
  FString *f = &lx->fstr[lx->n_fstr++];
  *f = (FString){.start = lx->pos++};
  f->quote = lexer_peek(lx, 0);
  f->triple = opens_triple(lx, f->quote);
  lx->pos += f->triple ? 3 : 1;
  t->kind = TOK_FSTR;
}

static void open_brace(Lexer *lx, Token *t, FString *f) {
  f->open = lx->pos++;
  f->inside = true;
  f->depth = ++lx->depth;
  t->kind = TOK_FOPEN;
}

void lex_fstring_text(Lexer *lx, Token *t) {
  FString *f = &lx->fstr[lx->n_fstr - 1];
  if (at_quotes(lx, f->quote, f->triple)) {
    lx->pos += f->triple ? 3 : 1;
    lx->n_fstr--;
    t->kind = TOK_FEND;
    return;
  }
  if (lexer_peek(lx, 0) == '{' && lexer_peek(lx, 1) != '{') {
    open_brace(lx, t, f);
    return;
  }
  Str text = {0};
  while (t->kind != TOK_ERROR && !at_quotes(lx, f->quote, f->triple)) {
    char c = lexer_peek(lx, 0);
    bool doubled = lexer_peek(lx, 1) == c;
    if (string_ends_here(lx, f->triple)) {
      unterminated(lx, t, f->triple ? f->start + 1 : f->start, f->quote, f->triple);
    } else if ((c == '{' || c == '}') && doubled) {
      str_addc(&text, c);
      lx->pos += 2;
    } else if (c == '{') {
      break;
    } else if (c == '}') {
      lexer_fail(lx, t, ERR_SYNTAX, lx->pos, lx->pos + 1, _("this } of an f-string has no {"));
      err_hint(lx->err, _("for the character itself write }}"));
    } else {
      one_character(lx, t, &text);
    }
  }
  keep_text(lx, t, TOK_FTEXT, &text);
}

void lex_fstring_spec(Lexer *lx, Token *t) {
  const FString *f = &lx->fstr[lx->n_fstr - 1];
  Str text = {0};
  lx->pos++;
  while (lexer_peek(lx, 0) != '}' && t->kind != TOK_ERROR) {
    char c = lexer_peek(lx, 0);
    if (c == '{') {
      lexer_fail(lx, t, ERR_SYNTAX, lx->pos, lx->pos + 1, _("the format after : is fixed text, without { }"));
    } else if (lx->pos >= lx->src->n && f->triple) {
      unterminated(lx, t, f->start + 1, f->quote, true);
    } else if (c == '\n' || lx->pos >= lx->src->n || at_quotes(lx, f->quote, f->triple)) {
      lexer_fail(lx, t, ERR_SYNTAX, f->open, f->open + 1, _("this { of an f-string has no }"));
    } else {
      str_addc(&text, c);
      lx->pos++;
    }
  }
  keep_text(lx, t, TOK_FSPEC, &text);
}
