// SPDX-License-Identifier: GPL-3.0-or-later
// :export
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "base/paths.h"
#include "session/command.h"
#include "session/file_arg.h"

extern const CommandDef command_export;

static bool write_view(const char *path, const char *expr, const ViewDef *kind, Value v, Err *e) {
  ViewSpec spec = {.value = v, .title = expr, .rows = value_nil(), .cols = value_nil()};
  if (!kind->accepts(v))
    return err_set(e, ERR_TYPE, _("%s cannot be shown as %s: it is %s"), expr, kind->name, value_phrase(v));
  Canvas c = {0};
  int rows, cols;
  kind->measure(&spec, &rows, &cols);
  canvas_init(&c, rows < 400 ? rows : 400, cols < 400 ? cols : 400);
  kind->draw(&spec, &c);
  Str out = {0};
  size_t n = strlen(path);
  if (n > 4 && strcmp(path + n - 4, ".svg") == 0) canvas_write_svg(&c, &out);
  else canvas_write_text(&c, false, &out);
  bool ok = file_write_atomic(path, str_c(&out), out.n, e);
  str_free(&out);
  canvas_free(&c);
  return ok;
}

static bool run(Session *s, const char *args, Err *e) {
  const char *rest;
  char *path = file_arg(args, &rest);
  if (!*rest) {
    mem_free(path);
    return err_set(e, ERR_SYNTAX, _("usage: %s"), _(command_export.usage));
  }
  const char *as = strstr(rest, " as ");
  char *expr = mem_strndup(rest, as ? (size_t)(as - rest) : strlen(rest));
  Value v;
  bool ok = session_eval(s, expr, &v, e);
  if (ok) {
    const ViewDef *kind = as ? view_find(as + 4) : view_for(v);
    ok = kind ? write_view(path, expr, kind, v, e) : err_set(e, ERR_NAME, _("there is no view named %s"), as + 4);
    value_release(v);
  }
  mem_free(path);
  mem_free(expr);
  return ok;
}

const CommandDef command_export = {
  .name = "export", .usage = N_(":export FILE EXPR [as KIND]"),
  .doc = N_("writes the view of a value to FILE: a picture for .svg, text for anything else"),
  .example = NULL, .complete = COMPLETE_FILE_VIEW, .run = run,
};
