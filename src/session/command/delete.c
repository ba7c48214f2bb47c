// SPDX-License-Identifier: GPL-3.0-or-later
// :delete
#include "base/i18n.h"
#include "session/command.h"

static bool run(Session *s, const char *args, Err *e) {
  if (!stops_delete(session_stops(s), args, e)) return false;
  Str out = {0};
  stops_list(session_stops(s), &out);
  session_text(s, TEXT_RESULT, str_c(&out));
  str_free(&out);
  return true;
}

const CommandDef command_delete = {
  .name = "delete", .usage = N_(":delete [NUMBER]"),
  .doc = N_("takes a stop of :break or :watch away, or all of them"),
  .example = ":break softmax\n:delete", .complete = COMPLETE_NONE, .run = run,
};
