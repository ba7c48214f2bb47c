// SPDX-License-Identifier: GPL-3.0-or-later
// exercise: the YAML of an ask or task fence, and of the front matter, into fields. Every scalar is
// text, whatever YAML would make of it: `yes`, `0.50` and `a` are answers, not booleans or numbers.
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <yaml.h>

#include "base/i18n.h"
#include "lesson/parts.h"

#define MAX_YAML (64u << 10)

// Where we are: the document, and how its lines correspond to the file's.
typedef struct Yaml {
  const RawLesson *raw;
  uint32_t line; // in the file, of the first line of the text
  yaml_document_t *doc;
  Arena *arena;
  Err *e;
} Yaml;

typedef struct Key {
  const char *name;
  bool prose; // a translation may have it
  bool (*read)(Yaml *y, yaml_node_t *v, void *to);
} Key;

static bool fail(Yaml *y, const yaml_node_t *at, const char *fmt, ...) __attribute__((format(printf, 3, 4)));
static bool fail(Yaml *y, const yaml_node_t *at, const char *fmt, ...) {
  char text[200];
  va_list ap;
  va_start(ap, fmt);
  vsnprintf(text, sizeof text, fmt, ap);
  va_end(ap);
  return raw_error(y->raw, y->line + (uint32_t)(at ? at->start_mark.line : 0), y->e, "%s", text);
}

// -- values --------------------------------------------------------------------------------------

static const char *keep(Yaml *y, const yaml_node_t *v, bool code) {
  const char *s = (const char *)v->data.scalar.value;
  size_t n = v->data.scalar.length;
  while (n > 0 && strchr(code ? "\n" : " \n", s[n - 1])) n--;
  return arena_strndup(y->arena, s, n);
}

static bool read_text(Yaml *y, yaml_node_t *v, void *to) {
  if (v->type != YAML_SCALAR_NODE || v->data.scalar.length == 0)
    return fail(y, v, _("there should be some text here"));
  if (memchr(v->data.scalar.value, 0, v->data.scalar.length))
    return fail(y, v, _("there is a NUL character here"));
  const char **out = to;
  *out = keep(y, v, true);
  return true;
}

static bool read_number(Yaml *y, yaml_node_t *v, void *to) {
  const char *s = NULL;
  char *end;
  double *out = to;
  if (!read_text(y, v, &s)) return false;
  *out = strtod(s, &end);
  return (end != s && !*end && *out >= 0 && *out < 1e9) || fail(y, v, _("%s is no number"), s);
}

typedef struct List { size_t n; yaml_node_item_t *items; } List;

static bool as_list(Yaml *y, yaml_node_t *v, List *l) {
  if (v->type != YAML_SEQUENCE_NODE) return fail(y, v, _("there should be a list here"));
  l->items = v->data.sequence.items.start;
  l->n = (size_t)(v->data.sequence.items.top - v->data.sequence.items.start);
  return l->n > 0 || fail(y, v, _("this list is empty"));
}

static bool read_texts(Yaml *y, yaml_node_t *v, const char ***out, int *n) {
  List l;
  if (!as_list(y, v, &l)) return false;
  const char **items = arena_alloc(y->arena, l.n * sizeof *items);
  for (size_t i = 0; i < l.n; i++)
    if (!read_text(y, yaml_document_get_node(y->doc, l.items[i]), &items[i])) return false;
  *out = items;
  *n = (int)l.n;
  return true;
}

static bool read_choices(Yaml *y, yaml_node_t *v, void *to) {
  Block *b = to;
  return read_texts(y, v, &b->choices, &b->n_choices);
}
static bool read_names(Yaml *y, yaml_node_t *v, void *to) {
  Block *b = to;
  return read_texts(y, v, &b->names, &b->n_names);
}
static bool read_hints(Yaml *y, yaml_node_t *v, void *to) {
  Block *b = to;
  return read_texts(y, v, &b->hints, &b->n_hints);
}

// -- maps ----------------------------------------------------------------------------------------

typedef struct Keys { const Key *keys; size_t n, i; } Keys;

static const char *next_key(void *ctx) {
  Keys *k = ctx;
  return k->i < k->n ? k->keys[k->i++].name : NULL;
}

static bool read_entry(Yaml *y, yaml_node_t *k, yaml_node_t *v, const Key *keys, void *const *to, size_t n,
                       uint64_t *seen, bool translation) {
  const char *name = NULL;
  if (!read_text(y, k, &name)) return false;
  size_t i = 0;
  while (i < n && strcmp(keys[i].name, name) != 0) i++;
  if (i == n) {
    fail(y, k, _("%s is no key that may stand here"), name);
    err_did_you_mean(y->e, name, next_key, &(Keys){keys, n, 0});
    return false;
  }
  if (*seen >> i & 1) return fail(y, k, _("%s stands here twice"), name);
  *seen |= (uint64_t)1 << i;
  if (translation && !keys[i].prose) return fail(y, k, _("%s belongs into the English file only"), name);
  return keys[i].read(y, v, to[i]);
}

