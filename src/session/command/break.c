// SPDX-License-Identifier: GPL-3.0-or-later
// :break
#include "base/i18n.h"
#include "session/command.h"

static bool run(Session *s, const char *args, Err *e) {
  Stops *stops = session_stops(s);
  if (*args && !stops_break(stops, args, e)) return false;
  Str out = {0};
  if (*args) stop_text(&stops->items[stops->n - 1], &out);
  else stops_list(stops, &out);
  session_text(s, TEXT_RESULT, str_c(&out));
  str_free(&out);
  return true;
}

const CommandDef command_break = {
  .name = "break", .usage = N_(":break NAME [if CONDITION]"),
  .doc = N_("lets a walk stop at an operation, function, variable or line; alone: lists where walks stop"),
  .example = ":break softmax if max(x) > 1\n:break", .complete = COMPLETE_EXPR, .run = run,
};
