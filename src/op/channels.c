// SPDX-License-Identifier: GPL-3.0-or-later
// channels: the sums over sets, block by block.
#include "op/channels.h"

#include <math.h>
#include <string.h>

#include "base/fast.h"
#include "base/mem.h"
#include "op/reduce.h"
#include "op/rows.h"

Channels channels_again(const OpCall *c, size_t merged) {
  const Tensor *x = c->in[0];
  size_t items = (size_t)x->shape.dim[0], channels = (size_t)x->shape.dim[1], blocks = items * channels;
  return (Channels){blocks, channels, blocks ? x->size / blocks : 0, merged};
}

bool channels_read(const OpCall *c, size_t merged, int first, Channels *ch, Err *e) {
  const Shape *x = &c->in[0]->shape;
  if (x->rank < 2)
    return err_set(e, ERR_SHAPE, _("%s: x has at least 2 dimensions, items and channels, not shape %s"),
                   c->def->name, shape_text(x).s);
  *ch = channels_again(c, merged);
  for (int k = first; k < c->n_in; k++) {
    const Shape *s = &c->in[k]->shape;
    if (s->rank == 0 || (s->rank == 1 && s->dim[0] == x->dim[1])) continue;
    return err_set(e, ERR_SHAPE,
                   _("%s: a number or one number for each of the %lld channels is needed, not shape %s"),
                   c->def->name, (long long)x->dim[1], shape_text(s).s);
  }
  return true;
}

static size_t set_of(const Channels *ch, size_t block) {
  return ch->merged ? block / ch->merged : block % ch->channels;
}

size_t channels_n_sets(const Channels *ch) {
  return ch->merged ? (ch->blocks + ch->merged - 1) / ch->merged : ch->channels;
}

static double per_set(const Channels *ch) {
  size_t n = channels_n_sets(ch);
  return n ? (double)(ch->blocks * ch->len) / (double)n : 0;
}

// Element k of a tensor with one number for each, or one for all.
static float number(const Tensor *t, size_t k) { return t->data[t->shape.rank ? k : 0]; }

static double *new_sums(size_t n, Err *e) {
  double *sums = mem_try((n + 1) * sizeof *sums);
  if (sums) memset(sums, 0, n * sizeof *sums);
  else err_set(e, ERR_MEMORY, _("out of memory: there is no room for %zu sums"), n);
  return sums;
}

bool channels_moments(const Channels *ch, const Tensor *x, Tensor **mean, Tensor **var, Err *e) {
  size_t n = channels_n_sets(ch), work = 0;
  double count = per_set(ch), *sums = new_sums(2 * n, e);
  Shape s = {.rank = 1, .dim = {(int64_t)n}};
  *mean = sums ? tensor_new(&s, e) : NULL;
  *var = *mean ? tensor_new(&s, e) : NULL;
  bool ok = *var != NULL;
  for (size_t b = 0; ok && b < ch->blocks; b++) {
    sums[set_of(ch, b)] += rows_sum(x->data + b * ch->len, ch->len) / count;
    ok = op_go_on(&work, ch->len + 4, e);
  }
  for (size_t b = 0; ok && b < ch->blocks; b++) {
    size_t k = set_of(ch, b);
    sums[n + k] += rows_square_distance(x->data + b * ch->len, sums[k], ch->len) / count;
    ok = op_go_on(&work, ch->len + 4, e);
  }
  for (size_t k = 0; ok && k < n; k++) {
    (*mean)->data[k] = (float)sums[k];
    (*var)->data[k] = (float)sums[n + k];
  }
  mem_free(sums);
  if (ok) return true;
  tensor_release(*mean);
  tensor_release(*var);
  *mean = *var = NULL;
  return false;
}

HOT_LOOP static void scale_and_shift(float *restrict y, const float *restrict h, float weight, float bias,
                                     size_t n) {
  for (size_t i = 0; i < n; i++) y[i] = h[i] * weight + bias;
}

