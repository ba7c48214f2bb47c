// SPDX-License-Identifier: GPL-3.0-or-later
// front: what the session says and asks, on the full screen.
#include "screen/parts.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/i18n.h"

static void front_text(void *self, TextKind kind, const char *text) {
  Screen *s = self;
  log_text(&s->log, kind, text);
  if (s->layout.prose.rows == 0 && kind != TEXT_PROSE) { // the prose is not seen
    if (s->notice.n < 4000) str_add(&s->notice, text);
    if (s->notice.n > 0 && s->notice.s[s->notice.n - 1] != '\n') str_addc(&s->notice, '\n');
  }
  screen_tick(s);
}

static void front_view(void *self, const ViewDef *kind, const ViewSpec *spec, bool pin) {
  Screen *s = self;
  if (!pin) log_view(&s->log, kind, spec); // pinned ones are drawn from the session's list
}

static void front_step(void *self, Stepper *st) { step_walk(self, st); }

static void front_put_line(void *self, const char *line) {
  (void)self;
  input_put(line);
}

static void front_pager(void *self, const char *text) { modal_pager(self, "glassbox", text); }

static bool front_confirm(void *self, const char *question) { return modal_confirm(self, question); }

static void front_page(void *self, const Lesson *l, int page) {
  Screen *s = self;
  log_clear(&s->log);
  str_clear(&s->title);
  s->page = page;
  s->n_pages = l ? l->n_pages : 0;
  if (!l) return;
  const char *title = page < l->n_pages && l->pages[page].title ? l->pages[page].title : l->title;
  str_addf(&s->title, _("%s · %d of %d · %s"), l->id, page + 1, l->n_pages, title);
  s->show = SHOW_BOTH;
  s->zoomed = false;
}

// -- $EDITOR -------------------------------------------------------------------------------------------
static int run_editor(const char *path) {
  pid_t pid = fork();
  if (pid < 0) return -1;
  if (pid == 0) {
    signal(SIGINT, SIG_DFL);
    signal(SIGTSTP, SIG_IGN); // stopping it alone would leave nobody at the keyboard
    execl("/bin/sh", "sh", "-c", "${VISUAL:-${EDITOR:-vi}} \"$1\"", "sh", path, (char *)NULL);
    _exit(127);
  }
  int status;
  while (waitpid(pid, &status, 0) < 0)
    if (errno != EINTR) return -1;
  return WIFEXITED(status) ? WEXITSTATUS(status) : 1;
}

static bool front_edit(void *self, const char *path, Err *e) {
  Screen *s = self;
  tty_leave();
  int status = run_editor(path);
  tty_return();
  tty_resize(&s->rows, &s->cols);
  Signals sig; // Ctrl-C in the editor was not meant for us
  tty_wait(&sig, 0);
  sig.interrupted = sig.suspend = false;
  screen_signals(s, &sig);
  if (status == 0) return true;
  return err_set(e, ERR_IO, _("the editor (VISUAL or EDITOR) could not be run or ended with status %d"),
                 status);
}

static int front_rows(void *self) {
  Screen *s = self;
  return s->rows > 8 ? s->rows - 5 : 3;
}

static int front_cols(void *self) {
  Screen *s = self;
  int cols = s->layout.prose.cols > 0 ? s->layout.prose.cols : s->cols;
  return cols > 12 ? cols - 2 : 10;
}

static void front_progress(void *self, const VmProgress *p) {
  Screen *s = self;
  s->training = *p;
  if (p->done) s->training.steps = 0;
  else screen_tick(s);
}

static void front_attend(void *self) { screen_attend(self); }

Front screen_front(Screen *s) {
  return (Front){.self = s, .interactive = true, .text = front_text, .view = front_view,
                 .step = front_step, .put_line = front_put_line, .pager = front_pager,
                 .confirm = front_confirm, .page = front_page, .edit = front_edit,
                 .rows = front_rows, .cols = front_cols,
                 .progress = front_progress, .attend = front_attend};
}
