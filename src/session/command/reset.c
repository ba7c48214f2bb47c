// SPDX-License-Identifier: GPL-3.0-or-later
// :reset
#include "base/i18n.h"
#include "session/command.h"
#include "session/in_lesson.h"

static bool run(Session *s, const char *args, Err *e) {
  (void)args;
  LessonRun *r = in_lesson(s, e);
  Progress *p = session_progress(s);
  if (!r || !p) return false;
  Front *f = session_front(s);
  if (f->confirm && !f->confirm(f->self, _("Forget everything done in this lesson?"))) return true;
  return progress_reset(p, lesson_run_lesson(r)->id, e) && lesson_run_goto(r, 0, e);
}

const CommandDef command_reset = {
  .name = "reset", .usage = ":reset",
  .doc = N_("forgets what was done in the open lesson, after asking"),
  .example = NULL, .complete = COMPLETE_NONE, .person = true, .run = run,
};
