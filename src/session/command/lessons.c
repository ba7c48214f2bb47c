// SPDX-License-Identifier: GPL-3.0-or-later
// :lessons
#include "base/i18n.h"
#include "session/command.h"

static bool run(Session *s, const char *args, Err *e) {
  (void)args, (void)e;
  session_list_lessons(s);
  return true;
}

const CommandDef command_lessons = {
  .name = "lessons", .usage = ":lessons",
  .doc = N_("lists the lessons with what is done"),
  .example = ":lessons", .complete = COMPLETE_NONE, .run = run,
};
