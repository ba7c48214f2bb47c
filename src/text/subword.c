// SPDX-License-Identifier: GPL-3.0-or-later
// subword: cutting text by what was learnt.
#include "text/subword.h"

#include <string.h>

#include "base/i18n.h"
#include "base/interrupt.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "text/split.h"

bool ids_push(Ids *v, uint32_t id, Err *e) {
  if (v->n == v->cap && !text_grow(&v->ids, &v->cap, v->n + 1, sizeof *v->ids, e)) return false;
  v->ids[v->n++] = id;
  return true;
}

void ids_free(Ids *v) {
  mem_free(v->ids);
  *v = (Ids){0};
}

// -- byte-pair encoding ------------------------------------------------------------------------------------

static size_t slot_of(const Bpe *b, uint32_t left, uint32_t right) {
  uint64_t key = ((uint64_t)left << 32 | right) * 0x9E3779B97F4A7C15u;
  key ^= key >> 32;
  return (size_t)(key * 0x9E3779B97F4A7C15u >> 32) & (b->n_slots - 1);
}

// The rank of the pair, VOCAB_NONE where it was never merged.
static uint32_t rank_of(const Bpe *b, uint32_t left, uint32_t right) {
  for (size_t i = slot_of(b, left, right); b->slots[i]; i = (i + 1) & (b->n_slots - 1)) {
    const Merge *m = &b->merges[b->slots[i] - 1];
    if (m->a == left && m->b == right) return b->slots[i] - 1;
  }
  return VOCAB_NONE;
}

bool bpe_begin(Bpe *b, const Vocab *tokens, const Merge *merges, size_t n_merges, Err *e) {
  *b = (Bpe){.tokens = tokens, .merges = merges, .n_merges = n_merges, .n_slots = 64,
             .unknown = vocab_find(tokens, BPE_UNKNOWN, strlen(BPE_UNKNOWN)),
             .end = vocab_find(tokens, BPE_END, strlen(BPE_END))};
  while (b->n_slots < n_merges * 2) b->n_slots *= 2;
  b->slots = mem_try(b->n_slots * sizeof *b->slots);
  if (!b->slots) return err_set(e, ERR_MEMORY, _("out of memory: there is no room for %zu items"), n_merges);
  memset(b->slots, 0, b->n_slots * sizeof *b->slots);
  for (size_t k = 0; k < n_merges; k++) {
    if (rank_of(b, merges[k].a, merges[k].b) != VOCAB_NONE) continue; // the first of two counts
    size_t i = slot_of(b, merges[k].a, merges[k].b);
    while (b->slots[i]) i = (i + 1) & (b->n_slots - 1);
    b->slots[i] = (uint32_t)k + 1;
  }
  return true;
}

void bpe_end(Bpe *b) {
  mem_free(b->slots);
  *b = (Bpe){0};
}

typedef struct Encoder {
  const Bpe *bpe;
  Vocab words;   // those that came already
  Ids from;      // where each one's ids begin in `known`; one more at the end
  Ids known;
  Ids *out;
  Err *e;
} Encoder;

static uint32_t best_rank(const Bpe *b, const uint32_t *s, size_t n) {
  uint32_t best = VOCAB_NONE;
  for (size_t i = 0; i + 1 < n; i++) {
    uint32_t rank = rank_of(b, s[i], s[i + 1]);
    if (rank < best) best = rank;
  }
  return best;
}

static size_t apply(const Merge *m, uint32_t *s, size_t n) {
  size_t to = 0;
  for (size_t i = 0; i < n; to++) {
    bool both = i + 1 < n && s[i] == m->a && s[i + 1] == m->b;
    s[to] = both ? m->made : s[i];
    i += both ? 2 : 1;
  }
  return to;
}

// The word's ids onto the end of `known`.
static bool encode_word(Encoder *c, const char *s, size_t n) {
  const Bpe *b = c->bpe;
  size_t from = c->known.n, step;
  uint32_t cp, rank;
  for (size_t i = 0; i < n; i += step) {
    step = utf8_next(s + i, n - i, &cp);
    uint32_t id = vocab_find(b->tokens, s + i, step);
    if (id == VOCAB_NONE) id = b->unknown;
    if (id == VOCAB_NONE) return err_set(c->e, ERR_VALUE, _("encode: there is no token for \"%.*s\", and no %s"), (int)step, s + i, BPE_UNKNOWN);
    if (!ids_push(&c->known, id, c->e)) return false;
  }
  if (b->end != VOCAB_NONE && !ids_push(&c->known, b->end, c->e)) return false;
  while ((rank = best_rank(b, c->known.ids + from, c->known.n - from)) != VOCAB_NONE) {
    if (interrupt_pending()) return !interrupt_check(c->e);
    c->known.n = from + apply(&b->merges[rank], c->known.ids + from, c->known.n - from);
  }
  return true;
}

