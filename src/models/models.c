// SPDX-License-Identifier: GPL-3.0-or-later
// models: the table of library sources, made from src/models/local.mk.
#include "models/models.h"

#include <string.h>

const ModelSource model_table[] = {
#define MODEL(name, text) {name, text},
#include "model_table.inc"
#undef MODEL
};
const size_t n_models = sizeof model_table / sizeof *model_table;

const ModelSource *model_find(const char *name) {
  for (size_t i = 0; i < n_models; i++)
    if (strcmp(model_table[i].name, name) == 0) return &model_table[i];
  return NULL;
}

static const char *next_line(const char *s) {
  s += strcspn(s, "\n");
  return *s ? s + 1 : s;
}

void model_usage(const ModelSource *m, Str *out) {
  const char *s = m->text;
  while (*s == '#' || *s == '\n') s = next_line(s);
  s += strcspn(s, " ");       // def, model
  s += strspn(s, " ");
  size_t n = strcspn(s, "{"); // up to the body
  while (n > 0 && s[n - 1] == ' ') n--;
  for (const char *end = s + n; s < end;) { // of several lines one is made
    size_t k = strcspn(s, "\n"), left = (size_t)(end - s);
    str_addn(out, s, k < left ? k : left);
    s += k;
    if (s < end) str_addc(out, ' ');
    s += strspn(s, "\n ");
  }
}

void model_doc(const ModelSource *m, Str *out) {
  size_t from = out->n;
  for (const char *s = m->text; *s == '#'; s = next_line(s)) {
    const char *words = s + strspn(s, "# ");
    if (out->n > from) str_addc(out, ' ');
    str_addn(out, words, strcspn(words, "\n"));
  }
}

static const char *library(void *self, const char *name) {
  (void)self;
  const ModelSource *m = model_find(name);
  return m ? m->text : NULL;
}

static const char *library_name(void *self, size_t i) {
  (void)self;
  return i < n_models ? model_table[i].name : NULL;
}

void models_attach(Vm *vm) {
  vm_hooks(vm)->library = library;
  vm_hooks(vm)->library_name = library_name;
}
