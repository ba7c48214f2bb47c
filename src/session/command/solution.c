// SPDX-License-Identifier: GPL-3.0-or-later
// :solution
#include "base/i18n.h"
#include "session/command.h"
#include "session/in_lesson.h"

static bool run(Session *s, const char *args, Err *e) {
  (void)args;
  LessonRun *r = in_lesson(s, e);
  return r && lesson_run_solution(r, e);
}

const CommandDef command_solution = {
  .name = "solution", .usage = ":solution",
  .doc = N_("puts the solution of the open exercise on the input line, without running it"),
  .example = NULL, .complete = COMPLETE_NONE, .person = true, .run = run,
};
