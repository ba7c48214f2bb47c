// SPDX-License-Identifier: GPL-3.0-or-later
// :step
#include <string.h>

#include "base/i18n.h"
#include "session/command.h"

static bool run(Session *s, const char *args, Err *e) {
  if (*args) {
    Source *src = source_new("<step>", args, strlen(args), 1);
    bool ok = session_step(s, src, e);
    source_release(src);
    return ok;
  }
  const Block *b = session_lesson(s) ? lesson_run_step_block(session_lesson(s)) : NULL;
  if (b) return session_step(s, b->code, e);
  err_set(e, ERR_VALUE, _("say what to step through"));
  err_hint(e, ":step softmax([1, 2, 3])");
  return false;
}

const CommandDef command_step = {
  .name = "step", .usage = N_(":step EXPR"),
  .doc = N_("records EXPR (or statements) and walks through the recording, forward and back"),
  .example = NULL, .complete = COMPLETE_EXPR, .person = true, .run = run,
};
