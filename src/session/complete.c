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
#include "session/file_arg.h"

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

// The value that the names before a dot lead to, through records and models; NULL where that would run code.
static const Value *value_of_path(Session *s, const char *path, size_t n) {
  size_t k = 0;
  while (k < n && path[k] != '.') k++;
  const Value *v = vm_get(session_vm(s), name_intern(path, k));
  while (v && k < n) {
    size_t from = ++k, i = 0, n_fields = 0;
    while (k < n && path[k] != '.') k++;
    const Field *f = NULL;
    if (v->type == VAL_RECORD) f = ((const ObjRecord *)v->as.obj)->fields, n_fields = ((const ObjRecord *)v->as.obj)->n;
    if (v->type == VAL_MODEL) f = ((const ObjModel *)v->as.obj)->fields, n_fields = ((const ObjModel *)v->as.obj)->n;
    while (i < n_fields && !(strlen(f[i].name) == k - from && memcmp(f[i].name, path + from, k - from) == 0)) i++;
    v = i < n_fields ? &f[i].value : NULL;
  }
  return v;
}

static void offer_fields(Words *ws, Session *s, const char *path, size_t n) {
  const Value *v = value_of_path(s, path, n);
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

static int by_text(const void *a, const void *b) { return strcmp(*(char *const *)a, *(char *const *)b); }

// prefix is a path so far: the last part is completed, folders get a slash.
static void offer_files(Words *ws) {
  const char *slash = strrchr(ws->prefix, '/');
  char *dir = slash ? mem_strndup(ws->prefix, (size_t)(slash - ws->prefix) + 1) : mem_strdup("");
  char *folder = file_arg(*dir ? dir : ".", NULL); // with "~/" made out
  DIR *d = opendir(folder);
  const char *whole = ws->prefix;
  size_t first = ws->n;
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
  if (ws->n > first) qsort(ws->w + first, ws->n - first, sizeof *ws->w, by_text);
  ws->prefix = whole;
  mem_free(folder);
  mem_free(dir);
}

// Words parted by '|'.
static void offer_list(Words *ws, const char *list) {
  for (const char *p = list; *p;) {
    size_t n = strcspn(p, "|");
    char *word = mem_strndup(p, n);
    offer(ws, "", word);
    mem_free(word);
    p += n + (p[n] == '|');
  }
}

static void offer_setting(Words *ws, const char *args, size_t n) {
  size_t name = strcspn(args, " =");
  for (size_t i = 0; i < n_setting_defs; i++) {
    const SettingDef *d = &setting_defs[i];
    if (name >= n) offer(ws, "", d->name);
    else if (strlen(d->name) == name && memcmp(d->name, args, name) == 0)
      offer_list(ws, d->kind == SETTING_CHOICE ? d->choices : d->kind == SETTING_BOOL ? "off|on" : "");
  }
}

static void offer_exercises(Words *ws, Session *s) {
  const Lesson *l = session_lesson(s) ? lesson_run_lesson(session_lesson(s)) : NULL;
  for (int k = 0; l && k < l->n_pages; k++)
    for (int b = 0; b < l->pages[k].n_blocks; b++)
      if (l->pages[k].blocks[b]->id) offer(ws, "", l->pages[k].blocks[b]->id);
}

static void offer_helped(Words *ws, Session *s, bool command) {
  size_t i;
  for (i = 0; i < n_commands; i++) offer(ws, "", command_table[i]->name);
  if (command) return;
  offer_names(ws, s);
  for (i = 0; i < n_setting_defs; i++) offer(ws, "", setting_defs[i].name);
  for (i = 0; i < n_views; i++) offer(ws, "", view_table[i]->name);
}

// args: what stands after the command's name, up to the word, which is ws->prefix.
static void offer_argument(Words *ws, Session *s, CommandArg what, const char *args, size_t n) {
  size_t i = 0;
  Pin *pins;
  switch (what) {
    case COMPLETE_COMMAND: offer_helped(ws, s, n > 0 && args[n - 1] == ':'); break;
    case COMPLETE_LESSON:
      for (const char *id; (id = lesson_next(&i));) offer(ws, "", id);
      offer_files(ws);
      break;
    case COMPLETE_FILE: offer_files(ws); break;
    case COMPLETE_MARKS:
      if (n == 0) offer_list(ws, "export|import");
      else offer_files(ws);
      break;
    case COMPLETE_SETTING: offer_setting(ws, args, n); break;
    case COMPLETE_FILE_VIEW:
    case COMPLETE_VIEW:
      if (what == COMPLETE_FILE_VIEW && n == 0) offer_files(ws);
      else if (n >= 4 && strncmp(args + n - 4, " as ", 4) == 0)
        for (; i < n_views; i++) offer(ws, "", view_table[i]->name);
      else offer_names(ws, s);
      break;
    case COMPLETE_EXERCISE: offer_exercises(ws, s); break;
    case COMPLETE_PIN:
      for (size_t k = session_pins(s, &pins); i < k; i++) offer(ws, "", pins[i].expr);
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

// A command's argument that is no expression and begins at *from: a file or a panel, blanks and all, the name of an
// exercise. False where it is an expression.
static bool whole_word(CommandArg what, const char *line, size_t args, size_t point, size_t *from) {
  size_t first = args + strcspn(line + args, " "), second = first + strspn(line + first, " ");
  switch (what) {
    case COMPLETE_FILE: case COMPLETE_LESSON: case COMPLETE_PIN: case COMPLETE_EXERCISE: *from = args; return true;
    case COMPLETE_MARKS: *from = first >= point ? args : second; return true;
    case COMPLETE_FILE_VIEW:
      if (first < point) return false;
      *from = args;
      return true;
    default: return false;
  }
}

// The command that the line begins with, where the cursor is behind its name and a blank; *args: where those begin.
static const CommandDef *command_before(const char *line, size_t point, size_t *args) {
  size_t lead = strspn(line, " \t");
  if (lead >= point || line[lead] != ':') return NULL;
  size_t n = strcspn(line + lead + 1, " \t");
  if (lead + 1 + n >= point) return NULL;
  Err e = {0};
  char *name = mem_strndup(line + lead + 1, n);
  const CommandDef *c = command_find(name, &e);
  mem_free(name);
  err_clear(&e);
  *args = lead + 1 + n;
  while (*args < point && (line[*args] == ' ' || line[*args] == '\t')) ++*args;
  return c;
}

char **session_complete(Session *s, const char *line, size_t point, size_t *start) {
  Words ws = {0};
  size_t lead = strspn(line, " \t"), quoted = open_quote(line, point), from = point, args = 0;
  const CommandDef *c = command_before(line, point, &args);
  while (from > 0 && is_word(line[from - 1])) from--;
  if (quoted != SIZE_MAX) from = quoted;
  bool whole = quoted == SIZE_MAX && c && whole_word(c->complete, line, args, point, &from);
  size_t path = from;
  while (path > 0 && (line[path - 1] == '.' || is_word(line[path - 1]))) path--;
  char *prefix = mem_strndup(line + from, point - from);
  ws.prefix = prefix;
  *start = from;
  if (quoted != SIZE_MAX) offer_files(&ws);
  else if (!c && line[lead] == ':' && from == lead + 1) offer_helped(&ws, s, true);
  else if (!whole && from > 1 && line[from - 1] == '.') offer_fields(&ws, s, line + path, from - 1 - path);
  else if (c) offer_argument(&ws, s, c->complete, line + args, from - args);
  else offer_names(&ws, s);
  mem_free(prefix);
  return ws.w;
}

void session_free_words(char **words) {
  for (char **w = words; w && *w; w++) mem_free(*w);
  mem_free(words);
}
