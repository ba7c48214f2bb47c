// SPDX-License-Identifier: GPL-3.0-or-later
// progress: a short text file held as its lines. Each change first takes in what another session
// has written meanwhile, then replaces the file whole; so neither a kill nor a second window loses
// a mark.
#include "lesson/progress.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "base/paths.h"
#include "base/utf8.h"

typedef enum LineKind { LINE_OTHER, LINE_DONE, LINE_SKIPPED, LINE_AT } LineKind;
typedef struct Line { LineKind kind; char *lesson, *key; } Line; // LINE_OTHER: the whole line is in lesson

typedef struct Lines { Line *items; size_t n, cap; } Lines;

struct Progress { char *path; Lines lines; };

static const char *const kind_words[] = {"", "done", "skipped", "at"};

// -- lines ---------------------------------------------------------------------------------------

static void line_free(Line *l) {
  mem_free(l->lesson);
  mem_free(l->key);
}

static void lines_free(Lines *ls) {
  for (size_t i = 0; i < ls->n; i++) line_free(&ls->items[i]);
  mem_free(ls->items);
  *ls = (Lines){0};
}

static void lines_add(Lines *ls, LineKind kind, const char *lesson, const char *key) {
  mem_grow(&ls->items, &ls->cap, ls->n + 1, sizeof *ls->items);
  ls->items[ls->n++] = (Line){kind, mem_strdup(lesson), mem_strdup(key)};
}

static void lines_remove(Lines *ls, size_t i) {
  line_free(&ls->items[i]);
  memmove(ls->items + i, ls->items + i + 1, (ls->n - i - 1) * sizeof *ls->items);
  ls->n--;
}

static bool is_mark(LineKind k) { return k == LINE_DONE || k == LINE_SKIPPED; }

// The line about this exercise (a mark) or this lesson (its page); NULL: none.
static Line *find(const Lines *ls, LineKind kind, const char *lesson, const char *key) {
  for (size_t i = 0; i < ls->n; i++) {
    Line *l = &ls->items[i];
    if (l->kind == LINE_OTHER || strcmp(l->lesson, lesson) != 0) continue;
    if (kind == LINE_AT ? l->kind == LINE_AT : is_mark(l->kind) && strcmp(l->key, key) == 0) return l;
  }
  return NULL;
}

static bool has_other(const Lines *ls, const char *text) {
  for (size_t i = 0; i < ls->n; i++)
    if (ls->items[i].kind == LINE_OTHER && strcmp(ls->items[i].lesson, text) == 0) return true;
  return false;
}

static void put_mark(Lines *ls, LineKind kind, const char *lesson, const char *key) {
  Line *l = find(ls, kind, lesson, key);
  if (!l) lines_add(ls, kind, lesson, key);
  else if (kind == LINE_DONE) l->kind = LINE_DONE;
}

static void put_page(Lines *ls, const char *lesson, const char *key, bool replace) {
  Line *l = find(ls, LINE_AT, lesson, "");
  if (!l) lines_add(ls, LINE_AT, lesson, key);
  else if (replace) {
    mem_free(l->key);
    l->key = mem_strdup(key);
  }
}

// Three words, the first one of ours; anything else is kept as it stands.
static void parse_line(Lines *ls, const char *s, size_t n) {
  char *text = mem_strndup(s, n);
  char word[16] = "", *lesson = mem_zalloc(n + 1), *key = mem_zalloc(n + 1);
  int end = 0;
  LineKind kind = LINE_OTHER;
  if (sscanf(text, "%15s %s %s %n", word, lesson, key, &end) == 3 && (size_t)end == n)
    for (int k = LINE_DONE; k <= LINE_AT; k++)
      if (strcmp(word, kind_words[k]) == 0) kind = (LineKind)k;
  if (kind == LINE_AT) put_page(ls, lesson, key, true);
  else if (kind != LINE_OTHER) put_mark(ls, kind, lesson, key);
  else if (*text && !has_other(ls, text)) lines_add(ls, LINE_OTHER, text, "");
  mem_free(text);
  mem_free(lesson);
  mem_free(key);
}

static void parse_all(Lines *ls, const char *s, size_t n) {
  for (size_t i = 0; i < n;) {
    size_t k = 0;
    while (i + k < n && s[i + k] != '\n') k++;
    size_t len = k > 0 && s[i + k - 1] == '\r' ? k - 1 : k;
    if (utf8_valid(s + i, len) == len && !memchr(s + i, 0, len)) parse_line(ls, s + i, len);
    i += k + 1;
  }
}

static size_t count_marks(const Lines *ls) {
  size_t k = 0;
  for (size_t i = 0; i < ls->n; i++) k += ls->items[i].kind != LINE_OTHER;
  return k;
}

static void print_all(const Lines *ls, Str *out) {
  if (!has_other(ls, "# glassbox progress")) str_add(out, "# glassbox progress\n");
  for (size_t i = 0; i < ls->n; i++) {
    const Line *l = &ls->items[i];
    if (l->kind == LINE_OTHER) str_addf(out, "%s\n", l->lesson);
    else str_addf(out, "%s %s %s\n", kind_words[l->kind], l->lesson, l->key);
  }
}

