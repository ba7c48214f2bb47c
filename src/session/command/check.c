// SPDX-License-Identifier: GPL-3.0-or-later
// :check
#include "base/i18n.h"
#include "session/command.h"
#include "session/in_lesson.h"

static bool run(Session *s, const char *args, Err *e) {
  (void)args;
  LessonRun *r = in_lesson(s, e);
  return r && lesson_run_check(r, e);
}

const CommandDef command_check = {
  .name = "check", .usage = ":check",
  .doc = N_("checks the open task again"),
  .example = NULL, .complete = COMPLETE_NONE, .person = true, .run = run,
};
