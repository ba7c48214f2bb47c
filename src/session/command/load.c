// SPDX-License-Identifier: GPL-3.0-or-later
// :load
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "base/paths.h"
#include "session/command.h"
#include "session/file_arg.h"

extern const CommandDef command_load;

static bool run(Session *s, const char *args, Err *e) {
  char *text;
  size_t n;
  if (!*args) return err_set(e, ERR_SYNTAX, _("usage: %s"), _(command_load.usage));
  char *path = file_arg(args, NULL);
  if (!file_read(path, &text, &n, e)) {
    mem_free(path);
    return false;
  }
  Source *src = source_new(path, text, n, 1);
  mem_free(path);
  mem_free(text);
  bool ok = vm_run(session_vm(s), src, e);
  source_release(src);
  return ok;
}

const CommandDef command_load = {
  .name = "load", .usage = N_(":load FILE"),
  .doc = N_("runs a file of code here, such as one that :save or :transcript wrote"),
  .example = NULL, .complete = COMPLETE_FILE, .run = run,
};
