// SPDX-License-Identifier: GPL-3.0-or-later
// channels: normalising x of shape [N, C, L...] over sets of its elements, with a weight and a bias for each
// of the C channels: batch_norm (a set is a channel, in all of the batch) and group_norm (a set is some
// channels of one item).
//
// Saved for the gradient: the normalised x, and for each set its 1 / sqrt(var + eps).
#ifndef OP_CHANNELS_H
#define OP_CHANNELS_H

#include "op/op.h"

// x as blocks of `len` neighbours, one for each item and channel; `merged` channels of an item form a set,
// or, where that is 0, a channel of all items.
typedef struct Channels { size_t blocks, channels, len, merged; } Channels;

// Shapes: x has a dimension of channels; weight and bias (in[first], in[first + 1]...) are numbers or one
// a channel.
bool channels_read(const OpCall *c, size_t merged, int first, Channels *ch, Err *e);
Channels channels_again(const OpCall *c, size_t merged);
size_t channels_n_sets(const Channels *ch);

// mean and var of every set, new tensors.
bool channels_moments(const Channels *ch, const Tensor *x, Tensor **mean, Tensor **var, Err *e);
// Fills saved[0] and saved[1], and gives saved[0] * weight + bias. mean and var: one number a set, or one
// for all.
Tensor *channels_normalise(OpCall *c, const Channels *ch, const Tensor *mean, const Tensor *var, double eps,
                           int weight, Err *e);
// Gradients of x (through mean and variance too, where they are x's own) and of weight and bias.
bool channels_grad(const OpCall *c, const Channels *ch, const Tensor *dout, bool own_moments, int weight,
                   const bool *needs, Tensor **din, Err *e);
// "(x - mean) / sqrt(var + eps) * weight + bias"
void channels_why(Why *w, const OpCall *c, const Channels *ch, size_t i, double mean, double var, double eps,
                  int weight);

#endif
