// SPDX-License-Identifier: GPL-3.0-or-later
// session: one learner at work: the virtual machine, the open lesson, the open stepper, the panels.
// An input goes to the first of them that wants it: a stepper's key (on a plain terminal), a bare
// answer, a help question, and else it is code.
#include "session/session.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/i18n.h"
#include "base/interrupt.h"
#include "base/map.h"
#include "base/mem.h"
#include "base/paths.h"
#include "base/settings.h"
#include "lang/parser.h"
#include "models/models.h"
#include "session/command.h"
#include "session/parts.h"

// Lines of one value shown where there is no screen to bound it.
#define PIPE_ROWS 200

static void on_result(void *self, Value v) {
  Session *s = self;
  int rows = s->front.rows ? s->front.rows(s->front.self) : 0;
  Str out = {0};
  value_format(v, &out, rows > 0 ? rows : PIPE_ROWS, true);
  session_text(s, TEXT_RESULT, str_c(&out));
  str_free(&out);
}

static void on_print(void *self, const char *text, size_t n) {
  Session *s = self;
  char *copy = mem_strndup(text, n);
  session_text(s, TEXT_PRINT, copy);
  mem_free(copy);
}

static void on_note(void *self, const char *text) { session_text(self, TEXT_NOTE, text); }

// A lesson's code runs no command that reads or writes files (files_may_write has the rest of that rule).
static bool may_run(const CommandDef *c, Span at, Err *e) {
  bool files = command_takes_file(c->complete) || strcmp(c->name, "edit") == 0;
  if (!at.src || !at.src->guest || !files) return true;
  return err_set(e, ERR_IO, _("the code of a lesson may not run :%s; what you type yourself may"), c->name);
}

static bool on_command(void *self, const char *line, Span at, Err *e) {
  Session *s = self;
  size_t n = strcspn(line, " \t\n");
  char *name = mem_strndup(line, n);
  const CommandDef *c = command_find(name, e);
  mem_free(name);
  if (c && may_run(c, at, e)) {
    const char *args = line + n + strspn(line + n, " \t\n");
    char *trimmed = mem_strdup(args);
    size_t len = strlen(trimmed);
    while (len > 0 && strchr(" \t\n\r", trimmed[len - 1])) trimmed[--len] = '\0';
    if (c->person) s->transcript.person = true;
    bool ok = c->run(s, trimmed, e);
    mem_free(trimmed);
    if (ok) return true;
  }
  err_at(e, at);
  return false;
}

static void on_progress(void *self, const VmProgress *p) {
  Session *s = self;
  s->front.progress(s->front.self, p);
}

static void on_attend(void *self) {
  Session *s = self;
  s->front.attend(s->front.self);
}

Session *session_new(Front front) {
  Session *s = mem_zalloc(sizeof *s);
  s->front = front;
  s->vm = vm_new();
  VmHooks *h = vm_hooks(s->vm);
  h->self = s;
  h->result = on_result;
  h->print = on_print;
  h->note = on_note;
  h->command = on_command;
  if (front.progress) h->progress = on_progress;
  if (front.attend) h->attend = on_attend;
  trace_attach(s->vm);
  models_attach(s->vm);
  return s;
}

void session_free(Session *s) {
  if (!s) return;
  session_set_stepper(s, NULL);
  lesson_run_free(s->lesson);
  session_unpin(s, NULL);
  mem_free(s->pins);
  stops_free(&s->stops);
  chain_free(&s->chain);
  mem_free(s->offered);
  transcript_free(&s->transcript);
  progress_close(s->progress);
  vm_free(s->vm);
  mem_free(s);
}

Vm *session_vm(Session *s) { return s->vm; }
Front *session_front(Session *s) { return &s->front; }
LessonRun *session_lesson(Session *s) { return s->lesson; }
Stops *session_stops(Session *s) { return &s->stops; }

bool session_set_stop(Session *s, StopsAdd *how, const char *arg, Err *e) {
  Str out = {0};
  bool ok = stops_set(&s->stops, how, arg, &out, e);
  if (ok) session_text(s, TEXT_RESULT, str_c(&out));
  str_free(&out);
  return ok;
}
Chain *session_chain(Session *s) { return &s->chain; }
Stepper *session_stepper(Session *s) { return s->stepper; }
bool session_quitting(const Session *s) { return s->quitting; }
int session_status(const Session *s) { return s->status; }

void session_set_stepper(Session *s, Stepper *st) {
  stepper_free(s->stepper);
  s->stepper = st;
}

void session_quit(Session *s, int status) {
  s->quitting = true;
  s->status = status;
}

