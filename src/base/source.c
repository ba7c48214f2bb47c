// SPDX-License-Identifier: GPL-3.0-or-later
// source: a text and where its lines begin, so that a byte offset is turned into a line by bisection.
#include "base/source.h"

#include <string.h>

#include "base/mem.h"

static void index_lines(Source *s) {
  size_t count = 1;
  for (size_t i = 0; i < s->n; i++) count += s->text[i] == '\n';
  s->lines = mem_alloc(count * sizeof *s->lines);
  s->lines[0] = 0;
  s->n_lines = 1;
  for (size_t i = 0; i < s->n; i++)
    if (s->text[i] == '\n') s->lines[s->n_lines++] = (uint32_t)(i + 1);
}

Source *source_new(const char *name, const char *text, size_t n, uint32_t first_line) {
  if (n >= UINT32_MAX) n = UINT32_MAX - 1; // offsets have 32 bits
  Source *s = mem_alloc(sizeof *s);
  *s = (Source){.refs = 1, .n = n, .first_line = first_line};
  s->name = mem_strdup(name);
  s->text = mem_strndup(text, n);
  index_lines(s);
  return s;
}

Source *source_retain(Source *s) {
  if (s) s->refs++;
  return s;
}

void source_release(Source *s) {
  if (!s || --s->refs > 0) return;
  mem_free(s->name);
  mem_free(s->text);
  mem_free(s->lines);
  mem_free(s);
}

uint32_t source_line_of(const Source *s, uint32_t offset) {
  uint32_t lo = 0, hi = s->n_lines; // lines[lo] <= offset < lines[hi]
  while (hi - lo > 1) {
    uint32_t mid = lo + (hi - lo) / 2;
    if (s->lines[mid] <= offset) lo = mid;
    else hi = mid;
  }
  return lo;
}

const char *source_line(const Source *s, uint32_t line, size_t *n) {
  if (line >= s->n_lines) {
    *n = 0;
    return s->text + s->n;
  }
  size_t start = s->lines[line];
  size_t end = line + 1 < s->n_lines ? s->lines[line + 1] - 1 : s->n;
  if (end > start && s->text[end - 1] == '\r') end--;
  *n = end - start;
  return s->text + start;
}
