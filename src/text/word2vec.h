// SPDX-License-Identifier: GPL-3.0-or-later
// word2vec: word vectors by skip-gram or continuous bag of words with negative sampling (Mikolov et al. 2013,
// "Distributed representations of words and phrases and their compositionality").
//
// The numbers are drawn in the order in which the versions in the language draw them (src/models/
// skip_gram_train.gb, cbow_train.gb), so that the same seed gives the same vectors.
#ifndef TEXT_WORD2VEC_H
#define TEXT_WORD2VEC_H

#include "base/err.h"
#include "base/rng.h"

#include <stddef.h>
#include <stdint.h>

typedef struct W2vOptions {
  bool cbow;
  size_t dim, window, negative, epochs;
  double lr;      // at the beginning; falls evenly to 0
  double sample;  // words more frequent than this share are left out at times; 0: never
  // Told now and then how many words have been gone through since it was told last, and which share of all is
  // done. NULL: nobody is.
  void (*told)(void *self, size_t words, double share);
  void *self;
} W2vOptions;

// Sentence i is ids[starts[i]] .. ids[starts[i + 1]], each < n_tokens. vectors and contexts are
// (n_tokens, dim), and written over.
bool word2vec_train(const uint32_t *ids, const size_t *starts, size_t n_sentences, uint32_t n_tokens,
                    const W2vOptions *o, Rng *rng, float *vectors, float *contexts, Err *e);

#endif
