// SPDX-License-Identifier: GPL-3.0-or-later
// grade: does an answer pass, and if not, what is to be said about it? Leaves no mark on the variables
// and the random generator.
#ifndef LESSON_GRADE_H
#define LESSON_GRADE_H

#include "lang/vm.h"
#include "lesson/lesson.h"

typedef struct Grade {
  bool passed;
  int wrong; // index of the listed wrong answer that this one is; -1: none
  Str reply; // Markdown: what failed, what was expected, what was got. Empty where it passed
} Grade;

// `given` is the letter of a choice or an expression. False, with e filled, where it has no value.
bool grade_ask(Vm *vm, const Block *b, const char *given, Grade *g, Err *e);
// Runs the checks on what the names hold now, on values drawn from this seed. False, with e filled,
// only where that was interrupted.
bool grade_task(Vm *vm, const Block *b, uint64_t seed, Grade *g, Err *e);
bool grade_names_bound(Vm *vm, const Block *b); // all names of a task
void grade_free(Grade *g);

// Runs lesson code without showing anything and without commands.
bool grade_run_unseen(Vm *vm, Source *code, Err *e);
bool grade_run_text(Vm *vm, const char *what, const char *code, Err *e); // what: its name in errors

#endif
