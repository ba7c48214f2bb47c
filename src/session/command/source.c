// SPDX-License-Identifier: GPL-3.0-or-later
// :source
#include "base/i18n.h"
#include "lang/parser.h"
#include "session/command.h"

// The lines of a function, their explanations in the reader's language: those of the library are in the catalogue.
static void add_source(Span at, Str *out) {
  for (uint32_t from = at.start, line = source_line_of(at.src, at.start); from < at.end; line++) {
    size_t n, n_words;
    const char *text = source_line(at.src, line, &n), *words;
    uint32_t end = (uint32_t)(text - at.src->text + (ptrdiff_t)n);
    if (end > at.end) end = at.end;
    uint32_t code = end;
    bool explained = source_explanation(at.src, line, &words, &n_words) && n_words > 0;
    if (explained) code = (uint32_t)(words - at.src->text);
    if (code > end) code = end, explained = false;
    str_addn(out, at.src->text + from, code - from);
    if (explained) {
      Str written = {0};
      str_addn(&written, words, n_words);
      str_add(out, _(str_c(&written)));
      str_free(&written);
    }
    if (end < at.end) str_addc(out, '\n');
    from = end + 1;
  }
}

static bool run(Session *s, const char *args, Err *e) {
  Value v;
  Span at;
  if (!session_eval(s, args, &v, e)) return false;
  bool ok = vm_function_source(v, &at);
  if (ok) {
    Str text = {0};
    add_source(at, &text);
    session_text(s, TEXT_RESULT, str_c(&text));
    str_free(&text);
  } else if (v.type == VAL_BUILTIN) err_set(e, ERR_VALUE, _("%s is built in; :help %s tells what it computes"), args, args);
  else err_set(e, ERR_TYPE, _("%s is %s, not a function"), args, value_phrase(v));
  value_release(v);
  return ok;
}

const CommandDef command_source = {
  .name = "source", .usage = N_(":source NAME"),
  .doc = N_("shows the source of a function or model"),
  .example = "def f(x) { return x + 1 }\n:source f", .complete = COMPLETE_NAME, .run = run,
};
