// SPDX-License-Identifier: GPL-3.0-or-later
// describe: a sentence a line. Small matrices are read out whole, row by row, each with its largest cell.
#include "view/describe.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "base/i18n.h"
#include "base/settings.h"

#define ROWS_READ 12   // rows whose largest cell is told
#define CELLS_READ 64  // elements that are read out one by one

void describe_subject(const ViewSpec *s, Str *out) {
  if (s->title) frame_clean(out, s->title, strlen(s->title), false);
  if (s->note) {
    bool brackets = s->title && *s->note != '('; // a shape has its own
    str_add(out, brackets ? " (" : s->title ? " " : "");
    frame_clean(out, s->note, strlen(s->note), false);
    str_add(out, brackets ? ")" : "");
  }
  if (s->title || s->note) str_add(out, ": ");
}

void describe_cursor(const ViewSpec *s, Str *out) {
  if (!s->has_cursor) return;
  Str at = {0};
  frame_cursor_text(s, &at);
  if (at.n > 0) str_addf(out, _("Under the cursor: %s.\n"), str_c(&at));
  str_free(&at);
}

static void add_number(Str *out, double x) { format_number(out, x, (int)settings.precision); }

static void add_shape(const Tensor *t, Str *out) {
  Str dims = {0};
  for (int d = 0; d < t->shape.rank; d++) str_addf(&dims, "%s%" PRId64, d ? " × " : "", t->shape.dim[d]);
  if (t->shape.rank == 1) str_addf(out, ngettext("a vector of %s element.\n", "a vector of %s elements.\n", t->size), str_c(&dims));
  else if (t->shape.rank == 2) str_addf(out, _("a matrix of %s (rows × columns).\n"), str_c(&dims));
  else str_addf(out, _("a tensor of shape %s.\n"), str_c(&dims));
  str_free(&dims);
}

void describe_place(const ViewSpec *s, const Matrix *m, size_t i, Str *out) {
  matrix_index(m, i, out);
  ViewSpec at = *s;
  at.has_cursor = true;
  at.cursor = m->cells.offset + i;
  Str labels = {0};
  place_labels(&at, &labels);
  if (labels.n > 0) str_addf(out, " (%s)", str_c(&labels));
  str_free(&labels);
}

static void add_range(const ViewSpec *s, const Matrix *m, const Stats *st, Str *out) {
  if (st->finite == 0) {
    str_add(out, _("No element is a finite number.\n"));
    return;
  }
  Str x = {0}, at = {0};
  if (st->min == st->max) {
    add_number(&x, st->min);
    str_addf(out, _("Every finite element is %s.\n"), str_c(&x));
  } else {
    add_number(&x, st->min);
    describe_place(s, m, st->at_min, &at);
    str_addf(out, _("The smallest is %s at %s.\n"), str_c(&x), str_c(&at));
    str_clear(&x);
    str_clear(&at);
    add_number(&x, st->max);
    describe_place(s, m, st->at_max, &at);
    str_addf(out, _("The largest is %s at %s.\n"), str_c(&x), str_c(&at));
    str_clear(&x);
    add_number(&x, st->mean);
    str_addf(out, _("The mean is %s.\n"), str_c(&x));
  }
  str_free(&x);
  str_free(&at);
}

static void add_counts(const Matrix *m, const Stats *st, Str *out) {
  size_t n = m->rows * m->cols;
  if (m->vector && st->row_sums) str_add(out, _("The elements sum to 1.\n"));
  else if (st->row_sums) str_add(out, _("Each row sums to 1.\n"));
  if (st->col_sums) str_add(out, _("Each column sums to 1.\n"));
  if (st->zeros > 0 && st->zeros < n) str_addf(out, _("Exactly 0: %zu of %zu.\n"), st->zeros, n);
  if (st->minus_inf > 0) str_addf(out, _("Masked (-inf): %zu of %zu.\n"), st->minus_inf, n);
  if (st->plus_inf > 0) str_addf(out, _("Infinite: %zu of %zu.\n"), st->plus_inf, n);
  if (st->nan > 0) str_addf(out, _("Not a number (nan): %zu of %zu.\n"), st->nan, n);
}

static size_t largest_in(const Matrix *m, size_t row) {
  const float *x = m->x + row * m->cols;
  size_t best = 0;
  for (size_t c = 1; c < m->cols; c++)
    if (x[c] > x[best] || (isnan(x[best]) && !isnan(x[c]))) best = c;
  return best;
}

static void add_cell(const Matrix *m, size_t row, size_t col, Str *out) {
  if (frame_has_labels(m->col_labels)) {
    frame_label(m->col_labels, col, out);
    str_addc(out, ' ');
  }
  add_number(out, (double)m->x[row * m->cols + col]);
}

static bool row_varies(const Matrix *m, size_t row) {
  for (size_t c = 1; c < m->cols; c++)
    if (m->x[row * m->cols + c] != m->x[row * m->cols]) return true;
  return false;
}

static void add_row(const Matrix *m, size_t row, Str *out) {
  Str label = {0}, cells = {0}, largest = {0};
  frame_label(m->row_labels, row, &label);
  for (size_t c = 0; c < m->cols && m->rows * m->cols <= CELLS_READ; c++) {
    if (c > 0) str_add(&cells, ", ");
    add_cell(m, row, c, &cells);
  }
  bool varies = !m->vector && row_varies(m, row);
  if (varies) frame_label(m->col_labels, largest_in(m, row), &largest);
  const char *name = str_c(&label), *all = str_c(&cells), *at = str_c(&largest);
  if (m->vector) str_addf(out, _("Elements: %s.\n"), all);
  else if (cells.n > 0 && varies) str_addf(out, _("Row %s: %s. Largest at %s.\n"), name, all, at);
  else if (cells.n > 0) str_addf(out, _("Row %s: %s.\n"), name, all);
  else if (varies) str_addf(out, _("Row %s. Largest at %s.\n"), name, at);
  else str_addf(out, _("Row %s.\n"), name);
  str_free(&largest);
  str_free(&label);
  str_free(&cells);
}

void describe_matrix(const ViewSpec *s, Str *out) {
  Matrix m;
  describe_subject(s, out);
  if (!matrix_of(s, &m)) {
    frame_value(s->value, out);
    str_addc(out, '\n');
    return;
  }
  Stats st;
  matrix_stats(&m, &st);
  add_shape(m.t, out);
  if (m.cells.slices > 1) {
    Str index = {0};
    place_slice(&m.cells, &index);
    str_addf(out, _("This is its matrix [%s], %zu of %zu, of %zu × %zu.\n"), str_c(&index), m.cells.slice + 1,
             m.cells.slices, m.rows, m.cols);
    str_free(&index);
  }
  add_range(s, &m, &st, out);
  add_counts(&m, &st, out);
  if (m.rows <= ROWS_READ && (!m.vector || m.cols <= CELLS_READ) && m.cols > 0)
    for (size_t r = 0; r < m.rows; r++) add_row(&m, r, out);
  describe_cursor(s, out);
}
