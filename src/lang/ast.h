// SPDX-License-Identifier: GPL-3.0-or-later
// ast: the syntax tree, in an arena that is freed whole once the code is compiled.
#ifndef LANG_AST_H
#define LANG_AST_H

#include "base/arena.h"
#include "base/err.h"

// The most nodes on a path from the root of a tree to a leaf. The parser refuses more, so whoever
// walks a tree may recurse (2000 frames of a few hundred bytes are less than a megabyte of stack).
#define AST_MAX_HEIGHT 2000

typedef enum AstKind {
  // expressions
  AST_NUM,      // num
  AST_STR,      // str, n
  AST_FSTR,     // list: parts, each AST_STR or AST_FMT
  AST_FMT,      // a; str = format spec after ':' (".3f") or NULL. One {...} of an f-string
  AST_BOOL,     // num 0/1
  AST_NIL,
  AST_NAME,     // name
  AST_LIST,     // list; op = "," where written without brackets (h, c = a, b): then a list of the
                // values whatever they are, never a tensor
  AST_RECORD,   // list of AST_NAMED
  AST_UNARY,    // op ("-", "not"), a
  AST_BINARY,   // op ("+" "-" "*" "/" "%" "**" "@", "==" "!=" "<" "<=" ">" ">=", "in"), a, b
  AST_AND,      // a, b
  AST_OR,       // a, b
  AST_COND,     // a if b else c
  AST_CALL,     // a = callee, list = arguments (AST_NAMED for named ones)
  AST_NAMED,    // name, a
  AST_FIELD,    // a.name
  AST_INDEX,    // a, list = subscripts (AST_SLICE or expressions)
  AST_SLICE,    // a : b : c, each may be NULL
  AST_FN,       // fn(params) a              params in list (AST_PARAM)
  AST_TRACE,    // trace(a): a is recorded
  // statements
  AST_EXPR,     // a; silent where it ended in ';'
  AST_ASSIGN,   // list = targets (AST_NAME, AST_INDEX, AST_FIELD; several: h, c = ...), a = value,
                // op = "+" for +=, else NULL
  AST_IF,       // a, body, orelse (a block or an AST_IF)
  AST_FOR,      // list = targets (AST_NAME), a = what is walked, body
  AST_WHILE,    // a, body
  AST_BREAK, AST_CONTINUE,
  AST_RETURN,   // list = values (none: nil; several: a list)
  AST_DEF,      // name, list = AST_PARAM, body; str = its `##` lines (doc)
  AST_MODEL,    // name, list = AST_PARAM, body (statements, AST_DECL and AST_DEF); str = its doc
  AST_DECL,     // param name = a
  AST_PARAM,    // name, a = default or NULL
  AST_BLOCK,    // list = statements
  AST_COMMAND,  // str, n: a line that began with ':', without it, trimmed
} AstKind;

typedef struct Ast Ast;
typedef struct AstList { Ast **items; uint32_t n, cap; } AstList;

struct Ast {
  AstKind kind;
  uint32_t start, end;     // bytes in the source
  const char *op;          // interned
  const char *name;        // interned
  double num;
  const char *str;         // UTF-8, NUL-terminated, in the arena
  size_t n;
  Ast *a, *b, *c;
  Ast *body, *orelse;
  AstList list;
  bool silent;             // statement ended in ';'
  bool parens;             // written in parentheses (which are part of start..end)
  uint16_t height;         // nodes on the longest path down from here, this one included
};

// The tree as an S-expression, one top-level statement a line: for tests and for looking into things.
void ast_dump(const Ast *ast, Str *out);

#endif
