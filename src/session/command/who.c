// SPDX-License-Identifier: GPL-3.0-or-later
// :who
#include "base/i18n.h"
#include "session/command.h"
#include "session/listing.h"

static bool run(Session *s, const char *args, Err *e) {
  (void)args, (void)e;
  Str out = {0};
  size_t i = 0;
  for (const char *name; (name = vm_next_global(session_vm(s), &i));) {
    const Value *v = vm_get(session_vm(s), name);
    if (!v) continue;
    size_t from = out.n;
    str_addf(&out, "%s ", name);
    listing_pad(&out, from, 13);
    str_addf(&out, "%-9s ", value_type_name(*v));
    if (v->type == VAL_TENSOR) shape_str(&v->as.t->shape, &out);
    else value_format(*v, &out, 1, false);
    str_addc(&out, '\n');
  }
  session_text(s, TEXT_RESULT, out.n ? str_c(&out) : _("no variables yet"));
  str_free(&out);
  return true;
}

const CommandDef command_who = {
  .name = "who", .usage = ":who",
  .doc = N_("lists your variables"),
  .example = "x = 3\n:who", .complete = COMPLETE_NONE, .run = run,
};
