// SPDX-License-Identifier: GPL-3.0-or-later
// :info
#include "base/i18n.h"
#include "session/command.h"

static bool run(Session *s, const char *args, Err *e) {
  (void)args, (void)e;
  Str out = {0};
  if (session_stepper(s)) {
    stepper_info(session_stepper(s), &out);
  } else {
    str_add(&out, _("nothing is recorded now: :step EXPR records\n"));
    stops_list(session_stops(s), &out);
  }
  session_text(s, TEXT_RESULT, str_c(&out));
  str_free(&out);
  return true;
}

const CommandDef command_info = {
  .name = "info", .usage = N_(":info"),
  .doc = N_("what is recorded of the run that is walked, the memory it takes, and where walks stop"),
  .example = ":info", .complete = COMPLETE_NONE, .run = run,
};
