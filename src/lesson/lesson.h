// SPDX-License-Identifier: GPL-3.0-or-later
// lesson: a Markdown file as pages of blocks. The format is in man/glassbox-lesson.5.
//
// Code and checks are always those of the English file; a translation gives prose only (Markdown
// paragraphs, the words inside ask/task blocks, `##` explanations). A paragraph without translation
// is shown in English and marked.
#ifndef LESSON_LESSON_H
#define LESSON_LESSON_H

#include "base/arena.h"
#include "base/err.h"

#define LESSON_FORMAT 1 // the `format:` this program reads

typedef enum BlockKind { BLOCK_PROSE, BLOCK_CODE, BLOCK_ASK, BLOCK_TASK } BlockKind;
typedef enum CodeMode {
  CODE_RUN,   // ```gb        runs as the page reaches it; shown with its output
  CODE_SETUP, // ```gb setup  runs unseen
  CODE_TRY,   // ```gb try    offered: Enter on the empty prompt puts it on the input line
  CODE_STEP,  // ```gb step   its last expression is opened in the stepper by :step (F3)
  CODE_VIEW,  // ```gb view   each line `EXPR [as KIND] [with LABELS]` is pinned as a panel
} CodeMode;

typedef struct WrongAnswer { const char *answer, *reply; } WrongAnswer; // reply is prose
typedef struct Check { const char *code, *message; } Check;             // message is prose: what failed

typedef struct Block {
  BlockKind kind;
  uint32_t line;          // where it begins in its file, from 1
  bool untranslated;      // prose shown in English although a translation was asked for
  const char *prose;      // BLOCK_PROSE: Markdown
  CodeMode mode;          // BLOCK_CODE
  Source *code;           // BLOCK_CODE: with the translation's `##` explanations put in
  // BLOCK_ASK and BLOCK_TASK
  const char *id;         // stable; progress is kept by it
  const char *prompt;     // what is asked (prose)
  const char **choices; int n_choices; // an ask by choice: answers are a, b, c ...
  const char *answer;     // ask: gb expression, or the letter of the choice
  double tolerance;       // ask by value: absolute and relative
  const char **names; int n_names;     // task: the names the learner must bind
  const char *setup;      // task: gb code run before the checks, on a snapshot (draws new tensors)
  Check *checks; int n_checks;         // task: expressions that must be true (a seed is drawn for each run)
  const char **hints; int n_hints;     // in order; after the last comes the solution
  const char *solution;   // gb code (task) or the answer as it would be typed (ask)
  const char *explain;    // shown after a pass (prose)
  WrongAnswer *wrong; int n_wrong;
} Block;

typedef struct Page { const char *title; Block **blocks; int n_blocks; } Page;

typedef struct Lesson {
  Arena arena;            // owns all strings and arrays
  const char *id;         // "self-attention"
  const char *title, *summary;
  const char *path;
  int minutes;            // how long it takes
  Page *pages; int n_pages;
} Lesson;

// name: an id (found under lessons/LANG/) or a path to a .md file. The translation for lang is found
// beside it (../LANG/same-name). Every mistake in the file is an error with its line.
Lesson *lesson_load(const char *name, const char *lang, Err *e);
void lesson_free(Lesson *l);
// Ids of the lessons at hand, in the order of the course; *i from 0, NULL at the end.
const char *lesson_next(size_t *i);

#endif
