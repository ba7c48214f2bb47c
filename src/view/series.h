// SPDX-License-Identifier: GPL-3.0-or-later
// series: quantities over time, taken out of whatever holds them: a vector, the rows of a matrix, a record of
// vectors, a list of records such as a training log. Shared by the kinds that draw time from left to right.
#ifndef VIEW_SERIES_H
#define VIEW_SERIES_H

#include "view/frame.h"
#include "view/place.h"

#define SERIES_MOST 16
typedef struct Series {
  Str name;
  double *y;
  size_t n;
} Series;

typedef struct SeriesSet {
  Series s[SERIES_MOST];
  int n;
  size_t longest;
  double min, max;   // of the finite elements; 0 and 0 where there are none
  bool finite;       // there are some
  bool whole;        // all of them are integers
  bool log;          // asked for by a field `log: true`, or all are positive and span three powers of ten
  Value words;       // borrowed: names of the moments (a field `words` or `tokens`, or the labels of the columns)
  bool full;         // there were more than SERIES_MOST: not drawn at all
  int units;         // of a record of matrices (time × units): so many of them; 0: no matrices
  int unit;          // the one that is shown (ViewSpec.slice - 1), -1: the mean of all
} SeriesSet;

// False: nothing of that kind; *out needs no series_free then.
bool series_of(const ViewSpec *s, SeriesSet *out);
void series_free(SeriesSet *set);
bool series_accepts(Value v);
// The mean and each unit, where there are several.
size_t series_slices(const ViewSpec *s);
// "unit 3 of 8 · [ ] the next", beside the title; of one that has no units the title alone.
Title series_title(const ViewSpec *s, const SeriesSet *set);

// 0 at the bottom of the scale, 1 at its top; nan where x is not finite (or not positive on a log scale).
double series_part(const SeriesSet *set, double x);
// The mean of what a column shows of a series when `cols` columns show all of it; nan: nothing.
double series_at(const SeriesSet *set, const Series *s, int col, int cols);
// "0 to 1", "log scale, 0.001 to 1"
void series_scale(const SeriesSet *set, Str *out);
// The series and the moment under the cursor; false where there is none.
bool series_cursor(const ViewSpec *s, const SeriesSet *set, int *which, size_t *at);
// How far it can go, and what view_cursor_text says of it (see view.h).
bool series_extent(const ViewSpec *s, size_t *rows, size_t *cols);
void series_under(const ViewSpec *s, Str *out);
// What the foot says of it.
void series_cursor_text(const ViewSpec *s, const SeriesSet *set, Str *out);
void series_describe(const ViewSpec *s, const SeriesSet *set, Str *out);

// One series as a row of levels: each moment `cell` columns wide with a gap, or all of it squeezed into cols.
void series_draw_levels(const SeriesSet *set, const Series *s, Canvas *c, int row, int col, int cols, Pen pen);
// The moment under the cursor in such a row.
void series_draw_cursor(const SeriesSet *set, size_t at, Canvas *c, int row, int col, int cols);
// The names of the moments over them, where there are some and the cells are wide enough.
void series_draw_words(const SeriesSet *set, Canvas *c, int row, int col, int cols);
bool series_has_words(const SeriesSet *set);
int series_name_columns(const SeriesSet *set, int most);

// "▁" to "█"
const char *series_level(double part);
// Columns of a moment when n of them share `cols` (at most 6), and the gap after each; cell 0: several moments
// share a column.
void series_cells(size_t n, int cols, int *cell, int *gap);

#endif
