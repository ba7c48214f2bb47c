// SPDX-License-Identifier: GPL-3.0-or-later
// lexer_parts: what the files of the lexer share.
#ifndef LANG_LEXER_PARTS_H
#define LANG_LEXER_PARTS_H

#include "lang/lexer.h"

// Fills the Err with bytes [start, end) as its place, and makes *t a TOK_ERROR.
void lexer_fail(Lexer *lx, Token *t, ErrCode code, uint32_t start, uint32_t end, const char *fmt, ...)
    __attribute__((format(printf, 6, 7)));

// The byte `ahead` of pos; 0 behind the end.
static inline char lexer_peek(const Lexer *lx, uint32_t ahead) {
  return ahead < lx->src->n - lx->pos ? lx->src->text[lx->pos + ahead] : 0;
}

// lex_string.c. pos is at the opening quote.
void lex_string(Lexer *lx, Token *t);
void lex_fstring_open(Lexer *lx, Token *t); // pos is at the f
void lex_fstring_text(Lexer *lx, Token *t); // the text, '{' or closing quote of the f-string being read
void lex_fstring_spec(Lexer *lx, Token *t); // pos is at the ':'

// lex_foreign.c: pos is at something that is not of the language; says what to write instead.
bool lex_foreign_operator(Lexer *lx, Token *t); // false: it is not one of those known
void lex_foreign_char(Lexer *lx, Token *t);
const char *lex_ascii_quote(uint32_t cp);       // "\"" or "'" for a typographic quote, else NULL

#endif
