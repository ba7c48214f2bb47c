// SPDX-License-Identifier: GPL-3.0-or-later
// :skip
#include "base/i18n.h"
#include "session/command.h"
#include "session/in_lesson.h"

static bool run(Session *s, const char *args, Err *e) {
  (void)args;
  LessonRun *r = in_lesson(s, e);
  return r && lesson_run_skip(r, e);
}

const CommandDef command_skip = {
  .name = "skip", .usage = ":skip",
  .doc = N_("runs the solution of the open exercise and goes on without a mark"),
  .example = NULL, .complete = COMPLETE_NONE, .person = true, .run = run,
};
