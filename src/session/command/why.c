// SPDX-License-Identifier: GPL-3.0-or-later
// :why
#include "base/i18n.h"
#include "session/command.h"
#include "tape/why.h"

static bool run(Session *s, const char *args, Err *e) {
  Tensor *t;
  size_t i;
  Str name = {0}, out = {0};
  bool ok = session_cell(s, args, &t, &i, &name, e);
  if (ok) {
    why_render(str_c(&name), t, i, &out, e);
    ok = e->code == ERR_NONE;
    if (ok) session_text(s, TEXT_RESULT, str_c(&out));
    tensor_release(t);
  }
  str_free(&name);
  str_free(&out);
  return ok;
}

const CommandDef command_why = {
  .name = "why", .usage = N_(":why CELL"),
  .doc = N_("the arithmetic behind one cell, and the cells it came from"),
  .example = "w = softmax([1, 2, 3])\n:why w[0]", .complete = COMPLETE_EXPR, .run = run,
};
