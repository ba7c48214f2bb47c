// SPDX-License-Identifier: GPL-3.0-or-later
// :help
#include <string.h>

#include "base/i18n.h"
#include "base/settings.h"
#include "lang/builtin.h"
#include "session/command.h"

static void add_examples(Str *out, const OpExample *ex, size_t n) {
  for (size_t i = 0; i < n && ex[i].code; i++) str_addf(out, "  gb> %s\n%s%s", ex[i].code, ex[i].result, *ex[i].result ? "\n" : "");
}

static void add_line(Str *out, const char *label, const char *text) {
  if (text) str_addf(out, "%s%s\n", label, text);
}

static void help_op(const OpDef *d, Str *out) {
  op_usage(d->name, d->params, out);
  str_addf(out, "\n%s\n", _(d->doc));
  add_line(out, _("written as  "), d->symbol);
  add_line(out, _("shapes      "), d->shape);
  add_line(out, _("formula     "), d->formula);
  add_line(out, _("gradient    "), d->gradient);
  add_line(out, _("source      "), d->source);
  add_examples(out, d->examples, sizeof d->examples / sizeof *d->examples);
}

static void help_builtin(const BuiltinDef *b, Str *out) {
  op_usage(b->name, b->params, out);
  str_addf(out, "\n%s\n", _(b->doc));
  add_examples(out, b->examples, sizeof b->examples / sizeof *b->examples);
}

static void help_command(const CommandDef *c, Str *out) {
  str_addf(out, "%s\n%s\n", c->usage, _(c->doc));
  if (c->example) str_addf(out, "%s\n%s\n", _("Example:"), c->example);
}

static void add_names(Str *out, int *col, const char *name) {
  int n = (int)strlen(name) + 1;
  if (*col + n > 76) {
    str_add(out, "\n  ");
    *col = 2;
  }
  str_addf(out, "%s ", name);
  *col += n;
}

static void overview(Str *out) {
  str_add(out, _("Type an expression and press Enter: softmax([1, 2, 3]). A line that ends in ; prints nothing;\n"
                 "ans is the last value. :help NAME tells about one name, :apropos WORD finds names by what they do.\n"));
  str_addf(out, "\n%s\n", _("Commands"));
  for (size_t i = 0; i < n_commands; i++) str_addf(out, "  %-38s %s\n", command_table[i]->usage, _(command_table[i]->doc));
  str_addf(out, "\n%s\n  ", _("Operations"));
  int col = 2;
  for (size_t i = 0; i < n_ops; i++) add_names(out, &col, op_table[i]->name);
  str_addf(out, "\n\n%s\n  ", _("Functions"));
  col = 2;
  for (size_t i = 0; i < builtin_count(); i++) add_names(out, &col, builtin_at(i)->name);
  str_addf(out, "\n\n%s\n  ", _("Views"));
  col = 2;
  for (size_t i = 0; i < n_views; i++) add_names(out, &col, view_table[i]->name);
  str_addf(out, "\n\n%s\n", _("The language is described in glassbox-lang(7): man glassbox-lang."));
}

static const char *next_name(void *ctx) {
  size_t i = (*(size_t *)ctx)++;
  if (i < n_ops) return op_table[i]->name;
  if ((i -= n_ops) < builtin_count()) return builtin_at(i)->name;
  if ((i -= builtin_count()) < n_commands) return command_table[i]->name;
  return (i -= n_commands) < n_views ? view_table[i]->name : NULL;
}

static const SettingDef *setting_find(const char *name) {
  for (size_t i = 0; i < n_setting_defs; i++)
    if (strcmp(setting_defs[i].name, name) == 0) return &setting_defs[i];
  return NULL;
}

static bool help_name(const char *name, Str *out, Err *e) {
  const CommandDef *c = NULL;
  Err ignored = {0};
  if (name[0] == ':') return (c = command_find(name + 1, e)) && (help_command(c, out), true);
  if (op_find(name)) help_op(op_find(name), out);
  else if (builtin_find(name)) help_builtin(builtin_find(name), out);
  else if ((c = command_find(name, &ignored))) help_command(c, out);
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
  if (*args) ok = help_name(args, &out, e);
  else overview(&out);
  Front *f = session_front(s);
  if (ok && !*args && f->pager) f->pager(f->self, str_c(&out));
  else if (ok) session_text(s, TEXT_RESULT, str_c(&out));
  str_free(&out);
  return ok;
}

const CommandDef command_help = {
  .name = "help", .usage = ":help [NAME]",
  .doc = N_("what there is, or all about one operation, function, command, view or setting"),
  .example = ":help softmax", .complete = COMPLETE_COMMAND, .run = run,
};
