// SPDX-License-Identifier: GPL-3.0-or-later
// run: where in a lesson its learner is. A page is shown down to the next place that wants something of
// the learner: code to try, an exercise, the end of the page. Enter goes on from there.
#include "lesson/run.h"

#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/i18n.h"
#include "base/map.h"
#include "base/mem.h"
#include "base/rng.h"
#include "lesson/answer.h"
#include "lesson/grade.h"
#include "lesson/parts.h"

#define MANY_TRIES 3 // after so many, a word about :hint

struct LessonRun {
  Lesson *lesson;
  Vm *vm;
  Progress *progress;   // NULL: none can be kept
  LessonSink sink;
  Rng rng;              // seeds of checks
  int page;
  int next;             // the block of the page to be shown next
  int ran;              // pages before this one have run: their variables exist
  const Block *open;    // the exercise that waits
  const Block *offered; // code to try that Enter puts on the input line
  const Block *step;
  bool tried;           // that code was put there: once it has run, a word on how to go on
  int hints, tries;     // of the open exercise
  VmSnapshot *play;     // the variables before :play; NULL: answers count
  bool said_end;        // how to go on from the end of this page was said
  bool finished;
};

LessonRun *lesson_run_new(Lesson *l, Vm *vm, Progress *p, LessonSink sink) {
  LessonRun *r = mem_zalloc(sizeof *r);
  *r = (LessonRun){.lesson = l, .vm = vm, .progress = p, .sink = sink};
  rng_seed(&r->rng, (uint64_t)time(NULL) ^ (uint64_t)getpid() << 32);
  return r;
}

void lesson_run_free(LessonRun *r) {
  if (!r) return;
  vm_snapshot_free(r->play);
  lesson_free(r->lesson);
  mem_free(r);
}

const Lesson *lesson_run_lesson(const LessonRun *r) { return r->lesson; }
int lesson_run_page(const LessonRun *r) { return r->page; }
const Block *lesson_run_open(const LessonRun *r) { return r->open; }
const Block *lesson_run_step_block(const LessonRun *r) { return r->step; }

static bool is_exercise(const Block *b) { return b->kind == BLOCK_ASK || b->kind == BLOCK_TASK; }

static Mark mark_of(const LessonRun *r, const Block *b) {
  return r->progress ? progress_get(r->progress, r->lesson->id, b->id) : MARK_NONE;
}

int lesson_run_done(const LessonRun *r, int *total) {
  int done = 0;
  *total = 0;
  for (int i = 0; i < r->lesson->n_pages; i++)
    for (int k = 0; k < r->lesson->pages[i].n_blocks; k++) {
      const Block *b = r->lesson->pages[i].blocks[k];
      if (!is_exercise(b)) continue;
      ++*total;
      done += mark_of(r, b) == MARK_DONE;
    }
  return done;
}

// Where progress cannot be kept, the lesson goes on all the same.
static void say_error(LessonRun *r, Err *e) {
  if (e->code) r->sink.note(r->sink.self, e->text);
  err_clear(e);
}

static void set_mark(LessonRun *r, const Block *b, Mark m) {
  Err e = {0};
  if (r->progress) progress_set(r->progress, r->lesson->id, b->id, m, &e);
  say_error(r, &e);
}