static bool on_word(void *ctx, const char *s, size_t n) {
  Encoder *c = ctx;
  uint32_t id;
  if (!vocab_add(&c->words, s, n, &id, c->e)) return false;
  if (id + 1 == c->from.n && (!encode_word(c, s, n) || !ids_push(&c->from, (uint32_t)c->known.n, c->e))) return false;
  for (uint32_t i = c->from.ids[id]; i < c->from.ids[id + 1]; i++)
    if (!ids_push(c->out, c->known.ids[i], c->e)) return false;
  return true;
}

bool bpe_encode(const Bpe *b, const char *text, size_t n, Ids *out, Err *e) {
  Encoder c = {.bpe = b, .out = out, .e = e};
  bool ok = ids_push(&c.from, 0, e) && text_split(SPLIT_BLANKS, false, text, n, on_word, &c, e);
  vocab_free(&c.words);
  ids_free(&c.from);
  ids_free(&c.known);
  return ok;
}

// -- WordPiece ---------------------------------------------------------------------------------------------

typedef struct Pieces {
  Vocab first, inner;       // the tokens that begin words; those within, without their mark
  Ids first_ids, inner_ids; // their numbers
  size_t longest;           // bytes
  uint32_t unknown;
  Ids *out;
  Err *e;
} Pieces;

static bool sort_tokens(Pieces *p, const Vocab *tokens) {
  uint32_t id;
  for (uint32_t k = 0; k < tokens->n; k++) {
    size_t n;
    const char *s = vocab_text(tokens, k, &n);
    bool inner = n > 2 && memcmp(s, WORDPIECE_INNER, 2) == 0;
    if (inner) s += 2, n -= 2;
    if (n > p->longest) p->longest = n;
    if (!vocab_add(inner ? &p->inner : &p->first, s, n, &id, p->e) || !ids_push(inner ? &p->inner_ids : &p->first_ids, k, p->e)) return false;
  }
  p->unknown = vocab_find(tokens, WORDPIECE_UNKNOWN, strlen(WORDPIECE_UNKNOWN));
  return true;
}

// The longest piece at s, which begins a word or is within it. VOCAB_NONE: there is none.
static uint32_t longest_piece(const Pieces *p, bool inner, const char *s, size_t n, size_t *taken) {
  const Vocab *v = inner ? &p->inner : &p->first;
  for (*taken = n < p->longest ? n : p->longest; *taken > 0; --*taken) {
    bool within = *taken < n && ((unsigned char)s[*taken] & 0xC0) == 0x80; // a character would be cut
    uint32_t id = within ? VOCAB_NONE : vocab_find(v, s, *taken);
    if (id != VOCAB_NONE) return (inner ? p->inner_ids : p->first_ids).ids[id];
  }
  return VOCAB_NONE;
}

// A word that cannot be made of known pieces is unknown as a whole.
static bool cut_word(void *ctx, const char *s, size_t n) {
  Pieces *p = ctx;
  size_t from = p->out->n, taken;
  for (size_t i = 0; i < n; i += taken) {
    uint32_t id = longest_piece(p, i > 0, s + i, n - i, &taken);
    if (id != VOCAB_NONE) {
      if (!ids_push(p->out, id, p->e)) return false;
      continue;
    }
    p->out->n = from;
    if (p->unknown != VOCAB_NONE) return ids_push(p->out, p->unknown, p->e);
    return err_set(p->e, ERR_VALUE, _("encode: there are no pieces for \"%.*s\", and no %s"), (int)utf8_fit(s, n, 40), s, WORDPIECE_UNKNOWN);
  }
  return true;
}

bool wordpiece_encode(const Vocab *tokens, bool lower, const char *text, size_t n, Ids *out, Err *e) {
  Pieces p = {.out = out, .e = e};
  bool ok = sort_tokens(&p, tokens) && text_split(SPLIT_WORDS, lower, text, n, cut_word, &p, e);
  vocab_free(&p.first);
  vocab_free(&p.inner);
  ids_free(&p.first_ids);
  ids_free(&p.inner_ids);
  return ok;
}
