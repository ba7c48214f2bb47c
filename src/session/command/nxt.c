// SPDX-License-Identifier: GPL-3.0-or-later
// :nxt
#include "base/i18n.h"
#include "session/command.h"
#include "session/in_lesson.h"

static bool run(Session *s, const char *args, Err *e) {
  (void)args;
  LessonRun *r = in_lesson(s, e);
  if (r) lesson_run_play(r, false);
  return r != NULL;
}

const CommandDef command_nxt = {
  .name = "nxt", .usage = ":nxt",
  .doc = N_("back to the lesson after :play"),
  .example = NULL, .complete = COMPLETE_NONE, .person = true, .run = run,
};
