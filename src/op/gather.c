// SPDX-License-Identifier: GPL-3.0-or-later
// gather: picks along one dimension, a different place for each element: the index says which. With the
// targets as index, it picks from rows of scores the one that counts.
#include "op/along.h"
#include "op/remap.h"

static int64_t from(const OpCall *c, const Shape *out, const int64_t *at, size_t i) {
  (void)out;
  return along_place(c->in[0], along_dim(c, c->in[0]), at, (int64_t)c->in[1]->data[i]);
}

static Tensor *forward(OpCall *c, Err *e) {
  return along_check(c, c->in[0], c->in[1], e) ? remap_forward(c, &c->in[1]->shape, from, 0, e) : NULL;
}

static bool grad(const OpCall *c, const Tensor *out, const Tensor *dout, const bool *needs, Tensor **din,
                 Err *e) {
  (void)out;
  return remap_grad(c, dout, from, needs, din, e);
}

static void why(Why *w, const OpCall *c, const Tensor *out, size_t i) {
  remap_why(w, c, out, i, from);
  op_why_note(w, c, 1, i);
}

const OpDef op_gather = {
  .name = "gather",
  .params = {{"x", ARG_TENSOR, NULL}, {"dim", ARG_INT, NULL}, {"index", ARG_TENSOR, NULL}},
  .doc = N_("Picks along dim the places that index gives, one for each of its elements"),
  .shape = "x: [A, N, B], index: [A', M, B'] -> [A', M, B'], A' <= A, B' <= B",
  .formula = "y[i, j, k] = x[i, index[i, j, k], k]",
  .gradient = N_("dx[i, n, k] = sum of dy[i, j, k] over j with index[i, j, k] = n"),
  .source = "as torch.gather: Paszke et al., PyTorch, 2019",
  .examples = {{"gather([[1, 2], [3, 4]], 1, [[1], [0]])", "[[2],\n [3]]"}},
  .checks = {"x[A,C] i[A,B]; dim=1; whole i 0..C", "x[C,B] i[A,B]; dim=0; whole i 0..C",
             "x[C] i[A]; dim=-1; whole i 0..C", "x[A,C,B] i[1,D,1]; dim=1; whole i 0..C"},
  .forward = forward,
  .grad = grad,
  .why = why,
};
