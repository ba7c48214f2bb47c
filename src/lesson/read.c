// SPDX-License-Identifier: GPL-3.0-or-later
// read: a lesson file as it stands, page by page. cmark says where each block of the Markdown begins;
// its text is then taken from the file itself, so that prose keeps its own marks.
#include <cmark.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "base/paths.h"
#include "base/utf8.h"
#include "lesson/parts.h"

#define MAX_FILE (1u << 20)

bool raw_error(const RawLesson *raw, uint32_t line, Err *e, const char *fmt, ...) {
  va_list ap;
  va_start(ap, fmt);
  err_setv(e, ERR_SYNTAX, fmt, ap);
  va_end(ap);
  uint32_t i = line > 0 ? line - 1 : 0;
  if (raw->src->n_lines == 0) return false;
  if (i >= raw->src->n_lines) i = raw->src->n_lines - 1;
  size_t n;
  const char *s = source_line(raw->src, i, &n), *end = s + n;
  while (s < end && (*s == ' ' || *s == '\t')) s++;
  uint32_t start = (uint32_t)(s - raw->src->text);
  err_at(e, (Span){raw->src, start, (uint32_t)(end - raw->src->text)});
  return false;
}

void raw_free(RawLesson *raw) {
  for (size_t i = 0; i < raw->n; i++) mem_free(raw->pages[i].items);
  mem_free(raw->pages);
  source_release(raw->src);
  *raw = (RawLesson){0};
}

// -- front matter --------------------------------------------------------------------------------

static bool is_rule(const char *s, size_t n) {
  while (n > 0 && (s[n - 1] == ' ' || s[n - 1] == '\r')) n--;
  return n == 3 && memcmp(s, "---", 3) == 0;
}

// The number of lines up to and with the closing `---`; 0 where there is no front matter.
static uint32_t front_matter_lines(const Source *src) {
  size_t n;
  for (uint32_t i = 0; i < src->n_lines; i++) {
    const char *s = source_line(src, i, &n);
    if (i == 0 && !is_rule(s, n)) return 0;
    if (i > 0 && is_rule(s, n)) return i + 1;
  }
  return 0;
}

static bool read_front_matter(RawLesson *raw, uint32_t lines, bool translation, Arena *arena, Err *e) {
  if (lines == 0)
    return raw_error(raw, 1, e, _("the lesson does not begin with its description between lines of ---"));
  size_t n;
  const char *from = source_line(raw->src, 1, &n), *to = source_line(raw->src, lines - 1, &n);
  return front_matter_read(raw, arena_strndup(arena, from, (size_t)(to - from)), translation, arena, e);
}

// -- blocks --------------------------------------------------------------------------------------

static const char *heading_text(cmark_node *heading, Arena *arena) {
  Str s = {0};
  cmark_iter *it = cmark_iter_new(heading);
  for (cmark_event_type ev; (ev = cmark_iter_next(it)) != CMARK_EVENT_DONE;) {
    const char *text = cmark_node_get_literal(cmark_iter_get_node(it));
    if (ev == CMARK_EVENT_ENTER && text) str_add(&s, text);
  }
  cmark_iter_free(it);
  const char *kept = arena_strndup(arena, str_c(&s), s.n);
  str_free(&s);
  return kept;
}

// The lines from this block up to the next, without blank ones at the end.
static const char *block_text(const Source *src, cmark_node *node, Arena *arena) {
  cmark_node *next = cmark_node_next(node);
  uint32_t first = (uint32_t)cmark_node_get_start_line(node) - 1;
  uint32_t last = next ? (uint32_t)cmark_node_get_start_line(next) - 1 : src->n_lines;
  size_t n, end = last < src->n_lines ? src->lines[last] : src->n;
  const char *s = source_line(src, first, &n);
  size_t start = (size_t)(s - src->text);
  while (end > start && strchr(" \t\r\n", src->text[end - 1])) end--;
  return arena_strndup(arena, s, end - start);
}

static bool code_mode(const char *words, CodeMode *mode) {
  static const char *const names[] = {"", "setup", "try", "step", "view"};
  for (int i = 0; i < 5; i++)
    if (strcmp(words, names[i]) == 0) {
      *mode = (CodeMode)i;
      return true;
    }
  return false;
}

