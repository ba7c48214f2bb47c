// SPDX-License-Identifier: GPL-3.0-or-later
// index_put: x with the elements of a slice replaced by v: what `x[1:3] = v` binds to x. Replaced
// elements of x have no part in the result, so the gradient there goes to v.
#include "op/elementwise.h"
#include "op/slices.h"

static Tensor *forward(OpCall *c, Err *e) {
  Slices s;
  Shape both;
  if (!slices_read(c, &s, e) || !shape_broadcast(&s.shape, &c->in[1]->shape, &both, e)) return NULL;
  if (!shape_eq(&both, &s.shape)) {
    err_set(e, ERR_SHAPE, _("a value of shape %s does not fit into a place of shape %s"),
            shape_text(&c->in[1]->shape).s, shape_text(&s.shape).s);
    return NULL;
  }
  Tensor *out = tensor_copy(c->in[0], e);
  if (out) tensor_slice_put(out, s.s, c->in[1]);
  return out;
}

static bool grad(const OpCall *c, const Tensor *out, const Tensor *dout, const bool *needs, Tensor **din,
                 Err *e) {
  (void)out;
  Slices s = slices_again(c);
  if (needs[0]) {
    if (!(din[0] = tensor_copy(dout, e))) return false;
    Tensor *zero = tensor_scalar(0);
    tensor_slice_put(din[0], s.s, zero);
    tensor_release(zero);
  }
  return !needs[1] || (din[1] = ew_sum_to(tensor_slice(dout, s.s, e), c->in[1], e)) != NULL;
}

// Is `at` one of the places that the slice covers, and the how-manieth?
static bool covered(Slice s, int64_t at, int64_t *j) {
  *j = (at - s.start) / s.step;
  return *j >= 0 && *j < s.n && s.start + *j * s.step == at;
}

static void why(Why *w, const OpCall *c, const Tensor *out, size_t i) {
  Slices s = slices_again(c);
  int64_t at[TENSOR_MAX_RANK], j[TENSOR_MAX_RANK];
  tensor_unravel(&out->shape, i, at);
  int k = 0;
  for (int d = 0; d < out->shape.rank; d++) {
    if (!covered(s.s[d], at[d], &j[k])) {
      op_why_at(w, c, 0, i, WHY_ANY);
      return;
    }
    k += !s.s[d].drop;
  }
  size_t from = op_broadcast_index_in(c->in[1], &s.shape, tensor_ravel(&s.shape, j));
  op_why_at(w, c, 1, from, WHY_ANY);
}

const OpDef op_index_put = {
  .name = "index_put",
  .params = {{"x", ARG_TENSOR, NULL}, {"v", ARG_TENSOR, NULL}, {"slices", ARG_INTS, NULL}},
  .doc = N_("x with a slice replaced by v: what x[...] = v binds; slices as in index"),
  .shape = N_("x: [A...], v: [the slice, or broadcast to it] -> [A...]"),
  .formula = "y[start + j * step] = v[j], else x",
  .gradient = N_("dx = dy outside the slice, else 0; dv = dy in the slice"),
  .source = "NumPy: Harris et al., Array programming with NumPy, 2020",
  .examples = {{"index_put([1, 2, 3], 0, [1, 1, 1, 1])", "[1, 0, 3]"}},
  .checks = {"x[4,B] v[2,B]; slices=[1,2,1,0,0,B,1,0]", "x[4,3] v[2]; slices=[3,2,-2,0,1,1,1,1]",
             "x[5] v[]; slices=[0,3,2,0]", "x[A,4] v[A,1]; slices=[0,A,1,0,0,2,3,0]"},
  .forward = forward,
  .grad = grad,
  .why = why,
};
