// SPDX-License-Identifier: GPL-3.0-or-later
// grid: how a matrix is laid out on a canvas of any size: labels, cells of one width, and what is
// scrolled out of sight. Shared by the kinds that draw matrices.
#ifndef VIEW_GRID_H
#define VIEW_GRID_H

#include "view/frame.h"
#include "view/place.h"

// -- the matrix that is shown ------------------------------------------------------------------------
typedef struct Matrix {
  const Tensor *t;
  const float *x;          // of the slice, row-major
  size_t rows, cols;
  Cells cells;
  bool vector;             // rank 1: shown as one row
  bool has_cursor;
  size_t row, col;         // of the cursor
  Value row_labels, col_labels;
} Matrix;
bool matrix_of(const ViewSpec *s, Matrix *m);   // false: not a tensor with a rank and elements
Title matrix_title(const ViewSpec *s, const Matrix *m);
void matrix_index(const Matrix *m, size_t i, Str *out); // "[1, 0]", with the slice's indices before it

typedef struct Stats {
  double min, max, mean;   // of the finite elements
  size_t at_min, at_max;   // index in the slice
  size_t finite, nan, plus_inf, minus_inf, zeros;
  bool whole;              // all of the finite ones are integers
  bool row_sums, col_sums; // each row (column) sums to 1
} Stats;
void matrix_stats(const Matrix *m, Stats *st);

// -- layout ----------------------------------------------------------------------------------------
// What a kind wants of the grid.
typedef struct GridWish {
  int cell;        // columns of a cell that shows everything
  int least;       // columns of a cell when that does not fit
  bool labels;     // indices where there are no labels
} GridWish;
typedef struct Grid {
  int title, header, body, foot; // canvas rows, or -1
  int left;        // column of the first cell
  int label;       // columns of a row's label, 0: none
  int cell;        // columns of a cell
  int right;       // column after the last cell shown
  Window rows, cols;
} Grid;
void grid_measure(const ViewSpec *s, const Matrix *m, GridWish wish, int *rows, int *cols);
void grid_layout(const ViewSpec *s, const Matrix *m, GridWish wish, const Canvas *c, Grid *g);
void grid_draw_labels(const Matrix *m, const Grid *g, GridWish wish, Canvas *c); // and the marks of what is out of sight
void grid_hidden(const Matrix *m, const Grid *g, Str *out); // "+12 columns, +3 rows"

#endif
