// SPDX-License-Identifier: GPL-3.0-or-later
// parser_parts: what the files of the parser share. The parser is by recursive descent with one token
// of look-ahead. Every function that returns a tree returns NULL after the Err has been filled.
#ifndef LANG_PARSER_PARTS_H
#define LANG_PARSER_PARTS_H

#include "lang/lexer.h"
#include "lang/parser.h"

#define PARSER_MAX_PARAMS 255 // of a function; also named arguments of a call

typedef enum Body { BODY_TOP, BODY_BLOCK, BODY_MODEL } Body; // what the statements here make up

typedef struct Parser {
  Lexer lex;
  Token cur, prev;   // prev: the last one that was not a line's end
  Arena *arena;
  Err *e;
  int depth;         // brackets, blocks and operators within each other
  int blocks;        // { } open
  int loops;         // around this place, within its function
  int functions;     // around this place, within its model
  Body body;
  bool hungry;       // a line's end is no end here: more must follow
  uint32_t note_start, note_end; // the `##` behind the last { of a block
} Parser;

// -- parser.c --------------------------------------------------------------------------------------
void parser_advance(Parser *p);
void parser_skip_newlines(Parser *p);   // also says that more must follow
bool parser_open(Parser *p);            // cur is an opening bracket: steps inside, where lines do not end
bool parser_close(Parser *p, TokKind close, const Token *open);
bool parser_enter(Parser *p);           // one level deeper; false beyond PARSER_MAX_DEPTH
void parser_leave(Parser *p);
bool parser_at_name(const Parser *p, const Token *t, const char *name);
const char *parser_name(Parser *p, const Token *t); // interned

Ast *ast_new(Parser *p, AstKind kind, uint32_t start);
void ast_push(Parser *p, AstList *list, Ast *x);
Ast *ast_done(Parser *p, Ast *x);       // its end is where prev ends, its height is counted

// -- parse_expr.c ----------------------------------------------------------------------------------
Ast *parse_expr(Parser *p);
bool parse_params(Parser *p, Ast *f);   // "(a, b=1)" into f->list
Ast *parse_fstring(Parser *p);          // parse_fstring.c

// -- parse_stmt.c ----------------------------------------------------------------------------------
Ast *parse_program(Parser *p);

// -- parse_error.c: all return NULL ----------------------------------------------------------------
// A message at that token, and what to do about it (NULL: nothing). Does nothing where e is filled.
void *parser_fail(Parser *p, const Token *at, const char *hint, const char *fmt, ...)
    __attribute__((format(printf, 4, 5)));
void *parser_fail_span(Parser *p, ErrCode code, uint32_t start, uint32_t end, const char *hint,
                       const char *fmt, ...) __attribute__((format(printf, 6, 7)));
void *parser_value_missing(Parser *p);              // cur begins no expression
void *parser_left_over(Parser *p);                  // cur goes with nothing before it
void *parser_unclosed(Parser *p, const Token *open, TokKind close);
void *parser_block_missing(Parser *p, const Token *behind, bool condition); // cur is not {
void *parser_name_missing(Parser *p, const char *what);
// Where the name t looks like a word of the language or of another one. False: it does not.
bool parser_odd_word(Parser *p, const Token *t);

#endif
