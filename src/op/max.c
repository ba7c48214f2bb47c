// SPDX-License-Identifier: GPL-3.0-or-later
// max: the largest element of a row; nan where the row has one. Only that element moves the
// result, so it alone gets the gradient (the first one where several are equal).
#include "op/reduce.h"

static double row_max(const OpCall *c, const float *x, size_t n, size_t step) {
  (void)c;
  return (double)x[op_extreme(x, n, step, 1) * step];
}

static void row_grad(const OpCall *c, float *dx, const float *x, size_t n, size_t step, double y, double g) {
  (void)c, (void)y;
  for (size_t j = 0; j < n; j++) dx[j * step] = 0;
  dx[op_extreme(x, n, step, 1) * step] = (float)g;
}

static Tensor *forward(OpCall *c, Err *e) {
  return op_not_empty(c, e) ? op_reduce(c, op_keepdim(c, 1), row_max, e) : NULL;
}

static bool grad(const OpCall *c, const Tensor *out, const Tensor *dout, const bool *needs, Tensor **din,
                 Err *e) {
  return op_reduce_grad(c, out, dout, row_grad, needs, din, e);
}

static void why(Why *w, const OpCall *c, const Tensor *out, size_t i) {
  (void)out;
  op_why_add(w, "max(");
  why_list(w, c, op_row(op_rows_again(c), i));
  op_why_add(w, ")");
}

const OpDef op_max = {
  .name = "max",
  .params = {{"x", ARG_TENSOR, NULL}, {"dim", ARG_DIMS, "nil"}, {"keepdim", ARG_BOOL, "false"}},
  .doc = N_("Largest element, or largest along one dimension"),
  .shape = "x: [A..., N, B...] -> [A..., B...]",
  .formula = "y = max_j x_j",
  .gradient = N_("dx_j = dy where x_j is the first that equals y, else 0"),
  .source = "NumPy: Harris et al., Array programming with NumPy, 2020",
  .examples = {{"max([1, 3, 2])", "3"}, {"max([[1, 2], [4, 3]], dim=1)", "[2, 4]"}},
  .checks = {"x[A,B]; distinct", "x[A,B,C]; dim=1; distinct", "x[A,B]; dim=-1; keepdim=true; distinct",
             "x[]"},
  .forward = forward,
  .grad = grad,
  .why = why,
};
