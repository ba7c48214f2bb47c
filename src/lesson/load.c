// SPDX-License-Identifier: GPL-3.0-or-later
// load: the English file and its translation put together. The two have the same pages, and on each
// page the same fenced blocks in the same order; between two fences the paragraphs correspond one to
// one. Where they do not, the English text stands, marked: nothing old or misplaced is ever shown.
#include <dirent.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/i18n.h"
#include "base/map.h"
#include "base/mem.h"
#include "base/paths.h"
#include "lang/parser.h"
#include "lesson/parts.h"

typedef struct Pairing {
  Lesson *lesson;
  const RawLesson *en, *tr; // tr: NULL where no translation is wanted or to be had
  bool wanted;              // a translation was asked for
  Complaints *complaints;
} Pairing;

void complain(Complaints *c, const char *path, uint32_t line, const char *fmt, ...) {
  if (!c) return;
  va_list ap;
  va_start(ap, fmt);
  str_addf(c->out, "%s:%u: ", path, (unsigned)line);
  str_addv(c->out, fmt, ap);
  str_addc(c->out, '\n');
  va_end(ap);
  c->n++;
}

static const char *path_of(const RawLesson *raw) { return raw->src->name; }

// -- code ----------------------------------------------------------------------------------------

// Where the code of a line ends: before its `##` and the blanks in front of that.
static size_t code_length(const Source *s, uint32_t line, const char **note, size_t *note_n) {
  size_t n;
  const char *text = source_line(s, line, &n);
  *note = NULL;
  if (source_explanation(s, line, note, note_n)) {
    n = (size_t)(*note - text);
    while (n > 0 && text[n - 1] != '#') n--;
    while (n > 0 && text[n - 1] == '#') n--;
  }
  while (n > 0 && (text[n - 1] == ' ' || text[n - 1] == '\t')) n--;
  return n;
}

// The English code with the translation's explanations, line by line. False where the code differs.
static bool merge_code(const Source *en, const Source *tr, Str *out, uint32_t *bad_line) {
  for (uint32_t i = 0; i < en->n_lines; i++) {
    size_t n, tr_n;
    const char *note, *tr_note, *s = source_line(en, i, &n), *t = source_line(tr, i, &tr_n);
    size_t note_n, tr_note_n, code = code_length(en, i, &note, &note_n);
    size_t tr_code = i < tr->n_lines ? code_length(tr, i, &tr_note, &tr_note_n) : 0;
    *bad_line = i;
    if (i >= tr->n_lines || code != tr_code || memcmp(s, t, code) != 0 || !note != !tr_note) return false;
    if (i > 0) str_addc(out, '\n');
    str_addn(out, s, note ? (size_t)(note - s) : n);
    if (note) str_addn(out, tr_note, tr_note_n);
  }
  return tr->n_lines == en->n_lines;
}

static bool has_explanations(const Source *s) {
  const char *note;
  size_t n;
  for (uint32_t i = 0; i < s->n_lines; i++)
    if (source_explanation(s, i, &note, &n)) return true;
  return false;
}

static void pair_code(Pairing *p, const Item *en, const Item *tr, Block *b) {
  const char *name = path_of(p->en);
  size_t n = strlen(en->text);
  b->mode = en->mode;
  b->code = source_new(name, en->text, n, en->text_line);
  b->code->guest = true;
  if (!tr) {
    b->untranslated = p->wanted && has_explanations(b->code);
    return;
  }
  Source *other = source_new(path_of(p->tr), tr->text, strlen(tr->text), tr->text_line);
  Str merged = {0};
  uint32_t line = 0;
  if (merge_code(b->code, other, &merged, &line)) {
    source_release(b->code);
    b->code = source_new(name, str_c(&merged), merged.n, en->text_line);
    b->code->guest = true;
  } else {
    b->untranslated = has_explanations(b->code);
    complain(p->complaints, path_of(p->tr), tr->text_line + line,
             _("this code is not that of %s:%u (only the words after ## may differ)"), name, (unsigned)(en->text_line + line));
  }
  str_free(&merged);
  source_release(other);
}

// -- exercises -----------------------------------------------------------------------------------

typedef struct Words { const char *what; int en, tr; } Words;

// Is each word of the exercise translated? The first that is not is told.
static bool words_complete(Pairing *p, const Block *en, const Block *tr) {
  const Words counts[] = {{"choices", en->n_choices, tr->n_choices}, {"hints", en->n_hints, tr->n_hints},
                          {"checks", en->n_checks, tr->n_checks}, {"wrong", en->n_wrong, tr->n_wrong}};
  if (!tr->prompt || !tr->explain) {
    complain(p->complaints, path_of(p->tr), tr->line, _("%s of %s is not translated"),
             tr->prompt ? "explain" : en->kind == BLOCK_ASK ? "ask" : "task", en->id);
    return false;
  }
  for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) {
    if (counts[i].en == counts[i].tr) continue;
    complain(p->complaints, path_of(p->tr), tr->line, _("%s of %s: %d here, %d in English"), counts[i].what, en->id,
             counts[i].tr, counts[i].en);
    return false;
  }
  return true;
}

