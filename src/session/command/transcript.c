// SPDX-License-Identifier: GPL-3.0-or-later
// :transcript
#include "base/i18n.h"
#include "session/command.h"

static bool run(Session *s, const char *args, Err *e) { return session_transcript(s, *args ? args : NULL, e); }

const CommandDef command_transcript = {
  .name = "transcript", .usage = N_(":transcript [FILE]"),
  .doc = N_("writes what you type to FILE, with what comes out as comments; without FILE: stops"),
  .example = NULL, .complete = COMPLETE_FILE, .run = run,
};