Tensor *channels_normalise(OpCall *c, const Channels *ch, const Tensor *mean, const Tensor *var, double eps,
                           int weight, Err *e) {
  const Tensor *x = c->in[0];
  size_t n = channels_n_sets(ch), work = 0;
  Shape s = {.rank = 1, .dim = {(int64_t)n}};
  c->saved[0] = tensor_new(&x->shape, e);
  c->saved[1] = c->saved[0] ? tensor_new(&s, e) : NULL;
  Tensor *out = c->saved[1] ? tensor_new(&x->shape, e) : NULL;
  if (!out) return NULL;
  for (size_t k = 0; k < n; k++) c->saved[1]->data[k] = (float)(1 / sqrt((double)number(var, k) + eps));
  for (size_t b = 0; b < ch->blocks; b++) {
    size_t k = set_of(ch, b), channel = b % ch->channels;
    float *h = c->saved[0]->data + b * ch->len;
    rows_scale(h, x->data + b * ch->len, (double)number(mean, k), (double)c->saved[1]->data[k], ch->len);
    scale_and_shift(out->data + b * ch->len, h, number(c->in[weight], channel),
                    number(c->in[weight + 1], channel), ch->len);
    if (op_go_on(&work, 2 * ch->len + 4, e)) continue;
    tensor_release(out);
    return NULL;
  }
  return out;
}

// The gradient of weight (what: the normalised x) or bias (NULL), summed over all but the channel.
static Tensor *channel_sums(const Channels *ch, const Tensor *dout, const Tensor *hat, const Tensor *in,
                            Err *e) {
  double *sums = new_sums(ch->channels, e);
  Tensor *g = sums ? tensor_full(&in->shape, 0, e) : NULL;
  for (size_t b = 0; g && b < ch->blocks; b++) {
    const float *dy = dout->data + b * ch->len;
    double sum = hat ? rows_dot(dy, hat->data + b * ch->len, ch->len) : rows_sum(dy, ch->len);
    sums[in->shape.rank ? b % ch->channels : 0] += sum;
  }
  for (size_t k = 0; g && k < g->size; k++) g->data[k] = (float)sums[k];
  mem_free(sums);
  return g;
}

// With g = dy * weight: without its mean over the set and its part along the normalised x.
static bool grad_x(const OpCall *c, const Channels *ch, const Tensor *dout, bool own_moments, int weight,
                   Tensor *dx, Err *e) {
  const Tensor *hat = c->saved[0];
  size_t n = channels_n_sets(ch);
  double count = per_set(ch), *sums = new_sums(2 * n, e);
  for (size_t b = 0; sums && own_moments && b < ch->blocks; b++) {
    const float *dy = dout->data + b * ch->len;
    double factor = (double)number(c->in[weight], b % ch->channels) / count;
    sums[set_of(ch, b)] += rows_sum(dy, ch->len) * factor;
    sums[n + set_of(ch, b)] += rows_dot(dy, hat->data + b * ch->len, ch->len) * factor;
  }
  for (size_t b = 0; sums && b < ch->blocks; b++) {
    size_t k = set_of(ch, b);
    double factor = (double)number(c->in[weight], b % ch->channels), scale = (double)c->saved[1]->data[k];
    for (size_t i = b * ch->len; i < (b + 1) * ch->len; i++)
      dx->data[i] =
        (float)(scale * ((double)dout->data[i] * factor - sums[k] - (double)hat->data[i] * sums[n + k]));
  }
  mem_free(sums);
  return sums != NULL;
}

bool channels_grad(const OpCall *c, const Channels *ch, const Tensor *dout, bool own_moments, int weight,
                   const bool *needs, Tensor **din, Err *e) {
  if (needs[0] && (!(din[0] = tensor_new(&c->in[0]->shape, e)) ||
                   !grad_x(c, ch, dout, own_moments, weight, din[0], e)))
    return false;
  if (needs[weight] && !(din[weight] = channel_sums(ch, dout, c->saved[0], c->in[weight], e))) return false;
  return !needs[weight + 1] || (din[weight + 1] = channel_sums(ch, dout, NULL, c->in[weight + 1], e)) != NULL;
}

void channels_why(Why *w, const OpCall *c, const Channels *ch, size_t i, double mean, double var, double eps,
                  int weight) {
  size_t channel = i / ch->len % ch->channels;
  op_why_add(w, "(");
  op_why_at(w, c, 0, i, WHY_SUM);
  op_why_add(w, " - ");
  op_why_num(w, mean, WHY_ATOM);
  op_why_add(w, ") / sqrt(");
  op_why_num(w, var, WHY_SUM);
  op_why_add(w, " + ");
  op_why_num(w, eps, WHY_SUM);
  op_why_add(w, ") * ");
  op_why_at(w, c, weight, c->in[weight]->shape.rank ? channel : 0, WHY_ATOM);
  op_why_add(w, " + ");
  op_why_at(w, c, weight + 1, c->in[weight + 1]->shape.rank ? channel : 0, WHY_SUM);
}
