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

static const char *library(void *self, const char *name) {
  (void)self;
  for (size_t i = 0; i < n_models; i++)
    if (strcmp(model_table[i].name, name) == 0) return model_table[i].text;
  return NULL;
}

void models_attach(Vm *vm) { vm_hooks(vm)->library = library; }
