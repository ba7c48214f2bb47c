// SPDX-License-Identifier: GPL-3.0-or-later
// :play
#include "base/i18n.h"
#include "session/command.h"
#include "session/in_lesson.h"

static bool run(Session *s, const char *args, Err *e) {
  (void)args;
  LessonRun *r = in_lesson(s, e);
  if (r) lesson_run_play(r, true);
  return r != NULL;
}

const CommandDef command_play = {
  .name = "play", .usage = ":play",
  .doc = N_("experiments from here to :nxt are not graded"),
  .example = NULL, .complete = COMPLETE_NONE, .person = true, .run = run,
};