static void pair_exercise(Pairing *p, const Item *en, const Item *tr, Block *b) {
  const Block *t = tr ? tr->block : NULL;
  *b = *en->block;
  b->untranslated = p->wanted;
  if (!t || !words_complete(p, b, t)) return;
  b->untranslated = false;
  b->prompt = t->prompt;
  b->explain = t->explain;
  b->choices = t->choices;
  b->hints = t->hints;
  for (int i = 0; i < b->n_checks; i++) b->checks[i].message = t->checks[i].message;
  for (int i = 0; i < b->n_wrong; i++) b->wrong[i].reply = t->wrong[i].reply;
}

// -- pages ---------------------------------------------------------------------------------------

static bool is_fence(const Item *item) { return item->kind == ITEM_CODE || item->kind == ITEM_EXERCISE; }

static bool same_fence(const Item *a, const Item *b) {
  if (a->kind != b->kind) return false;
  if (a->kind == ITEM_CODE) return a->mode == b->mode;
  return a->block->kind == b->block->kind && b->block->id && strcmp(a->block->id, b->block->id) == 0;
}

static size_t next_fence(const RawPage *page, size_t i) {
  while (i < page->n && !is_fence(&page->items[i])) i++;
  return i;
}

static bool same_fences(Pairing *p, const RawPage *en, const RawPage *tr) {
  size_t i = next_fence(en, 0), j = next_fence(tr, 0);
  for (; i < en->n && j < tr->n; i = next_fence(en, i + 1), j = next_fence(tr, j + 1)) {
    if (same_fence(&en->items[i], &tr->items[j])) continue;
    complain(p->complaints, path_of(p->tr), tr->items[j].line, _("this block is not that of %s:%u"), path_of(p->en),
             (unsigned)en->items[i].line);
    return false;
  }
  if (i < en->n)
    complain(p->complaints, path_of(p->tr), tr->line, _("a block of this page is missing: that of %s:%u"), path_of(p->en),
             (unsigned)en->items[i].line);
  else if (j < tr->n)
    complain(p->complaints, path_of(p->tr), tr->items[j].line, _("there is no such block in %s"), path_of(p->en));
  return i >= en->n && j >= tr->n;
}

static Block *add_block(Pairing *p, Page *page, BlockKind kind, uint32_t line) {
  Block *b = arena_alloc(&p->lesson->arena, sizeof *b);
  b->kind = kind;
  b->line = line;
  page->blocks[page->n_blocks++] = b;
  return b;
}

static void add_prose(Pairing *p, Page *page, const char *text, bool untranslated, uint32_t line) {
  Block *last = page->n_blocks ? page->blocks[page->n_blocks - 1] : NULL;
  if (last && last->kind == BLOCK_PROSE && last->untranslated == untranslated) {
    Str both = {0};
    str_addf(&both, "%s\n\n%s", last->prose, text);
    last->prose = arena_strndup(&p->lesson->arena, str_c(&both), both.n);
    str_free(&both);
    return;
  }
  Block *b = add_block(p, page, BLOCK_PROSE, line);
  b->prose = text;
  b->untranslated = untranslated;
}

// The paragraphs between two fences: items [i, end) and, in the translation, [j, tr_end).
static void pair_prose(Pairing *p, Page *page, const RawPage *en, size_t i, size_t end, const RawPage *tr, size_t j,
                       size_t tr_end) {
  bool fits = tr && end - i == tr_end - j;
  if (tr && !fits)
    complain(p->complaints, path_of(p->tr), j < tr_end ? tr->items[j].line : tr->line,
             _("page \"%s\": %d paragraphs here, %d at %s:%u; a paragraph is missing or too many"), tr->title,
             (int)(tr_end - j), (int)(end - i), path_of(p->en), (unsigned)(i < end ? en->items[i].line : en->line));
  for (; i < end; i++, j++) {
    const Item *own = &en->items[i], *other = fits ? &tr->items[j] : NULL;
    if (own->kind == ITEM_ABSENT) continue;
    if (other && other->kind == ITEM_ABSENT)
      complain(p->complaints, path_of(p->tr), other->line, _("this paragraph is not translated: %s:%u"), path_of(p->en),
               (unsigned)own->line);
    bool translated = other && other->kind == ITEM_PROSE;
    add_prose(p, page, translated ? other->text : own->text, p->wanted && !translated, own->line);
  }
}

