// SPDX-License-Identifier: GPL-3.0-or-later
// group_norm: normalises each group of channels of each item by itself: like batch_norm, but an item does not
// depend on the others in its batch. With one group for each channel it is known as instance_norm.
#include "op/channels.h"

enum { WEIGHT = 1 }; // in[]

static size_t merged(const OpCall *c) {
  return (size_t)c->in[0]->shape.dim[1] / (size_t)c->attr[0].num;
}

static Tensor *forward(OpCall *c, Err *e) {
  Channels ch;
  double groups = c->attr[0].num;
  if (!channels_read(c, 1, WEIGHT, &ch, e)) return NULL;
  if (groups < 1 || groups > (double)ch.channels || ch.channels % (size_t)groups) {
    err_set(e, ERR_VALUE, _("group_norm: %zu channels are not %.0f groups of one size"), ch.channels, groups);
    return NULL;
  }
  ch.merged = merged(c);
  Tensor *mean, *var;
  if (!channels_moments(&ch, c->in[0], &mean, &var, e)) return NULL;
  Tensor *out = channels_normalise(c, &ch, mean, var, c->attr[1].num, WEIGHT, e);
  tensor_release(var);
  c->saved[2] = mean;
  return out;
}

static bool grad(const OpCall *c, const Tensor *out, const Tensor *dout, const bool *needs, Tensor **din,
                 Err *e) {
  (void)out;
  Channels ch = channels_again(c, merged(c));
  return channels_grad(c, &ch, dout, true, WEIGHT, needs, din, e);
}

static void why(Why *w, const OpCall *c, const Tensor *out, size_t i) {
  (void)out;
  Channels ch = channels_again(c, merged(c));
  size_t k = i / ch.len / ch.merged;
  double scale = (double)c->saved[1]->data[k], eps = c->attr[1].num;
  channels_why(w, c, &ch, i, (double)c->saved[2]->data[k], 1 / (scale * scale) - eps, eps, WEIGHT);
}

const OpDef op_group_norm = {
  .name = "group_norm",
  .params = {{"x", ARG_TENSOR, NULL}, {"num_groups", ARG_INT, NULL}, {"weight", ARG_TENSOR, "1"},
             {"bias", ARG_TENSOR, "0"}, {"eps", ARG_NUM, "1e-5"}},
  .doc = N_("Each group of channels shifted and scaled to mean 0 and variance 1, then times weight plus bias"),
  .shape = "x: [N, C, L...], weight: [C], bias: [C] -> [N, C, L...]",
  .formula = N_("y = (x - mean) / sqrt(var + eps) * weight + bias, mean and var of the group"),
  .gradient = N_("g = dy * weight; dx = (g - mean g - h * mean(g * h)) / sqrt(var + eps), h the normalised x"),
  .source = "Wu and He, Group normalization, 2018",
  .examples = {{"group_norm([[1, 3, 5, 9]], 2, eps=0)", "[[-1,  1, -1,  1]]"}},
  .checks = {"x[A,4] w[4] b[4]; num_groups=2; eps=0.1; distinct", "x[A,3,4] w[3] b[]; num_groups=3; distinct",
             "x[2,4,3] w[4] b[4]; num_groups=1; distinct"},
  .forward = forward,
  .grad = grad,
  .why = why,
};
