// SPDX-License-Identifier: GPL-3.0-or-later
// avg_pool2d: the mean of each window of an image.
#include "op/pool.h"

static Tensor *forward(OpCall *c, Err *e) { return avg_pool_forward(c, 2, e); }

static bool grad(const OpCall *c, const Tensor *out, const Tensor *dout, const bool *needs, Tensor **din,
                 Err *e) {
  (void)out;
  return !needs[0] || avg_pool_grad(c, 2, dout, din, e);
}

static void why(Why *w, const OpCall *c, const Tensor *out, size_t i) {
  (void)out;
  avg_pool_why(w, c, 2, i);
}

const OpDef op_avg_pool2d = {
  .name = "avg_pool2d",
  .params = {AVG_POOL_PARAMS},
  .doc = N_("Mean of each window of an image"),
  .shape = "x: [N, C, H, W] -> [N, C, H', W'], H' = (H + 2 padding - KH)/stride + 1",
  .formula = "y[n, c, i, j] = mean_k,l x[n, c, i stride - padding + k, j...]",
  .gradient = N_("dx = the sum of dy / (size of the window) over the windows an element is in"),
  .source = "LeCun et al., Handwritten digit recognition with a back-propagation network, 1990",
  .examples = {{"avg_pool2d([[[1, 2, 5, 6], [3, 4, 8, 7]]], 2)", "[[[2.5, 6.5]]]"}},
  .checks = {"x[A,B,5,6]; kernel_size=2", "x[2,2,7,6]; kernel_size=[3,2]; stride=[2,1]; padding=1",
             "x[B,7,7]; kernel_size=3; stride=2; padding=1; ceil_mode=true",
             "x[2,5,4]; kernel_size=3; padding=1; count_include_pad=false"},
  .forward = forward,
  .grad = grad,
  .why = why,
};
