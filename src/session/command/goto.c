// SPDX-License-Identifier: GPL-3.0-or-later
// :goto
#include <stdlib.h>

#include "base/i18n.h"
#include "session/command.h"
#include "session/in_lesson.h"

static bool run(Session *s, const char *args, Err *e) {
  LessonRun *r = in_lesson(s, e);
  if (!r) return false;
  char *end;
  long page = strtol(args, &end, 10);
  if (*args && *end == '\0') {
    int n = lesson_run_lesson(r)->n_pages;
    if (page < 1 || page > n) return err_set(e, ERR_INDEX, _("there is no page %ld; the lesson has %d"), page, n);
    return lesson_run_goto(r, (int)page - 1, e);
  }
  return lesson_run_goto_id(r, args, e);
}

const CommandDef command_goto = {
  .name = "goto", .usage = N_(":goto PAGE or EXERCISE"),
  .doc = N_("goes to a page of the lesson by its number, or to an exercise by its name"),
  .example = NULL, .complete = COMPLETE_EXERCISE, .person = true, .run = run,
};