// What a fenced block is for, by the words after the fence. ITEM_PROSE: none of ours.
static bool read_fence(RawLesson *raw, cmark_node *node, Item *item, bool translation, Arena *arena, Err *e) {
  const char *info = cmark_node_get_fence_info(node), *text = cmark_node_get_literal(node);
  char word[16] = "", more[16] = "";
  int words = sscanf(info ? info : "", "%15s %15s", word, more);
  bool gb = strcmp(word, "gb") == 0, ask = strcmp(word, "ask") == 0, task = strcmp(word, "task") == 0;
  if (words < 1 || !(gb || ask || task)) return true;
  if (!gb && *more) return raw_error(raw, item->line, e, _("nothing may follow ```%s here"), word);
  item->text = arena_strndup(arena, text, strlen(text));
  item->text_line = item->line + 1;
  item->kind = gb ? ITEM_CODE : ITEM_EXERCISE;
  if (gb && !code_mode(more, &item->mode))
    return raw_error(raw, item->line, e, _("```gb %s is none of: gb, gb setup, gb try, gb step, gb view"), more);
  if (gb) return true;
  item->block = arena_alloc(arena, sizeof *item->block);
  item->block->kind = ask ? BLOCK_ASK : BLOCK_TASK;
  item->block->line = item->line;
  return exercise_read(raw, item, translation, arena, item->block, e);
}

static bool read_item(RawLesson *raw, cmark_node *node, bool translation, Arena *arena, Err *e) {
  cmark_node_type type = cmark_node_get_type(node);
  uint32_t line = (uint32_t)cmark_node_get_start_line(node);
  Item item = {.line = line, .text_line = line};
  if (type == CMARK_NODE_HTML_BLOCK && str_starts(cmark_node_get_literal(node), "<!--")) {
    if (!strstr(cmark_node_get_literal(node), "untranslated")) return true; // an author's remark
    item.kind = ITEM_ABSENT;
  }
  if (raw->n == 0) return raw_error(raw, line, e, _("this stands before the first page: a page begins with ## and its title"));
  if (type == CMARK_NODE_CODE_BLOCK && !read_fence(raw, node, &item, translation, arena, e)) return false;
  if (item.kind == ITEM_PROSE) item.text = block_text(raw->src, node, arena);
  RawPage *page = &raw->pages[raw->n - 1];
  mem_grow(&page->items, &page->cap, page->n + 1, sizeof *page->items);
  page->items[page->n++] = item;
  return true;
}

static bool read_blocks(RawLesson *raw, cmark_node *doc, bool translation, Arena *arena, Err *e) {
  for (cmark_node *c = cmark_node_first_child(doc); c; c = cmark_node_next(c)) {
    bool heading = cmark_node_get_type(c) == CMARK_NODE_HEADING;
    int level = heading ? cmark_node_get_heading_level(c) : 0;
    if (level == 1 && raw->n == 0) continue;
    if (level != 2) {
      if (!read_item(raw, c, translation, arena, e)) return false;
      continue;
    }
    mem_grow(&raw->pages, &raw->cap, raw->n + 1, sizeof *raw->pages);
    raw->pages[raw->n++] = (RawPage){.title = heading_text(c, arena), .line = (uint32_t)cmark_node_get_start_line(c)};
  }
  return raw->n > 0 || raw_error(raw, 1, e, _("the lesson has no page: a page begins with ## and its title"));
}

// -- the file ------------------------------------------------------------------------------------

// The file with its first lines made blank, so that cmark counts lines as the file does.
static cmark_node *parse_body(const Source *src, uint32_t skip) {
  size_t n, start = skip < src->n_lines ? (size_t)(source_line(src, skip, &n) - src->text) : src->n;
  Str body = {0};
  str_repeat(&body, "\n", (int)skip);
  str_addn(&body, src->text + start, src->n - start);
  cmark_node *doc = cmark_parse_document(str_c(&body), body.n, CMARK_OPT_DEFAULT);
  str_free(&body);
  return doc;
}

bool raw_read(RawLesson *raw, const char *path, bool translation, Arena *arena, Err *e) {
  char *text;
  size_t n;
  *raw = (RawLesson){0};
  if (!file_read(path, &text, &n, e)) return false;
  size_t valid = utf8_valid(text, n);
  if (n > MAX_FILE) err_set(e, ERR_LIMIT, _("%s is too long for a lesson: more than 1 MiB"), path);
  else if (valid != n || memchr(text, 0, n)) err_set(e, ERR_SYNTAX, _("%s is no UTF-8 text"), path);
  else raw->src = source_new(path, text, n, 1);
  mem_free(text);
  if (!raw->src) return false;
  uint32_t skip = front_matter_lines(raw->src);
  if (!read_front_matter(raw, skip, translation, arena, e)) return false;
  cmark_node *doc = parse_body(raw->src, skip);
  bool ok = read_blocks(raw, doc, translation, arena, e);
  cmark_node_free(doc);
  return ok;
}
