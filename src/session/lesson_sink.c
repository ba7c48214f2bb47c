// SPDX-License-Identifier: GPL-3.0-or-later
// lesson_sink: a lesson's pages, questions and replies as Markdown through the session's front.
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "session/parts.h"

static void on_page(void *self, const Lesson *l, int page) {
  Session *s = self;
  session_unpin(s, NULL);
  if (s->front.page) s->front.page(s->front.self, l, page);
}

static void on_prose(void *self, const char *markdown, bool untranslated) {
  Session *s = self;
  if (untranslated) session_text(s, TEXT_NOTE, _("(not translated yet)"));
  session_text(s, TEXT_PROSE, markdown);
}

static void add_fenced(Str *out, const char *code) {
  str_addf(out, "```gb\n%s%s```\n", code, *code && code[strlen(code) - 1] != '\n' ? "\n" : "");
}

static void on_code(void *self, const Block *b) {
  Session *s = self;
  Str out = {0};
  add_fenced(&out, b->code->text);
  session_text(s, TEXT_PROSE, str_c(&out));
  if (b->mode == CODE_STEP) session_text(s, TEXT_NOTE, _(":step (F3) walks through this, one operation at a time"));
  if (b->mode == CODE_TRY) session_text(s, TEXT_NOTE, _("Enter puts this on the input line"));
  str_free(&out);
}

static bool on_run(void *self, Source *code, Err *e) {
  Session *s = self;
  return vm_run(s->vm, code, e);
}

static void on_view(void *self, const char *expr, const char *kind) {
  Session *s = self;
  Err e = {0};
  if (!session_view(s, expr, kind, true, &e)) session_error(s, &e);
}

static void on_exercise(void *self, const Block *b, Mark mark) {
  Session *s = self;
  Str out = {0};
  str_addf(&out, "**%s** %s\n\n", b->kind == BLOCK_ASK ? _("Question.") : _("Task."), b->prompt);
  for (int i = 0; i < b->n_choices; i++) str_addf(&out, "- **%c**  %s\n", 'a' + i, b->choices[i]);
  session_text(s, TEXT_PROSE, str_c(&out));
  str_free(&out);
  if (mark == MARK_DONE) session_text(s, TEXT_NOTE, _("(done already; Enter goes on)"));
  else if (b->n_choices) session_text(s, TEXT_NOTE, _("Answer with a letter. :hint helps, :skip goes on"));
  else if (b->kind == BLOCK_ASK)
    session_text(s, TEXT_NOTE, _("Answer with a number, or :answer EXPR. :hint helps, :skip goes on"));
  else session_text(s, TEXT_NOTE, _("Type code; it is checked by itself. :hint helps, :solution shows one, :skip goes on"));
}

static void on_reply(void *self, bool passed, const char *markdown) {
  Session *s = self;
  session_text(s, passed ? TEXT_GOOD : TEXT_BAD, markdown);
}

static void on_note(void *self, const char *text) {
  Session *s = self;
  session_text(s, TEXT_NOTE, text);
}

static void on_put_line(void *self, const char *text) {
  Session *s = self;
  if (s->front.put_line) {
    s->front.put_line(s->front.self, text);
    return;
  }
  mem_free(s->offered);
  s->offered = mem_strdup(text);
  session_textf(s, TEXT_NOTE, _("An empty line runs: %s"), text);
}

static void on_finished(void *self, const Lesson *l) {
  Session *s = self;
  session_textf(s, TEXT_GOOD, _("**%s** is done. `:lessons` lists the others; what you made stays at the prompt."), l->title);
}

LessonSink session_lesson_sink(Session *s) {
  return (LessonSink){.self = s, .page = on_page, .prose = on_prose, .code = on_code, .run = on_run, .view = on_view,
                      .exercise = on_exercise, .reply = on_reply, .note = on_note, .put_line = on_put_line,
                      .finished = on_finished};
}
