// SPDX-License-Identifier: GPL-3.0-or-later
// plain: a Front that appends text: results to standard output, errors to standard error. Views and
// prose are drawn on canvases as everywhere, and written as lines.
#include "term/term_parts.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "base/settings.h"
#include "lesson/prose.h"
#include "session/bar.h"
#include "view/theme.h"

#define PIPE_COLS 80
#define PIPE_VIEW_ROWS 200

// -- the terminal ---------------------------------------------------------------------------------
static bool terminal_size(struct winsize *size) {
  return isatty(STDOUT_FILENO) && ioctl(STDOUT_FILENO, TIOCGWINSZ, size) == 0;
}

int plain_cols(void) {
  struct winsize size;
  return terminal_size(&size) && size.ws_col > 0 ? size.ws_col : PIPE_COLS;
}

int plain_rows(void) {
  struct winsize size;
  return terminal_size(&size) ? size.ws_row : 0;
}

static ColorMode color_mode(int fd) {
  static const char *const without[] = {"dumb", "vt", "unknown", "network"};
  const char *term = getenv("TERM"), *no = getenv("NO_COLOR");
  if ((no && *no) || !term || !*term || !isatty(fd)) return COLOR_NONE;
  for (size_t i = 0; i < sizeof without / sizeof *without; i++)
    if (str_starts(term, without[i])) return COLOR_NONE;
  static const char *const many[] = {"256color", "direct", "kitty", "alacritty"};
  for (size_t i = 0; i < sizeof many / sizeof *many; i++)
    if (strstr(term, many[i])) return COLOR_256;
  return COLOR_8;
}

// -- writing --------------------------------------------------------------------------------------
static void write_canvas(const Plain *p, const Canvas *c) {
  Str out = {0};
  if (p->out == COLOR_NONE) canvas_write_text(c, settings.ascii, &out);
  else canvas_write_ansi(c, p->out, settings.ascii, &out);
  fwrite(str_c(&out), 1, out.n, stdout);
  str_free(&out);
}

static void write_line(FILE *f, const char *text) {
  size_t n = strlen(text);
  fwrite(text, 1, n, f);
  if (n == 0 || text[n - 1] != '\n') putc('\n', f);
}

static void write_prose(const Plain *p, TextKind kind, const char *markdown) {
  int width = plain_cols() < 80 ? plain_cols() : 80, mark = kind == TEXT_PROSE ? 0 : 2;
  Canvas c = {0}, all = {0};
  prose_draw(markdown, width - mark > 10 ? width - mark : 10, &c);
  canvas_init(&all, c.rows + (kind == TEXT_PROSE), c.cols + mark);
  if (kind == TEXT_GOOD) canvas_text(&all, 0, 0, 1, PEN_BOLD(ROLE_OK), "✓");
  if (kind == TEXT_BAD) canvas_text(&all, 0, 0, 1, PEN_BOLD(ROLE_ERROR), "✗");
  canvas_blit(&all, 0, mark, c.rows, c.cols, &c, 0, 0);
  write_canvas(p, &all);
  canvas_free(&c);
  canvas_free(&all);
}

// The first line in bold, carets in red.
static void write_error(const Plain *p, const char *text) {
  fflush(stdout);
  if (p->err == COLOR_NONE) {
    write_line(stderr, text);
    return;
  }
  for (bool first = true; *text; first = false) {
    size_t n = strcspn(text, "\n");
    size_t blank = strspn(text, " ");
    bool carets = blank < n && strspn(text + blank, "^~") == n - blank;
    fprintf(stderr, "%s%.*s%s\n", first ? "\033[1m" : carets ? "\033[31m" : "", (int)n, text,
            first || carets ? "\033[m" : "");
    text += n + (text[n] == '\n');
  }
}

// -- the line about training, which only a terminal sees -----------------------------------------------
static void take_bar_away(Plain *p) {
  if (p->bar) fputs("\r\033[K", stderr);
  p->bar = false;
}

static void front_progress(void *self, const VmProgress *progress) {
  Plain *p = self;
  fflush(stdout);
  take_bar_away(p);
  if (progress->done) return;
  Str line = {0};
  bar_text(progress, plain_cols() - 1, settings.ascii, &line);
  fputs(str_c(&line), stderr);
  p->bar = true;
  str_free(&line);
}

static void front_text(void *self, TextKind kind, const char *text) {
  Plain *p = self;
  take_bar_away(p);
  Str ascii = {0};
  if (settings.ascii && (kind == TEXT_RESULT || kind == TEXT_NOTE || kind == TEXT_ERROR)) {
    theme_add_ascii(&ascii, text);
    text = str_c(&ascii);
  }
  switch (kind) {
  case TEXT_RESULT: write_line(stdout, text); break;
  case TEXT_PRINT: fwrite(text, 1, strlen(text), stdout); break;
  case TEXT_NOTE: // beside the results of a program, not among them
    if (p->interactive || (p->session && session_lesson(p->session))) {
      write_line(stdout, text);
    } else {
      fflush(stdout);
      write_line(stderr, text);
    }
    break;
  case TEXT_PROSE:
  case TEXT_GOOD:
  case TEXT_BAD: write_prose(p, kind, text); break;
  case TEXT_ERROR: write_error(p, text); break;
  }
  str_free(&ascii);
  fflush(stdout);
}

