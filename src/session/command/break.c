// SPDX-License-Identifier: GPL-3.0-or-later
// :break
#include "base/i18n.h"
#include "session/command.h"

static bool run(Session *s, const char *args, Err *e) {
  return session_set_stop(s, stops_break, args, e);
}

const CommandDef command_break = {
  .name = "break", .usage = N_(":break NAME [if CONDITION]"),
  .doc = N_("lets a walk stop at an operation, function, variable or line; alone: lists where walks stop"),
  .example = ":break softmax if max(x) > 1\n:break", .complete = COMPLETE_EXPR, .run = run,
};
