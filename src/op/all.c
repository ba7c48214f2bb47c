// SPDX-License-Identifier: GPL-3.0-or-later
// all: 1 where every element of a row differs from 0, else 0.
#include "op/reduce.h"

static double row_all(const OpCall *c, const float *x, size_t n, size_t step) {
  (void)c;
  for (size_t j = 0; j < n; j++)
    if (x[j * step] == 0) return 0;
  return 1;
}

static Tensor *forward(OpCall *c, Err *e) { return op_reduce(c, op_keepdim(c, 1), row_all, e); }

static void why(Why *w, const OpCall *c, const Tensor *out, size_t i) {
  (void)out;
  op_why_add(w, "all(");
  why_list(w, c, op_row(op_rows_again(c), i));
  op_why_add(w, ")");
}

const OpDef op_all = {
  .name = "all",
  .params = {{"x", ARG_TENSOR, NULL}, {"dim", ARG_DIMS, "nil"}, {"keepdim", ARG_BOOL, "false"}},
  .doc = N_("1 where every element is not 0, else 0"),
  .shape = "x: [A..., N, B...] -> [A..., B...]",
  .formula = N_("y = 1 if x_j != 0 for all j else 0"),
  .source = "NumPy: Harris et al., Array programming with NumPy, 2020",
  .examples = {{"all([1, 2, 0])", "0"}, {"all([1, 2])", "1"}},
  .forward = forward,
  .why = why,
};
