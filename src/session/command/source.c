// SPDX-License-Identifier: GPL-3.0-or-later
// :source
#include "base/i18n.h"
#include "base/mem.h"
#include "session/command.h"

static bool run(Session *s, const char *args, Err *e) {
  Value v;
  Span at;
  if (!session_eval(s, args, &v, e)) return false;
  bool ok = vm_function_source(v, &at);
  if (ok) {
    char *text = mem_strndup(at.src->text + at.start, at.end - at.start);
    session_text(s, TEXT_RESULT, text);
    mem_free(text);
  } else if (v.type == VAL_BUILTIN) err_set(e, ERR_VALUE, _("%s is built in; :help %s tells what it computes"), args, args);
  else err_set(e, ERR_TYPE, _("%s is %s, not a function"), args, value_phrase(v));
  value_release(v);
  return ok;
}

const CommandDef command_source = {
  .name = "source", .usage = N_(":source NAME"),
  .doc = N_("shows the source of a function or model"),
  .example = "def f(x) { return x + 1 }\n:source f", .complete = COMPLETE_NAME, .run = run,
};
