// SPDX-License-Identifier: GPL-3.0-or-later
// vectors: word vectors as text, a word and its numbers a line: as GloVe writes them, or as word2vec and
// fastText do, with a first line that says how many words and numbers there are.
#ifndef IO_VECTORS_H
#define IO_VECTORS_H

#include "tensor/tensor.h"

typedef struct WordVectors {
  char *words;    // one after the other, each ended by a zero byte
  size_t n;
  Tensor *rows;   // (n, d)
} WordVectors;

// The first `most` words of the file (0: all of them).
bool vectors_read(const char *path, size_t most, WordVectors *out, Err *e);
void vectors_free(WordVectors *v);

#endif
