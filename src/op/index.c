// SPDX-License-Identifier: GPL-3.0-or-later
// index: x[1:3, 0]: picks elements by regular steps in each dimension. The gradient is put back to
// where the elements were picked from; all others had no part in the result.
#include "op/slices.h"

static Tensor *forward(OpCall *c, Err *e) {
  Slices s;
  return slices_read(c, &s, e) ? tensor_slice(c->in[0], s.s, e) : NULL;
}

static bool grad(const OpCall *c, const Tensor *out, const Tensor *dout, const bool *needs, Tensor **din,
                 Err *e) {
  (void)out;
  if (!needs[0]) return true;
  Slices s = slices_again(c);
  if (!din[0] && !(din[0] = tensor_full(&c->in[0]->shape, 0, e))) return false;
  tensor_slice_add(din[0], s.s, dout);
  return true;
}

static void why(Why *w, const OpCall *c, const Tensor *out, size_t i) {
  Slices s = slices_again(c);
  int64_t at[TENSOR_MAX_RANK], from[TENSOR_MAX_RANK];
  tensor_unravel(&out->shape, i, at);
  for (int d = 0, k = 0; d < c->in[0]->shape.rank; d++)
    from[d] = s.s[d].start + (s.s[d].drop ? 0 : at[k++] * s.s[d].step);
  op_why_at(w, c, 0, tensor_ravel(&c->in[0]->shape, from), WHY_ANY);
}

const OpDef op_index = {
  .name = "index",
  .params = {{"x", ARG_TENSOR, NULL}, {"slices", ARG_INTS, NULL}},
  .doc = N_("What x[...] means: start, count, step and drop (1 for a single place) for each dimension"),
  .shape = N_("x: [A...] -> [counts..., without dropped dimensions]"),
  .formula = "y[j] = x[start + j * step]",
  .gradient = "dx[start + j * step] = dy[j], else 0",
  .source = "NumPy: Harris et al., Array programming with NumPy, 2020",
  .examples = {{"[1, 2, 3, 4][1:3]", "[2, 3]"}, {"[[1, 2], [3, 4]][:, 0]", "[1, 3]"}},
  .checks = {"x[4,B]; slices=[1,2,1,0,0,B,1,0]", "x[4,3]; slices=[3,2,-2,0,1,1,1,1]",
             "x[5]; slices=[2,1,1,1]", "x[A,4]; slices=[0,A,1,0,0,2,3,0]"},
  .forward = forward,
  .grad = grad, .grad_adds = true,
  .why = why,
};
