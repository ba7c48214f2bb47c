// SPDX-License-Identifier: GPL-3.0-or-later
// :watch
#include "base/i18n.h"
#include "session/command.h"

static bool run(Session *s, const char *args, Err *e) {
  return session_set_stop(s, stops_watch, args, e);
}

const CommandDef command_watch = {
  .name = "watch", .usage = N_(":watch EXPR"),
  .doc = N_("lets a walk stop where the value of EXPR changes; alone: lists where walks stop"),
  .example = ":watch w[0, 1]\n:watch", .complete = COMPLETE_EXPR, .run = run,
};
