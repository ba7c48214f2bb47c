// SPDX-License-Identifier: GPL-3.0-or-later
// subword_train: the words of a text, each once with its count, as symbols for merges_learn.
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "text/split.h"
#include "text/subword.h"

typedef struct Words {
  Vocab vocab;
  Ids counts;
  Err *e;
} Words;

static bool add_word(void *ctx, const char *s, size_t n) {
  Words *w = ctx;
  uint32_t id;
  if (!vocab_add(&w->vocab, s, n, &id, w->e)) return false;
  if (id == w->counts.n && !ids_push(&w->counts, 0, w->e)) return false;
  w->counts.ids[id]++;
  return true;
}

// -- characters ------------------------------------------------------------------------------------------

// A character as a token: within a word it may have a mark in front.
typedef struct CharToken { char s[8]; size_t n; } CharToken;

static CharToken char_token(const char *s, size_t n, bool inner) {
  CharToken c = {.n = n + (inner ? 2 : 0)};
  if (inner) memcpy(c.s, WORDPIECE_INNER, 2);
  memcpy(c.s + (inner ? 2 : 0), s, n);
  return c;
}

static int by_bytes(const void *a, const void *b) { // the order of code points, in UTF-8
  const CharToken *x = a, *y = b;
  return memcmp(x->s, y->s, sizeof x->s);
}

// All characters of the words that begin them (inner: that are within them; marked: with the mark).
static bool add_chars(const Words *w, bool first, bool inner, bool marked, Vocab *tokens, Err *e) {
  Vocab seen = {0};
  CharToken *sorted = NULL;
  size_t cap = 0;
  uint32_t id, cp;
  bool ok = true;
  for (uint32_t k = 0; k < w->vocab.n && ok; k++) {
    size_t n, step;
    const char *s = vocab_text(&w->vocab, k, &n);
    for (size_t i = 0; i < n && ok; i += step) {
      step = utf8_next(s + i, n - i, &cp);
      if (i == 0 ? !first : !inner) continue;
      size_t had = seen.n;
      ok = vocab_add(&seen, s + i, step, &id, e);
      if (!ok || seen.n == had) continue;
      ok = text_grow(&sorted, &cap, seen.n, sizeof *sorted, e);
      if (ok) sorted[had] = char_token(s + i, step, marked);
    }
  }
  if (ok && seen.n) qsort(sorted, seen.n, sizeof *sorted, by_bytes);
  for (size_t i = 0; i < seen.n && ok; i++) ok = vocab_add(tokens, sorted[i].s, sorted[i].n, &id, e);
  vocab_free(&seen);
  mem_free(sorted);
  return ok;
}

// -- symbols ---------------------------------------------------------------------------------------------

typedef struct Symbols { Ids all; MergeWord *words; } Symbols;

// end: VOCAB_NONE, or the symbol that ends each word. marked: characters within words have the mark.
static bool make_symbols(const Words *w, const Vocab *tokens, bool marked, uint32_t end, Symbols *out, Err *e) {
  uint32_t cp;
  out->words = mem_try((w->vocab.n + 1) * sizeof *out->words);
  if (!out->words) return err_set(e, ERR_MEMORY, _("out of memory: there is no room for %zu items"), w->vocab.n);
  for (uint32_t k = 0; k < w->vocab.n; k++) {
    size_t n, step, from = out->all.n;
    const char *s = vocab_text(&w->vocab, k, &n);
    for (size_t i = 0; i < n; i += step) {
      step = utf8_next(s + i, n - i, &cp);
      CharToken c = char_token(s + i, step, marked && i > 0);
      if (!ids_push(&out->all, vocab_find(tokens, c.s, c.n), e)) return false;
    }
    if (end != VOCAB_NONE && !ids_push(&out->all, end, e)) return false;
    out->words[k] = (MergeWord){from, (uint32_t)(out->all.n - from), w->counts.ids[k]};
  }
  return true;
}

static void join_plain(const Vocab *tokens, uint32_t a, uint32_t b, Str *out) {
  size_t n;
  const char *s = vocab_text(tokens, a, &n);
  str_addn(out, s, n);
  s = vocab_text(tokens, b, &n);
  str_addn(out, s, n);
}

// "u" + "##n" is "un", "##u" + "##n" is "##un".
static void join_marked(const Vocab *tokens, uint32_t a, uint32_t b, Str *out) {
  size_t n;
  const char *s = vocab_text(tokens, a, &n);
  str_addn(out, s, n);
  s = vocab_text(tokens, b, &n);
  str_addn(out, s + 2, n - 2);
}

static bool learn(const Words *w, bool marked, uint32_t end, MergeTask *task, size_t most, size_t most_tokens,
                  Merge **merges, size_t *n, Err *e) {
  Symbols s = {0};
  bool ok = make_symbols(w, task->tokens, marked, end, &s, e);
  task->symbols = s.all.ids;
  task->words = s.words;
  task->n_words = w->vocab.n;
  task->join = marked ? join_marked : join_plain;
  ok = ok && merges_learn(task, most, most_tokens, merges, n, e);
  ids_free(&s.all);
  mem_free(s.words);
  return ok;
}

bool bpe_train(const char *text, size_t n, size_t n_merges, Vocab *tokens, Merge **merges, size_t *n_merged, Err *e) {
  Words w = {.e = e};
  uint32_t unknown, end;
  MergeTask task = {.rule = MERGE_BY_COUNT, .tokens = tokens};
  bool ok = text_split(SPLIT_BLANKS, false, text, n, add_word, &w, e) &&
            vocab_add(tokens, BPE_UNKNOWN, strlen(BPE_UNKNOWN), &unknown, e) &&
            vocab_add(tokens, BPE_END, strlen(BPE_END), &end, e) && add_chars(&w, true, true, false, tokens, e) &&
            learn(&w, false, end, &task, n_merges, 0, merges, n_merged, e);
  vocab_free(&w.vocab);
  ids_free(&w.counts);
  return ok;
}

bool wordpiece_train(const char *text, size_t n, size_t n_tokens, MergeRule rule, bool lower, Vocab *tokens, Err *e) {
  Words w = {.e = e};
  uint32_t unknown;
  Merge *merges = NULL;
  size_t n_merges;
  MergeTask task = {.rule = rule, .tokens = tokens};
  bool ok = text_split(SPLIT_WORDS, lower, text, n, add_word, &w, e) &&
            vocab_add(tokens, WORDPIECE_UNKNOWN, strlen(WORDPIECE_UNKNOWN), &unknown, e) &&
            add_chars(&w, true, false, false, tokens, e) && add_chars(&w, false, true, true, tokens, e) &&
            learn(&w, true, VOCAB_NONE, &task, SIZE_MAX, n_tokens ? n_tokens : 1, &merges, &n_merges, e);
  mem_free(merges);
  vocab_free(&w.vocab);
  ids_free(&w.counts);
  return ok;
}
