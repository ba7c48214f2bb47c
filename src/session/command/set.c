// SPDX-License-Identifier: GPL-3.0-or-later
// :set
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "base/settings.h"
#include "session/command.h"
#include "session/listing.h"

static bool show_all(Session *s, Err *e) {
  Str out = {0}, row = {0};
  for (size_t i = 0; i < n_setting_defs; i++) {
    str_clear(&row);
    str_add(&row, setting_defs[i].name);
    listing_pad(&row, 0, 14);
    settings_show(setting_defs[i].name, &row, e);
    listing_row(&out, str_c(&row), 23, _(setting_defs[i].doc), listing_cols(s));
  }
  str_free(&row);
  session_text(s, TEXT_RESULT, str_c(&out));
  str_free(&out);
  return true;
}

static bool run(Session *s, const char *args, Err *e) {
  if (!*args) return show_all(s, e);
  size_t n = strcspn(args, " =");
  char *name = mem_strndup(args, n);
  const char *value = args + n + strspn(args + n, " =");
  bool ok;
  if (*value) ok = settings_set(name, value, e);
  else {
    Str out = {0};
    ok = settings_show(name, &out, e);
    if (ok) session_text(s, TEXT_RESULT, str_c(&out));
    str_free(&out);
  }
  mem_free(name);
  return ok;
}

const CommandDef command_set = {
  .name = "set", .usage = N_(":set [NAME [VALUE]]"),
  .doc = N_("shows all settings, or one, or changes one"),
  .example = ":set precision 6", .complete = COMPLETE_SETTING, .run = run,
};
