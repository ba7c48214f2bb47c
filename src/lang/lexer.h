// SPDX-License-Identifier: GPL-3.0-or-later
// lexer: from text to tokens, one at a time. It knows what a string, a comment and a ':' command are,
// also inside f-strings, whose parts are tokens of their own; the grammar is the parser's.
#ifndef LANG_LEXER_H
#define LANG_LEXER_H

#include "base/arena.h"
#include "base/err.h"

#define LEXER_MAX_FSTRINGS 16 // f-strings inside the {} of each other

typedef enum TokKind {
  TOK_EOF,
  TOK_ERROR,   // the lexer's Err is filled
  TOK_NEWLINE, // not while skip_newlines > 0
  TOK_COMMAND, // ':' and the rest of its line; str
  TOK_NUM,     // num
  TOK_STR,     // str
  TOK_NAME,
  // f-strings: FSTR (FTEXT | FOPEN expression [FSPEC] FCLOSE)* FEND
  TOK_FSTR, TOK_FTEXT, TOK_FOPEN, TOK_FSPEC, TOK_FCLOSE, TOK_FEND,
  TOK_LPAREN, TOK_RPAREN, TOK_LBRACKET, TOK_RBRACKET, TOK_LBRACE, TOK_RBRACE,
  TOK_COMMA, TOK_COLON, TOK_SEMI, TOK_DOT,
  TOK_ASSIGN,  // = or += and its family: op
  TOK_PLUS, TOK_MINUS, TOK_STAR, TOK_SLASH, TOK_PERCENT, TOK_POW, TOK_AT,
  TOK_EQ, TOK_NE, TOK_LT, TOK_LE, TOK_GT, TOK_GE,
  // words; `model` and `param` are words only where the parser says so
  TOK_AND, TOK_OR, TOK_NOT, TOK_IF, TOK_ELSE, TOK_ELIF, TOK_FOR, TOK_IN, TOK_WHILE, TOK_BREAK,
  TOK_CONTINUE, TOK_RETURN, TOK_DEF, TOK_FN, TOK_TRACE, TOK_TRUE, TOK_FALSE, TOK_NIL,
  TOK_INF, TOK_NAN,
} TokKind;

#define TOK_FIRST_WORD TOK_AND

typedef struct Token {
  TokKind kind;
  uint32_t start, end;   // bytes in the source
  const char *op;        // TOK_ASSIGN: "+" for +=, NULL for =
  double num;
  const char *str;       // decoded, NUL-terminated, in the arena
  size_t n;
  // `##` text that belongs here: of TOK_NEWLINE, the one at the end of the line; of other tokens, the
  // lines of nothing else directly above. Bytes in the source; empty where there is none.
  uint32_t doc_start, doc_end;
} Token;

// An f-string being read.
typedef struct FString {
  uint32_t start;        // its f
  uint32_t open;         // its current '{'
  uint32_t depth;        // brackets open inside that '{', itself included
  bool inside;           // between '{' and '}'
  bool triple;
  char quote;
} FString;

// Plain data: a copy is a bookmark.
typedef struct Lexer {
  Source *src;
  Arena *arena;          // NULL: strings are not decoded
  Err *err;
  uint32_t pos;
  uint32_t depth;        // brackets of any kind open
  uint32_t skip_newlines;// > 0: line ends mean nothing; kept by the parser
  bool fresh;            // a statement may begin here
  bool line_empty;       // nothing on this line so far
  uint32_t doc_start, doc_end;   // the `##` lines read last
  uint32_t note_start, note_end; // the `##` of this line
  int n_fstr;
  FString fstr[LEXER_MAX_FSTRINGS];
} Lexer;

void lexer_init(Lexer *lx, Source *src, Arena *arena, Err *err);
void lexer_next(Lexer *lx, Token *t);

bool lexer_is_name(const char *s); // could it be written as a name (or a key without quotes)?

const char *token_spelling(TokKind k); // "(", "while"; NULL for names, numbers and the like
static inline bool token_is_word(TokKind k) { return k >= TOK_FIRST_WORD; }

#endif
