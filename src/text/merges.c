// SPDX-License-Identifier: GPL-3.0-or-later
// merges: each pair of neighbours knows how often it occurs and in which words it may, so that a merge
// only visits the words it changes. The best pair is found by looking through all of them: they are few
// thousands, lie side by side, and most numbers of theirs need no change from one merge to the next.
#include "text/merges.h"

#include <math.h>
#include <string.h>

#include "base/i18n.h"
#include "base/interrupt.h"
#include "base/mem.h"

typedef struct Places { uint32_t *words; size_t n, cap; } Places;
typedef struct Pair { uint32_t a, b; } Pair;

typedef struct Learner {
  MergeTask *t;
  Pair *pairs;
  int64_t *counts;   // of each pair
  double *logs;      // of each count, where the rule asks for them
  Places *places;    // words that had the pair at some time
  size_t n, cap_pairs, cap_counts, cap_logs, cap_places;
  uint32_t *slots;   // pair -> number + 1
  size_t n_slots;
  int64_t *symbol_counts;
  double *symbol_logs;
  size_t n_symbols, cap_symbols, cap_symbol_logs;
  int64_t total;     // symbols in the text
  Err *e;
} Learner;

// -- pairs -------------------------------------------------------------------------------------------------

static size_t slot_of(Pair p, size_t n_slots) {
  uint64_t key = ((uint64_t)p.a << 32 | p.b) * 0x9E3779B97F4A7C15u;
  key ^= key >> 32;
  return (size_t)(key * 0x9E3779B97F4A7C15u >> 32) & (n_slots - 1);
}

static size_t find(const Learner *l, Pair p) {
  size_t i = slot_of(p, l->n_slots);
  for (; l->slots[i]; i = (i + 1) & (l->n_slots - 1)) {
    const Pair *q = &l->pairs[l->slots[i] - 1];
    if (q->a == p.a && q->b == p.b) break;
  }
  return i;
}

static bool more_slots(Learner *l) {
  size_t n = l->n_slots ? l->n_slots * 2 : 4096;
  uint32_t *slots = mem_try(n * sizeof *slots);
  if (!slots) return err_set(l->e, ERR_MEMORY, _("out of memory: there is no room for %zu items"), n);
  memset(slots, 0, n * sizeof *slots);
  mem_free(l->slots);
  l->slots = slots;
  l->n_slots = n;
  for (size_t k = 0; k < l->n; k++) slots[find(l, l->pairs[k])] = (uint32_t)k + 1;
  return true;
}

static bool new_pair(Learner *l, Pair p) {
  if (!text_grow(&l->pairs, &l->cap_pairs, l->n + 1, sizeof *l->pairs, l->e) ||
      !text_grow(&l->counts, &l->cap_counts, l->n + 1, sizeof *l->counts, l->e) ||
      !text_grow(&l->logs, &l->cap_logs, l->n + 1, sizeof *l->logs, l->e) ||
      !text_grow(&l->places, &l->cap_places, l->n + 1, sizeof *l->places, l->e))
    return false;
  l->pairs[l->n] = p;
  l->counts[l->n] = 0;
  l->logs[l->n] = 0;
  l->places[l->n] = (Places){0};
  l->n++;
  return true;
}

// The pair's number, a new one where it is new.
static bool number_of(Learner *l, Pair p, size_t *number) {
  if (l->n * 2 >= l->n_slots && !more_slots(l)) return false;
  size_t i = find(l, p);
  if (!l->slots[i]) {
    if (!new_pair(l, p)) return false;
    l->slots[i] = (uint32_t)l->n;
  }
  *number = l->slots[i] - 1;
  return true;
}

// -- words -------------------------------------------------------------------------------------------------

static void set_log(Learner *l, size_t pair) {
  if (l->t->rule == MERGE_BY_GAIN) l->logs[pair] = l->counts[pair] > 0 ? log((double)l->counts[pair]) : 0;
}

// Takes the word's symbols and pairs into the counts (sign 1) or out of them (-1). A pair is noted as
// being in the word where one of its two is `fresh` (VOCAB_NONE: all are).
static bool count_word(Learner *l, uint32_t word, int sign, uint32_t fresh) {
  const MergeWord *w = &l->t->words[word];
  const uint32_t *s = l->t->symbols + w->from;
  int64_t by = sign * (int64_t)w->count;
  size_t pair;
  for (uint32_t i = 0; i < w->n; i++) l->symbol_counts[s[i]] += by;
  l->total += by * w->n;
  for (uint32_t i = 0; i + 1 < w->n; i++) {
    if (!number_of(l, (Pair){s[i], s[i + 1]}, &pair)) return false;
    l->counts[pair] += by;
    set_log(l, pair);
    bool noted = sign > 0 && (fresh == VOCAB_NONE || s[i] == fresh || s[i + 1] == fresh);
    if (!noted) continue;
    Places *p = &l->places[pair];
    if (p->n && p->words[p->n - 1] == word) continue;
    if (!text_grow(&p->words, &p->cap, p->n + 1, sizeof *p->words, l->e)) return false;
    p->words[p->n++] = word;
  }
  return true;
}

