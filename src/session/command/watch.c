// SPDX-License-Identifier: GPL-3.0-or-later
// :watch
#include "base/i18n.h"
#include "session/command.h"

static bool run(Session *s, const char *args, Err *e) {
  Stops *stops = session_stops(s);
  if (*args && !stops_watch(stops, args, e)) return false;
  Str out = {0};
  if (*args) stop_text(&stops->items[stops->n - 1], &out);
  else stops_list(stops, &out);
  session_text(s, TEXT_RESULT, str_c(&out));
  str_free(&out);
  return true;
}

const CommandDef command_watch = {
  .name = "watch", .usage = N_(":watch EXPR"),
  .doc = N_("lets a walk stop where the value of EXPR changes; alone: lists where walks stop"),
  .example = ":watch w[0, 1]\n:watch", .complete = COMPLETE_EXPR, .run = run,
};
