// SPDX-License-Identifier: GPL-3.0-or-later
// pipe: programs and lessons without a person at the keyboard: lines from standard input, -e CODE,
// and files. No prompt, no echo; standard output has the results only.
#include "term/term_parts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/i18n.h"
#include "base/interrupt.h"
#include "base/mem.h"

// -- lines ----------------------------------------------------------------------------------------
typedef struct Lines {
  FILE *in;
  const char *name; // of the source, in errors
  char *line;
  size_t cap;
  uint32_t n;       // lines read so far
} Lines;

// One line without its line feed, valid until the next; NULL at the end.
static const char *next_line(Lines *l) {
  ssize_t k = getline(&l->line, &l->cap, l->in);
  if (k < 0) return NULL;
  l->n++;
  while (k > 0 && (l->line[k - 1] == '\n' || l->line[k - 1] == '\r')) l->line[--k] = '\0';
  return l->line;
}

static char *ask_line(void *self) {
  const char *line = next_line(self);
  return line ? mem_strdup(line) : NULL;
}

static bool run_last(Session *s, const char *name, const char *text, uint32_t first_line) {
  InputState state = session_input(s, name, text, first_line);
  if (state != INPUT_INCOMPLETE) return state == INPUT_DONE;
  Source *src = source_new(name, text, strlen(text), first_line);
  Err e = {0};
  bool ok = vm_run(session_vm(s), src, &e); // the same again, to say what is missing
  if (!ok) session_error(s, &e);
  source_release(src);
  return ok;
}

// An interrupt that came while nothing ran.
static bool stopped(Session *s) {
  Err e = {0};
  if (!interrupt_check(&e)) return false;
  session_error(s, &e);
  return true;
}

// Runs the lines as they come, each with the ones that complete it. False at the first error, unless a
// lesson is open: there a mistake is part of learning.
static bool run_lines(Session *s, Lines *l) {
  Str text = {0};
  uint32_t first = 1;
  bool ok = true;
  for (const char *line; ok && !session_quitting(s) && (line = next_line(l));) {
    if (text.n == 0) first = l->n;
    str_add(&text, line);
    InputState state = session_input(s, l->name, str_c(&text), first);
    if (state == INPUT_INCOMPLETE) {
      str_addc(&text, '\n');
      continue;
    }
    str_clear(&text);
    ok = state == INPUT_DONE || session_lesson(s);
  }
  if (ok && text.n > 0 && !session_quitting(s))
    ok = run_last(s, l->name, str_c(&text), first) || session_lesson(s);
  if (ok && stopped(s)) ok = false;
  str_free(&text);
  return ok;
}

// -- what main starts -----------------------------------------------------------------------------
static int status_of(Session *s, bool ok) {
  int status = session_status(s);
  return status != 0 || ok ? status : 1;
}

int pipe_main(const char *lesson) {
  Plain p;
  Lines l = {.in = stdin, .name = "<stdin>"};
  interrupt_install();
  plain_start(&p, false);
  p.ask = ask_line;
  p.ask_self = &l;
  Err e = {0};
  bool ok = !lesson || session_open_lesson(p.session, lesson, &e);
  if (!ok) session_error(p.session, &e);
  ok = ok && run_lines(p.session, &l);
  int status = status_of(p.session, ok);
  plain_end(&p);
  free(l.line);
  return status;
}

int term_main(const char *lesson) {
  bool terminal = isatty(STDIN_FILENO) && isatty(STDOUT_FILENO);
  return terminal ? prompt_main(lesson) : pipe_main(lesson);
}

int term_run_code(const char *code) {
  Plain p;
  Lines l = {.in = *code ? fmemopen((char *)(uintptr_t)code, strlen(code), "r") : NULL, .name = "-e"};
  interrupt_install();
  plain_start(&p, false);
  bool ok = !l.in || run_lines(p.session, &l);
  int status = status_of(p.session, ok);
  plain_end(&p);
  if (l.in) fclose(l.in);
  free(l.line);
  return status;
}

int term_run_file(const char *path, char **argv, int argc) {
  Plain p;
  interrupt_install();
  plain_start(&p, false);
  bool ok = session_run_file(p.session, strcmp(path, "-") == 0 ? "/dev/stdin" : path, argv, argc);
  int status = status_of(p.session, ok);
  plain_end(&p);
  return status;
}
