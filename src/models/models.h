// SPDX-License-Identifier: GPL-3.0-or-later
// models: the library written in the language itself, one definition a file, each line one formula
// of the literature. NAME.gb defines NAME; its text is in the program, and runs when NAME is first
// used. `:source NAME` shows it, the stepper walks through it like code of the learner's own.
#ifndef MODELS_MODELS_H
#define MODELS_MODELS_H

#include "lang/vm.h"

typedef struct ModelSource { const char *name, *text; } ModelSource;
extern const ModelSource model_table[]; // sorted by name
extern const size_t n_models;

const ModelSource *model_find(const char *name); // NULL: none
// "fit(loss_fn, opt, steps=100)", and the `##` lines above the definition as one paragraph.
void model_usage(const ModelSource *m, Str *out);
void model_doc(const ModelSource *m, Str *out);

// Lets a Vm find the library: fills hooks.library and hooks.library_name.
void models_attach(Vm *vm);

#endif
