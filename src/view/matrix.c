// SPDX-License-Identifier: GPL-3.0-or-later
// matrix: the matrix of a tensor that a view shows, and its figures.
#include <math.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "view/grid.h"

#define MOST_COLUMN_SUMS 4096
#define SUM_TOLERANCE 1e-4

bool matrix_of(const ViewSpec *s, Matrix *m) {
  *m = (Matrix){.cells = cells_of(s), .row_labels = s->rows, .col_labels = s->cols};
  if (m->cells.kind != CELLS_VECTOR && m->cells.kind != CELLS_MATRIX) return false;
  m->t = s->value.as.t;
  m->x = m->t->data + m->cells.offset;
  m->rows = m->cells.rows;
  m->cols = m->cells.cols;
  m->has_cursor = cells_cursor(&m->cells, s, &m->row, &m->col);
  if (m->cells.kind == CELLS_VECTOR) {
    m->vector = true;
    m->cols = m->rows;
    m->col = m->row;
    m->rows = 1;
    m->row = 0;
    if (!frame_has_labels(s->cols)) m->col_labels = s->rows;
    m->row_labels = value_nil();
  }
  return true;
}

Title matrix_title(const ViewSpec *s, const Matrix *m) {
  if (m->cells.slices <= 1) return frame_title(s, NULL, NULL);
  Str index = {0}, place = {0}, which = {0};
  place_slice(&m->cells, &index);
  str_addf(&place, "[%s]", str_c(&index));
  str_addf(&which, _("%zu of %zu"), m->cells.slice + 1, m->cells.slices);
  if (s->has_cursor) str_addf(&which, " · %s", _("[ ] the next"));
  Title t = frame_title(s, str_c(&place), s->among ? NULL : str_c(&which));
  str_free(&index);
  str_free(&place);
  str_free(&which);
  return t;
}

void matrix_index(const Matrix *m, size_t i, Str *out) {
  Str lead = {0};
  place_slice(&m->cells, &lead);
  if (m->vector) str_addf(out, "[%zu]", i);
  else str_addf(out, "[%s%s%zu, %zu]", str_c(&lead), lead.n > 0 ? ", " : "", i / m->cols, i % m->cols);
  str_free(&lead);
}

// -- figures -----------------------------------------------------------------------------------------

static void count(Stats *st, double x, size_t i, double *sum) {
  if (isnan(x)) {
    st->nan++;
  } else if (isinf(x)) {
    if (x > 0) st->plus_inf++;
    else st->minus_inf++;
  } else {
    if (st->finite == 0 || x < st->min) st->min = x, st->at_min = i;
    if (st->finite == 0 || x > st->max) st->max = x, st->at_max = i;
    if (x == 0) st->zeros++;
    if (x != floor(x)) st->whole = false;
    st->finite++;
    *sum += x;
  }
}

static bool is_one(double sum) { return fabs(sum - 1) <= SUM_TOLERANCE; }

static bool rows_sum_to_one(const Matrix *m) {
  for (size_t r = 0; r < m->rows; r++) {
    double sum = 0;
    for (size_t c = 0; c < m->cols; c++) sum += (double)m->x[r * m->cols + c];
    if (!is_one(sum)) return false;
  }
  return true;
}

static bool columns_sum_to_one(const Matrix *m) {
  if (m->cols > MOST_COLUMN_SUMS) return false;
  double *sum = mem_zalloc(m->cols * sizeof *sum);
  for (size_t i = 0; i < m->rows * m->cols; i++) sum[i % m->cols] += (double)m->x[i];
  bool all = true;
  for (size_t c = 0; c < m->cols && all; c++) all = is_one(sum[c]);
  mem_free(sum);
  return all;
}

void matrix_stats(const Matrix *m, Stats *st) {
  *st = (Stats){.whole = true};
  double sum = 0;
  size_t n = m->rows * m->cols;
  for (size_t i = 0; i < n; i++) count(st, (double)m->x[i], i, &sum);
  if (st->finite > 0) st->mean = sum / (double)st->finite;
  if (st->finite < n || st->min < 0) return; // no distribution
  st->row_sums = m->cols > 1 && rows_sum_to_one(m);
  st->col_sums = m->rows > 1 && !st->row_sums && columns_sum_to_one(m);
}
