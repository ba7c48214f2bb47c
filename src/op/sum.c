// SPDX-License-Identifier: GPL-3.0-or-later
// sum: adds up a row, in double precision. Every element moves the sum as much as itself, so the
// gradient of the sum is handed to each of them.
#include "op/reduce.h"
#include "op/rows.h"

static double row_sum(const OpCall *c, const float *x, size_t n, size_t step) {
  (void)c;
  if (step == 1) return rows_sum(x, n);
  double sum = 0;
  for (size_t j = 0; j < n; j++) sum += (double)x[j * step];
  return sum;
}

static void row_grad(const OpCall *c, float *dx, const float *x, size_t n, size_t step, double y, double g) {
  (void)c, (void)x, (void)y;
  for (size_t j = 0; j < n; j++) dx[j * step] = (float)g;
}

static Tensor *forward(OpCall *c, Err *e) { return op_reduce(c, op_keepdim(c, 1), row_sum, e); }

static bool grad(const OpCall *c, const Tensor *out, const Tensor *dout, const bool *needs, Tensor **din,
                 Err *e) {
  return op_reduce_grad(c, out, dout, row_grad, needs, din, e);
}

static void why(Why *w, const OpCall *c, const Tensor *out, size_t i) {
  (void)out;
  why_sum(w, c, op_row(op_rows_again(c), i));
}

const OpDef op_sum = {
  .name = "sum",
  .params = {{"x", ARG_TENSOR, NULL}, {"dim", ARG_DIMS, "nil"}, {"keepdim", ARG_BOOL, "false"}},
  .doc = N_("Sum of all elements, or along one dimension"),
  .shape = "x: [A..., N, B...] -> [A..., B...]",
  .formula = "y = sum_j x_j",
  .gradient = "dx_j = dy",
  .source = "NumPy: Harris et al., Array programming with NumPy, 2020",
  .examples = {{"sum([1, 2, 3])", "6"}, {"sum([[1, 2], [3, 4]], dim=0)", "[4, 6]"},
               {"sum(ones(2, 3, 4), dim=[1, 2])", "[12, 12]"}},
  .checks = {"x[A,B]", "x[A,B,C]; dim=[1,2]", "x[A,B]; dim=-1; keepdim=true", "x[]", "x[A,B]; dim=0"},
  .forward = forward,
  .grad = grad,
  .why = why,
};
