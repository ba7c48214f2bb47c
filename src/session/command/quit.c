// SPDX-License-Identifier: GPL-3.0-or-later
// :quit
#include "base/i18n.h"
#include "session/command.h"

static bool run(Session *s, const char *args, Err *e) {
  (void)args, (void)e;
  session_quit(s, session_status(s));
  return true;
}

const CommandDef command_quit = {
  .name = "quit", .usage = ":quit",
  .doc = N_("leaves; progress and history are kept"),
  .example = NULL, .complete = COMPLETE_NONE, .person = true, .run = run,
};
