// SPDX-License-Identifier: GPL-3.0-or-later
// avg_pool1d: the mean of each stretch of a signal.
#include "op/pool.h"

static Tensor *forward(OpCall *c, Err *e) { return avg_pool_forward(c, 1, e); }

static bool grad(const OpCall *c, const Tensor *out, const Tensor *dout, const bool *needs, Tensor **din,
                 Err *e) {
  (void)out;
  return !needs[0] || avg_pool_grad(c, 1, dout, din, e);
}

static void why(Why *w, const OpCall *c, const Tensor *out, size_t i) {
  (void)out;
  avg_pool_why(w, c, 1, i);
}

const OpDef op_avg_pool1d = {
  .name = "avg_pool1d",
  .params = {AVG_POOL_PARAMS},
  .doc = N_("Mean of each stretch of a signal"),
  .shape = "x: [N, C, L] -> [N, C, L'], L' = (L + 2 padding - K)/stride + 1",
  .formula = "y[n, c, i] = mean_k x[n, c, i stride - padding + k]",
  .gradient = N_("dx = the sum of dy / (size of the window) over the windows an element is in"),
  .source = "LeCun et al., Handwritten digit recognition with a back-propagation network, 1990",
  .examples = {{"avg_pool1d([[1, 3, 2, 0]], 2)", "[[2, 1]]"}, {"avg_pool1d([[4, 2]], 2, padding=1)", "[[2, 1]]"}},
  .checks = {"x[A,B,7]; kernel_size=2", "x[A,B,9]; kernel_size=3; stride=2; padding=1",
             "x[B,5]; kernel_size=2; ceil_mode=true; padding=1; count_include_pad=false"},
  .forward = forward,
  .grad = grad,
  .why = why,
};
