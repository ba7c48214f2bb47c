// SPDX-License-Identifier: GPL-3.0-or-later
// :describe
#include "base/i18n.h"
#include "session/command.h"

static bool run(Session *s, const char *args, Err *e) {
  Value v;
  if (!session_eval(s, args, &v, e)) return false;
  ViewSpec spec = {.value = v, .title = args, .rows = value_nil(), .cols = value_nil()};
  Str out = {0};
  view_for(v)->describe(&spec, &out);
  session_text(s, TEXT_RESULT, str_c(&out));
  str_free(&out);
  value_release(v);
  return true;
}

const CommandDef command_describe = {
  .name = "describe", .usage = N_(":describe EXPR"),
  .doc = N_("says in sentences what a view would show"),
  .example = ":describe softmax([[1, 2], [3, 4]])", .complete = COMPLETE_EXPR, .run = run,
};
