// SPDX-License-Identifier: GPL-3.0-or-later
// place: any value seen as rows and columns of cells, so that a cursor can walk it and a table can be
// drawn of it. A cell's number counts row by row; for tensors it is the element's.
#ifndef VIEW_PLACE_H
#define VIEW_PLACE_H

#include "view/view.h"

typedef enum CellsKind {
  CELLS_ONE,      // a single cell: numbers, strings, functions ...
  CELLS_VECTOR,   // a tensor of rank 1, one element a row
  CELLS_MATRIX,   // a tensor of higher rank: one matrix of it
  CELLS_LIST,     // one item a row
  CELLS_LISTS,    // a list of lists, one of them a row
  CELLS_RANGE,
  CELLS_FIELDS,   // a record or model, one field a row
  CELLS_RECORDS,  // a list of records, one of them a row
  CELLS_TOKENS,   // a record of tokens and perhaps their weights, one of each a row
} CellsKind;

#define CELLS_MAX_FIELDS 64
typedef struct Cells {
  CellsKind kind;
  Value v;                 // borrowed
  size_t rows, cols;       // either may be 0
  size_t offset;           // CELLS_MATRIX: the first element's index
  size_t slice, slices;    // which matrix, of how many
  const char *fields[CELLS_MAX_FIELDS]; // CELLS_RECORDS: the columns' names
} Cells;

Cells cells_of(const ViewSpec *s);
bool cells_number(const Cells *t, size_t row, size_t col, double *x);
void cells_text(const Cells *t, size_t row, size_t col, Str *out);
bool cells_row_name(const Cells *t, size_t row, Str *out); // false: only its index
bool cells_col_name(const Cells *t, size_t col, Str *out);

// The cursor's row and column; false where there is none.
bool cells_cursor(const Cells *t, const ViewSpec *s, size_t *row, size_t *col);
size_t cells_index(const Cells *t, size_t row, size_t col);

void place_text(const ViewSpec *s, Str *out);   // "[3, 2]", ".name", "[4].name"; "" for single values
void place_value(const ViewSpec *s, Str *out);  // "0.2283"; "" where there is no such cell
void place_labels(const ViewSpec *s, Str *out); // "down, sat"; "" without labels
// "[1, 0]" before the row and column of a matrix in a tensor of higher rank.
void place_slice(const Cells *t, Str *out);

#endif
