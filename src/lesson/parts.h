// SPDX-License-Identifier: GPL-3.0-or-later
// parts: what the files of the lesson reader share. A file is first read as it stands (read.c), its
// fenced blocks one by one (exercise.c); then the English file and its translation are put together
// (load.c).
#ifndef LESSON_PARTS_H
#define LESSON_PARTS_H

#include "lesson/lesson.h"

typedef enum ItemKind { ITEM_PROSE, ITEM_CODE, ITEM_EXERCISE, ITEM_ABSENT } ItemKind;

// One Markdown block at the top level of a page.
typedef struct Item {
  ItemKind kind;      // ITEM_ABSENT: `<!-- untranslated -->` in the place of a paragraph
  uint32_t line;      // where it begins, from 1
  const char *text;   // ITEM_PROSE: as written; ITEM_CODE: what is inside the fence
  uint32_t text_line; // line of the first byte of text
  CodeMode mode;      // ITEM_CODE
  Block *block;       // ITEM_EXERCISE
} Item;

typedef struct RawPage { const char *title; uint32_t line; Item *items; size_t n, cap; } RawPage;

// A lesson file as it stands. Strings live in the arena it was read with.
typedef struct RawLesson {
  Source *src; // the whole file: errors point into it
  const char *id, *title, *summary;
  double minutes, order;
  RawPage *pages;
  size_t n, cap;
} RawLesson;

// A translation may leave out what is always the English file's.
bool raw_read(RawLesson *raw, const char *path, bool translation, Arena *arena, Err *e);
void raw_free(RawLesson *raw);
// Fills e with a mistake on this line (from 1) of the file; returns false.
bool raw_error(const RawLesson *raw, uint32_t line, Err *e, const char *fmt, ...)
    __attribute__((format(printf, 4, 5)));

// The YAML of an ask or task fence into *b (kind and line are set).
bool exercise_read(const RawLesson *raw, const Item *item, bool translation, Arena *arena, Block *b, Err *e);
// What the file says before its first page; `text` is YAML.
bool front_matter_read(RawLesson *raw, const char *text, bool translation, Arena *arena, Err *e);

// What is wrong without stopping the lesson: listed by `glassbox check`, passed over for learners.
typedef struct Complaints { Str *out; int n; } Complaints;
void complain(Complaints *c, const char *path, uint32_t line, const char *fmt, ...)
    __attribute__((format(printf, 4, 5)));

// As lesson_load, telling what of the translation is missing or does not fit. c may be NULL.
// *translated is set to whether there is such a translation.
Lesson *lesson_load_pair(const char *english, const char *translation, Complaints *c, Err *e);
// The English file of a lesson by its id or path, and the file of its translation ("" where there is none).
bool lesson_paths(const char *name, const char *lang, Str *english, Str *translation, Err *e);

// The next line of a `gb view` block, "EXPR [as KIND] [with LABELS]", taken apart; *kind is what follows the
// expression, "heatmap with words" or "with words" as session_view takes it, empty where nothing does. False at the end.
bool view_line_next(const char **text, Str *expr, Str *kind);

#endif
