// SPDX-License-Identifier: GPL-3.0-or-later
// scope: what a name in a function refers to.
#include "lang/scope.h"

#include "base/map.h"
#include "base/mem.h"

int scope_local(const Scope *s, const char *name) {
  for (size_t i = 0; i < s->proto->n_locals; i++)
    if (s->proto->locals[i] == name) return (int)i;
  return -1;
}

uint32_t scope_add_local(Scope *s, const char *name) {
  int known = scope_local(s, name);
  if (known >= 0) return (uint32_t)known;
  Proto *p = s->proto;
  mem_grow(&p->locals, &p->cap_locals, p->n_locals + 1, sizeof *p->locals);
  p->locals[p->n_locals] = name;
  return (uint32_t)p->n_locals++;
}

// x of x = .., x[i] = .., x.a.b = ..
static const char *root_name(const Ast *target) {
  while (target->kind == AST_INDEX || target->kind == AST_FIELD) target = target->a;
  return target->kind == AST_NAME ? target->name : NULL;
}

static void declare_list(Scope *s, const AstList *list, bool statements) {
  for (uint32_t i = 0; i < list->n; i++) {
    const char *name = statements ? NULL : root_name(list->items[i]);
    if (statements) scope_declare(s, list->items[i]);
    else if (name) scope_add_local(s, name);
  }
}

// Not into the bodies of functions within: they have scopes of their own.
void scope_declare(Scope *s, const Ast *a) {
  if (!a) return;
  switch (a->kind) {
  case AST_ASSIGN: declare_list(s, &a->list, false); break;
  case AST_FOR:
    declare_list(s, &a->list, false);
    scope_declare(s, a->body);
    break;
  case AST_IF:
    scope_declare(s, a->body);
    scope_declare(s, a->orelse);
    break;
  case AST_WHILE: scope_declare(s, a->body); break;
  case AST_BLOCK: declare_list(s, &a->list, true); break;
  case AST_DEF:
  case AST_MODEL:
  case AST_DECL: scope_add_local(s, a->name); break;
  default: break;
  }
}

static uint32_t add_capture(Proto *p, const char *name, CaptureFrom from, uint32_t index) {
  for (size_t i = 0; i < p->n_captures; i++)
    if (p->captures[i].from == from && p->captures[i].index == index && p->captures[i].name == name) return (uint32_t)i;
  mem_grow(&p->captures, &p->cap_captures, p->n_captures + 1, sizeof *p->captures);
  p->captures[p->n_captures] = (Capture){name, from, index};
  return (uint32_t)p->n_captures++;
}

// A field or method of the model around a method; the functions between them are bound to it too.
static bool is_own(const Scope *model, const char *name) { return scope_local(model, name) >= 0; }

NameRef scope_resolve(Scope *s, const char *name) {
  if (s->proto->kind == PROTO_TOP) return (NameRef){NAME_GLOBAL, 0};
  int local = scope_local(s, name);
  if (local >= 0) return (NameRef){NAME_LOCAL, (uint32_t)local};
  Scope *outer = s->outer;
  if (s->proto->kind == PROTO_METHOD && is_own(outer, name)) return (NameRef){NAME_FIELD, 0};
  if (s->proto->kind == PROTO_METHOD && name == name_of("self")) return (NameRef){NAME_SELF, 0};
  if (s->own_name == name) return (NameRef){NAME_FUNC, 0};
  NameRef r = scope_resolve(outer, name);
  switch (r.kind) {
  case NAME_LOCAL: return (NameRef){NAME_CAPTURE, add_capture(s->proto, name, CAPTURE_LOCAL, r.index)};
  case NAME_CAPTURE: return (NameRef){NAME_CAPTURE, add_capture(s->proto, name, CAPTURE_CAPTURE, r.index)};
  case NAME_FUNC: return (NameRef){NAME_CAPTURE, add_capture(s->proto, name, CAPTURE_OWN, 0)};
  case NAME_SELF:
  case NAME_FIELD: // of a model around this one: a method knows its own model only
    if (s->proto->kind == PROTO_METHOD) return (NameRef){NAME_GLOBAL, 0};
    return r;
  default: return r;
  }
}
