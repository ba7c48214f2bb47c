// SPDX-License-Identifier: GPL-3.0-or-later
// stepper_text: the same walk as lines that are appended: where, the source line, what happened
// there, its explanation, and the value. For plain terminals, pipes and screen readers.
#include "session/stepper_parts.h"

#include <string.h>

#include "base/i18n.h"
#include "lang/parser.h"

#define VALUE_ROWS 12

static void add_indented(Str *out, const char *text) {
  while (*text) {
    size_t n = strcspn(text, "\n");
    str_add(out, n > 0 ? "  " : "");
    str_addn(out, text, n);
    str_addc(out, '\n');
    text += n + (text[n] == '\n');
  }
}

// "9: f = sigmoid(Wf @ z + bf)": the line with its number, without its explanation.
static void add_source(const Event *ev, Str *out) {
  if (!ev->at.src) return;
  uint32_t line = source_line_of(ev->at.src, ev->at.start);
  Span at = {.src = ev->at.src};
  size_t n, m;
  const char *text = source_line(ev->at.src, line, &n), *explanation;
  if (source_explanation(ev->at.src, line, &explanation, &m)) {
    n = (size_t)(explanation - text);
    while (n > 0 && text[n - 1] != '#') n--;
    while (n > 0 && text[n - 1] == '#') n--;
  }
  while (n > 0 && (*text == ' ' || *text == '\t')) text++, n--;
  while (n > 0 && (text[n - 1] == ' ' || text[n - 1] == '\t')) n--;
  at.start = (uint32_t)(text - ev->at.src->text);
  at.end = at.start + (uint32_t)n;
  str_addf(out, "%u: ", line + ev->at.src->first_line);
  trace_span_text(at, 76, out);
  str_add(out, "   ");
}

static const char *what(const Event *ev) {
  return ev->kind == VM_CALL ? _("call ") : ev->kind == VM_RETURN ? _("return from ") : "";
}

static void add_value(Value v, Str *out) {
  value_format(v, out, VALUE_ROWS, true);
  if (out->n > 0 && out->s[out->n - 1] != '\n') str_addc(out, '\n');
}

static void add_event(const Stepper *s, const Event *ev, const StepValues *v, Str *out) {
  str_addf(out, "[%zu/%zu] ", s->walk.at + 1, trace_len(s->walk.t));
  add_source(ev, out);
  str_add(out, what(ev));
  step_event_text(s, out);
  str_addc(out, '\n');
  Str text = {0};
  if (step_explanation(s, &text)) str_addf(out, "  ## %s\n", str_c(&text));
  str_clear(&text);
  for (int k = 0; k < v->n; k++) {
    const StepValue *item = &v->items[k];
    bool alone = ev->kind != VM_CALL && ev->kind != VM_GRAD;
    if (alone && k > 0 && item->role != STEP_GRADIENT) continue;
    if (ev->kind == VM_CALL && !step_has_cells(item->v)) continue; // said in the line above
    if (!alone || k > 0) str_addf(&text, "%s =\n", str_c(&item->label));
    add_value(item->v, &text);
    if (item->before.type == VAL_NIL) continue;
    str_addf(&text, "%s\n", _("before:"));
    add_value(item->before, &text);
  }
  add_indented(out, str_c(&text));
  str_free(&text);
}

void stepper_text(const Stepper *s, Str *out) {
  const Event *ev = step_event(s);
  StepValues v;
  step_values(s, &v);
  if (!ev) {
    str_add(out, _("nothing was recorded: no operation ran. The value is "));
    step_brief(trace_result(s->walk.t), out);
    str_addc(out, '\n');
  } else if (s->moved) {
    add_event(s, ev, &v, out);
  }
  int k = step_focus(s, &v);
  if (k >= 0 && s->message.n == 0) {
    ViewSpec spec = step_spec(s, &v, k);
    view_cursor_text(NULL, &spec, out);
    step_cell_notes(s, &v.items[k], spec.cursor, out);
    str_addc(out, '\n');
  }
  if (s->message.n > 0) str_add(out, str_c(&s->message));
  if (s->message.n > 0 && s->message.s[s->message.n - 1] != '\n') str_addc(out, '\n');
  step_values_free(&v);
}
