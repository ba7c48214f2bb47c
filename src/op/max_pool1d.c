// SPDX-License-Identifier: GPL-3.0-or-later
// max_pool1d: the largest element of each stretch of a signal.
#include "op/pool.h"

static Tensor *forward(OpCall *c, Err *e) { return max_pool_forward(c, 1, e); }

static bool grad(const OpCall *c, const Tensor *out, const Tensor *dout, const bool *needs, Tensor **din,
                 Err *e) {
  return !needs[0] || max_pool_grad(c, 1, out, dout, din, e);
}

static void why(Why *w, const OpCall *c, const Tensor *out, size_t i) {
  (void)out;
  max_pool_why(w, c, 1, i);
}

const OpDef op_max_pool1d = {
  .name = "max_pool1d",
  .params = {MAX_POOL_PARAMS},
  .doc = N_("Largest element of each stretch of a signal"),
  .shape = "x: [N, C, L] -> [N, C, L'], L' = (L + 2 padding - dilation (K-1) - 1)/stride + 1",
  .formula = "y[n, c, i] = max_k x[n, c, i stride - padding + k dilation]",
  .gradient = N_("dx is dy at the first element of each window that equals y, else 0; summed over windows"),
  .source = "Zhou and Chellappa, Computation of optical flow using a neural network, 1988",
  .examples = {{"max_pool1d([[1, 3, 2, 0]], 2)", "[[3, 2]]"},
               {"max_pool1d([[1, 3, 2, 0]], 2, stride=1)", "[[3, 3, 2]]"}},
  .checks = {"x[A,B,7]; kernel_size=2; distinct",
             "x[A,B,9]; kernel_size=3; stride=2; padding=1; dilation=2; distinct",
             "x[B,5]; kernel_size=2; ceil_mode=true; distinct"},
  .forward = forward,
  .grad = grad,
  .why = why,
};
