// SPDX-License-Identifier: GPL-3.0-or-later
// :lesson
#include "base/i18n.h"
#include "base/mem.h"
#include "session/command.h"
#include "session/file_arg.h"

static bool run(Session *s, const char *args, Err *e) {
  if (!*args) {
    session_list_lessons(s);
    return true;
  }
  char *name = file_arg(args, NULL);
  bool ok = session_open_lesson(s, name, e);
  mem_free(name);
  return ok;
}

const CommandDef command_lesson = {
  .name = "lesson", .usage = N_(":lesson NAME"),
  .doc = N_("opens a lesson by its name, or a file of your own (FILE.md)"),
  .example = NULL, .complete = COMPLETE_LESSON, .person = true, .run = run,
};
