// SPDX-License-Identifier: GPL-3.0-or-later
// conv2d: slides kernels over images: each result is a weighted sum of what lies under the kernel, over all
// channels. The same few weights serve at every place, so a pattern is found wherever it is.
#include "op/conv.h"
#include "op/explain.h"

static Tensor *forward(OpCall *c, Err *e) { return conv_forward(c, 2, e); }

static bool grad(const OpCall *c, const Tensor *out, const Tensor *dout, const bool *needs, Tensor **din,
                 Err *e) {
  (void)out;
  return conv_grad(c, 2, dout, needs, din, e);
}

static void why(Why *w, const OpCall *c, const Tensor *out, size_t i) {
  (void)out;
  conv_why(w, c, 2, i);
}

const OpDef op_conv2d = {
  .name = "conv2d",
  .params = {CONV_PARAMS},
  .doc = N_("Weighted sums under a kernel slid over images: one for each place and kernel"),
  .shape = "x: [N, C, H, W], weight: [O, C/groups, KH, KW], bias: [O] -> [N, O, H', W'], "
           "H' = (H + 2 padding - dilation (KH-1) - 1)/stride + 1",
  .formula = "y[n, o, i, j] = bias_o + sum_c,k,l weight[o, c, k, l] x[n, c, i stride - padding + k dilation, j...]",
  .gradient = "dweight[o, c, k, l] = sum_n,i,j dy[n, o, i, j] x[n, c, i stride - padding + k dilation, j...]; "
              "dbias_o = sum dy",
  .source = "LeCun et al., Backpropagation applied to handwritten zip code recognition, 1989",
  .examples = {{"conv2d([[[1, 2, 3], [4, 5, 6]]], [[[[1, 0], [0, 1]]]])", "[[[6, 8]]]"},
               {"conv2d(ones(1, 3, 3), ones(1, 1, 3, 3), padding=1)",
                "[[[4, 6, 4],\n  [6, 9, 6],\n  [4, 6, 4]]]"}},
  .checks = {"x[A,B,4,5] w[C,B,3,2] b[C]; padding=1",
             "x[2,B,7,6] w[C,B,3,3] b[C]; stride=[2,1]; dilation=[1,2]; padding=[0,2]",
             "x[A,4,4,4] w[6,2,2,3] b[6]; groups=2", "x[2,3,6,6] w[3,1,4,5] b[]; groups=3; padding=2",
             "x[C,5,5] w[2,C,5,5] b[2]", "x[3,2,3,3] w[5,2,1,1] b[5]"},
  .forward = forward,
  .grad = grad,
  .why = why,
};
