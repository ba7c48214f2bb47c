// SPDX-License-Identifier: GPL-3.0-or-later
// batch_norm: shifts and scales each channel to mean 0 and variance 1, then by its weight and bias. While
// training, mean and variance are those of the batch; otherwise the ones given, gathered while training:
//   running_mean = (1 - momentum) * running_mean + momentum * mean(x) of the channel
#include "op/channels.h"

enum { MEAN = 1, VAR, WEIGHT }; // in[]

static bool is_training(const OpCall *c) { return c->attr[0].num != 0; }

static Tensor *forward(OpCall *c, Err *e) {
  Channels ch;
  if (!channels_read(c, 0, MEAN, &ch, e)) return NULL;
  double eps = c->attr[1].num;
  if (!is_training(c)) return channels_normalise(c, &ch, c->in[MEAN], c->in[VAR], eps, WEIGHT, e);
  Tensor *mean, *var;
  if (!channels_moments(&ch, c->in[0], &mean, &var, e)) return NULL;
  Tensor *out = channels_normalise(c, &ch, mean, var, eps, WEIGHT, e);
  tensor_release(var);
  c->saved[2] = mean;
  return out;
}

// Mean and variance that are given are data: no gradient goes to them.
static bool grad(const OpCall *c, const Tensor *out, const Tensor *dout, const bool *needs, Tensor **din,
                 Err *e) {
  (void)out;
  Channels ch = channels_again(c, 0);
  return channels_grad(c, &ch, dout, is_training(c), WEIGHT, needs, din, e);
}

static void why(Why *w, const OpCall *c, const Tensor *out, size_t i) {
  (void)out;
  Channels ch = channels_again(c, 0);
  size_t k = i / ch.len % ch.channels;
  double scale = (double)c->saved[1]->data[k], eps = c->attr[1].num;
  const Tensor *mean = is_training(c) ? c->saved[2] : c->in[MEAN];
  channels_why(w, c, &ch, i, (double)mean->data[mean->shape.rank ? k : 0], 1 / (scale * scale) - eps, eps,
               WEIGHT);
}

const OpDef op_batch_norm = {
  .name = "batch_norm",
  .params = {{"x", ARG_TENSOR, NULL}, {"running_mean", ARG_TENSOR, "0"}, {"running_var", ARG_TENSOR, "1"},
             {"weight", ARG_TENSOR, "1"}, {"bias", ARG_TENSOR, "0"}, {"training", ARG_BOOL, "false"},
             {"eps", ARG_NUM, "1e-5"}},
  .doc = N_("Each channel shifted and scaled to mean 0 and variance 1, then times weight plus bias"),
  .shape = "x: [N, C, L...], all others: [C] -> [N, C, L...]",
  .formula = N_("y = (x - mean) / sqrt(var + eps) * weight + bias, mean and var of x's channel while training"),
  .gradient = N_("g = dy * weight; dx = (g - mean g - h * mean(g * h)) / sqrt(var + eps), h the normalised x"),
  .source = "Ioffe and Szegedy, Batch normalization, 2015",
  .examples = {{"batch_norm([[1, 5], [3, 9]], training=true, eps=0)", "[[-1, -1],\n [ 1,  1]]"}},
  .checks = {"x[3,C] m[] v[] w[C] b[C]; training=true; whole m 0..1; whole v 1..2; distinct",
             "x[2,C,3] m[] v[] w[C] b[]; training=true; eps=0.1; whole m 0..1; whole v 1..2; distinct",
             "x[A,C,2] m[C] v[C] w[C] b[C]; whole m -1..2; whole v 1..4"},
  .forward = forward,
  .grad = grad,
  .why = why,
};
