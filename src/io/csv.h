// SPDX-License-Identifier: GPL-3.0-or-later
// csv: tables as text (RFC 4180): rows of cells, quoted where they hold separators, quotes or line ends.
#ifndef IO_CSV_H
#define IO_CSV_H

#include "tensor/tensor.h"

typedef struct CsvCell { const char *s; size_t n; } CsvCell; // within Csv.text, unquoted

typedef struct CsvColumn {
  const char *name; // interned; unique within the table
  Tensor *numbers; // (rows,), nan where a cell is empty; NULL: a column of text
  size_t again;    // how often the name came again so far
} CsvColumn;

typedef struct Csv {
  char *text;          // the file, its quoted cells rewritten in place without their quotes
  CsvColumn *columns;
  CsvCell *cells;      // rows * n_columns, row by row, without the names
  size_t n_columns, rows;
} Csv;

typedef struct CsvOptions {
  char sep;
  bool header;                                       // the first row has the names; else they are "0", "1", ...
  bool (*is_text)(const void *ctx, const char *name); // columns that stay text; NULL: none
  const void *ctx;
} CsvOptions;

bool csv_read(const char *path, const CsvOptions *o, Csv *out, Err *e);
void csv_free(Csv *c);

#endif