// Takes in what is new in `from`; its pages count only where there is none yet.
static void merge(Lines *to, const Lines *from) {
  for (size_t i = 0; i < from->n; i++) {
    const Line *l = &from->items[i];
    if (l->kind == LINE_AT) put_page(to, l->lesson, l->key, false);
    else if (l->kind != LINE_OTHER) put_mark(to, l->kind, l->lesson, l->key);
    else if (!has_other(to, l->lesson)) lines_add(to, LINE_OTHER, l->lesson, "");
  }
}

// -- the file ------------------------------------------------------------------------------------

// A file that is no text is moved aside under a free name; its readable lines are still taken.
static void keep_aside(const char *path) {
  Str aside = {0};
  for (int i = 1; i < 1000; i++) {
    str_clear(&aside);
    str_addf(&aside, "%s.broken-%d", path, i);
    if (access(str_c(&aside), F_OK) != 0) break;
  }
  rename(path, str_c(&aside));
  str_free(&aside);
}

static bool read_lines(const char *path, Lines *ls, Err *e) {
  char *text;
  size_t n;
  if (access(path, F_OK) != 0) return true;
  if (!file_read(path, &text, &n, e)) return false;
  if (utf8_valid(text, n) != n || memchr(text, 0, n)) keep_aside(path);
  parse_all(ls, text, n);
  mem_free(text);
  return true;
}

static bool save(const Progress *p, const char *path, Err *e) {
  Str out = {0};
  print_all(&p->lines, &out);
  bool ok = file_write_atomic(path, str_c(&out), out.n, e);
  str_free(&out);
  return ok;
}

// What another session has written since is ours too.
static bool refresh(Progress *p, Err *e) {
  Lines now = {0};
  bool ok = read_lines(p->path, &now, e);
  if (ok) merge(&p->lines, &now);
  lines_free(&now);
  return ok;
}

Progress *progress_open(const char *path, Err *e) {
  Str full = {0};
  if (path) str_add(&full, path);
  else {
    const char *dir = path_state();
    if (!dir) {
      err_set(e, ERR_IO, _("there is no folder to keep progress in: neither XDG_STATE_HOME nor HOME can be used"));
      return NULL;
    }
    str_addf(&full, "%s/progress", dir);
  }
  Progress *p = mem_zalloc(sizeof *p);
  p->path = str_take(&full);
  if (read_lines(p->path, &p->lines, e)) return p;
  progress_close(p);
  return NULL;
}

void progress_close(Progress *p) {
  if (!p) return;
  lines_free(&p->lines);
  mem_free(p->path);
  mem_free(p);
}

// -- marks ---------------------------------------------------------------------------------------

Mark progress_get(const Progress *p, const char *lesson, const char *exercise) {
  const Line *l = p ? find(&p->lines, LINE_DONE, lesson, exercise) : NULL;
  return !l ? MARK_NONE : l->kind == LINE_DONE ? MARK_DONE : MARK_SKIPPED;
}

bool progress_set(Progress *p, const char *lesson, const char *exercise, Mark m, Err *e) {
  if (!p || m == MARK_NONE) return true;
  if (!refresh(p, e)) return false;
  Mark before = progress_get(p, lesson, exercise);
  if (before >= m) return true;
  put_mark(&p->lines, m == MARK_DONE ? LINE_DONE : LINE_SKIPPED, lesson, exercise);
  return save(p, p->path, e);
}

int progress_page(const Progress *p, const char *lesson) {
  const Line *l = p ? find(&p->lines, LINE_AT, lesson, "") : NULL;
  long n = l ? strtol(l->key, NULL, 10) : 0;
  return n > 0 && n < 100000 ? (int)n - 1 : 0; // the file counts from 1, as people do
}

bool progress_set_page(Progress *p, const char *lesson, int page, Err *e) {
  if (!p) return true;
  if (!refresh(p, e)) return false;
  Str key = {0};
  str_addf(&key, "%d", page + 1);
  put_page(&p->lines, lesson, str_c(&key), true);
  str_free(&key);
  return save(p, p->path, e);
}

bool progress_reset(Progress *p, const char *lesson, Err *e) {
  if (!p) return true;
  if (!refresh(p, e)) return false;
  for (size_t i = p->lines.n; i-- > 0;) {
    const Line *l = &p->lines.items[i];
    if (l->kind != LINE_OTHER && strcmp(l->lesson, lesson) == 0) lines_remove(&p->lines, i);
  }
  return save(p, p->path, e);
}

bool progress_export(const Progress *p, const char *path, Err *e) { return save(p, path, e); }

bool progress_import(Progress *p, const char *path, Err *e) {
  char *text;
  size_t n;
  if (!file_read(path, &text, &n, e)) return false;
  Lines in = {0};
  parse_all(&in, text, n);
  mem_free(text);
  bool ok = count_marks(&in) > 0 || err_set(e, ERR_VALUE, _("%s holds no progress of lessons"), path);
  ok = ok && refresh(p, e);
  if (ok) merge(&p->lines, &in);
  lines_free(&in);
  return ok && save(p, p->path, e);
}
