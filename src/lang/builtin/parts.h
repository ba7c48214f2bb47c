// SPDX-License-Identifier: GPL-3.0-or-later
// parts: what files of builtins share.
#ifndef LANG_BUILTIN_PARTS_H
#define LANG_BUILTIN_PARTS_H

#include "lang/vm.h"

// -- files.c -----------------------------------------------------------------------------------------
// The name of a file as it was given to the builtin `name`; and the file it stands for, where it is read:
// that file, or the data set of that name.
bool files_path(const char *name, Value path, Str *out, Err *e);
bool files_find(const char *name, Value path, Str *out, Err *e);
// Says so, once a file, where what was read lost digits in becoming float32.
void files_note_rounded(Vm *vm, const char *path);
// A lesson's own code may write below the state folder only.
bool files_may_write(Vm *vm, const char *path, Err *e);

#endif
