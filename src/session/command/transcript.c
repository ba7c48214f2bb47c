// SPDX-License-Identifier: GPL-3.0-or-later
// :transcript
#include "base/i18n.h"
#include "base/mem.h"
#include "session/command.h"
#include "session/file_arg.h"

static bool run(Session *s, const char *args, Err *e) {
  char *path = *args ? file_arg(args, NULL) : NULL;
  bool ok = session_transcript(s, path, e);
  mem_free(path);
  return ok;
}

const CommandDef command_transcript = {
  .name = "transcript", .usage = N_(":transcript [FILE]"),
  .doc = N_("writes what you type to FILE, with what comes out as comments; without FILE: stops"),
  .example = NULL, .complete = COMPLETE_FILE, .run = run,
};
