// SPDX-License-Identifier: GPL-3.0-or-later
// :view
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "session/command.h"
#include "session/listing.h"

// The last " as " ends the expression; else the last " with ".
static const char *split(const char *args) {
  for (const char *p = args + strlen(args); p-- > args;)
    if (str_starts(p, " as ")) return p;
  for (const char *p = args + strlen(args); p-- > args;)
    if (str_starts(p, " with ")) return p;
  return NULL;
}

static bool run(Session *s, const char *args, Err *e) {
  if (!*args) {
    Str out = {0};
    for (size_t i = 0; i < n_views; i++) listing_row(&out, view_table[i]->name, 11, _(view_table[i]->doc), listing_cols(s));
    session_text(s, TEXT_RESULT, str_c(&out));
    str_free(&out);
    return true;
  }
  const char *cut = split(args);
  char *expr = mem_strndup(args, cut ? (size_t)(cut - args) : strlen(args));
  const char *kind = !cut ? NULL : str_starts(cut, " as ") ? cut + 4 : cut + 1;
  bool ok = session_view(s, expr, kind, true, e);
  mem_free(expr);
  return ok;
}

const CommandDef command_view = {
  .name = "view", .usage = N_(":view EXPR [as KIND] [with LABELS]"),
  .doc = N_("shows a value as a picture, and keeps it as a panel on the full screen"),
  .example = ":view softmax([[1, 2], [3, 4]]) as heatmap", .complete = COMPLETE_VIEW, .run = run,
};
