// SPDX-License-Identifier: GPL-3.0-or-later
// command: the table of ':' commands and finding one by name or unique prefix.
#include "session/command.h"

#include <string.h>

#include "base/i18n.h"

#define ROW(name) extern const CommandDef command_##name;
#include "command_table.inc"
#undef ROW

#define ROW(name) &command_##name,
const CommandDef *const command_table[] = {
#include "command_table.inc"
};
#undef ROW
const size_t n_commands = sizeof command_table / sizeof *command_table;

static const char *next_command(void *ctx) {
  size_t *i = ctx;
  return *i < n_commands ? command_table[(*i)++]->name : NULL;
}

const CommandDef *command_find(const char *name, Err *e) {
  const CommandDef *found = NULL;
  Str fitting = {0};
  int n = 0;
  for (size_t i = 0; i < n_commands && *name; i++) {
    if (!str_starts(command_table[i]->name, name)) continue;
    found = command_table[i];
    str_addf(&fitting, "%s:%s", n++ ? ", " : "", found->name);
    if (strcmp(found->name, name) == 0) {
      n = 1;
      break;
    }
  }
  if (n > 1) err_set(e, ERR_NAME, _(":%s may mean %s"), name, str_c(&fitting));
  if (n == 0) {
    err_set(e, ERR_NAME, _("there is no command :%s"), name);
    size_t i = 0;
    err_did_you_mean(e, name, next_command, &i);
    err_hint(e, "%s", _(":help lists the commands"));
  }
  str_free(&fitting);
  return n == 1 ? found : NULL;
}
