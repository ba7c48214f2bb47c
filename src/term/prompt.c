// SPDX-License-Identifier: GPL-3.0-or-later
// prompt: readline on a plain terminal, in callback mode: we wait for the terminal and for signals
// ourselves, so that Ctrl-C clears the line at once. While code runs readline is put away and the
// terminal is in its usual state.
#ifndef _GNU_SOURCE
#define _GNU_SOURCE 1 // ppoll
#endif
#include "term/term_parts.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <readline/history.h>
#include <readline/readline.h>

#include "base/i18n.h"
#include "base/interrupt.h"
#include "base/mem.h"

typedef enum Got { GOT_NOTHING, GOT_LINE, GOT_END, GOT_INTERRUPT } Got;

// readline's callbacks carry no context: this is the one prompt there is.
static struct {
  Plain plain;
  Str pending;  // lines of an incomplete input
  char *line;   // just read; readline's malloc
  Got got;
} prompt;

// -- readline's side ------------------------------------------------------------------------------
static void on_line(char *line) {
  prompt.line = line;
  prompt.got = line ? GOT_LINE : GOT_END;
  rl_callback_handler_remove();
}

static char **on_complete(const char *text, int start, int end) {
  (void)text;
  return term_complete(prompt.plain.session, start, end);
}

// What was offered for the input line is already on it when the prompt appears.
static int on_startup(void) {
  if (prompt.plain.put) rl_insert_text(prompt.plain.put);
  mem_free(prompt.plain.put);
  prompt.plain.put = NULL;
  return 0;
}

static void set_up(void) {
  rl_readline_name = "glassbox";
  rl_catch_signals = 1; // it restores the terminal before a signal takes its course
  rl_persistent_signal_handlers = 1; // also between two characters, where we wait
  rl_change_environment = 0;
  rl_startup_hook = on_startup;
  rl_attempted_completion_function = on_complete;
  rl_completer_word_break_characters = (char *)(uintptr_t) " \t\n()[]{},;+-*/%@=<>|&!";
  rl_initialize();
}

// -- one line -------------------------------------------------------------------------------------
// Waits for input or a signal. The signals are let in only while waiting, so none is missed.
static bool wait_for_input(void) {
  sigset_t ours, old;
  sigemptyset(&ours);
  sigaddset(&ours, SIGINT);
  sigaddset(&ours, SIGWINCH);
  sigaddset(&ours, SIGTSTP);
  sigaddset(&ours, SIGTERM);
  sigaddset(&ours, SIGHUP);
  sigprocmask(SIG_BLOCK, &ours, &old);
  struct pollfd in = {.fd = STDIN_FILENO, .events = POLLIN};
  int ready = 0;
  if (!interrupt_flag && !rl_pending_signal()) ready = ppoll(&in, 1, NULL, &old);
  sigprocmask(SIG_SETMASK, &old, NULL);
  bool stopped = rl_pending_signal() == SIGTSTP;
  rl_check_signals(); // acts on what arrived: an interrupt comes back to us as the flag
  if (stopped) rl_forced_update_display(); // and continued
  return ready > 0;
}

static Got read_line(const char *text) {
  prompt.got = GOT_NOTHING;
  prompt.line = NULL;
  interrupt_flag = 0;
  rl_reset_screen_size(); // it may have changed while code ran
  rl_callback_handler_install(text, on_line);
  while (prompt.got == GOT_NOTHING) {
    bool ready = wait_for_input();
    if (interrupt_flag) {
      interrupt_flag = 0;
      rl_callback_sigcleanup();
      rl_free_line_state();
      rl_callback_handler_remove();
      putchar('\n');
      prompt.got = GOT_INTERRUPT;
    } else if (ready) {
      rl_callback_read_char();
    }
  }
  fflush(stdout);
  return prompt.got;
}

static char *ask_line(void *self) {
  (void)self;
  char *line = NULL;
  if (read_line("") == GOT_LINE) line = mem_strdup(prompt.line);
  free(prompt.line);
  return line;
}

// -- what was typed -------------------------------------------------------------------------------
static void cut_end(Str *s) {
  while (s->n > 0 && strchr(" \t\n", s->s[s->n - 1])) s->s[--s->n] = '\0';
}

static void run_typed(const char *line) {
  Session *s = prompt.plain.session;
  bool walking = session_stepper(s) != NULL;
  session_strip_prompts(line, &prompt.pending);
  InputState state = session_input(s, "<prompt>", str_c(&prompt.pending), 1);
  interrupt_flag = 0;
  if (state == INPUT_INCOMPLETE) {
    str_addc(&prompt.pending, '\n');
    return;
  }
  cut_end(&prompt.pending);
  if (!walking) history_append(str_c(&prompt.pending)); // a stepper's keys are no commands
  str_clear(&prompt.pending);
}

// Ctrl-D: out of what is open, innermost first.
static void leave(void) {
  Session *s = prompt.plain.session;
  putchar('\n');
  if (prompt.pending.n > 0) str_clear(&prompt.pending);
  else if (session_stepper(s)) session_set_stepper(s, NULL);
  else session_quit(s, 0);
}

static void take_line(void) {
  Session *s = prompt.plain.session;
  switch (read_line(session_prompt(s, prompt.pending.n > 0))) {
  case GOT_LINE: {
    char *line = prompt.line;
    run_typed(line);
    free(line);
    break;
  }
  case GOT_END: leave(); break;
  case GOT_INTERRUPT: str_clear(&prompt.pending); break;
  case GOT_NOTHING: break;
  }
}

int prompt_main(const char *lesson) {
  interrupt_install();
  plain_start(&prompt.plain, true);
  prompt.plain.ask = ask_line;
  Session *s = prompt.plain.session;
  restore_install();
  set_up();
  history_load();
  Err e = {0};
  session_run_init(s);
  if (!lesson) puts(_("Type an expression, or :help. Ctrl-D leaves."));
  else if (!session_open_lesson(s, lesson, &e)) session_error(s, &e);
  while (!session_quitting(s)) take_line();
  int status = session_status(s);
  plain_end(&prompt.plain);
  str_free(&prompt.pending);
  clear_history();
  return status;
}
