// SPDX-License-Identifier: GPL-3.0-or-later
// :run
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "base/paths.h"
#include "session/command.h"

static bool run(Session *s, const char *args, Err *e) {
  char *text;
  size_t n;
  if (!file_read(args, &text, &n, e)) return false;
  Source *src = source_new(args, text, n, 1);
  mem_free(text);
  bool ok = vm_run(session_vm(s), src, e);
  source_release(src);
  return ok;
}

const CommandDef command_run = {
  .name = "run", .usage = ":run FILE",
  .doc = N_("runs a file of code here"),
  .example = NULL, .complete = COMPLETE_FILE, .run = run,
};