static bool read_map(Yaml *y, yaml_node_t *map, const Key *keys, void *const *to, size_t n, bool translation) {
  if (!map || map->type != YAML_MAPPING_NODE) return fail(y, map, _("there should be lines of `key: value` here"));
  uint64_t seen = 0;
  for (yaml_node_pair_t *p = map->data.mapping.pairs.start; p < map->data.mapping.pairs.top; p++) {
    yaml_node_t *k = yaml_document_get_node(y->doc, p->key), *v = yaml_document_get_node(y->doc, p->value);
    if (!read_entry(y, k, v, keys, to, n, &seen, translation)) return false;
  }
  return true;
}

// The value of a key, to point at; the map itself where it has no such key.
static const yaml_node_t *value_at(Yaml *y, const yaml_node_t *map, const char *key) {
  for (yaml_node_pair_t *p = map->data.mapping.pairs.start; p < map->data.mapping.pairs.top; p++) {
    const yaml_node_t *k = yaml_document_get_node(y->doc, p->key);
    if (k->type == YAML_SCALAR_NODE && strcmp((const char *)k->data.scalar.value, key) == 0)
      return yaml_document_get_node(y->doc, p->value);
  }
  return map;
}

// Lists of {answer or code: ..., reply or message: ...}; a translation has the second alone.
static bool read_pairs(Yaml *y, yaml_node_t *v, const char *code, const char *prose, const char *(**out)[2],
                       int *n, bool translation) {
  const Key keys[] = {{code, false, read_text}, {prose, true, read_text}};
  List l;
  if (!as_list(y, v, &l)) return false;
  const char *(*items)[2] = arena_alloc(y->arena, l.n * sizeof *items);
  for (size_t i = 0; i < l.n; i++) {
    yaml_node_t *item = yaml_document_get_node(y->doc, l.items[i]);
    void *const to[] = {&items[i][0], &items[i][1]};
    if (!read_map(y, item, keys, to, 2, translation)) return false;
    if (!items[i][1] || (!translation && !items[i][0]))
      return fail(y, item, _("%s is missing here"), items[i][1] ? code : prose);
  }
  *out = items;
  *n = (int)l.n;
  return true;
}

static bool read_wrong(Yaml *y, yaml_node_t *v, Block *b, bool translation) {
  const char *(*pairs)[2];
  if (!read_pairs(y, v, b->kind == BLOCK_ASK ? "answer" : "code", "reply", &pairs, &b->n_wrong, translation)) return false;
  b->wrong = arena_alloc(y->arena, (size_t)b->n_wrong * sizeof *b->wrong);
  for (int i = 0; i < b->n_wrong; i++) b->wrong[i] = (WrongAnswer){pairs[i][0], pairs[i][1]};
  return true;
}

static bool read_checks(Yaml *y, yaml_node_t *v, Block *b, bool translation) {
  const char *(*pairs)[2];
  if (!read_pairs(y, v, "code", "message", &pairs, &b->n_checks, translation)) return false;
  b->checks = arena_alloc(y->arena, (size_t)b->n_checks * sizeof *b->checks);
  for (int i = 0; i < b->n_checks; i++) b->checks[i] = (Check){pairs[i][0], pairs[i][1]};
  return true;
}

static bool wrong_english(Yaml *y, yaml_node_t *v, void *to) { return read_wrong(y, v, to, false); }
static bool wrong_translated(Yaml *y, yaml_node_t *v, void *to) { return read_wrong(y, v, to, true); }
static bool checks_english(Yaml *y, yaml_node_t *v, void *to) { return read_checks(y, v, to, false); }
static bool checks_translated(Yaml *y, yaml_node_t *v, void *to) { return read_checks(y, v, to, true); }

// -- documents -----------------------------------------------------------------------------------

typedef bool DocFn(Yaml *y, yaml_node_t *root, void *to, bool translation);

// Loads the text as one YAML document and hands its root to f.
static bool with_document(const RawLesson *raw, const char *text, uint32_t line, Arena *arena, DocFn *f, void *to,
                          bool translation, Err *e) {
  size_t n = strlen(text);
  if (n > MAX_YAML) return raw_error(raw, line, e, _("this block is too long: more than 64 KiB"));
  yaml_parser_t parser;
  yaml_document_t doc;
  if (!yaml_parser_initialize(&parser)) return err_set(e, ERR_MEMORY, _("no memory left to read the lesson"));
  yaml_parser_set_input_string(&parser, (const unsigned char *)text, n);
  bool ok = yaml_parser_load(&parser, &doc) != 0;
  if (!ok)
    raw_error(raw, line + (uint32_t)parser.problem_mark.line, e, _("this is not YAML: %s"),
              parser.problem ? parser.problem : "?");
  else {
    Yaml y = {raw, line, &doc, arena, e};
    ok = f(&y, yaml_document_get_root_node(&doc), to, translation);
    yaml_document_delete(&doc);
  }
  yaml_parser_delete(&parser);
  return ok;
}

