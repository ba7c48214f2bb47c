// SPDX-License-Identifier: GPL-3.0-or-later
// check: a lesson gone through as an author's worst learners would. All that runs for learners runs here,
// on the same variables in the same order; each exercise must fail unsolved, pass with its solution, and
// know each of its listed mistakes.
#include <string.h>

#include "base/i18n.h"
#include "base/map.h"
#include "base/mem.h"
#include "lesson/grade.h"
#include "lesson/parts.h"
#include "lesson/run.h"
#include "models/models.h"
#include "trace/trace.h"
#include "view/view.h"

#define SEEDS 3 // solutions must pass on values drawn this often

typedef struct Checking {
  Vm *vm;
  const Lesson *lesson;
  Complaints *complaints;
} Checking;

static void bad(Checking *c, const Block *b, const char *fmt, ...) __attribute__((format(printf, 3, 4)));
static void bad(Checking *c, const Block *b, const char *fmt, ...) {
  Str text = {0};
  va_list ap;
  va_start(ap, fmt);
  str_addv(&text, fmt, ap);
  va_end(ap);
  complain(c->complaints, c->lesson->path, b->line, "%s", str_c(&text));
  str_free(&text);
}

static void bad_error(Complaints *c, Err *e) {
  err_render(e, c->out);
  if (c->out->n && c->out->s[c->out->n - 1] != '\n') str_addc(c->out, '\n');
  c->n++;
  err_clear(e);
}

// -- code and views ------------------------------------------------------------------------------

static void check_view(Checking *c, const Block *b, const char *expr, const char *kind) {
  Source *src = source_new(c->lesson->path, expr, strlen(expr), b->line + 1);
  src->guest = true;
  Value v;
  Err e = {0};
  size_t n = strcspn(kind, " ");
  char *name = str_starts(kind, "with ") ? mem_strdup("") : mem_strndup(kind, n);
  const ViewDef *def = *name ? view_find(name) : NULL;
  if (*name && !def) bad(c, b, _("there is no view named %s"), name);
  if (!vm_eval(c->vm, src, &v, &e)) bad_error(c->complaints, &e);
  else {
    if (def && !def->accepts(v)) bad(c, b, _("%s cannot be shown as %s: it is %s"), expr, name, value_phrase(v));
    value_release(v);
  }
  mem_free(name);
  source_release(src);
}

static void check_code(Checking *c, const Block *b) {
  Err e = {0};
  if (b->mode == CODE_VIEW) {
    Str expr = {0}, kind = {0};
    for (const char *text = b->code->text; view_line_next(&text, &expr, &kind);) check_view(c, b, str_c(&expr), str_c(&kind));
    str_free(&expr);
    str_free(&kind);
  } else if (!grade_run_unseen(c->vm, b->code, &e)) bad_error(c->complaints, &e);
}

// -- exercises -----------------------------------------------------------------------------------

static void check_ask(Checking *c, const Block *b) {
  for (int i = -1; i < b->n_wrong; i++) {
    const char *given = i < 0 ? b->solution : b->wrong[i].answer;
    Grade g;
    Err e = {0};
    if (!grade_ask(c->vm, b, str_starts(given, ":answer ") ? given + 8 : given, &g, &e)) bad_error(c->complaints, &e);
    else if (i < 0 && !g.passed) bad(c, b, _("%s: the solution %s is not accepted: %s"), b->id, given, str_c(&g.reply));
    else if (i >= 0 && g.passed) bad(c, b, _("%s: the wrong answer %s is accepted"), b->id, given);
    else if (i >= 0 && g.wrong != i) bad(c, b, _("%s: the wrong answer %s does not get its own reply"), b->id, given);
    grade_free(&g);
  }
}

static void check_unsolved(Checking *c, const Block *b) {
  Grade g;
  Err e = {0};
  if (!grade_task(c->vm, b, 1, &g, &e)) bad_error(c->complaints, &e);
  else if (g.passed) bad(c, b, _("%s passes before it is solved"), b->id);
  grade_free(&g);
}

static void check_wrong(Checking *c, const Block *b, int i) {
  Grade g = {.wrong = -1};
  Err e = {0};
  VmSnapshot *before = vm_snapshot(c->vm);
  if (!grade_run_text(c->vm, b->id, b->wrong[i].answer, &e) || !grade_task(c->vm, b, 1, &g, &e)) bad_error(c->complaints, &e);
  else if (g.passed) bad(c, b, _("%s: wrong answer %d is accepted"), b->id, i + 1);
  else if (g.wrong != i) bad(c, b, _("%s: wrong answer %d does not get its own reply"), b->id, i + 1);
  vm_restore(c->vm, before);
  grade_free(&g);
}

static void check_solution(Checking *c, const Block *b) {
  Err e = {0};
  if (!grade_run_text(c->vm, b->id, b->solution, &e)) {
    bad(c, b, _("%s: the solution does not run"), b->id);
    bad_error(c->complaints, &e);
    return;
  }
  for (uint64_t seed = 1; seed <= SEEDS; seed++) {
    Grade g;
    bool ok = grade_task(c->vm, b, seed, &g, &e);
    if (!ok) bad_error(c->complaints, &e);
    else if (!g.passed) bad(c, b, _("%s: the solution is not accepted (seed %d): %s"), b->id, (int)seed, str_c(&g.reply));
    ok = ok && g.passed;
    grade_free(&g);
    if (!ok) return;
  }
}

static void check_task(Checking *c, const Block *b) {
  check_unsolved(c, b);
  for (int i = 0; i < b->n_wrong; i++) check_wrong(c, b, i);
  check_solution(c, b);
}

static void check_block(Checking *c, const Block *b) {
  switch (b->kind) {
  case BLOCK_PROSE: break; // what is missing of it was told when the files were put together
  case BLOCK_CODE: check_code(c, b); break;
  case BLOCK_ASK: check_ask(c, b); break;
  case BLOCK_TASK: check_task(c, b); break;
  }
}

// -- the lesson ----------------------------------------------------------------------------------

static void check_pages(Lesson *l, Complaints *complaints) {
  Checking c = {vm_new(), l, complaints};
  trace_attach(c.vm);
  models_attach(c.vm);
  for (int i = 0; i < l->n_pages; i++)
    for (int k = 0; k < l->pages[i].n_blocks; k++) check_block(&c, l->pages[i].blocks[k]);
  vm_free(c.vm);
}

int lesson_check(const char *path, Str *report) {
  Complaints complaints = {report, 0};
  Str english = {0}, none = {0};
  Err e = {0};
  Lesson *l = NULL;
  if (lesson_paths(path, NULL, &english, &none, &e)) {
    bool translation = strcmp(str_c(&english), path) != 0; // else it is the English file, or one of its own
    l = lesson_load_pair(str_c(&english), translation ? path : NULL, &complaints, &e);
  }
  if (l) check_pages(l, &complaints);
  else bad_error(&complaints, &e);
  lesson_free(l);
  str_free(&english);
  str_free(&none);
  return complaints.n;
}
