// SPDX-License-Identifier: GPL-3.0-or-later
// :hint
#include "base/i18n.h"
#include "session/command.h"
#include "session/in_lesson.h"

static bool run(Session *s, const char *args, Err *e) {
  (void)args;
  LessonRun *r = in_lesson(s, e);
  return r && lesson_run_hint(r, e);
}

const CommandDef command_hint = {
  .name = "hint", .usage = ":hint",
  .doc = N_("the next hint for the open exercise; the last one is the solution"),
  .example = NULL, .complete = COMPLETE_NONE, .person = true, .run = run,
};