Progress *session_progress(Session *s) {
  if (!s->progress_tried) {
    Err e = {0};
    s->progress_tried = true;
    s->progress = progress_open(NULL, &e);
    if (!s->progress) session_error(s, &e);
    err_clear(&e);
  }
  return s->progress;
}

const char *session_prompt(Session *s, bool more) {
  if (more) return "... ";
  return s->stepper ? "step> " : "gb> ";
}

// -- what is said ----------------------------------------------------------------------------

void session_text(Session *s, TextKind kind, const char *text) {
  if (kind != TEXT_PROSE && kind != TEXT_NOTE) transcript_say(&s->transcript, text);
  s->front.text(s->front.self, kind, text);
}

void session_textf(Session *s, TextKind kind, const char *fmt, ...) {
  Str out = {0};
  va_list ap;
  va_start(ap, fmt);
  str_addv(&out, fmt, ap);
  va_end(ap);
  session_text(s, kind, str_c(&out));
  str_free(&out);
}

void session_error(Session *s, Err *e) {
  s->failed = true;
  if (e->code == ERR_INTERRUPT && s->status == 0 && !s->front.interactive) s->status = 130;
  Str out = {0};
  err_render(e, &out);
  session_text(s, TEXT_ERROR, str_c(&out));
  str_free(&out);
  err_clear(e);
}

// -- what is typed ---------------------------------------------------------------------------

static bool is_blank(const char *s) { return s[strspn(s, " \t\r\n")] == '\0'; }

static char *trimmed(const char *text) {
  text += strspn(text, " \t\r\n");
  size_t n = strlen(text);
  while (n > 0 && strchr(" \t\r\n", text[n - 1])) n--;
  return mem_strndup(text, n);
}

// The screen walks by itself; elsewhere each line is a key until the walk is left.
static bool stepper_takes(Session *s, const char *text) {
  if (!s->stepper) return false;
  char *key = trimmed(text);
  bool ours = stepper_key(s->stepper, *key ? key : "enter");
  mem_free(key);
  if (!ours) return false;
  if (stepper_done(s->stepper)) {
    session_set_stepper(s, NULL);
    return true;
  }
  Str out = {0};
  stepper_text(s->stepper, &out);
  session_text(s, TEXT_RESULT, str_c(&out));
  str_free(&out);
  return true;
}

static bool run_source(Session *s, Source *src, Err *e) {
  bool ok = vm_run(s->vm, src, e);
  if (!ok && e->code == ERR_INCOMPLETE) return false;
  if (s->lesson) lesson_run_after(s->lesson);
  session_refresh_pins(s);
  return ok;
}

static InputState run_text(Session *s, const char *name, const char *text, uint32_t first_line) {
  Err e = {0};
  Source *src = source_new(name, text, strlen(text), first_line);
  bool ok = run_source(s, src, &e);
  source_release(src);
  if (ok) return INPUT_DONE;
  if (e.code == ERR_INCOMPLETE) {
    err_clear(&e);
    return INPUT_INCOMPLETE;
  }
  session_error(s, &e);
  return INPUT_FAILED;
}

static InputState next_in_lesson(Session *s) {
  Err e = {0};
  if (s->offered) {
    char *line = s->offered;
    s->offered = NULL;
    session_textf(s, TEXT_NOTE, "gb> %s", line);
    InputState st = session_input(s, "<prompt>", line, 1);
    mem_free(line);
    return st;
  }
  if (!lesson_run_next(s->lesson, &e)) {
    session_error(s, &e);
    return INPUT_FAILED;
  }
  session_refresh_pins(s);
  return INPUT_DONE;
}

void session_strip_prompts(const char *text, Str *out) {
  while (*text) {
    size_t n = strcspn(text, "\n"), skip = 0;
    if (str_starts(text, "gb> ") || str_starts(text, "... ")) skip = 4;
    else if (n == 3 && (str_starts(text, "gb>") || str_starts(text, "..."))) skip = 3;
    str_addn(out, text + skip, n - skip);
    text += n;
    if (*text) str_addc(out, *text++);
  }
}

bool session_incomplete(const char *text) {
  Str code = {0};
  session_strip_prompts(text, &code);
  const char *first = str_c(&code) + strspn(str_c(&code), " \t\r\n");
  bool incomplete = false;
  if (*first && *first != ':' && *first != '?') {
    Err e = {0};
    Arena arena = {0};
    Source *src = source_new("<prompt>", str_c(&code), code.n, 1);
    incomplete = !parse(src, &arena, &e) && e.code == ERR_INCOMPLETE;
    source_release(src);
    arena_free(&arena);
    err_clear(&e);
  }
  str_free(&code);
  return incomplete;
}

