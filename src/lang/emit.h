// SPDX-License-Identifier: GPL-3.0-or-later
// emit: writing instructions, and the compiler's state shared by its files.
#ifndef LANG_EMIT_H
#define LANG_EMIT_H

#include "lang/compiler.h"
#include "lang/scope.h"

typedef struct Compiler {
  Vm *vm;
  Source *src;
  Scope *scope;
  CompileMode mode;
  const Ast *at;  // what the instructions are for
  Err *e;
} Compiler;

// All return with c->e filled where the code became too large; the callers look at the end.
size_t emit(Compiler *c, VmCode op, size_t operand, int effect); // effect on the depth of the stack
size_t emit_word(Compiler *c, size_t word);                     // a second word of an instruction
void emit_here(Compiler *c, size_t at);                         // the jump at `at` goes to the next instruction
void emit_depth(Compiler *c, int effect);
size_t add_const(Compiler *c, Value v);                         // takes v
size_t add_name(Compiler *c, const char *name);
size_t add_subs(Compiler *c, Subs s);
size_t add_call(Compiler *c, CallShape s);                      // takes s.names
size_t add_path(Compiler *c, Path p);                           // takes p.steps
size_t add_proto(Compiler *c, Proto *p);                        // takes p
bool compile_error(Compiler *c, const Ast *at, const char *text);

void compile_expr(Compiler *c, const Ast *a);
void compile_load(Compiler *c, const char *name);
void compile_function(Compiler *c, const Ast *a, const char *own_name); // AST_FN, AST_DEF, AST_MODEL: pushes it
void compile_block(Compiler *c, const Ast *block);
void compile_statement(Compiler *c, const Ast *a);
Subs compile_subs(Compiler *c, const Ast *index);               // pushes them

#endif
