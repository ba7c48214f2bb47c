// SPDX-License-Identifier: GPL-3.0-or-later
// progress: which exercises are done, as a text file in the state folder keyed by lesson and
// exercise id, written atomically after each change. A line a mark: `done LESSON EXERCISE`,
// `skipped LESSON EXERCISE`, `at LESSON EXERCISE-OR-PAGE`. Unknown lines are kept.
#ifndef LESSON_PROGRESS_H
#define LESSON_PROGRESS_H

#include "base/err.h"

typedef struct Progress Progress;
typedef enum Mark { MARK_NONE, MARK_SKIPPED, MARK_DONE } Mark;

Progress *progress_open(const char *path, Err *e); // NULL path: the usual one. A broken file is kept aside, never lost
void progress_close(Progress *p);
Mark progress_get(const Progress *p, const char *lesson, const char *exercise);
bool progress_set(Progress *p, const char *lesson, const char *exercise, Mark m, Err *e); // never lowers done
int progress_page(const Progress *p, const char *lesson);                // the page to resume at, from 0
bool progress_set_page(Progress *p, const char *lesson, int page, Err *e);
bool progress_reset(Progress *p, const char *lesson, Err *e);
bool progress_export(const Progress *p, const char *path, Err *e);
bool progress_import(Progress *p, const char *path, Err *e);             // merges; done marks win

#endif