static bool has_pair(const Learner *l, const MergeWord *w, Pair p) {
  const uint32_t *s = l->t->symbols + w->from;
  for (uint32_t i = 0; i + 1 < w->n; i++)
    if (s[i] == p.a && s[i + 1] == p.b) return true;
  return false;
}

static void join_in_word(Learner *l, MergeWord *w, Pair p, uint32_t made) {
  uint32_t *s = l->t->symbols + w->from, n = 0;
  for (uint32_t i = 0; i < w->n; n++) {
    bool both = i + 1 < w->n && s[i] == p.a && s[i + 1] == p.b;
    s[n] = both ? made : s[i];
    i += both ? 2 : 1;
  }
  w->n = n;
}

static bool set_symbol_logs(Learner *l) {
  if (l->t->rule != MERGE_BY_GAIN) return true;
  if (!text_grow(&l->symbol_logs, &l->cap_symbol_logs, l->n_symbols, sizeof *l->symbol_logs, l->e)) return false;
  for (size_t i = 0; i < l->n_symbols; i++) l->symbol_logs[i] = l->symbol_counts[i] > 0 ? log((double)l->symbol_counts[i]) : 0;
  return true;
}

static bool room_for_symbols(Learner *l) {
  size_t n = l->t->tokens->n;
  if (!text_grow(&l->symbol_counts, &l->cap_symbols, n, sizeof *l->symbol_counts, l->e)) return false;
  for (; l->n_symbols < n; l->n_symbols++) l->symbol_counts[l->n_symbols] = 0;
  return true;
}

// -- learning ------------------------------------------------------------------------------------------------

static bool is_before(Pair p, Pair q) { return p.a != q.a ? p.a < q.a : p.b < q.b; }

static bool best_by_count(const Learner *l, size_t *best) {
  int64_t most = 0;
  for (size_t i = 0; i < l->n; i++) {
    if (l->counts[i] < most || l->counts[i] == 0) continue;
    if (l->counts[i] == most && !is_before(l->pairs[i], l->pairs[*best])) continue;
    most = l->counts[i];
    *best = i;
  }
  return most > 0;
}

static bool best_by_gain(const Learner *l, size_t *best) {
  double most = -INFINITY, total = log((double)l->total);
  for (size_t i = 0; i < l->n; i++) {
    if (l->counts[i] == 0) continue;
    Pair p = l->pairs[i];
    double gain = (double)l->counts[i] * (l->logs[i] + total - l->symbol_logs[p.a] - l->symbol_logs[p.b]);
    if (gain < most || (gain == most && !is_before(p, l->pairs[*best]))) continue;
    most = gain;
    *best = i;
  }
  return most > -INFINITY;
}

static bool merge(Learner *l, size_t pair, Merge *out) {
  Pair p = l->pairs[pair];
  Str text = {0};
  l->t->join(l->t->tokens, p.a, p.b, &text);
  bool ok = vocab_add(l->t->tokens, str_c(&text), text.n, &out->made, l->e) && room_for_symbols(l);
  str_free(&text);
  out->a = p.a;
  out->b = p.b;
  Places at = l->places[pair]; // taken over: counting may move the table, and notes none for this pair
  l->places[pair] = (Places){0};
  for (size_t i = 0; i < at.n && ok; i++) {
    MergeWord *w = &l->t->words[at.words[i]];
    if (!has_pair(l, w, p)) continue; // it was merged away, or is in the list twice
    ok = count_word(l, at.words[i], -1, VOCAB_NONE);
    join_in_word(l, w, p, out->made);
    ok = ok && count_word(l, at.words[i], 1, out->made);
  }
  mem_free(at.words);
  return ok && set_symbol_logs(l);
}

static void free_learner(Learner *l) {
  for (size_t i = 0; i < l->n; i++) mem_free(l->places[i].words);
  mem_free(l->pairs);
  mem_free(l->counts);
  mem_free(l->logs);
  mem_free(l->places);
  mem_free(l->slots);
  mem_free(l->symbol_counts);
  mem_free(l->symbol_logs);
}

bool merges_learn(MergeTask *t, size_t most, size_t most_tokens, Merge **out, size_t *n, Err *e) {
  Learner l = {.t = t, .e = e};
  size_t best = 0, cap = 0;
  *out = NULL;
  *n = 0;
  bool ok = room_for_symbols(&l);
  for (size_t i = 0; i < t->n_words && ok; i++) ok = count_word(&l, (uint32_t)i, 1, VOCAB_NONE);
  ok = ok && set_symbol_logs(&l);
  while (ok && *n < most && (!most_tokens || t->tokens->n < most_tokens)) {
    if (!(t->rule == MERGE_BY_COUNT ? best_by_count(&l, &best) : best_by_gain(&l, &best))) break;
    ok = text_grow(out, &cap, *n + 1, sizeof **out, e) && merge(&l, best, &(*out)[*n]) &&
         !(interrupt_pending() && interrupt_check(e));
    if (ok) ++*n;
  }
  free_learner(&l);
  if (ok) return true;
  mem_free(*out);
  *out = NULL;
  *n = 0;
  return false;
}
