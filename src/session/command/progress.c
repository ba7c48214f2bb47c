// SPDX-License-Identifier: GPL-3.0-or-later
// :progress
#include "base/i18n.h"
#include "base/str.h"
#include "session/command.h"

extern const CommandDef command_progress;

static bool run(Session *s, const char *args, Err *e) {
  Progress *p = session_progress(s);
  if (!p) return err_set(e, ERR_IO, _("there is no place to keep progress in"));
  if (str_starts(args, "export ")) return progress_export(p, args + 7, e);
  if (str_starts(args, "import ")) return progress_import(p, args + 7, e);
  return err_set(e, ERR_SYNTAX, _("usage: %s"), _(command_progress.usage));
}

const CommandDef command_progress = {
  .name = "progress", .usage = N_(":progress export|import FILE"),
  .doc = N_("takes the marks of all lessons to another machine, or merges them in"),
  .example = NULL, .complete = COMPLETE_FILE, .run = run,
};
