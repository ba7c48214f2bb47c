// SPDX-License-Identifier: GPL-3.0-or-later
// logsumexp: log(sum_j exp(x_j)), a soft maximum: never below the largest, and near it when the others
// are small. The largest is taken off inside, so that exp cannot overflow. Its gradient is the softmax.
#include <math.h>

#include "op/reduce.h"

static double row_logsumexp(const OpCall *c, const float *x, size_t n, size_t step) {
  (void)c;
  double most = -INFINITY, sum = 0;
  for (size_t j = 0; j < n; j++) most = (double)x[j * step] > most ? (double)x[j * step] : most;
  for (size_t j = 0; j < n; j++) sum += exp((double)x[j * step] - (isinf(most) ? 0 : most));
  return isinf(most) ? log(sum) : most + log(sum);
}

static void row_grad(const OpCall *c, float *dx, const float *x, size_t n, size_t step, double y, double g) {
  (void)c;
  for (size_t j = 0; j < n; j++) {
    float v = x[j * step]; // exp(-inf) is 0 also where all are -inf
    dx[j * step] = v == -INFINITY ? 0 : (float)(g * exp((double)v - y));
  }
}

static Tensor *forward(OpCall *c, Err *e) { return op_reduce(c, op_keepdim(c, 1), row_logsumexp, e); }

static bool grad(const OpCall *c, const Tensor *out, const Tensor *dout, const bool *needs, Tensor **din,
                 Err *e) {
  return op_reduce_grad(c, out, dout, row_grad, needs, din, e);
}

static void why(Why *w, const OpCall *c, const Tensor *out, size_t i) {
  (void)out;
  WhyRow row = op_row(op_rows_again(c), i);
  double shift = why_shift(c, row);
  if (shift != 0) {
    op_why_num(w, shift, WHY_SUM);
    op_why_add(w, " + ");
  }
  op_why_add(w, row.n ? "log(" : "log(0");
  why_exp_sum(w, c, row, shift);
  op_why_add(w, ")");
}

const OpDef op_logsumexp = {
  .name = "logsumexp",
  .params = {{"x", ARG_TENSOR, NULL}, {"dim", ARG_DIMS, "nil"}, {"keepdim", ARG_BOOL, "false"}},
  .doc = N_("Logarithm of the sum of exponentials: a soft maximum"),
  .shape = "x: [A..., N, B...] -> [A..., B...]",
  .formula = "y = log(sum_j exp(x_j))",
  .gradient = "dx_j = dy * exp(x_j - y)",
  .source = "as torch.logsumexp: Paszke et al., PyTorch, 2019",
  .examples = {{"logsumexp([0, 0])", "0.6931"}, {"logsumexp([5, -inf])", "5"}},
  .checks = {"x[A,B]", "x[A,B,C]; dim=1", "x[A,B]; dim=-1; keepdim=true", "x[]", "x[A,B]; dim=0"},
  .forward = forward,
  .grad = grad,
  .why = why,
};