static void pair_page(Pairing *p, Page *page, const RawPage *en, const RawPage *tr) {
  if (tr && !same_fences(p, en, tr)) tr = NULL;
  page->title = tr ? tr->title : en->title;
  page->blocks = arena_alloc(&p->lesson->arena, (en->n + 1) * sizeof(Block *));
  for (size_t i = 0, j = 0; i < en->n || (tr && j < tr->n);) {
    size_t end = next_fence(en, i), tr_end = tr ? next_fence(tr, j) : 0;
    pair_prose(p, page, en, i, end, tr, j, tr_end);
    if (end < en->n) {
      const Item *own = &en->items[end], *other = tr ? &tr->items[tr_end] : NULL;
      bool code = own->kind == ITEM_CODE;
      Block *b = add_block(p, page, code ? BLOCK_CODE : own->block->kind, own->line);
      if (code) pair_code(p, own, other, b);
      else pair_exercise(p, own, other, b);
    }
    i = end + 1;
    j = tr_end + 1;
  }
}

static void pair_pages(Pairing *p) {
  Lesson *l = p->lesson;
  l->pages = arena_alloc(&l->arena, p->en->n * sizeof *l->pages);
  l->n_pages = (int)p->en->n;
  if (p->tr && p->tr->n != p->en->n)
    complain(p->complaints, path_of(p->tr), 1, _("%d pages here, %d in %s"), (int)p->tr->n, (int)p->en->n, path_of(p->en));
  for (size_t i = 0; i < p->en->n; i++)
    pair_page(p, &l->pages[i], &p->en->pages[i], p->tr && i < p->tr->n ? &p->tr->pages[i] : NULL);
}

// -- the lesson ----------------------------------------------------------------------------------

static bool unique_ids(const RawLesson *raw, Err *e) {
  Map seen = {0};
  bool ok = true;
  for (size_t i = 0; ok && i < raw->n; i++)
    for (size_t k = 0; ok && k < raw->pages[i].n; k++) {
      const Item *item = &raw->pages[i].items[k];
      if (item->kind != ITEM_EXERCISE) continue;
      const char *id = name_of(item->block->id);
      int line = map_get(&seen, id);
      if (line >= 0) ok = raw_error(raw, item->line, e, _("the id %s is taken already, in line %d"), id, line);
      else map_put(&seen, id, (int)item->line);
    }
  map_free(&seen);
  return ok;
}

static void add_descriptions(Lesson *l, const RawLesson *en, const RawLesson *tr) {
  const RawLesson *words = tr ? tr : en;
  l->id = en->id;
  l->title = words->title;
  l->summary = words->summary;
  l->minutes = (int)en->minutes;
  l->path = arena_strndup(&l->arena, path_of(en), strlen(path_of(en)));
}

// The translation as it stands; NULL, with a complaint, where it cannot be used.
static const RawLesson *read_translation(RawLesson *raw, const char *path, const RawLesson *en, Arena *arena, Complaints *c) {
  Err e = {0};
  bool ok = raw_read(raw, path, true, arena, &e);
  if (ok && strcmp(raw->id, en->id) != 0) ok = raw_error(raw, 2, &e, _("the id is %s, but %s in English"), raw->id, en->id);
  if (!ok && c) {
    err_render(&e, c->out);
    c->n++;
  }
  err_clear(&e);
  return ok ? raw : NULL;
}

Lesson *lesson_load_pair(const char *english, const char *translation, Complaints *c, Err *e) {
  Lesson *l = mem_zalloc(sizeof *l);
  RawLesson en, tr = {0};
  bool wanted = translation && *translation;
  bool ok = raw_read(&en, english, false, &l->arena, e) && unique_ids(&en, e);
  if (ok) {
    Pairing p = {l, &en, NULL, wanted, c};
    if (wanted) p.tr = read_translation(&tr, translation, &en, &l->arena, c);
    add_descriptions(l, &en, p.tr);
    pair_pages(&p);
  }
  raw_free(&en);
  raw_free(&tr);
  if (ok) return l;
  lesson_free(l);
  return NULL;
}

void lesson_free(Lesson *l) {
  if (!l) return;
  for (int i = 0; i < l->n_pages; i++)
    for (int k = 0; k < l->pages[i].n_blocks; k++) source_release(l->pages[i].blocks[k]->code);
  arena_free(&l->arena);
  mem_free(l);
}

// -- finding lessons -----------------------------------------------------------------------------

// "a/en/x.md" in another language: "a/LANG/x.md"; false where the path has no such folder.
static bool sibling(const char *path, const char *lang, Str *out) {
  const char *file = strrchr(path, '/');
  const char *dir = file;
  while (dir && dir > path && dir[-1] != '/') dir--;
  str_clear(out);
  if (!file) str_addf(out, "../%s/%s", lang, path);
  else str_addf(out, "%.*s%s%s", (int)(dir - path), path, lang, file);
  return access(str_c(out), R_OK) == 0;
}

