// SPDX-License-Identifier: GPL-3.0-or-later
// explain: the shapes that the arithmetic of a cell comes in, for the `why` of operations.
#ifndef OP_EXPLAIN_H
#define OP_EXPLAIN_H

#include "op/op.h"

// Why functions as they stand: exp(0.5), maximum(1, 2), and 1 + 2 (elementwise, broadcasting).
void why_call(Why *w, const OpCall *c, const Tensor *out, size_t i);
void why_infix(Why *w, const OpCall *c, const Tensor *out, size_t i);
// The number itself: for values that come from nothing (zeros, randn).
void why_value(Why *w, const OpCall *c, const Tensor *out, size_t i);
// Element i of out is element i of in[0]: reshape and its kin.
void why_same(Why *w, const OpCall *c, const Tensor *out, size_t i);

// Walks the terms of a long sum or list, writing the separator and, where there are more than
// w->terms, "... (57 more)" in the middle:
//   for (size_t j = 0; why_each(w, n, " + ", &j); j++) op_why_at(w, c, 0, j, WHY_SUM);
// Ends early where memory has run out or Ctrl-C was pressed.
bool why_each(Why *w, size_t n, const char *separator, size_t *j);

// n elements of in[k] from `first` on, `stride` apart: as a sum "a + b + c" (0 where n is 0), as a
// list "[a, b, c]", and as the sum of their exponentials, shifted down by `shift` where it is not 0.
typedef struct WhyRow { int k; size_t first, n, stride; } WhyRow;
void why_sum(Why *w, const OpCall *c, WhyRow row);
void why_product(Why *w, const OpCall *c, WhyRow row); // "a * b * c" (1 where n is 0)
void why_list(Why *w, const OpCall *c, WhyRow row);
void why_exp_sum(Why *w, const OpCall *c, WhyRow row, double shift);
// A shift that keeps exp of the row's elements finite: 0 for ordinary numbers.
double why_shift(const OpCall *c, WhyRow row);
void why_minus_shift(Why *w, const OpCall *c, int k, size_t i, double shift); // "x" or "x - shift"

// What of the formula in text[from..] binds most loosely.
WhyLevel why_level(const char *text);

#endif
