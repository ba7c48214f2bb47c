// SPDX-License-Identifier: GPL-3.0-or-later
// restore: a program that dies while readline has the terminal gives it back first. The handler makes
// only calls that POSIX allows in one. (Signals that ask for an end are readline's own affair.)
#include "term/term_parts.h"

#include <signal.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

static const int deadly[] = {SIGSEGV, SIGABRT, SIGBUS, SIGFPE, SIGILL, SIGQUIT, SIGSYS};
#define N_DEADLY (sizeof deadly / sizeof *deadly)

// Set before the handlers are installed; they only read it.
static struct {
  struct termios as_found;
  struct sigaction before[N_DEADLY];
  char stack[1 << 16]; // a stack overflow leaves no room on the usual one
} saved;

static void on_deadly(int sig) {
  static const char paste_off[] = "\033[?2004l\r";
  tcsetattr(STDIN_FILENO, TCSANOW, &saved.as_found);
  ssize_t n = write(STDOUT_FILENO, paste_off, sizeof paste_off - 1);
  (void)n;
  for (size_t i = 0; i < N_DEADLY; i++)
    if (deadly[i] == sig) sigaction(sig, &saved.before[i], NULL);
  raise(sig); // delivered when this handler returns
}

void restore_install(void) {
  if (tcgetattr(STDIN_FILENO, &saved.as_found) != 0) return;
  stack_t st = {.ss_sp = saved.stack, .ss_size = sizeof saved.stack};
  sigaltstack(&st, NULL);
  struct sigaction sa = {.sa_handler = on_deadly, .sa_flags = SA_ONSTACK};
  sigfillset(&sa.sa_mask);
  for (size_t i = 0; i < N_DEADLY; i++) sigaction(deadly[i], &sa, &saved.before[i]);
}
