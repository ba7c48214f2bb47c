// SPDX-License-Identifier: GPL-3.0-or-later
// :view
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "session/command.h"
#include "session/listing.h"

static bool run(Session *s, const char *args, Err *e) {
  if (!*args) {
    Str out = {0};
    for (size_t i = 0; i < n_views; i++) listing_row(&out, view_table[i]->name, 11, _(view_table[i]->doc), listing_cols(s));
    session_text(s, TEXT_RESULT, str_c(&out));
    str_free(&out);
    return true;
  }
  const char *kind;
  char *expr = session_view_args(args, &kind);
  bool ok = session_view(s, expr, kind, true, e);
  mem_free(expr);
  return ok;
}

const CommandDef command_view = {
  .name = "view", .usage = N_(":view EXPR [as KIND] [with LABELS]"),
  .doc = N_("shows a value as a picture, and keeps it as a panel on the full screen"),
  .example = ":view softmax([[1, 2], [3, 4]]) as heatmap", .complete = COMPLETE_VIEW, .run = run,
};
