// SPDX-License-Identifier: GPL-3.0-or-later
// conv1d: slides kernels along signals: each result is a weighted sum of the elements under the kernel.
#include "op/conv.h"
#include "op/explain.h"

static Tensor *forward(OpCall *c, Err *e) { return conv_forward(c, 1, e); }

static bool grad(const OpCall *c, const Tensor *out, const Tensor *dout, const bool *needs, Tensor **din,
                 Err *e) {
  (void)out;
  return conv_grad(c, 1, dout, needs, din, e);
}

static void why(Why *w, const OpCall *c, const Tensor *out, size_t i) {
  (void)out;
  conv_why(w, c, 1, i);
}

const OpDef op_conv1d = {
  .name = "conv1d",
  .params = {CONV_PARAMS},
  .doc = N_("Weighted sums of a kernel's length along signals: one for each place and kernel"),
  .shape = "x: [N, C, L], weight: [O, C/groups, K], bias: [O] -> [N, O, (L + 2 padding - dilation (K-1) - 1)/stride + 1]",
  .formula = "y[n, o, i] = bias_o + sum_c,k weight[o, c, k] x[n, c, i stride - padding + k dilation]",
  .gradient = "dweight[o, c, k] = sum_n,i dy[n, o, i] x[n, c, i stride - padding + k dilation]; dx likewise; dbias_o = sum dy",
  .source = "Waibel et al., Phoneme recognition using time-delay neural networks, 1989",
  .examples = {{"conv1d([[1, 2, 3, 4]], [[[1, -1]]])", "[[-1, -1, -1]]"},
               {"conv1d([[1, 2, 3, 4]], [[[1, 1]]], stride=2)", "[[3, 7]]"}},
  .checks = {"x[A,B,7] w[C,B,3] b[C]; padding=1", "x[B,9] w[C,B,3] b[C]; stride=2; dilation=2; padding=3",
             "x[A,4,6] w[6,2,2] b[6]; groups=2", "x[A,1,20] w[2,1,15] b[]", "x[2,3,5] w[2,3,1] b[2]; stride=3"},
  .forward = forward,
  .grad = grad,
  .why = why,
};
