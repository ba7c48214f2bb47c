// SPDX-License-Identifier: GPL-3.0-or-later
// op: the table of all operations, looking one up, and how it is called.
//
// op_table.inc is made by the Makefile from the list in local.mk: a line ROW(name) for each file.
#include "op/op.h"

#include <string.h>

#define ROW(name) extern const OpDef op_##name;
#include "op_table.inc"
#undef ROW

#define ROW(name) &op_##name,
const OpDef *const op_table[] = {
#include "op_table.inc"
};
#undef ROW

const size_t n_ops = sizeof op_table / sizeof *op_table;

static const OpDef *find_name(const char *name) {
  size_t lo = 0, hi = n_ops;
  while (lo < hi) {
    size_t mid = (lo + hi) / 2;
    int order = strcmp(name, op_table[mid]->name);
    if (order == 0) return op_table[mid];
    if (order < 0) hi = mid;
    else lo = mid + 1;
  }
  return NULL;
}

// "-" is both subtraction and the prefix sign: the infix operation is the one meant.
static bool is_infix(const OpDef *d) { return d->params[1].kind == ARG_TENSOR; }

const OpDef *op_find(const char *name) {
  const OpDef *d = find_name(name);
  for (size_t i = 0; !d && i < n_ops; i++) {
    const OpDef *o = op_table[i];
    if (o->symbol && is_infix(o) && strcmp(o->symbol, name) == 0) d = o;
  }
  return d;
}

int op_n_attr(const OpDef *d) {
  int n = 0;
  for (int i = 0; i < OP_MAX_PARAMS && d->params[i].kind != ARG_END; i++)
    n += d->params[i].kind != ARG_TENSOR && d->params[i].kind != ARG_TENSORS;
  return n;
}

int op_word(const char *words, const char *word, size_t n) {
  for (int k = 0;; k++) {
    size_t len = strcspn(words, "|");
    if (len == n && memcmp(words, word, n) == 0) return k;
    if (!words[len]) return -1;
    words += len + 1;
  }
}

void op_usage(const char *name, const ParamDef *params, Str *out) {
  str_addf(out, "%s(", name);
  for (int i = 0; i < OP_MAX_PARAMS && params[i].kind != ARG_END; i++) {
    if (i) str_add(out, ", ");
    str_add(out, params[i].name);
    if (params[i].kind == ARG_SHAPE || params[i].kind == ARG_REST) str_add(out, "...");
    else if (params[i].kind == ARG_WORD) str_addf(out, "=\"%.*s\"", (int)strcspn(params[i].def, "|"), params[i].def);
    else if (params[i].def) str_addf(out, "=%s", params[i].def);
  }
  str_addc(out, ')');
}
