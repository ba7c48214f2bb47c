// SPDX-License-Identifier: GPL-3.0-or-later
// flip: x from its last element to its first along the given dimensions.
#include "op/reduce.h"
#include "op/remap.h"

static bool flipped(const OpCall *c, int d) {
  for (int k = 0; k < c->attr[0].n; k++)
    if (c->attr[0].ints[k] == d || c->attr[0].ints[k] + c->in[0]->shape.rank == d) return true;
  return false;
}

static int64_t from(const OpCall *c, const Shape *out, const int64_t *at, size_t i) {
  (void)i;
  int64_t k = 0;
  for (int d = 0; d < out->rank; d++) k = k * out->dim[d] + (flipped(c, d) ? out->dim[d] - 1 - at[d] : at[d]);
  return k;
}

static Tensor *turned(const OpCall *c, const Tensor *x, Err *e) {
  Slice s[TENSOR_MAX_RANK];
  for (int d = 0; d < x->shape.rank; d++) {
    bool back = flipped(c, d) && x->shape.dim[d] > 0;
    s[d] = (Slice){.start = back ? x->shape.dim[d] - 1 : 0, .n = x->shape.dim[d], .step = back ? -1 : 1};
  }
  return tensor_slice(x, s, e);
}

static Tensor *forward(OpCall *c, Err *e) {
  for (int k = 0; k < c->attr[0].n; k++) {
    int dim;
    if (!op_dim(c, &(OpAttr){.num = (double)c->attr[0].ints[k]}, &c->in[0]->shape, &dim, e)) return NULL;
  }
  return turned(c, c->in[0], e);
}

static bool grad(const OpCall *c, const Tensor *out, const Tensor *dout, const bool *needs, Tensor **din,
                 Err *e) {
  (void)out;
  return !needs[0] || (din[0] = turned(c, dout, e)) != NULL;
}

static void why(Why *w, const OpCall *c, const Tensor *out, size_t i) { remap_why(w, c, out, i, from); }

const OpDef op_flip = {
  .name = "flip",
  .params = {{"x", ARG_TENSOR, NULL}, {"dims", ARG_INTS, NULL}},
  .doc = N_("x in reverse order along the given dimensions"),
  .shape = "x: [A..., N, B...] -> [A..., N, B...]",
  .formula = N_("y[i] = x[N - 1 - i] along each of dims"),
  .gradient = "dx = flip(dy, dims)",
  .source = "as torch.flip: Paszke et al., PyTorch, 2019",
  .examples = {{"flip([1, 2, 3], 0)", "[3, 2, 1]"}, {"flip([[1, 2], [3, 4]], [0, 1])", "[[4, 3],\n [2, 1]]"}},
  .checks = {"x[A]; dims=[0]", "x[A,B,C]; dims=[1]", "x[A,B]; dims=[0,-1]"},
  .forward = forward,
  .grad = grad,
  .why = why,
};
