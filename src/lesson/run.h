// SPDX-License-Identifier: GPL-3.0-or-later
// run: one learner going through one lesson. Knows no terminal: what is to be shown goes to a sink.
#ifndef LESSON_RUN_H
#define LESSON_RUN_H

#include "lang/vm.h"
#include "lesson/lesson.h"
#include "lesson/progress.h"

// Who shows the lesson. `self` is passed back.
typedef struct LessonSink {
  void *self;
  void (*page)(void *self, const Lesson *l, int page);                 // a page begins
  void (*prose)(void *self, const char *markdown, bool untranslated);
  void (*code)(void *self, const Block *b);                            // shown before it runs (not CODE_SETUP)
  bool (*run)(void *self, Source *code, Err *e);                       // runs it, showing results
  void (*view)(void *self, const char *expr, const char *kind);        // pins a view; kind may be NULL
  void (*exercise)(void *self, const Block *b, Mark mark);             // the question, its choices, how to answer
  void (*reply)(void *self, bool passed, const char *markdown);        // after an answer
  void (*note)(void *self, const char *text);                          // one line in passing
  void (*put_line)(void *self, const char *text);                      // onto the input line, not run
  void (*finished)(void *self, const Lesson *l);
} LessonSink;

typedef struct LessonRun LessonRun;

// Borrows vm and progress; owns the lesson from now on.
LessonRun *lesson_run_new(Lesson *l, Vm *vm, Progress *p, LessonSink sink);
void lesson_run_free(LessonRun *r);
const Lesson *lesson_run_lesson(const LessonRun *r);
int lesson_run_page(const LessonRun *r);
const Block *lesson_run_open(const LessonRun *r);   // the exercise waiting for an answer, or NULL
const Block *lesson_run_step_block(const LessonRun *r); // the last CODE_STEP block shown, or NULL
int lesson_run_done(const LessonRun *r, int *total);

// Shows page n from its beginning (resuming: pages before it run unseen, so that their variables exist).
bool lesson_run_goto(LessonRun *r, int page, Err *e);
bool lesson_run_goto_id(LessonRun *r, const char *exercise, Err *e); // to the page with that exercise
// Enter on an empty line: puts an offered CODE_TRY on the input line; re-checks an open task; else goes on,
// within the page or to the next one. An open exercise holds: the sink is told what is still to do.
bool lesson_run_next(LessonRun *r, Err *e);
bool lesson_run_back(LessonRun *r, Err *e);

// Before a line is run as code: is it a bare answer to the open ask (a number, a string, the letter of
// a choice)? If so it is checked, and true is returned: do not run it.
bool lesson_run_try_answer(LessonRun *r, const char *line);
// :answer EXPR
bool lesson_run_answer(LessonRun *r, const char *expr, Err *e);
// After a statement ran: checks an open task whose names were just bound.
void lesson_run_after(LessonRun *r);
bool lesson_run_check(LessonRun *r, Err *e);        // :check
bool lesson_run_hint(LessonRun *r, Err *e);         // next hint; the last is the solution
bool lesson_run_solution(LessonRun *r, Err *e);     // onto the input line, not run
bool lesson_run_skip(LessonRun *r, Err *e);         // runs the solution, marks the exercise skipped
void lesson_run_play(LessonRun *r, bool on);        // :play ... :nxt  answers are not graded

// `glassbox check`: every cell runs, each exercise fails unsolved, passes with its solution, and each
// listed wrong answer fails with its own reply; prose and translation are complete. Appends a line for
// each failure; returns how many.
int lesson_check(const char *path, Str *report);

#endif
