// SPDX-License-Identifier: GPL-3.0-or-later
// model_format: how an instance of a model is printed.
#ifndef LANG_MODEL_FORMAT_H
#define LANG_MODEL_FORMAT_H

#include "lang/value.h"

// "<cnn of 1898 parameters>"; with parts a line for each part as well: how many numbers it learns, its name, the
// shapes of its parameters. A parameter that serves twice counts once, where it stands first.
void model_format(Value model, Str *out, bool parts);

#endif
