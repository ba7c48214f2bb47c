// SPDX-License-Identifier: GPL-3.0-or-later
// scope: the names of the functions being compiled, each within the next.
#ifndef LANG_SCOPE_H
#define LANG_SCOPE_H

#include "lang/ast.h"
#include "lang/proto.h"

typedef struct Loop {
  struct Loop *outer;
  uint32_t start;          // where `continue` goes
  bool has_cursor;         // a for loop: two values lie on the stack
  uint32_t *exits;         // jumps of `break`, to be set
  size_t n_exits, cap_exits;
} Loop;

typedef struct Scope {
  struct Scope *outer;
  Proto *proto;
  const char *own_name;    // a nested function's: refers to itself
  size_t depth;            // values on the stack above the locals
  Loop *loop;
} Scope;

typedef enum NameKind { NAME_LOCAL, NAME_CAPTURE, NAME_FUNC, NAME_SELF, NAME_FIELD, NAME_GLOBAL } NameKind;
typedef struct NameRef { NameKind kind; uint32_t index; } NameRef;

// Makes a local of every name that the body assigns.
void scope_declare(Scope *s, const Ast *body);
uint32_t scope_add_local(Scope *s, const char *name);
int scope_local(const Scope *s, const char *name);       // -1: none
NameRef scope_resolve(Scope *s, const char *name);

#endif
