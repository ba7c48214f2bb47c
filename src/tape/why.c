// SPDX-License-Identifier: GPL-3.0-or-later
// why: writes the arithmetic behind a cell by asking the operation that made it, which asks back
// here for its inputs: named values and leaves are numbers, unnamed steps are written out in place.
#include "tape/why.h"

#include <inttypes.h>
#include <string.h>

#include "base/interrupt.h"
#include "base/mem.h"
#include "base/settings.h"
#include "base/utf8.h"
#include "op/explain.h"

#define MAX_DEPTH 64
#define MAX_EXPANDED (64 * 1024) // bytes of text beyond which steps are numbers, not formulas
#define RENDER_DEPTH 4
#define RENDER_TERMS 8
#define RENDER_CELLS 12

typedef struct Asker {
  Why w; // first: what the operations hold is the asker
  WhyAnswer *answer;
  int depth;
} Asker;

static void record(WhyAnswer *a, Tensor *t, size_t i) {
  for (int k = 0; k < a->n_cells; k++)
    if (a->cells[k].t == t && a->cells[k].i == i) return;
  if (a->n_cells < WHY_MAX_CELLS) a->cells[a->n_cells++] = (WhyCell){t, i};
}

static bool is_expanded(const Asker *as, const Tensor *t) {
  const Node *node = tape_node(t);
  return !t->name && node && node->call.def && as->depth > 0 && as->w.text.n < MAX_EXPANDED;
}

// Puts parentheses around what was written since `start`.
static void wrap(Str *text, size_t start) {
  char *inner = mem_strndup(text->s + start, text->n - start);
  text->n = start;
  str_addc(text, '(');
  str_add(text, inner);
  str_addc(text, ')');
  mem_free(inner);
}

static void write_input(Why *w, const OpCall *c, int k, size_t i, WhyLevel at) {
  Asker *as = (Asker *)w;
  Tensor *t = c->in[k];
  if (!is_expanded(as, t)) {
    op_why_num(w, (double)t->data[i], at);
    record(as->answer, t, i);
    return;
  }
  const OpCall *made = &tape_node(t)->call;
  size_t start = w->text.n;
  as->depth--;
  made->def->why(w, made, t, i);
  as->depth++;
  if (w->text.n > start && why_level(w->text.s + start) < at) wrap(&w->text, start);
}

// As an input, but nothing of it stays in the text.
static void note_input(Why *w, const OpCall *c, int k, size_t i) {
  size_t start = w->text.n;
  write_input(w, c, k, i, WHY_ATOM);
  w->text.n = start;
  if (w->text.s) w->text.s[start] = '\0';
}

bool why_cell(Tensor *t, size_t i, int digits, int depth, int terms, WhyAnswer *out, Err *e) {
  *out = (WhyAnswer){0};
  if (i >= t->size)
    return err_set(e, ERR_INDEX, _("there is no cell %zu in a tensor of shape %s"), i,
                   shape_text(&t->shape).s);
  Asker as = {
    .w = {.digits = digits, .terms = terms, .in = write_input, .note = note_input},
    .answer = out,
    .depth = depth < MAX_DEPTH ? depth : MAX_DEPTH,
  };
  out->value = (double)t->data[i];
  const Node *node = tape_node(t);
  if (node && node->call.def) node->call.def->why(&as.w, &node->call, t, i);
  else op_why_num(&as.w, out->value, WHY_ANY);
  out->text = as.w.text;
  bool stopped = interrupt_check(e);
  if (!stopped && mem_exhausted())
    stopped = !err_set(e, ERR_MEMORY, _("out of memory while explaining a cell"));
  if (stopped) why_free(out);
  return !stopped;
}

void why_free(WhyAnswer *a) {
  str_free(&a->text);
  *a = (WhyAnswer){0};
}

// -- as people read it -----------------------------------------------------------------------------

static void add_cell(Str *out, const char *name, const Tensor *t, size_t i) {
  str_add(out, name);
  int64_t at[TENSOR_MAX_RANK];
  tensor_unravel(&t->shape, i, at);
  for (int d = 0; d < t->shape.rank; d++) str_addf(out, d ? ", %" PRId64 : "[%" PRId64, at[d]);
  if (t->shape.rank) str_addc(out, ']');
}

// "  from s[1, 0], mask[1, 0]": only what has a name can be asked about next.
static void add_sources(Str *out, const WhyAnswer *a) {
  int shown = 0, more = 0;
  Str cells = {0};
  for (int k = 0; k < a->n_cells; k++) {
    const Tensor *t = a->cells[k].t;
    if (!t->name) continue;
    if (shown == RENDER_CELLS) {
      more++;
      continue;
    }
    if (shown++) str_add(&cells, ", ");
    add_cell(&cells, t->name, t, a->cells[k].i);
  }
  if (more) str_add(&cells, ", ...");
  if (shown) {
    str_add(out, "\n  ");
    str_addf(out, _("from %s"), str_c(&cells));
  }
  str_free(&cells);
}

void why_render(const char *name, Tensor *t, size_t i, Str *out, Err *e) {
  WhyAnswer a;
  int digits = (int)settings.precision;
  if (!why_cell(t, i, digits, RENDER_DEPTH, RENDER_TERMS, &a, e)) return;
  size_t start = out->n;
  add_cell(out, name ? name : t->name ? t->name : "_", t, i);
  int indent = utf8_width(out->s + start, out->n - start);
  Str value = {0};
  format_number(&value, a.value, digits);
  str_addf(out, " = %s", str_c(&a.text));
  const Node *node = tape_node(t);
  if (strcmp(str_c(&value), str_c(&a.text)) != 0) {
    str_addc(out, '\n');
    str_repeat(out, " ", indent);
    str_addf(out, " = %s", str_c(&value));
  } else if (!node || !node->call.def) {
    str_addf(out, "\n  %s", node ? _("a parameter") : _("given: no operation is recorded behind it"));
  }
  add_sources(out, &a);
  str_free(&value);
  why_free(&a);
}
