// SPDX-License-Identifier: GPL-3.0-or-later
// :save writes the variables as a program that makes them again: numbers and tensors with every digit,
// functions as their source.
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "base/paths.h"
#include "session/command.h"
#include "session/file_arg.h"

extern const CommandDef command_save;

// Can the printed form of v be typed in again?
static bool is_data(Value v) {
  switch (v.type) {
  case VAL_NIL: case VAL_BOOL: case VAL_NUM: case VAL_TENSOR: case VAL_STR: case VAL_RANGE: return true;
  case VAL_LIST: {
    const ObjList *l = (const ObjList *)v.as.obj;
    for (size_t i = 0; i < l->n; i++)
      if (!is_data(l->items[i])) return false;
    return true;
  }
  case VAL_RECORD: {
    const ObjRecord *r = (const ObjRecord *)v.as.obj;
    for (size_t i = 0; i < r->n; i++)
      if (!is_data(r->fields[i].value)) return false;
    return true;
  }
  default: return false;
  }
}

// A function that is known by this name; a closure would come back without what it holds.
static bool is_definition(const char *name, Value v, Span *at) {
  if (v.type != VAL_FUNC || ((const ObjFunc *)v.as.obj)->n_captures > 0 || !vm_function_source(v, at)) return false;
  Str def = {0}, model = {0};
  const char *text = at->src->text + at->start;
  str_addf(&def, "def %s(", name);
  str_addf(&model, "model %s(", name);
  bool same = strncmp(text, str_c(&def), def.n) == 0 || strncmp(text, str_c(&model), model.n) == 0;
  str_free(&def);
  str_free(&model);
  return same;
}

static bool save_variable(const char *name, Value v, Str *out) {
  Span at;
  if (is_data(v)) {
    str_addf(out, "%s = ", name);
    value_literal(v, out);
  } else if (is_definition(name, v, &at)) str_addn(out, at.src->text + at.start, at.end - at.start);
  else return false;
  str_addc(out, '\n');
  return true;
}

static bool run(Session *s, const char *args, Err *e) {
  if (!*args) return err_set(e, ERR_SYNTAX, _("usage: %s"), _(command_save.usage));
  Str out = {0}, left = {0};
  size_t i = 0;
  for (const char *name; (name = vm_next_global(session_vm(s), &i));) {
    const Value *v = vm_get(session_vm(s), name);
    if (v && !save_variable(name, *v, &out)) str_addf(&left, "%s%s", left.n ? ", " : "", name);
  }
  char *path = file_arg(args, NULL);
  bool ok = file_write_atomic(path, str_c(&out), out.n, e);
  mem_free(path);
  if (ok && left.n)
    session_textf(s, TEXT_NOTE, _("not saved, as they cannot be written as text (models, closures, recordings): %s"), str_c(&left));
  str_free(&out);
  str_free(&left);
  return ok;
}

const CommandDef command_save = {
  .name = "save", .usage = N_(":save FILE"),
  .doc = N_("writes your variables and functions to FILE; :load FILE brings them back"),
  .example = NULL, .complete = COMPLETE_FILE, .run = run,
};
