// SPDX-License-Identifier: GPL-3.0-or-later
// argmin: where the smallest element of a row is: its place, counted from 0, the first of equals. A
// place jumps and does not slide, so it has no gradient.
#include "op/reduce.h"

static double row_argmin(const OpCall *c, const float *x, size_t n, size_t step) {
  (void)c;
  return (double)op_extreme(x, n, step, -1);
}

static Tensor *forward(OpCall *c, Err *e) {
  return op_not_empty(c, e) ? op_reduce(c, op_keepdim(c, 1), row_argmin, e) : NULL;
}

static void why(Why *w, const OpCall *c, const Tensor *out, size_t i) {
  (void)out;
  op_why_add(w, "argmin(");
  why_list(w, c, op_row(op_rows_again(c), i));
  op_why_add(w, ")");
}

const OpDef op_argmin = {
  .name = "argmin",
  .params = {{"x", ARG_TENSOR, NULL}, {"dim", ARG_DIM, "nil"}, {"keepdim", ARG_BOOL, "false"}},
  .doc = N_("Place of the smallest element, counted from 0"),
  .shape = "x: [A..., N, B...] -> [A..., B...]",
  .formula = N_("y = the first j with x_j = min x"),
  .source = "NumPy: Harris et al., Array programming with NumPy, 2020",
  .examples = {{"argmin([3, 1, 2])", "1"}},
  .forward = forward,
  .why = why,
};
