// SPDX-License-Identifier: GPL-3.0-or-later
// pager: text longer than the screen goes through $PAGER (less, where none is named), on a terminal
// only; everything else is printed.
#include "term/term_parts.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/utf8.h"

// Rows the text takes at the width of the screen.
static int rows_of(const char *text) {
  int rows = 0, cols = plain_cols();
  while (*text) {
    size_t n = strcspn(text, "\n");
    int width = utf8_width(text, n);
    rows += width > cols ? (width + cols - 1) / cols : 1;
    text += n + (text[n] == '\n');
  }
  return rows;
}

static void print(const char *text) {
  size_t n = strlen(text);
  fwrite(text, 1, n, stdout);
  if (n == 0 || text[n - 1] != '\n') putchar('\n');
  fflush(stdout);
}

static void run_pager(const int fd[2]) {
  signal(SIGINT, SIG_DFL);
  signal(SIGPIPE, SIG_DFL);
  dup2(fd[0], STDIN_FILENO);
  close(fd[0]);
  close(fd[1]);
  execl("/bin/sh", "sh", "-c", "exec ${PAGER:-less -R}", (char *)NULL);
  _exit(127);
}

// False where the reader has left.
static bool write_all(int fd, const char *s, size_t n) {
  while (n > 0) {
    ssize_t k = write(fd, s, n);
    if (k < 0 && errno == EINTR) continue;
    if (k <= 0) return false;
    s += k;
    n -= (size_t)k;
  }
  return true;
}

static void feed(int fd, const char *text) {
  struct sigaction ignore = {.sa_handler = SIG_IGN}, old;
  size_t n = strlen(text);
  sigaction(SIGPIPE, &ignore, &old); // the reader may leave before the end
  if (write_all(fd, text, n) && (n == 0 || text[n - 1] != '\n')) write_all(fd, "\n", 1);
  close(fd);
  sigaction(SIGPIPE, &old, NULL);
}

void pager_show(const char *text, bool terminal) {
  int fd[2], status = 0;
  int rows = terminal ? plain_rows() : 0;
  if (rows == 0 || rows_of(text) < rows || pipe(fd) != 0) {
    print(text);
    return;
  }
  fflush(stdout);
  pid_t pid = fork();
  if (pid == 0) run_pager(fd);
  close(fd[0]);
  if (pid > 0) feed(fd[1], text);
  else close(fd[1]);
  while (pid > 0 && waitpid(pid, &status, 0) < 0 && errno == EINTR) {}
  if (pid < 0 || (WIFEXITED(status) && WEXITSTATUS(status) == 127)) print(text); // there is no such pager
}
