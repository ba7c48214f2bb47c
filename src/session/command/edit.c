// SPDX-License-Identifier: GPL-3.0-or-later
// :edit opens a function or a variable's text in $EDITOR and runs what comes back.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/i18n.h"
#include "base/map.h"
#include "base/mem.h"
#include "base/paths.h"
#include "session/command.h"

extern const CommandDef command_edit;

// What the editor begins with: the source of a function, an assignment for anything else, a new function
// for a name that is not there yet.
static void begin_text(Session *s, const char *name, Str *out) {
  Span at;
  Value v;
  Err e = {0};
  if (session_eval(s, name, &v, &e)) {
    if (vm_function_source(v, &at)) str_addn(out, at.src->text + at.start, at.end - at.start);
    else {
      str_addf(out, "%s = ", name);
      value_format(v, out, 0, false);
    }
    value_release(v);
  } else str_addf(out, "def %s(x) {\n  return x\n}", name);
  err_clear(&e);
  str_addc(out, '\n');
}

static bool edit_file(Session *s, const char *path, const char *text, size_t n, char **back, Err *e) {
  Front *f = session_front(s);
  size_t back_n;
  return file_write_atomic(path, text, n, e) && f->edit(f->self, path, e) && file_read(path, back, &back_n, e);
}

static bool run_text(Session *s, const char *name, const char *text, Err *e) {
  Source *src = source_new(name, text, strlen(text), 1);
  bool ok = vm_run(session_vm(s), src, e);
  if (!ok && e->code == ERR_INCOMPLETE) e->code = ERR_SYNTAX;
  source_release(src);
  return ok;
}

static bool is_name(const char *s) {
  return *s && strspn(s, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_") == strlen(s) &&
         !(*s >= '0' && *s <= '9');
}

static bool run(Session *s, const char *args, Err *e) {
  if (!is_name(args)) return err_set(e, ERR_SYNTAX, _("usage: %s"), _(command_edit.usage));
  if (!session_front(s)->edit || !session_front(s)->interactive)
    return err_set(e, ERR_IO, _("an editor needs a terminal"));
  const char *state = path_state();
  if (!state) return err_set(e, ERR_IO, _("there is no place to keep the text in while it is edited"));
  Str path = {0}, text = {0};
  char *back = NULL;
  str_addf(&path, "%s/edit-%d.gb", state, (int)getpid());
  begin_text(s, args, &text);
  bool ok = edit_file(s, str_c(&path), str_c(&text), text.n, &back, e);
  if (ok && strcmp(back, str_c(&text)) == 0) session_text(s, TEXT_NOTE, _("nothing was changed"));
  else if (ok) ok = run_text(s, args, back, e);
  if (ok) unlink(str_c(&path));
  else if (back) err_hint(e, _("the text is kept in %s"), str_c(&path));
  mem_free(back);
  str_free(&path);
  str_free(&text);
  return ok;
}

const CommandDef command_edit = {
  .name = "edit", .usage = N_(":edit NAME"),
  .doc = N_("opens a function or variable in $EDITOR and runs what you make of it"),
  .example = NULL, .complete = COMPLETE_NAME, .person = true, .run = run,
};