static bool is_path(const char *name) {
  size_t n = strlen(name);
  return strchr(name, '/') || (n > 3 && strcmp(name + n - 3, ".md") == 0);
}

typedef struct Ids { size_t i; } Ids;
static const char *next_id(void *ctx) {
  Ids *ids = ctx;
  return lesson_next(&ids->i);
}

bool lesson_paths(const char *name, const char *lang, Str *english, Str *translation, Err *e) {
  str_clear(english);
  str_clear(translation);
  if (!is_path(name)) str_addf(english, "%s/lessons/en/%s.md", path_data(), name);
  else if (!sibling(name, "en", english)) {
    str_clear(english);
    str_add(english, name); // a lesson of its own
  }
  if (access(str_c(english), R_OK) != 0) {
    if (is_path(name)) return err_set(e, ERR_IO, _("there is no lesson file %s"), name);
    err_set(e, ERR_NAME, _("there is no lesson %s"), name);
    err_did_you_mean(e, name, next_id, &(Ids){0});
    return false;
  }
  if (!lang || strcmp(lang, "en") == 0) return true;
  if (!sibling(str_c(english), lang, translation)) str_clear(translation);
  return true;
}

Lesson *lesson_load(const char *name, const char *lang, Err *e) {
  Str english = {0}, translation = {0};
  Lesson *l = NULL;
  if (lesson_paths(name, lang, &english, &translation, e))
    l = lesson_load_pair(str_c(&english), str_c(&translation), NULL, e);
  str_free(&english);
  str_free(&translation);
  return l;
}

typedef struct Listed { const char *id; double order; } Listed;

static int by_order(const void *a, const void *b) {
  const Listed *x = a, *y = b;
  if (x->order != y->order) return x->order < y->order ? -1 : 1;
  return strcmp(x->id, y->id);
}

// The lesson's place in the course; lessons that do not say come last.
static double read_order(const char *path) {
  RawLesson raw;
  Arena arena = {0};
  Err e = {0};
  double order = raw_read(&raw, path, true, &arena, &e) ? raw.order : 1e9;
  raw_free(&raw);
  arena_free(&arena);
  err_clear(&e);
  return order;
}

const char *lesson_next(size_t *i) {
  Str folder = {0}, path = {0};
  str_addf(&folder, "%s/lessons/en", path_data());
  DIR *dir = opendir(str_c(&folder));
  Listed *list = NULL;
  size_t n = 0, cap = 0;
  for (struct dirent *d; dir && (d = readdir(dir));) {
    size_t k = strlen(d->d_name);
    if (d->d_name[0] == '.' || k < 4 || strcmp(d->d_name + k - 3, ".md") != 0) continue;
    str_clear(&path);
    str_addf(&path, "%s/%s", str_c(&folder), d->d_name);
    mem_grow(&list, &cap, n + 1, sizeof *list);
    list[n++] = (Listed){name_intern(d->d_name, k - 3), read_order(str_c(&path))};
  }
  if (dir) closedir(dir);
  if (n) qsort(list, n, sizeof *list, by_order);
  const char *id = *i < n ? list[(*i)++].id : NULL;
  mem_free(list);
  str_free(&folder);
  str_free(&path);
  return id;
}

// -- view lines ----------------------------------------------------------------------------------

// Where the last " as " begins, or else the last " with "; n where there is neither.
static size_t kind_begins(const char *s, size_t n) {
  static const char *const words[] = {" as ", " with "};
  for (int w = 0; w < 2; w++) {
    size_t len = strlen(words[w]);
    for (size_t i = n; i-- > 0;)
      if (n - i > len && memcmp(s + i, words[w], len) == 0) return i;
  }
  return n;
}

bool view_line_next(const char **text, Str *expr, Str *kind) {
  const char *s = *text;
  str_clear(expr);
  str_clear(kind);
  while (*s && strchr(" \t\n", *s)) s++;
  size_t n = strcspn(s, "\n");
  *text = s + n;
  while (n > 0 && strchr(" \t\r", s[n - 1])) n--;
  if (n == 0) return false;
  size_t cut = kind_begins(s, n);
  if (cut < n) {
    size_t from = cut + (memcmp(s + cut, " as ", 4) == 0 ? 4 : 1); // "with LABELS" keeps its word
    while (from < n && s[from] == ' ') from++;
    str_addn(kind, s + from, n - from);
    n = cut;
  }
  while (n > 0 && s[n - 1] == ' ') n--;
  str_addn(expr, s, n);
  return true;
}
