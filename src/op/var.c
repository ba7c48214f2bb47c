// SPDX-License-Identifier: GPL-3.0-or-later
// var: the mean square distance from the mean. Divides by n - correction: with 1 (Bessel's) the
// expected value is the variance of what the sample was drawn from; 0 gives that of the sample itself.
//
// Moving x_j also moves the mean, but the deviations sum to 0, so that this has no effect on the gradient.
#include "op/spread.h"

static double row_var(const OpCall *c, const float *x, size_t n, size_t step) {
  return row_spread(c, x, n, step).var;
}

static void row_grad(const OpCall *c, float *dx, const float *x, size_t n, size_t step, double y, double g) {
  (void)y;
  Spread s = row_spread(c, x, n, step);
  for (size_t j = 0; j < n; j++) dx[j * step] = (float)(g * 2 * ((double)x[j * step] - s.mean) / s.count);
}

static Tensor *forward(OpCall *c, Err *e) { return op_reduce(c, op_keepdim(c, 2), row_var, e); }

static bool grad(const OpCall *c, const Tensor *out, const Tensor *dout, const bool *needs, Tensor **din,
                 Err *e) {
  return op_reduce_grad(c, out, dout, row_grad, needs, din, e);
}

static void why(Why *w, const OpCall *c, const Tensor *out, size_t i) {
  (void)out;
  why_spread(w, c, op_row(op_rows_again(c), i));
}

const OpDef op_var = {
  .name = "var",
  .params = {{"x", ARG_TENSOR, NULL}, {"dim", ARG_DIMS, "nil"}, {"correction", ARG_INT, "1"},
             {"keepdim", ARG_BOOL, "false"}},
  .doc = N_("Variance of all elements, or along one dimension"),
  .shape = "x: [A..., N, B...] -> [A..., B...]",
  .formula = "y = sum_j (x_j - mean x)^2 / (N - correction)",
  .gradient = "dx_j = dy * 2 * (x_j - mean x) / (N - correction)",
  .source = "Bessel 1818; as torch.var: Paszke et al., PyTorch, 2019",
  .examples = {{"var([1, 2, 3])", "1"}, {"var([1, 3], correction=0)", "1"}},
  .checks = {"x[3,B]; distinct", "x[A,3,C]; dim=1; distinct",
             "x[A,4]; dim=-1; correction=0; keepdim=true; distinct", "x[2,B,C]; dim=[-2,0]; distinct"},
  .forward = forward,
  .grad = grad,
  .why = why,
};
