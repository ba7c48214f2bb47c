// SPDX-License-Identifier: GPL-3.0-or-later
// emit: appending to a Proto: instructions with their places, and its tables.
#include "lang/emit.h"

#include "base/i18n.h"
#include "base/mem.h"

bool compile_error(Compiler *c, const Ast *at, const char *text) {
  err_set(c->e, ERR_SYNTAX, "%s", text);
  err_at(c->e, (Span){c->src, at->start, at->end});
  return false;
}

void emit_depth(Compiler *c, int effect) {
  Scope *s = c->scope;
  s->depth = (size_t)((long)s->depth + effect);
  if (s->depth > s->proto->max_stack) s->proto->max_stack = s->depth;
}

size_t emit_word(Compiler *c, size_t word) {
  Proto *p = c->scope->proto;
  if (p->n_code >= CODE_OPERAND_MAX) compile_error(c, c->at, _("this piece of the program is too long"));
  else if (p->n_code == p->cap_code) {
    mem_grow(&p->code, &p->cap_code, p->n_code + 1, sizeof *p->code);
    mem_grow(&p->places, &p->cap_places, p->cap_code, sizeof *p->places);
  }
  if (c->e->code != ERR_NONE) return 0;
  p->code[p->n_code] = (uint32_t)word;
  p->places[p->n_code] = (ProtoPlace){c->at->start, c->at->end};
  return p->n_code++;
}

size_t emit(Compiler *c, VmCode op, size_t operand, int effect) {
  if (operand > CODE_OPERAND_MAX) {
    compile_error(c, c->at, _("this piece of the program is too long"));
    return 0;
  }
  size_t at = emit_word(c, code_make(op, (uint32_t)operand));
  emit_depth(c, effect);
  return at;
}

void emit_here(Compiler *c, size_t at) {
  Proto *p = c->scope->proto;
  if (c->e->code == ERR_NONE) p->code[at] = code_make(code_op(p->code[at]), (uint32_t)p->n_code);
}

size_t add_const(Compiler *c, Value v) {
  Proto *p = c->scope->proto;
  mem_grow(&p->consts, &p->cap_consts, p->n_consts + 1, sizeof *p->consts);
  p->consts[p->n_consts] = v;
  return p->n_consts++;
}

size_t add_name(Compiler *c, const char *name) {
  Proto *p = c->scope->proto;
  for (size_t i = 0; i < p->n_names; i++)
    if (p->names[i] == name) return i;
  mem_grow(&p->names, &p->cap_names, p->n_names + 1, sizeof *p->names);
  p->names[p->n_names] = name;
  return p->n_names++;
}

size_t add_subs(Compiler *c, Subs s) {
  Proto *p = c->scope->proto;
  mem_grow(&p->subs, &p->cap_subs, p->n_subs + 1, sizeof *p->subs);
  p->subs[p->n_subs] = s;
  return p->n_subs++;
}

size_t add_call(Compiler *c, CallShape s) {
  Proto *p = c->scope->proto;
  mem_grow(&p->calls, &p->cap_calls, p->n_calls + 1, sizeof *p->calls);
  p->calls[p->n_calls] = s;
  return p->n_calls++;
}

size_t add_path(Compiler *c, Path path) {
  Proto *p = c->scope->proto;
  mem_grow(&p->paths, &p->cap_paths, p->n_paths + 1, sizeof *p->paths);
  p->paths[p->n_paths] = path;
  return p->n_paths++;
}

size_t add_proto(Compiler *c, Proto *inner) {
  Proto *p = c->scope->proto;
  mem_grow(&p->protos, &p->cap_protos, p->n_protos + 1, sizeof *p->protos);
  p->protos[p->n_protos] = inner;
  return p->n_protos++;
}
