// SPDX-License-Identifier: GPL-3.0-or-later
// subword: byte-pair encoding (Sennrich, Haddow and Birch 2016) and WordPiece (Schuster and Nakajima 2012,
// as BERT applies it): training, and cutting text.
//
// BPE: a word is what lies between white space; its characters and the end mark "</w>" are joined in the
// order in which the merges were learnt. WordPiece: a word is a word or mark by Unicode's rules; from its
// beginning the longest known piece is taken, again and again; pieces within a word begin with "##".
#ifndef TEXT_SUBWORD_H
#define TEXT_SUBWORD_H

#include "text/merges.h"

#define BPE_UNKNOWN "<unk>"
#define BPE_END "</w>"
#define WORDPIECE_UNKNOWN "[UNK]"
#define WORDPIECE_INNER "##"

// Numbers that grow.
typedef struct Ids { uint32_t *ids; size_t n, cap; } Ids;
bool ids_push(Ids *v, uint32_t id, Err *e);
void ids_free(Ids *v);

// tokens (empty before) become BPE_UNKNOWN, BPE_END, the characters by code point, then what the merges made.
bool bpe_train(const char *text, size_t n, size_t n_merges, Vocab *tokens, Merge **merges, size_t *n_merged, Err *e);
// tokens become WORDPIECE_UNKNOWN, the characters that begin words, those within words with the mark, then
// what the merges made, until there are n_tokens.
bool wordpiece_train(const char *text, size_t n, size_t n_tokens, MergeRule rule, bool lower, Vocab *tokens, Err *e);

// The merges by pair, for encoding.
typedef struct Bpe {
  const Vocab *tokens;
  const Merge *merges;
  size_t n_merges;
  uint32_t *slots; // pair -> rank + 1
  size_t n_slots;
  uint32_t unknown, end;
} Bpe;
bool bpe_begin(Bpe *b, const Vocab *tokens, const Merge *merges, size_t n_merges, Err *e);
void bpe_end(Bpe *b);
bool bpe_encode(const Bpe *b, const char *text, size_t n, Ids *out, Err *e);

bool wordpiece_encode(const Vocab *tokens, bool lower, const char *text, size_t n, Ids *out, Err *e);

#endif
