// SPDX-License-Identifier: GPL-3.0-or-later
// parser: from text to a list of statements. The grammar is in man/glassbox-lang.7.
#ifndef LANG_PARSER_H
#define LANG_PARSER_H

#include "lang/ast.h"

#define PARSER_MAX_DEPTH 200 // brackets, blocks and operators within each other

// Parses the whole source: an AST_BLOCK whose list holds the top-level statements, in the arena.
// NULL on error; ERR_INCOMPLETE where the text ended inside a bracket, block or string so that more
// lines may mend it (an open string is incomplete only when triple-quoted). Never recurses deeper
// than PARSER_MAX_DEPTH.
Ast *parse(Source *src, Arena *arena, Err *e);

// The explanation on a line: the text after `##`, without leading blanks. False where there is none
// (a `##` inside a string does not count).
bool source_explanation(const Source *src, uint32_t line, const char **text, size_t *n);

#endif