static bool is_id(const char *s) {
  size_t n = strlen(s);
  return n > 0 && n <= 64 && strspn(s, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.") == n;
}

static bool read_front(Yaml *y, yaml_node_t *root, void *to, bool translation) {
  RawLesson *raw = to;
  double format = 0;
  const Key keys[] = {
      {"id", true, read_text}, {"title", true, read_text}, {"summary", true, read_text},
      {"minutes", true, read_number}, {"format", true, read_number}, {"order", true, read_number}};
  void *const fields[] = {&raw->id, &raw->title, &raw->summary, &raw->minutes, &format, &raw->order};
  (void)translation;
  if (!read_map(y, root, keys, fields, 6, false)) return false;
  if (format == 0) return fail(y, root, _("the key %s is missing"), "format");
  if (format > LESSON_FORMAT)
    return fail(y, value_at(y, root, "format"), _("this lesson is written for a newer glassbox: please update the program"));
  if (format < LESSON_FORMAT)
    return fail(y, value_at(y, root, "format"), _("this lesson is written for an older glassbox: please update the lesson"));
  const char *missing = !raw->id ? "id" : !raw->title ? "title" : !raw->summary ? "summary" : NULL;
  if (missing) return fail(y, root, _("the key %s is missing"), missing);
  return is_id(raw->id) || fail(y, root, _("the id %s is not made of letters, digits, - _ and ."), raw->id);
}

bool front_matter_read(RawLesson *raw, const char *text, bool translation, Arena *arena, Err *e) {
  raw->order = 1e9;
  return with_document(raw, text, 2, arena, read_front, raw, translation, e);
}

static bool complete_ask(Yaml *y, yaml_node_t *root, Block *b) {
  if (!b->answer) return fail(y, root, _("the key %s is missing"), "answer");
  if (!b->solution) b->solution = b->answer;
  if (b->n_choices == 0) return true;
  if (b->n_choices > 26) return fail(y, root, _("there are more choices than letters"));
  for (int i = -1; i < b->n_wrong; i++) {
    const char *s = i < 0 ? b->answer : b->wrong[i].answer;
    if (s[1] || s[0] < 'a' || s[0] >= 'a' + b->n_choices) return fail(y, value_at(y, root, i < 0 ? "answer" : "wrong"), _("%s is the letter of no choice"), s);
  }
  return true;
}

static bool complete(Yaml *y, yaml_node_t *root, Block *b) {
  bool task = b->kind == BLOCK_TASK;
  const char *missing = !b->id ? "id" : !b->prompt ? (task ? "task" : "ask") : !b->n_hints ? "hints"
                        : !b->explain ? "explain" : NULL;
  if (!missing && task) missing = !b->n_names ? "names" : !b->n_checks ? "checks" : !b->solution ? "solution" : NULL;
  if (missing) return fail(y, root, _("the key %s is missing"), missing);
  if (!is_id(b->id)) return fail(y, root, _("the id %s is not made of letters, digits, - _ and ."), b->id);
  return task || complete_ask(y, root, b);
}

static bool read_exercise(Yaml *y, yaml_node_t *root, void *to, bool translation) {
  Block *b = to;
  bool ask = b->kind == BLOCK_ASK;
  double tolerance = -1;
  const Key ask_keys[] = {
      {"id", true, read_text}, {"ask", true, read_text}, {"choices", true, read_choices}, {"answer", false, read_text},
      {"tolerance", false, read_number}, {"hints", true, read_hints}, {"solution", false, read_text},
      {"explain", true, read_text}, {"wrong", true, translation ? wrong_translated : wrong_english}};
  void *const ask_to[] = {&b->id, &b->prompt, b, &b->answer, &tolerance, b, &b->solution, &b->explain, b};
  const Key task_keys[] = {
      {"id", true, read_text}, {"task", true, read_text}, {"names", false, read_names}, {"setup", false, read_text},
      {"checks", true, translation ? checks_translated : checks_english}, {"hints", true, read_hints},
      {"solution", false, read_text}, {"explain", true, read_text},
      {"wrong", true, translation ? wrong_translated : wrong_english}};
  void *const task_to[] = {&b->id, &b->prompt, b, &b->setup, b, b, &b->solution, &b->explain, b};
  if (!read_map(y, root, ask ? ask_keys : task_keys, ask ? ask_to : task_to, 9, translation)) return false;
  b->tolerance = tolerance < 0 ? 1e-4 : tolerance;
  return translation || complete(y, root, b);
}

bool exercise_read(const RawLesson *raw, const Item *item, bool translation, Arena *arena, Block *b, Err *e) {
  return with_document(raw, item->text, item->text_line, arena, read_exercise, b, translation, e);
}
