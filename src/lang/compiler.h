// SPDX-License-Identifier: GPL-3.0-or-later
// compiler: from a statement's tree to code.
//
// Names are resolved here, once. At the top level a name is a global. In a function a name that is
// assigned anywhere in it is a local; else it is a local of a function around it, captured by value
// when the inner function is made; or, in a method, a field or method of the model; else a global.
#ifndef LANG_COMPILER_H
#define LANG_COMPILER_H

#include "lang/ast.h"
#include "lang/machine.h"

typedef enum CompileMode {
  COMPILE_RUN,  // the answer of an expression statement is shown
  COMPILE_EVAL, // nothing is shown; the code returns the value of its last expression
  COMPILE_TRACE, // the same, recorded as by trace(...)
  COMPILE_LIBRARY, // definitions of the library: they see what is built in and each other, no variables
} CompileMode;

// The code of the statements (n of them) as one Proto; NULL with e filled. ASTs may be freed afterwards.
Proto *compile(Vm *vm, Source *src, Ast *const *statements, size_t n, CompileMode mode, Err *e);

#endif
