// SPDX-License-Identifier: GPL-3.0-or-later
// merges: learning subwords by joining, again and again, the pair of neighbours that a rule likes best.
//
// By count it is byte-pair encoding (Sennrich, Haddow and Birch 2016); by gain it is what WordPiece
// chooses by (Schuster and Nakajima 2012): the pair whose joining raises the likelihood of the text under
// a model of single symbols most, which is count(ab) * log(count(ab) * total / (count(a) * count(b))) to first order.
// Of pairs that are equally good the one with the smaller left number wins, then the smaller right one.
#ifndef TEXT_MERGES_H
#define TEXT_MERGES_H

#include "text/vocab.h"

typedef enum MergeRule { MERGE_BY_COUNT, MERGE_BY_GAIN } MergeRule;

typedef struct MergeWord { size_t from; uint32_t n, count; } MergeWord; // symbols[from .. from + n)

typedef struct MergeTask {
  MergeRule rule;
  uint32_t *symbols;         // of all words; written over
  MergeWord *words;
  size_t n_words;
  Vocab *tokens;             // the symbols' texts; new ones are added
  // The text of a and b joined, appended to out.
  void (*join)(const Vocab *tokens, uint32_t a, uint32_t b, Str *out);
} MergeTask;

typedef struct Merge { uint32_t a, b, made; } Merge;

// At most `most` merges, fewer where no pair is left, or once there are most_tokens tokens (0: any
// number). *out is a new array for mem_free.
bool merges_learn(MergeTask *t, size_t most, size_t most_tokens, Merge **out, size_t *n, Err *e);

#endif
