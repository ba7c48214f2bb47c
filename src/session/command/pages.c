// SPDX-License-Identifier: GPL-3.0-or-later
// :pages
#include "base/i18n.h"
#include "session/command.h"
#include "session/in_lesson.h"

static const char *mark_text(Mark m) { return m == MARK_DONE ? "[x]" : m == MARK_SKIPPED ? "[-]" : "[ ]"; }

static bool run(Session *s, const char *args, Err *e) {
  (void)args;
  LessonRun *r = in_lesson(s, e);
  if (!r) return false;
  const Lesson *l = lesson_run_lesson(r);
  const Progress *p = session_progress(s);
  Str out = {0};
  for (int i = 0; i < l->n_pages; i++) {
    str_addf(&out, "%s%2d  %s\n", i == lesson_run_page(r) ? ">" : " ", i + 1, l->pages[i].title);
    for (int k = 0; k < l->pages[i].n_blocks; k++) {
      const Block *b = l->pages[i].blocks[k];
      if (b->kind != BLOCK_ASK && b->kind != BLOCK_TASK) continue;
      str_addf(&out, "     %s %s\n", mark_text(p ? progress_get(p, l->id, b->id) : MARK_NONE), b->id);
    }
  }
  session_text(s, TEXT_RESULT, str_c(&out));
  str_free(&out);
  return true;
}

const CommandDef command_pages = {
  .name = "pages", .usage = ":pages",
  .doc = N_("lists the pages and exercises of the open lesson, with what is done"),
  .example = NULL, .complete = COMPLETE_NONE, .person = true, .run = run,
};
