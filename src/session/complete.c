// SPDX-License-Identifier: GPL-3.0-or-later
// complete: what the word before the cursor may become: commands after ':', names, fields after a
// dot, lessons, settings, views and file names. Nothing is run: fields are those of variables.
#include <dirent.h>
#include <stdlib.h>
#include <string.h>

#include "base/map.h"
#include "base/mem.h"
#include "base/settings.h"
#include "lang/vm.h"
#include "session/command.h"

typedef struct Words {
  char **w;
  size_t n, cap;
  const char *prefix;
} Words;

static void offer(Words *ws, const char *before, const char *word) {
  if (!str_starts(word, ws->prefix)) return;
  Str s = {0};
  str_add(&s, before);
  str_add(&s, word);
  mem_grow(&ws->w, &ws->cap, ws->n + 2, sizeof *ws->w);
  ws->w[ws->n++] = str_take(&s);
  ws->w[ws->n] = NULL;
}

static bool is_word(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || (c & 0x80);
}

static void offer_names(Words *ws, Session *s) {
  static const char *const keywords[] = {"and", "break", "continue", "def", "else", "false", "fn", "for", "if", "in",
    "inf", "model", "nan", "nil", "not", "or", "param", "return", "trace", "true", "while"};
  size_t i = 0;
  for (const char *name; (name = vm_next_name(session_vm(s), &i));) offer(ws, "", name);
  for (i = 0; i < sizeof keywords / sizeof *keywords; i++) offer(ws, "", keywords[i]);
}

static void offer_fields(Words *ws, Session *s, const char *variable, size_t n) {
  const Value *v = vm_get(session_vm(s), name_intern(variable, n));
  if (!v) return;
  if (v->type == VAL_RECORD) {
    const ObjRecord *r = (const ObjRecord *)v->as.obj;
    for (size_t i = 0; i < r->n; i++) offer(ws, "", r->fields[i].name);
  } else if (v->type == VAL_MODEL) {
    const ObjModel *m = (const ObjModel *)v->as.obj;
    for (size_t i = 0; i < m->n; i++) offer(ws, "", m->fields[i].name);
    for (size_t i = 0; i < m->n_methods; i++) offer(ws, "", m->methods[i].name);
  } else if (v->type == VAL_TENSOR) {
    offer(ws, "", "T");
    offer(ws, "", "shape");
    offer(ws, "", "grad");
    for (size_t i = 0; i < n_ops; i++)
      if (op_table[i]->params[0].kind == ARG_TENSOR) offer(ws, "", op_table[i]->name);
  }
}

// prefix is a path so far: the last part is completed, folders get a slash.
static void offer_files(Words *ws) {
  const char *slash = strrchr(ws->prefix, '/');
  char *dir = slash ? mem_strndup(ws->prefix, (size_t)(slash - ws->prefix) + 1) : mem_strdup("");
  DIR *d = opendir(*dir ? dir : ".");
  const char *whole = ws->prefix;
  if (slash) ws->prefix = slash + 1;
  for (struct dirent *f; d && (f = readdir(d));) {
    if (f->d_name[0] == '.' && ws->prefix[0] != '.') continue;
    size_t before = ws->n;
    offer(ws, dir, f->d_name);
    if (f->d_type == DT_DIR && ws->n > before) {
      Str s = {0};
      str_addf(&s, "%s/", ws->w[before]);
      mem_free(ws->w[before]);
      ws->w[before] = str_take(&s);
    }
  }
  if (d) closedir(d);
  ws->prefix = whole;
  mem_free(dir);
}

static void offer_argument(Words *ws, Session *s, const CommandDef *c, bool after_as) {
  size_t i = 0;
  switch (c->complete) {
    case COMPLETE_COMMAND:
      for (i = 0; i < n_commands; i++) offer(ws, "", command_table[i]->name);
      offer_names(ws, s);
      break;
    case COMPLETE_LESSON:
      for (const char *id; (id = lesson_next(&i));) offer(ws, "", id);
      offer_files(ws);
      break;
    case COMPLETE_FILE: offer_files(ws); break;
    case COMPLETE_SETTING:
      for (i = 0; i < n_setting_defs; i++) offer(ws, "", setting_defs[i].name);
      break;
    case COMPLETE_VIEW:
      for (i = 0; after_as && i < n_views; i++) offer(ws, "", view_table[i]->name);
      if (!after_as) offer_names(ws, s);
      break;
    case COMPLETE_EXPR: case COMPLETE_NAME: offer_names(ws, s); break;
    case COMPLETE_NONE: break;
  }
}

// The quote that is open at the end of text, as an offset behind it, or SIZE_MAX.
static size_t open_quote(const char *text, size_t n) {
  size_t at = SIZE_MAX;
  char quote = 0;
  for (size_t i = 0; i < n; i++) {
    if (quote && text[i] == '\\') i++;
    else if (quote && text[i] == quote) quote = 0, at = SIZE_MAX;
    else if (!quote && (text[i] == '"' || text[i] == '\'')) quote = text[i], at = i + 1;
  }
  return at;
}

char **session_complete(Session *s, const char *line, size_t point, size_t *start) {
  Words ws = {0};
  size_t lead = strspn(line, " \t");
  size_t quoted = open_quote(line, point);
  size_t from = point;
  while (from > 0 && is_word(line[from - 1])) from--;
  const CommandDef *c = NULL;
  if (lead < point && line[lead] == ':' && quoted == SIZE_MAX) {
    size_t n = strcspn(line + lead + 1, " \t");
    if (lead + 1 + n < point) {
      Err e = {0};
      char *name = mem_strndup(line + lead + 1, n);
      c = command_find(name, &e);
      mem_free(name);
      err_clear(&e);
      if (c && (c->complete == COMPLETE_FILE || c->complete == COMPLETE_LESSON))
        while (from > 0 && line[from - 1] != ' ') from--;
    } else from = lead + 1;
  }
  if (quoted != SIZE_MAX) from = quoted;
  char *prefix = mem_strndup(line + from, point - from);
  ws.prefix = prefix;
  *start = from;
  size_t dot = from;
  while (dot > 1 && line[from - 1] == '.' && is_word(line[dot - 2])) dot--;
  if (quoted != SIZE_MAX) offer_files(&ws);
  else if (from == lead + 1 && line[lead] == ':')
    for (size_t i = 0; i < n_commands; i++) offer(&ws, "", command_table[i]->name);
  else if (from > 1 && line[from - 1] == '.') offer_fields(&ws, s, line + dot - 1, from - dot);
  else if (c) offer_argument(&ws, s, c, from >= 4 && strncmp(line + from - 4, " as ", 4) == 0);
  else offer_names(&ws, s);
  mem_free(prefix);
  return ws.w;
}

void session_free_words(char **words) {
  for (char **w = words; w && *w; w++) mem_free(*w);
  mem_free(words);
}