static void front_view(void *self, const ViewDef *kind, const ViewSpec *spec, bool pin) {
  (void)pin; // nothing stays in place here
  int rows = 0, cols = 0, most = plain_rows() > 4 ? plain_rows() - 2 : PIPE_VIEW_ROWS;
  kind->measure(spec, &rows, &cols);
  Canvas c = {0};
  canvas_init(&c, rows < most ? rows : most, cols < plain_cols() ? cols : plain_cols());
  kind->draw(spec, &c);
  write_canvas(self, &c);
  canvas_free(&c);
  fflush(stdout);
}

// -- walking, asking, editing ---------------------------------------------------------------------
static void front_step(void *self, Stepper *s) {
  const Plain *p = self;
  Str text = {0};
  stepper_text(s, &text);
  write_line(stdout, str_c(&text));
  if (p->interactive) puts(_("n next, s into calls, N S back, w why, ? all keys, q leaves"));
  fflush(stdout);
  str_free(&text);
}

static void front_put_line(void *self, const char *line) {
  Plain *p = self;
  mem_free(p->put);
  p->put = mem_strdup(line);
}

static void front_pager(void *self, const char *text) {
  const Plain *p = self;
  pager_show(text, p->interactive);
}

static bool front_confirm(void *self, const char *question) {
  Plain *p = self;
  if (!p->ask) return false;
  FILE *f = p->interactive ? stdout : stderr;
  fprintf(f, "%s (y/n) ", question);
  fflush(f);
  char *answer = p->ask(p->ask_self);
  if (!p->interactive) putc('\n', f);
  bool yes = answer && (answer[0] == 'y' || answer[0] == 'Y');
  mem_free(answer);
  return yes;
}

static void front_page(void *self, const Lesson *l, int page) {
  const Plain *p = self;
  if (!l || page >= l->n_pages) return;
  int width = plain_cols() < 80 ? plain_cols() : 80;
  Canvas c = {0};
  canvas_init(&c, 3, width);
  const char *title = l->pages[page].title ? l->pages[page].title : l->title;
  canvas_textf(&c, 1, 0, width, PEN_BOLD(ROLE_TITLE), _("%s · %d of %d · %s"), l->id, page + 1, l->n_pages,
               title);
  if (!settings.describe) canvas_hline(&c, 2, 0, width); // nobody wants to hear it
  write_canvas(p, &c);
  canvas_free(&c);
}

static bool front_edit(void *self, const char *path, Err *e) {
  const Plain *p = self;
  if (!p->interactive) return err_set(e, ERR_IO, _("an editor needs a terminal; the file is %s"), path);
  fflush(stdout);
  pid_t pid = fork();
  if (pid == 0) {
    signal(SIGINT, SIG_DFL);
    execl("/bin/sh", "sh", "-c", "exec ${VISUAL:-${EDITOR:-vi}} \"$1\"", "sh", path, (char *)NULL);
    _exit(127);
  }
  int status = -1;
  while (pid > 0 && waitpid(pid, &status, 0) < 0 && errno == EINTR) {}
  if (pid > 0 && WIFEXITED(status) && WEXITSTATUS(status) == 0) return true;
  return err_set(e, ERR_IO, _("the editor (VISUAL or EDITOR) could not be run or ended badly"));
}

static int front_rows(void *self) {
  const Plain *p = self;
  int rows = p->interactive ? plain_rows() : 0;
  return rows > 6 ? rows - 3 : rows;
}

static int front_cols(void *self) {
  (void)self;
  return plain_cols();
}

void plain_start(Plain *p, bool interactive) {
  *p = (Plain){.interactive = interactive};
  p->out = color_mode(STDOUT_FILENO);
  p->err = color_mode(STDERR_FILENO);
  Front f = {.self = p, .interactive = interactive, .text = front_text, .view = front_view,
             .step = front_step, .pager = front_pager, .confirm = front_confirm, .page = front_page,
             .edit = front_edit, .rows = front_rows, .cols = front_cols};
  const char *term = getenv("TERM");
  if (isatty(STDERR_FILENO) && term && strcmp(term, "dumb") != 0) f.progress = front_progress;
  if (interactive) f.put_line = front_put_line; // elsewhere there is no input line: the session keeps it
  p->session = session_new(f);
}

void plain_end(Plain *p) {
  session_free(p->session);
  mem_free(p->put);
  fflush(stdout);
  *p = (Plain){0};
}
