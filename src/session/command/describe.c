// SPDX-License-Identifier: GPL-3.0-or-later
// :describe
#include "base/i18n.h"
#include "base/mem.h"
#include "session/command.h"

static bool run(Session *s, const char *args, Err *e) {
  const char *kind;
  char *expr = session_view_args(args, &kind);
  bool ok = session_describe(s, expr, kind, e);
  mem_free(expr);
  return ok;
}

const CommandDef command_describe = {
  .name = "describe", .usage = N_(":describe EXPR [as KIND] [with LABELS]"),
  .doc = N_("says in sentences what a view would show"),
  .example = ":describe softmax([[1, 2], [3, 4]])", .complete = COMPLETE_VIEW, .run = run,
};
