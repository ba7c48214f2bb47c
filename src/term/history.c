// SPDX-License-Identifier: GPL-3.0-or-later
// history: what was typed, in a file that each command is appended to as soon as it was run, so that
// two sessions and a kill lose nothing. A line an entry: line feeds in it are written \n, backslashes
// twice.
#include "term/term.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <readline/history.h>

#include "base/mem.h"
#include "base/paths.h"

#define MOST_ENTRIES 5000 // kept in memory; the file keeps all

static bool history_path(Str *out) {
  const char *named = getenv("GLASSBOX_HISTORY");
  if (named) {
    str_add(out, named);
    return *named != '\0';
  }
  const char *folder = path_state();
  if (folder) str_addf(out, "%s/history", folder);
  return folder != NULL;
}

static void unescape(const char *s, size_t n, Str *out) {
  for (size_t i = 0; i < n; i++) {
    bool escape = s[i] == '\\' && i + 1 < n && (s[i + 1] == 'n' || s[i + 1] == '\\');
    if (escape) i++;
    str_addc(out, escape && s[i] == 'n' ? '\n' : s[i]);
  }
}

static void escape(const char *s, Str *out) {
  for (; *s; s++) {
    if (*s == '\n') str_add(out, "\\n");
    else if (*s == '\\') str_add(out, "\\\\");
    else str_addc(out, *s);
  }
}

void history_load(void) {
  Str path = {0};
  char *text = NULL;
  size_t n = 0;
  Err e = {0};
  using_history();
  stifle_history(MOST_ENTRIES);
  if (history_path(&path) && file_read(str_c(&path), &text, &n, &e)) {
    size_t lines = 0, start = n;
    while (start > 0 && lines <= MOST_ENTRIES) // only the last entries are of use
      if (text[--start] == '\n') lines++;
    for (const char *line = text + start; *line;) {
      size_t k = strcspn(line, "\n");
      Str entry = {0};
      unescape(line, k, &entry);
      if (entry.n > 0) add_history(str_c(&entry));
      str_free(&entry);
      line += k + (line[k] == '\n');
    }
  }
  using_history();
  mem_free(text);
  err_clear(&e); // no history yet
  str_free(&path);
}

void history_append(const char *line) {
  if (!*line) return;
  HIST_ENTRY *last = history_length > 0 ? history_get(history_base + history_length - 1) : NULL;
  if (last && strcmp(last->line, line) == 0) return;
  add_history(line);
  Str path = {0}, entry = {0};
  if (history_path(&path)) {
    escape(line, &entry);
    str_addc(&entry, '\n');
    int fd = open(str_c(&path), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOCTTY, 0600);
    if (fd >= 0) {
      ssize_t k;
      do k = write(fd, entry.s, entry.n); // in one piece: entries of two sessions do not mix
      while (k < 0 && errno == EINTR);
      close(fd);
    }
  }
  str_free(&path);
  str_free(&entry);
}