static void notef(LessonRun *r, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
static void notef(LessonRun *r, const char *fmt, ...) {
  Str text = {0};
  va_list ap;
  va_start(ap, fmt);
  str_addv(&text, fmt, ap);
  va_end(ap);
  r->sink.note(r->sink.self, str_c(&text));
  str_free(&text);
}

// -- showing a page ------------------------------------------------------------------------------

// The lesson's own code gives no commands: it could write files with them.
static bool run_shown(LessonRun *r, Source *code, Err *e) {
  VmHooks *hooks = vm_hooks(r->vm);
  bool (*command)(void *, const char *, Span, Err *) = hooks->command;
  hooks->command = NULL;
  bool ok = r->sink.run(r->sink.self, code, e);
  hooks->command = command;
  return ok;
}

static void pin_views(LessonRun *r, const Block *b) {
  Str expr = {0}, kind = {0};
  for (const char *text = b->code->text; view_line_next(&text, &expr, &kind);)
    r->sink.view(r->sink.self, str_c(&expr), kind.n ? str_c(&kind) : NULL);
  str_free(&expr);
  str_free(&kind);
}

static bool show_code(LessonRun *r, const Block *b, Err *e) {
  switch (b->mode) {
  case CODE_SETUP: return grade_run_unseen(r->vm, b->code, e);
  case CODE_VIEW: pin_views(r, b); return true;
  case CODE_TRY:
    r->sink.code(r->sink.self, b);
    r->offered = b;
    return true;
  case CODE_STEP: r->step = b; // fall through
  case CODE_RUN: break;
  }
  r->sink.code(r->sink.self, b);
  return run_shown(r, b->code, e);
}

static void open_exercise(LessonRun *r, const Block *b) {
  r->open = b;
  r->hints = r->tries = 0;
  r->sink.exercise(r->sink.self, b, mark_of(r, b));
}

static const Page *page_of(const LessonRun *r) { return &r->lesson->pages[r->page]; }

static bool at_page_end(const LessonRun *r) {
  return r->next >= page_of(r)->n_blocks && !r->open && !r->offered;
}

static void say_how_to_go_on(LessonRun *r) {
  if (!at_page_end(r) || r->said_end) return;
  r->said_end = true;
  if (r->page + 1 < r->lesson->n_pages)
    notef(r, _("Enter: on to page %d of %d"), r->page + 2, r->lesson->n_pages);
  else r->sink.note(r->sink.self, _("Enter: the end of the lesson"));
}

static void say_enter_goes_on(LessonRun *r) {
  if (at_page_end(r)) say_how_to_go_on(r);
  else r->sink.note(r->sink.self, _("Enter goes on"));
}

// Shows blocks until one wants something of the learner. An error in the lesson's own code is told and
// does not hold the learner up.
static bool show_blocks(LessonRun *r, Err *e) {
  const Page *p = page_of(r);
  bool ok = true;
  while (ok && r->next < p->n_blocks && !r->open && !r->offered) {
    const Block *b = p->blocks[r->next++];
    if (b->kind == BLOCK_PROSE) r->sink.prose(r->sink.self, b->prose, b->untranslated);
    else if (b->kind == BLOCK_CODE) ok = show_code(r, b, e);
    else open_exercise(r, b);
  }
  if (r->next >= p->n_blocks && r->ran <= r->page) r->ran = r->page + 1;
  if (ok) say_how_to_go_on(r);
  return ok;
}

// -- pages ---------------------------------------------------------------------------------------

static void run_solution(LessonRun *r, const Block *b, Err *e) {
  if (b->kind != BLOCK_TASK) return;
  grade_run_text(r->vm, "<solution>", b->solution, e);
}

// What later pages build on, without showing it. Code to try may fail on purpose.
static void run_page_unseen(LessonRun *r, int page) {
  const Page *p = &r->lesson->pages[page];
  for (int i = 0; i < p->n_blocks; i++) {
    const Block *b = p->blocks[i];
    Err e = {0};
    if (b->kind == BLOCK_CODE && b->mode != CODE_VIEW) grade_run_unseen(r->vm, b->code, &e);
    else if (b->kind == BLOCK_TASK && !grade_names_bound(r->vm, b)) run_solution(r, b, &e);
    err_clear(&e);
  }
}

bool lesson_run_goto(LessonRun *r, int page, Err *e) {
  for (; r->ran < page; r->ran++) run_page_unseen(r, r->ran);
  r->page = page;
  r->next = 0;
  r->open = r->offered = r->step = NULL;
  r->tried = false;
  r->finished = r->said_end = false;
  Err failed = {0};
  if (r->progress) progress_set_page(r->progress, r->lesson->id, page, &failed);
  r->sink.page(r->sink.self, r->lesson, page);
  say_error(r, &failed);
  return show_blocks(r, e);
}

typedef struct Ids { const Lesson *l; int page, block; } Ids;

static const char *next_id(void *ctx) {
  Ids *it = ctx;
  for (; it->page < it->l->n_pages; it->page++, it->block = 0)
    while (it->block < it->l->pages[it->page].n_blocks) {
      const Block *b = it->l->pages[it->page].blocks[it->block++];
      if (is_exercise(b)) return b->id;
    }
  return NULL;
}

bool lesson_run_goto_id(LessonRun *r, const char *exercise, Err *e) {
  Ids it = {r->lesson, 0, 0};
  for (const char *id; (id = next_id(&it));)
    if (strcmp(id, exercise) == 0) return lesson_run_goto(r, it.page, e);
  err_set(e, ERR_NAME, _("this lesson has no page or exercise %s"), *exercise ? exercise : "\"\"");
  err_did_you_mean(e, exercise, next_id, &(Ids){r->lesson, 0, 0});
  return false;
}

bool lesson_run_back(LessonRun *r, Err *e) {
  if (r->page > 0) return lesson_run_goto(r, r->page - 1, e);
  r->sink.note(r->sink.self, _("this is the first page"));
  return true;
}

static void finish(LessonRun *r) {
  Err e = {0};
  if (r->progress) progress_set_page(r->progress, r->lesson->id, 0, &e);
  say_error(r, &e);
  r->finished = true;
  r->sink.finished(r->sink.self, r->lesson);
}

// Onto the input line, without the line feed that ends a block of code.
static void offer(LessonRun *r, const char *before, const char *code) {
  Str line = {0};
  size_t n = strlen(code);
  while (n > 0 && code[n - 1] == '\n') n--;
  str_addf(&line, "%s%.*s", before, (int)n, code);
  r->sink.put_line(r->sink.self, str_c(&line));
  str_free(&line);
}

// -- going on ------------------------------------------------------------------------------------

// An exercise that was done before is no obstacle; what it defines is there for what follows.
static bool passes_by(LessonRun *r) {
  if (mark_of(r, r->open) != MARK_DONE) return false;
  Err e = {0};
  if (r->open->kind == BLOCK_TASK && !grade_names_bound(r->vm, r->open)) run_solution(r, r->open, &e);
  say_error(r, &e);
  r->open = NULL;
  return true;
}

bool lesson_run_next(LessonRun *r, Err *e) {
  if (r->offered) {
    offer(r, "", r->offered->code->text);
    r->offered = NULL;
    r->tried = true;
    return true;
  }
  if (r->open && !passes_by(r)) {
    if (r->open->kind == BLOCK_TASK && grade_names_bound(r->vm, r->open)) return lesson_run_check(r, e);
    r->sink.note(r->sink.self, r->open->kind == BLOCK_TASK
                                   ? _("The task waits for your code. :hint helps, :solution shows one, :skip goes on")
                                   : _("The question waits for an answer. :hint helps, :solution shows it, :skip goes on"));
    return true;
  }
  if (!at_page_end(r)) return show_blocks(r, e);
  if (r->page + 1 < r->lesson->n_pages) return lesson_run_goto(r, r->page + 1, e);
  if (r->finished) r->sink.note(r->sink.self, _("The lesson is over. :lessons lists the others, :quit leaves"));
  else finish(r);
  return true;
}

// -- answers -------------------------------------------------------------------------------------

static void passed(LessonRun *r) {
  const Block *b = r->open;
  Str text = {0};
  str_add(&text, b->explain);
  if (b->kind == BLOCK_TASK) str_addf(&text, _("\n\nOne way to write it:\n\n```gb\n%s\n```\n"), b->solution);
  set_mark(r, b, MARK_DONE);
  r->open = NULL;
  r->sink.reply(r->sink.self, true, str_c(&text));
  str_free(&text);
  say_enter_goes_on(r);
}

static void graded(LessonRun *r, Grade *g) {
  if (g->passed) passed(r);
  else {
    r->sink.reply(r->sink.self, false, str_c(&g->reply));
    if (++r->tries >= MANY_TRIES && r->hints < r->open->n_hints)
      r->sink.note(r->sink.self, _(":hint gives a hint; it costs nothing"));
  }
  grade_free(g);
}

static bool answer(LessonRun *r, const char *expr, Err *e) {
  Grade g;
  bool ok = grade_ask(r->vm, r->open, expr, &g, e);
  if (ok) graded(r, &g);
  else grade_free(&g);
  return ok;
}

bool lesson_run_try_answer(LessonRun *r, const char *line) {
  if (!r->open || r->play || !answer_is_bare(r->open, line)) return false;
  Err e = {0};
  answer(r, line, &e);
  say_error(r, &e);
  return true;
}

static bool need_open(const LessonRun *r, Err *e) {
  if (r->open) return true;
  err_set(e, ERR_VALUE, _("no exercise is open here"));
  err_hint(e, "%s", _("Enter on an empty line goes on in the lesson"));
  return false;
}

bool lesson_run_answer(LessonRun *r, const char *expr, Err *e) {
  if (!need_open(r, e)) return false;
  if (r->open->kind != BLOCK_ASK) return err_set(e, ERR_VALUE, _("a task is open, not a question: type its code"));
  return answer(r, expr, e);
}

bool lesson_run_check(LessonRun *r, Err *e) {
  if (!need_open(r, e)) return false;
  if (r->open->kind != BLOCK_TASK) return err_set(e, ERR_VALUE, _("a question is open: answer it with :answer EXPR"));
  Grade g;
  bool ok = grade_task(r->vm, r->open, rng_below(&r->rng, 100000), &g, e);
  if (ok) graded(r, &g);
  else grade_free(&g);
  return ok;
}

void lesson_run_after(LessonRun *r) {
  if (r->tried && !r->open) say_enter_goes_on(r);
  r->tried = false;
  if (!r->open || r->open->kind != BLOCK_TASK || r->play) return;
  bool bound = false;
  for (int i = 0; i < r->open->n_names; i++) bound |= vm_was_bound(r->vm, name_of(r->open->names[i]));
  if (!bound || !grade_names_bound(r->vm, r->open)) return;
  Err e = {0};
  lesson_run_check(r, &e);
  say_error(r, &e);
}

// -- help ----------------------------------------------------------------------------------------

bool lesson_run_hint(LessonRun *r, Err *e) {
  if (!need_open(r, e)) return false;
  if (r->hints == r->open->n_hints) return lesson_run_solution(r, e);
  Str text = {0};
  str_addf(&text, _("**Hint %d of %d.** %s"), r->hints + 1, r->open->n_hints, r->open->hints[r->hints]);
  r->hints++;
  r->sink.prose(r->sink.self, str_c(&text), r->open->untranslated);
  str_free(&text);
  if (r->hints == r->open->n_hints) r->sink.note(r->sink.self, _("the next :hint is the solution"));
  return true;
}

bool lesson_run_solution(LessonRun *r, Err *e) {
  if (!need_open(r, e)) return false;
  bool command = r->open->kind == BLOCK_ASK && !answer_is_bare(r->open, r->open->solution);
  offer(r, command ? ":answer " : "", r->open->solution);
  return true;
}

bool lesson_run_skip(LessonRun *r, Err *e) {
  if (!need_open(r, e)) return false;
  run_solution(r, r->open, e);
  if (mark_of(r, r->open) != MARK_DONE) set_mark(r, r->open, MARK_SKIPPED);
  r->open = NULL;
  r->sink.note(r->sink.self, _("skipped; what the solution defines is there"));
  return e->code == ERR_NONE && show_blocks(r, e);
}

void lesson_run_play(LessonRun *r, bool on) {
  if (on == (r->play != NULL)) {
    r->sink.note(r->sink.self, on ? _("you are playing already; :nxt goes back to the lesson")
                                  : _(":play comes first: then :nxt takes you back"));
    return;
  }
  if (on) {
    r->play = vm_snapshot(r->vm);
    r->sink.note(r->sink.self, _("Play: nothing is graded until :nxt, which puts the variables back as they are now"));
    return;
  }
  vm_restore(r->vm, r->play);
  r->play = NULL;
  r->sink.note(r->sink.self, _("back in the lesson; the variables are as they were before :play"));
  if (r->open) r->sink.exercise(r->sink.self, r->open, mark_of(r, r->open));
}
