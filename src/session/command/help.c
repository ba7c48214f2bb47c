// SPDX-License-Identifier: GPL-3.0-or-later
// :help
#include <string.h>

#include "base/i18n.h"
#include "base/settings.h"
#include "base/utf8.h"
#include "lang/builtin.h"
#include "models/models.h"
#include "session/command.h"
#include "session/listing.h"

static void add_examples(Str *out, const OpExample *ex, size_t n) {
  for (size_t i = 0; i < n && ex[i].code; i++) {
    str_addf(out, "  gb> %s\n", ex[i].code);
    if (ex[i].result && *ex[i].result) str_addf(out, "%s\n", ex[i].result); // NULL: random, or too long
  }
}

// The facts of an operation: those that hold words are marked for translation in the table.
static void add_facts(const OpDef *d, int cols, Str *out) {
  const struct { const char *label, *text; } facts[] = {
    {_("written as"), d->symbol}, {_("shapes"), d->shape}, {_("formula"), d->formula},
    {_("gradient"), d->gradient}, {_("source"), d->source}};
  int at = 0;
  for (size_t i = 0; i < sizeof facts / sizeof *facts; i++) {
    int wide = utf8_width(facts[i].label, strlen(facts[i].label)) + 2;
    if (wide > at) at = wide;
  }
  for (size_t i = 0; i < sizeof facts / sizeof *facts; i++)
    if (facts[i].text && *facts[i].text) listing_row(out, facts[i].label, at, _(facts[i].text), cols);
}

static void help_op(const OpDef *d, int cols, Str *out) {
  op_usage(d->name, d->params, out);
  str_addc(out, '\n');
  listing_row(out, "", 0, _(d->doc), cols);
  add_facts(d, cols, out);
  add_examples(out, d->examples, sizeof d->examples / sizeof *d->examples);
}

static void help_builtin(const BuiltinDef *b, int cols, Str *out) {
  op_usage(b->name, b->params, out);
  str_addc(out, '\n');
  listing_row(out, "", 0, _(b->doc), cols);
  add_examples(out, b->examples, sizeof b->examples / sizeof *b->examples);
}

static void help_model(const ModelSource *m, int cols, Str *out) {
  Str doc = {0};
  model_usage(m, out);
  str_addc(out, '\n');
  model_doc(m, &doc);
  listing_row(out, "", 0, _(str_c(&doc)), cols);
  str_addf(out, _("It is written in the language itself: \":source %s\" shows it.\n"), m->name);
  str_free(&doc);
}

static void help_command(const CommandDef *c, int cols, Str *out) {
  str_addf(out, "%s\n", _(c->usage));
  listing_row(out, "", 0, _(c->doc), cols);
  if (c->example) str_addf(out, "%s\n%s\n", _("Example:"), c->example);
}

static void list_commands(int cols, Str *out) {
  int at = 0;
  for (size_t i = 0; i < n_commands; i++) {
    const char *usage = _(command_table[i]->usage);
    int wide = 2 + utf8_width(usage, strlen(usage)) + 2;
    if (wide > at) at = wide;
  }
  Str usage = {0};
  for (size_t i = 0; i < n_commands; i++) {
    str_clear(&usage);
    str_addf(&usage, "  %s", _(command_table[i]->usage));
    listing_row(out, str_c(&usage), at, _(command_table[i]->doc), cols);
  }
  str_free(&usage);
}

typedef struct Names { Str *out; int cols, col; } Names;

static void begin_names(Names *n, const char *title) {
  str_addf(n->out, "\n%s\n ", title);
  n->col = 1;
}

static void add_name(Names *n, const char *name) {
  int wide = (int)strlen(name) + 1;
  if (n->col + wide > n->cols) {
    str_add(n->out, "\n ");
    n->col = 1;
  }
  str_addf(n->out, " %s", name);
  n->col += wide;
}

static void overview(int cols, Str *out) {
  listing_row(out, "", 0, _("Type an expression and press Enter: softmax([1, 2, 3]). A line that ends in ; prints "
                            "nothing; ans is the last value."), cols);
  listing_row(out, "", 0, _(":help NAME tells about one name, :apropos WORD finds names by what they do."), cols);
  str_addf(out, "\n%s\n", _("Commands"));
  list_commands(cols, out);
  Names n = {out, cols, 0};
  begin_names(&n, _("Operations"));
  for (size_t i = 0; i < n_ops; i++) add_name(&n, op_table[i]->name);
  str_addc(out, '\n');
  begin_names(&n, _("Functions"));
  for (size_t i = 0; i < builtin_count(); i++) add_name(&n, builtin_at(i)->name);
  str_addc(out, '\n');
  begin_names(&n, _("The library, in the language itself"));
  for (size_t i = 0; i < n_models; i++) add_name(&n, model_table[i].name);
  str_addc(out, '\n');
  begin_names(&n, _("Views"));
  for (size_t i = 0; i < n_views; i++) add_name(&n, view_table[i]->name);
  str_addf(out, "\n\n%s\n", _("The language is described in glassbox-lang(7): man glassbox-lang."));
}

static const char *next_name(void *ctx) {
  size_t i = (*(size_t *)ctx)++;
  if (i < n_ops) return op_table[i]->name;
  if ((i -= n_ops) < builtin_count()) return builtin_at(i)->name;
  if ((i -= builtin_count()) < n_commands) return command_table[i]->name;
  if ((i -= n_commands) < n_models) return model_table[i].name;
  return (i -= n_models) < n_views ? view_table[i]->name : NULL;
}

static const SettingDef *setting_find(const char *name) {
  for (size_t i = 0; i < n_setting_defs; i++)
    if (strcmp(setting_defs[i].name, name) == 0) return &setting_defs[i];
  return NULL;
}

static bool help_name(const char *name, int cols, Str *out, Err *e) {
  const CommandDef *c = NULL;
  Err ignored = {0};
  if (name[0] == ':') return (c = command_find(name + 1, e)) && (help_command(c, cols, out), true);
  if (op_find(name)) help_op(op_find(name), cols, out);
  else if (builtin_find(name)) help_builtin(builtin_find(name), cols, out);
  else if (model_find(name)) help_model(model_find(name), cols, out);
  else if ((c = command_find(name, &ignored))) help_command(c, cols, out);
  else if (view_find(name)) str_addf(out, "%s\n%s\n", name, _(view_find(name)->doc));
  else if (setting_find(name)) str_addf(out, ":set %s\n%s\n", name, _(setting_find(name)->doc));
  else {
    size_t i = 0;
    err_set(e, ERR_NAME, _("there is no help on %s"), name);
    err_did_you_mean(e, name, next_name, &i);
  }
  err_clear(&ignored);
  return e->code == ERR_NONE;
}

static bool run(Session *s, const char *args, Err *e) {
  Str out = {0};
  bool ok = true;
  if (*args) ok = help_name(args, listing_cols(s), &out, e);
  else overview(listing_cols(s), &out);
  Front *f = session_front(s);
  if (ok && !*args && f->pager) f->pager(f->self, str_c(&out));
  else if (ok) session_text(s, TEXT_RESULT, str_c(&out));
  str_free(&out);
  return ok;
}

const CommandDef command_help = {
  .name = "help", .usage = N_(":help [NAME]"),
  .doc = N_("what there is, or all about one operation, function, command, view or setting"),
  .example = ":help softmax", .complete = COMPLETE_COMMAND, .run = run,
};
