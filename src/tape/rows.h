// SPDX-License-Identifier: GPL-3.0-or-later
// rows: the gradient of a table of which few rows were looked up: those rows, and zeros everywhere else.
//
// Each row starts from zeros and gets its parts in the order in which they come, as in a whole table: the
// numbers are the same, bit for bit. Whoever wants the table makes it (rows_dense).
#ifndef TAPE_ROWS_H
#define TAPE_ROWS_H

#include "base/idmap.h"
#include "tensor/tensor.h"

typedef struct Rows {
  uint32_t refs;     // what several hold does not change
  Shape shape;       // of the table
  size_t width;      // numbers in a row
  size_t n, cap;
  size_t *ids;       // which rows, each once, in the order of their first use
  float *x;          // and their numbers, one after the other
  IdMap places;      // of each row, by its number + 1
} Rows;

Rows *rows_new(const Shape *table); // a matrix
Rows *rows_retain(Rows *r);
void rows_release(Rows *r);         // NULL is fine
// Is it worth it, for so many look-ups? Where most rows are used a table is simpler and as quick.
bool rows_pay(const Shape *table, size_t n_ids);

// Row ids[i] gets row i of x added. Only the caller holds r. False with e filled: no memory, or Ctrl-C.
bool rows_add(Rows *r, const Tensor *ids, const float *x, Err *e);
bool rows_merge(Rows *r, const Rows *more, Err *e); // the same for all rows of another
Tensor *rows_dense(const Rows *r, Err *e);          // a new tensor
bool rows_have_nan(const Rows *r);
void rows_sort(Rows *r, size_t *places);            // the n places, by id: as a walk along the table meets them

#endif