// A line as it is run: "?name" asks for help, as in IPython and Julia.
static char *as_code(const char *text) {
  text += strspn(text, " \t\r\n");
  if (*text != '?') return mem_strdup(text);
  Str line = {0};
  str_addf(&line, ":help %s", text + 1);
  return str_take(&line);
}

InputState session_input(Session *s, const char *name, const char *text, uint32_t first_line) {
  interrupt_flag = 0; // a Ctrl-C from before was for something else
  if (stepper_takes(s, text)) return INPUT_DONE;
  if (is_blank(text)) return s->lesson ? next_in_lesson(s) : INPUT_DONE;
  if (!strchr(":?", text[strspn(text, " \t")])) { // looking something up leaves the offer as it is
    mem_free(s->offered);
    s->offered = NULL;
  }
  transcript_begin(&s->transcript);
  InputState state = INPUT_DONE;
  char *code = as_code(text);
  if (s->lesson && lesson_run_try_answer(s->lesson, text)) s->transcript.person = true;
  else state = run_text(s, name, code, first_line);
  transcript_end(s, code, state);
  mem_free(code);
  return state;
}

bool session_run_file(Session *s, const char *path, char **argv, int argc) {
  Err e = {0};
  char *text = NULL;
  size_t n = 0;
  bool ok = file_read(path, &text, &n, &e);
  if (ok) {
    Value *items = mem_zalloc(sizeof *items * (size_t)(argc + 1));
    int k = 0;
    while (k < argc && !e.code) {
      items[k] = value_str(argv[k], strlen(argv[k]), &e);
      k++;
    }
    Value args = value_list(items, (size_t)k, &e);
    vm_set(s->vm, name_of("argv"), args);
    value_release(args);
    while (k > 0) value_release(items[--k]);
    mem_free(items);
    Source *src = source_new(path, text, n, 1);
    ok = !e.code && run_source(s, src, &e);
    source_release(src);
    mem_free(text);
  }
  if (!ok) session_error(s, &e);
  return ok;
}

void session_run_init(Session *s) {
  const char *path = path_init();
  if (!path || access(path, R_OK) != 0) return;
  char *text;
  size_t n;
  Err e = {0};
  if (file_read(path, &text, &n, &e)) {
    Source *src = source_new(path, text, n, 1);
    vm_run(s->vm, src, &e);
    source_release(src);
    mem_free(text);
  }
  if (e.code) session_error(s, &e);
}

bool session_eval(Session *s, const char *expr, Value *out, Err *e) {
  if (is_blank(expr)) return err_set(e, ERR_SYNTAX, _("an expression is missing"));
  Source *src = source_new("<expression>", expr, strlen(expr), 1);
  bool ok = vm_eval(s->vm, src, out, e);
  if (!ok && e->code == ERR_INCOMPLETE) e->code = ERR_SYNTAX;
  source_release(src);
  return ok;
}

bool session_open_lesson(Session *s, const char *name, Err *e) {
  Lesson *l = lesson_load(name, i18n_lang(), e);
  if (!l) return false;
  lesson_run_free(s->lesson);
  session_unpin(s, NULL);
  s->lesson = lesson_run_new(l, s->vm, session_progress(s), session_lesson_sink(s));
  int page = s->progress ? progress_page(s->progress, l->id) : 0;
  if (page >= l->n_pages) page = 0;
  bool ok = lesson_run_goto(s->lesson, page, e);
  session_refresh_pins(s);
  return ok;
}

void session_list_lessons(Session *s) {
  Str out = {0};
  size_t i = 0;
  for (const char *id; (id = lesson_next(&i));) {
    Err e = {0};
    Lesson *l = lesson_load(id, i18n_lang(), &e);
    if (!l) {
      session_error(s, &e);
      continue;
    }
    Progress *p = session_progress(s);
    int total = 0, done = 0;
    for (int k = 0; k < l->n_pages; k++)
      for (int b = 0; b < l->pages[k].n_blocks; b++) {
        const Block *x = l->pages[k].blocks[b];
        if (x->kind != BLOCK_ASK && x->kind != BLOCK_TASK) continue;
        total++;
        if (p && progress_get(p, l->id, x->id) == MARK_DONE) done++;
      }
    str_addf(&out, _("%-16s %2d of %-2d done  %3d min  %s\n"), l->id, done, total, l->minutes, l->title);
    lesson_free(l);
  }
  session_text(s, TEXT_RESULT, str_c(&out));
  str_free(&out);
}
