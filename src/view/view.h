// SPDX-License-Identifier: GPL-3.0-or-later
// view: a pure function from a value to a grid of cells. One file a kind (kinds/NAME.c, which defines
// `const ViewDef kind_NAME`) and one line in kinds/local.mk.
#ifndef VIEW_VIEW_H
#define VIEW_VIEW_H

#include "lang/value.h"
#include "view/canvas.h"

// What to draw, and how. Zero means "the usual" everywhere.
typedef struct ViewSpec {
  Value value;               // borrowed
  const char *title;         // the expression, shown above; may be NULL
  const char *note;          // a few words after the title ("softmax over keys"); may be NULL
  Value rows, cols;          // labels: lists of strings, or nil for indices
  bool has_cursor;
  size_t cursor;             // row-major element index
  int scroll_row, scroll_col;
  int slice;                 // which matrix of a tensor of rank > 2 (leading dimensions flattened); a
                             // cursor in another matrix is shown at the same row and column of this one
  bool among;                // one of several such matrices side by side (see heads.h)
} ViewSpec;

typedef struct ViewDef {
  const char *name;          // "heatmap"
  const char *doc;           // one line
  bool (*accepts)(Value v);
  // Rows and columns it would like, title and legend included.
  void (*measure)(const ViewSpec *s, int *rows, int *cols);
  // Draws into all of c, whatever its size: clips, abbreviates and scrolls so that the cursor is seen.
  void (*draw)(const ViewSpec *s, Canvas *c);
  // The same facts in sentences.
  void (*describe)(const ViewSpec *s, Str *out);
  // -- where its cursor walks; all NULL: the cells of the value --
  // A tensor inside the value: *in is s with it and its labels. Returns the way to it (".weights"), NULL: none.
  const char *(*inner)(const ViewSpec *s, ViewSpec *in);
  // Lines or cells of its own, row by row (false: none for this value), and what the one under the cursor says ("h[0].attn: 4,224 parameters").
  bool (*extent)(const ViewSpec *s, size_t *rows, size_t *cols);
  void (*under)(const ViewSpec *s, Str *out);
  // How many pictures [ and ] go through (ViewSpec.slice), where they are not the matrices of a tensor.
  size_t (*slices)(const ViewSpec *s);
} ViewDef;

extern const ViewDef *const view_table[]; // sorted by name
extern const size_t n_views;
const ViewDef *view_find(const char *name);
// The kind that suits a value best: mask for 0/1 matrices, heatmap, bars for vectors, table for records ...
const ViewDef *view_for(Value v);

// The cursor of a value that is shown as kind d; NULL: of the value as a tensor or table.
// Moves it by rows and columns (clamped); true where it moved.
bool view_move_cursor(const ViewDef *d, ViewSpec *s, int drow, int dcol);
// The same for the matrix of a tensor of rank > 2 that is shown; the cursor keeps its row and column.
bool view_move_slice(const ViewDef *d, ViewSpec *s, int by);
// "weights[1, 0] = 0.4768" for the cell under the cursor.
void view_cursor_text(const ViewDef *d, const ViewSpec *s, Str *out);
// "weights[1, 0]": an expression for the element under the cursor, or for the value where it is not one of a tensor.
void view_cell(const ViewDef *d, const ViewSpec *s, Str *out);
// After the value changed: a cursor or matrix that is no more goes to the last one there is.
void view_clamp(const ViewDef *d, ViewSpec *s);

#endif
