// SPDX-License-Identifier: GPL-3.0-or-later
// einsum_spec: an equation like "bij,bjk->bik": which dimension of which tensor goes by which letter, and the
// product of two tensors summed over the letters that the result does not name.
#ifndef OP_EINSUM_SPEC_H
#define OP_EINSUM_SPEC_H

#include "op/op.h"

enum { EINSUM_LETTERS = 2 * TENSOR_MAX_RANK };

// The letters of one tensor, as numbers from 0 to n - 1 of Einsum.
typedef struct Term { int rank; int letter[TENSOR_MAX_RANK]; } Term;

typedef struct Einsum {
  Term in[2], out;
  int n_in;                      // tensors the equation names: 1 or 2
  int n;                         // different letters
  char name[EINSUM_LETTERS];
  int64_t size[EINSUM_LETTERS];
} Einsum;

// Reads attr[0] and checks it against the shapes of in[0] and in[1].
bool einsum_read(const OpCall *c, Einsum *s, Err *e);
Shape einsum_shape(const Einsum *s, const Term *t);
bool einsum_has(const Term *t, int letter);
// sum over all letters that are not in `out` of a * b, as a new tensor of the letters of `out`. Products of
// matrices (and whatever can be brought into that form) go through tensor_matmul.
Tensor *einsum_product(const Einsum *s, const Term *ta, Tensor *a, const Term *tb, Tensor *b, const Term *out,
                       Err *e);
// Place in a tensor with letters t where letter l stands at at[l].
size_t einsum_place(const Einsum *s, const Term *t, const int64_t *at);
// The letters not in t, counted on: false after the last.
bool einsum_next(const Einsum *s, const Term *t, int64_t *at);

#endif
