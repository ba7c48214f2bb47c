// SPDX-License-Identifier: GPL-3.0-or-later
// :lesson
#include "base/i18n.h"
#include "session/command.h"

static bool run(Session *s, const char *args, Err *e) {
  if (!*args) {
    session_list_lessons(s);
    return true;
  }
  return session_open_lesson(s, args, e);
}

const CommandDef command_lesson = {
  .name = "lesson", .usage = N_(":lesson NAME"),
  .doc = N_("opens a lesson by its name, or a file of your own (FILE.md)"),
  .example = NULL, .complete = COMPLETE_LESSON, .person = true, .run = run,
};
