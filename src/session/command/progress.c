// SPDX-License-Identifier: GPL-3.0-or-later
// :progress
#include "base/i18n.h"
#include "base/mem.h"
#include "base/str.h"
#include "session/command.h"
#include "session/file_arg.h"

extern const CommandDef command_progress;

static bool run(Session *s, const char *args, Err *e) {
  Progress *p = session_progress(s);
  if (!p) return err_set(e, ERR_IO, _("there is no place to keep progress in"));
  bool export = str_starts(args, "export ");
  if (export || str_starts(args, "import ")) {
    char *path = file_arg(args + 7, NULL);
    bool ok = export ? progress_export(p, path, e) : progress_import(p, path, e);
    mem_free(path);
    return ok;
  }
  return err_set(e, ERR_SYNTAX, _("usage: %s"), _(command_progress.usage));
}

const CommandDef command_progress = {
  .name = "progress", .usage = N_(":progress export|import FILE"),
  .doc = N_("takes the marks of all lessons to another machine, or merges them in"),
  .example = NULL, .complete = COMPLETE_MARKS, .run = run,
};
