// SPDX-License-Identifier: GPL-3.0-or-later
// :next
#include "base/i18n.h"
#include "session/command.h"
#include "session/in_lesson.h"

static bool run(Session *s, const char *args, Err *e) {
  (void)args;
  LessonRun *r = in_lesson(s, e);
  return r && lesson_run_next(r, e);
}

const CommandDef command_next = {
  .name = "next", .usage = ":next",
  .doc = N_("goes on in the lesson, as Enter on an empty line does"),
  .example = NULL, .complete = COMPLETE_NONE, .person = true, .run = run,
};
