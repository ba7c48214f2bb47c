// SPDX-License-Identifier: GPL-3.0-or-later
// complete: what the session offers, in the form that readline wants: the common beginning first,
// then the words, each as the replacement of what readline takes for the word.
#include "term/term.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <readline/readline.h>

// The session's word may begin before or after readline's: what is replaced is line[start, end).
static char *as_replacement(const char *word, const char *line, size_t word_start, size_t start) {
  Str s = {0};
  if (word_start > start) str_addn(&s, line + start, word_start - start);
  size_t skip = word_start < start ? start - word_start : 0;
  if (skip <= strlen(word)) str_add(&s, word + skip);
  char *copy = strdup(str_c(&s)); // readline frees it
  str_free(&s);
  return copy;
}

static size_t common_prefix(char **words, size_t n) {
  size_t k = strlen(words[0]);
  for (size_t i = 1; i < n; i++) {
    size_t j = 0;
    while (j < k && words[i][j] == words[0][j]) j++;
    k = j;
  }
  while (k > 0 && ((unsigned char)words[0][k] & 0xC0) == 0x80) k--; // not within a character
  return k;
}

char **term_complete(Session *s, int start, int end) {
  rl_attempted_completion_over = 1; // file names only where the session offers them
  size_t word_start = (size_t)start, n = 0;
  char **words = session_complete(s, rl_line_buffer, (size_t)end, &word_start);
  while (words && words[n]) n++;
  bool command = word_start > 0 && rl_line_buffer[word_start - 1] == ':';
  rl_completion_append_character = command ? ' ' : '\0';
  char **out = n > 0 ? calloc(n + 2, sizeof *out) : NULL;
  if (out) {
    for (size_t i = 0; i < n; i++)
      out[i + 1] = as_replacement(words[i], rl_line_buffer, word_start, (size_t)start);
    if (n == 1) { // a single match stands alone
      out[0] = out[1];
      out[1] = NULL;
    } else {
      out[0] = strndup(out[1], common_prefix(out + 1, n));
    }
  }
  session_free_words(words);
  return out;
}
