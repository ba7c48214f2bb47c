// SPDX-License-Identifier: GPL-3.0-or-later
// :answer
#include "base/i18n.h"
#include "session/command.h"
#include "session/in_lesson.h"

static bool run(Session *s, const char *args, Err *e) {
  LessonRun *r = in_lesson(s, e);
  return r && lesson_run_answer(r, args, e);
}

const CommandDef command_answer = {
  .name = "answer", .usage = N_(":answer EXPR"),
  .doc = N_("answers the open question with the value of EXPR, or the letter of a choice"),
  .example = NULL, .complete = COMPLETE_EXPR, .person = true, .run = run,
};
