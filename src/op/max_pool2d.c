// SPDX-License-Identifier: GPL-3.0-or-later
// max_pool2d: the largest element of each window of an image. What matters is that a pattern was there, not
// exactly where.
#include "op/pool.h"

static Tensor *forward(OpCall *c, Err *e) { return max_pool_forward(c, 2, e); }

static bool grad(const OpCall *c, const Tensor *out, const Tensor *dout, const bool *needs, Tensor **din,
                 Err *e) {
  return !needs[0] || max_pool_grad(c, 2, out, dout, din, e);
}

static void why(Why *w, const OpCall *c, const Tensor *out, size_t i) {
  (void)out;
  max_pool_why(w, c, 2, i);
}

const OpDef op_max_pool2d = {
  .name = "max_pool2d",
  .params = {MAX_POOL_PARAMS},
  .doc = N_("Largest element of each window of an image"),
  .shape = "x: [N, C, H, W] -> [N, C, H', W'], H' = (H + 2 padding - dilation (KH-1) - 1)/stride + 1",
  .formula = "y[n, c, i, j] = max_k,l x[n, c, i stride - padding + k dilation, j...]",
  .gradient = N_("dx is dy at the first element of each window that equals y, else 0; summed over windows"),
  .source = "Zhou and Chellappa, Computation of optical flow using a neural network, 1988",
  .examples = {{"max_pool2d([[[1, 2, 5, 6], [3, 4, 8, 7]]], 2)", "[[[4, 8]]]"}},
  .checks = {"x[A,B,5,6]; kernel_size=2; distinct",
             "x[2,2,7,6]; kernel_size=[3,2]; stride=[2,1]; padding=1; dilation=[1,2]; distinct",
             "x[B,7,7]; kernel_size=3; stride=2; ceil_mode=true; distinct",
             "x[2,4,4]; kernel_size=2; stride=1; distinct"},
  .forward = forward,
  .grad = grad,
  .why = why,
};
