// SPDX-License-Identifier: GPL-3.0-or-later
// :back
#include "base/i18n.h"
#include "session/command.h"
#include "session/in_lesson.h"

static bool run(Session *s, const char *args, Err *e) {
  (void)args;
  LessonRun *r = in_lesson(s, e);
  return r && lesson_run_back(r, e);
}

const CommandDef command_back = {
  .name = "back", .usage = ":back",
  .doc = N_("back to the page before"),
  .example = NULL, .complete = COMPLETE_NONE, .person = true, .run = run,
};
