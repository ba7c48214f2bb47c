// SPDX-License-Identifier: GPL-3.0-or-later
// spread: mean and variance of a row. Two passes in double precision: squares of deviations, never
// differences of squares, which lose all digits where the mean is large.
#include "op/spread.h"

#include "op/rows.h"

Spread row_spread(const OpCall *c, const float *x, size_t n, size_t step) {
  Spread s = {.count = (double)n - c->attr[1].num};
  if (step == 1) {
    s.mean = rows_sum(x, n) / (double)n;
    s.var = rows_square_distance(x, s.mean, n) / (s.count > 0 ? s.count : 0);
    return s;
  }
  for (size_t j = 0; j < n; j++) s.mean += (double)x[j * step];
  s.mean /= (double)n;
  for (size_t j = 0; j < n; j++) {
    double d = (double)x[j * step] - s.mean;
    s.var += d * d;
  }
  s.var /= s.count > 0 ? s.count : 0; // one number has no spread to estimate: nan
  return s;
}

void why_spread(Why *w, const OpCall *c, WhyRow row) {
  Spread s = row_spread(c, c->in[0]->data + row.first, row.n, row.stride);
  op_why_add(w, "(");
  if (row.n == 0) op_why_add(w, "0");
  for (size_t j = 0; why_each(w, row.n, " + ", &j); j++) {
    op_why_add(w, "(");
    op_why_at(w, c, 0, row.first + j * row.stride, WHY_SUM);
    op_why_add(w, " - ");
    op_why_num(w, s.mean, WHY_ATOM);
    op_why_add(w, ") ** 2");
  }
  op_why_add(w, ") / ");
  op_why_num(w, s.count > 0 ? s.count : 0, WHY_ATOM);
}
