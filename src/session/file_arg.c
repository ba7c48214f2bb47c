// SPDX-License-Identifier: GPL-3.0-or-later
// file_arg: the file that a command names.
#include "session/file_arg.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"

char *file_arg(const char *args, const char **rest) {
  char quote = *args == '"' || *args == '\'' ? *args : 0;
  const char *begin = quote ? args + 1 : args;
  const char *end = quote ? strchr(begin, quote) : NULL;
  const char *after = end ? end + 1 : NULL; // a quote that is never closed is closed by the end
  if (!end) end = after = begin + (rest && !quote ? strcspn(begin, " ") : strlen(begin));
  if (rest) *rest = after + strspn(after, " ");
  Str path = {0};
  const char *home = getenv("HOME");
  if (home && !quote && str_starts(begin, "~/")) {
    str_add(&path, home);
    begin++;
  }
  str_addn(&path, begin, (size_t)(end - begin));
  return path.s ? str_take(&path) : mem_strdup("");
}
