// SPDX-License-Identifier: GPL-3.0-or-later
// proto: the life of compiled code, and how a function is written.
#include "lang/proto.h"

#include "base/mem.h"

Proto *proto_new(ProtoKind kind, const char *name, Source *src) {
  Proto *p = mem_zalloc(sizeof *p);
  p->refs = 1;
  p->kind = kind;
  p->name = name;
  p->src = source_retain(src);
  return p;
}

Proto *proto_retain(Proto *p) {
  p->refs++;
  return p;
}

// Functions lie within functions at most as deep as the parser allows.
void proto_release(Proto *p) {
  if (!p || --p->refs > 0) return;
  for (size_t i = 0; i < p->n_consts; i++) value_release(p->consts[i]);
  for (size_t i = 0; i < p->n_protos; i++) proto_release(p->protos[i]);
  for (size_t i = 0; i < p->n_calls; i++) mem_free(p->calls[i].names);
  for (size_t i = 0; i < p->n_paths; i++) mem_free(p->paths[i].steps);
  for (size_t i = 0; i < p->n_params; i++) mem_free(p->params[i].def);
  source_release(p->src);
  mem_free(p->doc);
  mem_free(p->code);
  mem_free(p->places);
  mem_free(p->consts);
  mem_free(p->names);
  mem_free(p->protos);
  mem_free(p->calls);
  mem_free(p->paths);
  mem_free(p->subs);
  mem_free(p->captures);
  mem_free(p->params);
  mem_free(p->locals);
  mem_free(p->fields);
  mem_free(p);
}

void proto_usage(const Proto *p, Str *out) {
  str_addf(out, "%s(", p->name);
  for (size_t i = 0; i < p->n_params; i++) {
    if (i) str_add(out, ", ");
    str_add(out, p->params[i].name);
    if (p->params[i].def) str_addf(out, "=%s", p->params[i].def);
  }
  str_addc(out, ')');
}
