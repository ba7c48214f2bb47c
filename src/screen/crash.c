// SPDX-License-Identifier: GPL-3.0-or-later
// crash: the terminal is given back even when the program dies. The handler makes only calls that
// POSIX allows in one: a fixed string is written, the line settings restored, what was kept of
// stderr shown; then the signal takes its usual course.
#include "screen/parts.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const int crash_signals[] = {SIGSEGV, SIGABRT, SIGBUS, SIGFPE, SIGILL, SIGQUIT, SIGSYS};
#define N_CRASH (sizeof crash_signals / sizeof *crash_signals)

// All set before the handlers are installed; the handlers only read them.
static struct {
  struct termios as_found;
  char reset[256];
  size_t n_reset;
  int real_stderr, kept_stderr;
  struct sigaction before[N_CRASH];
  char stack[1 << 16]; // a stack overflow leaves no room on the usual one
  stack_t stack_before;
  volatile sig_atomic_t active;
} crash;

static void write_all(int fd, const char *s, size_t n) {
  while (n > 0) {
    ssize_t k = write(fd, s, n);
    if (k < 0 && errno == EINTR) continue;
    if (k <= 0) return;
    s += k;
    n -= (size_t)k;
  }
}

void crash_restore(void) {
  if (!crash.active) return;
  crash.active = 0;
  write_all(STDOUT_FILENO, crash.reset, crash.n_reset);
  tcsetattr(STDIN_FILENO, TCSANOW, &crash.as_found);
  if (crash.real_stderr < 0) return;
  dup2(crash.real_stderr, STDERR_FILENO);
  if (crash.kept_stderr < 0 || lseek(crash.kept_stderr, 0, SEEK_SET) < 0) return;
  char buf[512];
  ssize_t k;
  while ((k = read(crash.kept_stderr, buf, sizeof buf)) > 0) write_all(STDERR_FILENO, buf, (size_t)k);
}

static void on_crash(int sig) {
  crash_restore();
  for (size_t i = 0; i < N_CRASH; i++)
    if (crash_signals[i] == sig) sigaction(sig, &crash.before[i], NULL);
  raise(sig); // delivered when this handler returns
}

void crash_start(const struct termios *as_found, const char *reset, size_t n, int real_stderr,
                 int kept_stderr) {
  crash.as_found = *as_found;
  crash.n_reset = n < sizeof crash.reset ? n : sizeof crash.reset;
  memcpy(crash.reset, reset, crash.n_reset);
  crash.real_stderr = real_stderr;
  crash.kept_stderr = kept_stderr;
  stack_t st = {.ss_sp = crash.stack, .ss_size = sizeof crash.stack};
  sigaltstack(&st, &crash.stack_before);
  struct sigaction sa = {.sa_handler = on_crash, .sa_flags = SA_ONSTACK};
  sigfillset(&sa.sa_mask);
  for (size_t i = 0; i < N_CRASH; i++) sigaction(crash_signals[i], &sa, &crash.before[i]);
  static bool at_exit;
  if (!at_exit) at_exit = atexit(crash_restore) == 0; // a library that ends the program by itself
  crash.active = 1;
}

void crash_end(void) {
  crash.active = 0;
  for (size_t i = 0; i < N_CRASH; i++) sigaction(crash_signals[i], &crash.before[i], NULL);
  sigaltstack(&crash.stack_before, NULL);
}
