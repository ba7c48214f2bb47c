// SPDX-License-Identifier: GPL-3.0-or-later
// std: the square root of the variance: the usual distance from the mean, in the units of x.
#include <math.h>

#include "op/spread.h"

static double row_std(const OpCall *c, const float *x, size_t n, size_t step) {
  return sqrt(row_spread(c, x, n, step).var);
}

// y = sqrt(v), so dy/dx = (dv/dx) / 2y. Where all elements are equal there is a corner; 0 is taken.
static void row_grad(const OpCall *c, float *dx, const float *x, size_t n, size_t step, double y, double g) {
  Spread s = row_spread(c, x, n, step);
  double scale = y == 0 ? 0 : g / (y * s.count);
  for (size_t j = 0; j < n; j++) dx[j * step] = (float)(scale * ((double)x[j * step] - s.mean));
}

static Tensor *forward(OpCall *c, Err *e) { return op_reduce(c, op_keepdim(c, 2), row_std, e); }

static bool grad(const OpCall *c, const Tensor *out, const Tensor *dout, const bool *needs, Tensor **din,
                 Err *e) {
  return op_reduce_grad(c, out, dout, row_grad, needs, din, e);
}

static void why(Why *w, const OpCall *c, const Tensor *out, size_t i) {
  (void)out;
  op_why_add(w, "sqrt(");
  why_spread(w, c, op_row(op_rows_again(c), i));
  op_why_add(w, ")");
}

const OpDef op_std = {
  .name = "std",
  .params = {{"x", ARG_TENSOR, NULL}, {"dim", ARG_DIMS, "nil"}, {"correction", ARG_INT, "1"},
             {"keepdim", ARG_BOOL, "false"}},
  .doc = N_("Standard deviation of all elements, or along one dimension"),
  .shape = "x: [A..., N, B...] -> [A..., B...]",
  .formula = "y = sqrt(sum_j (x_j - mean x)^2 / (N - correction))",
  .gradient = "dx_j = dy * (x_j - mean x) / ((N - correction) * y)",
  .source = "Pearson 1894; as torch.std: Paszke et al., PyTorch, 2019",
  .examples = {{"std([1, 2, 3])", "1"}, {"std([0, 4], correction=0)", "2"}},
  .checks = {"x[3,B]; distinct", "x[A,3,C]; dim=1; distinct",
             "x[A,4]; dim=-1; correction=0; keepdim=true; distinct", "x[2,B]; dim=0; distinct"},
  .forward = forward,
  .grad = grad,
  .why = why,
};
