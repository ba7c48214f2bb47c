// SPDX-License-Identifier: GPL-3.0-or-later
// :why
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/map.h"
#include "session/command.h"

#define MOST_HOPS 60

static bool say(Session *s, Err *e) {
  Str out = {0};
  const Chain *c = session_chain(s);
  chain_text(c, &out, e);
  if (e->code == ERR_NONE) session_text(s, TEXT_RESULT, str_c(&out));
  str_clear(&out);
  WhyCell one;
  if (e->code == ERR_NONE && session_front(s)->interactive && chain_sources(c, &one, 1, e) > 0) {
    chain_sources_text(c, &out);
    session_text(s, TEXT_NOTE, str_c(&out));
    session_text(s, TEXT_NOTE, c->n > 1 ? _(":why 1, :why 2 ... follow, :why back returns") : _(":why 1, :why 2 ... follow"));
  }
  str_free(&out);
  return e->code == ERR_NONE;
}

static bool follow(Session *s, const char *args, Err *e) {
  Chain *c = session_chain(s);
  unsigned long k = strtoul(args, NULL, 10);
  if (c->n == 0) return err_set(e, ERR_VALUE, _(":why 2 follows the second cell of an answer: ask about a cell first, as in :why w[1, 0]"));
  if (k < 1 || !chain_follow(c, k - 1)) return err_set(e, ERR_VALUE, _("the last answer has no cell number %lu to follow"), k);
  return say(s, e);
}

static bool back(Session *s, Err *e) {
  if (chain_back(session_chain(s))) return say(s, e);
  return err_set(e, ERR_VALUE, _("there is no answer before this one"));
}

static bool run(Session *s, const char *args, Err *e) {
  if (*args && args[strspn(args, "0123456789")] == '\0') return follow(s, args, e);
  if (strcmp(args, "back") == 0 && !vm_get(session_vm(s), name_of("back"))) return back(s, e);
  bool all = strncmp(args, "all ", 4) == 0 && (isalpha((unsigned char)args[4]) || args[4] == '_' || args[4] == '(');
  Tensor *t;
  size_t i;
  Str name = {0}, out = {0};
  bool ok = session_cell(s, all ? args + 4 : args, &t, &i, &name, e);
  if (ok && all) {
    chain_all_text(str_c(&name), t, i, MOST_HOPS, &out, e);
    if (e->code == ERR_NONE) session_text(s, TEXT_RESULT, str_c(&out));
  } else if (ok) {
    chain_start(session_chain(s), str_c(&name), t, i);
    say(s, e);
  }
  if (ok) tensor_release(t);
  str_free(&name);
  str_free(&out);
  return e->code == ERR_NONE;
}

const CommandDef command_why = {
  .name = "why", .usage = N_(":why CELL"),
  .doc = N_("the arithmetic behind one cell, and the cells it came from; then :why 1, :why 2 ... follow those, :why back returns; :why all CELL goes back to the inputs at once"),
  .example = "w = softmax([1, 2, 3])\n:why w[0]", .complete = COMPLETE_EXPR, .run = run,
};
