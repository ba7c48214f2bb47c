// SPDX-License-Identifier: GPL-3.0-or-later
// :unpin
#include "base/i18n.h"
#include "session/command.h"

static bool run(Session *s, const char *args, Err *e) {
  if (session_unpin(s, *args ? args : NULL)) return true;
  return err_set(e, ERR_NAME, *args ? _("there is no panel of %s") : _("there is no panel%s"), args);
}

const CommandDef command_unpin = {
  .name = "unpin", .usage = N_(":unpin [EXPR]"),
  .doc = N_("closes the panel of EXPR, or all panels"),
  .example = NULL, .complete = COMPLETE_PIN, .run = run,
};
