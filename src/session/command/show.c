// SPDX-License-Identifier: GPL-3.0-or-later
// :show
#include "base/i18n.h"
#include "session/command.h"

static bool run(Session *s, const char *args, Err *e) {
  Value v;
  if (str_starts(args, "all ")) args += 4;
  if (!session_eval(s, args, &v, e)) return false;
  Str out = {0};
  value_format(v, &out, 0, true);
  Front *f = session_front(s);
  if (f->pager) f->pager(f->self, str_c(&out));
  else session_text(s, TEXT_RESULT, str_c(&out));
  str_free(&out);
  value_release(v);
  return true;
}

const CommandDef command_show = {
  .name = "show", .usage = N_(":show EXPR"),
  .doc = N_("shows all of a value, however large, a screenful at a time"),
  .example = ":show arange(5)", .complete = COMPLETE_EXPR, .run = run,
};
