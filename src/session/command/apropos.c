// SPDX-License-Identifier: GPL-3.0-or-later
// :apropos
#include <string.h> // strcasestr is GNU

#include "base/i18n.h"
#include "base/settings.h"
#include "lang/builtin.h"
#include "models/models.h"
#include "session/command.h"
#include "session/listing.h"

extern const CommandDef command_apropos;

#define NAME_COLS 22

typedef struct Finder { const char *word; int cols; Str out; } Finder;

static void consider(Finder *f, const char *sign, const char *name, const char *doc) {
  const char *shown = _(doc);
  if (!strcasestr(name, f->word) && !strcasestr(doc, f->word) && !strcasestr(shown, f->word)) return;
  Str what = {0};
  str_addf(&what, "%s%s", sign, name);
  listing_row(&f->out, str_c(&what), NAME_COLS, shown, f->cols);
  str_free(&what);
}

static bool run(Session *s, const char *args, Err *e) {
  if (!*args) return err_set(e, ERR_SYNTAX, _("usage: %s"), _(command_apropos.usage));
  Finder f = {.word = args, .cols = listing_cols(s)};
  for (size_t i = 0; i < n_ops; i++) consider(&f, "", op_table[i]->name, op_table[i]->doc);
  for (size_t i = 0; i < builtin_count(); i++) consider(&f, "", builtin_at(i)->name, builtin_at(i)->doc);
  Str doc = {0};
  for (size_t i = 0; i < n_models; i++) {
    str_clear(&doc);
    model_doc(&model_table[i], &doc);
    consider(&f, "", model_table[i].name, str_c(&doc));
  }
  str_free(&doc);
  for (size_t i = 0; i < n_commands; i++) consider(&f, ":", command_table[i]->name, command_table[i]->doc);
  for (size_t i = 0; i < n_setting_defs; i++) consider(&f, ":set ", setting_defs[i].name, setting_defs[i].doc);
  if (f.out.n) session_text(s, TEXT_RESULT, str_c(&f.out));
  else err_set(e, ERR_NAME, _("nothing is described with the word %s"), args);
  str_free(&f.out);
  return e->code == ERR_NONE;
}

const CommandDef command_apropos = {
  .name = "apropos", .usage = N_(":apropos WORD"),
  .doc = N_("finds operations, functions, commands and settings by a word in their description"),
  .example = ":apropos mean", .complete = COMPLETE_NONE, .run = run,
};
