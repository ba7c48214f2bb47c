// SPDX-License-Identifier: GPL-3.0-or-later
// pad: more room around x, filled with a value. The pads come in pairs, before and after, beginning with the
// last dimension; a negative one cuts off.
#include "op/reduce.h"
#include "op/remap.h"

// How much is put before dimension d, and after it.
static int64_t pad_of(const OpCall *c, int d, int side) {
  int k = 2 * (c->in[0]->shape.rank - 1 - d) + side;
  return k < c->attr[0].n ? c->attr[0].ints[k] : 0;
}

static int64_t from(const OpCall *c, const Shape *out, const int64_t *at, size_t i) {
  (void)i;
  const Shape *x = &c->in[0]->shape;
  int64_t k = 0;
  for (int d = 0; d < out->rank; d++) {
    int64_t j = at[d] - pad_of(c, d, 0);
    if (j < 0 || j >= x->dim[d]) return -1;
    k = k * x->dim[d] + j;
  }
  return k;
}

// What x and the padded tensor share goes from the one to the other: there (side 1), and back (-1).
static Tensor *padded(const OpCall *c, const Tensor *x, const Shape *to, int side, Err *e) {
  Slice take[TENSOR_MAX_RANK], put[TENSOR_MAX_RANK];
  for (int d = 0; d < to->rank; d++) {
    int64_t shift = side * pad_of(c, d, 0), start = shift < 0 ? -shift : 0, at = shift > 0 ? shift : 0;
    int64_t left = x->shape.dim[d] - start, room = to->dim[d] - at, n = left < room ? left : room;
    take[d] = (Slice){.start = n > 0 ? start : 0, .n = n > 0 ? n : 0, .step = 1};
    put[d] = (Slice){.start = n > 0 ? at : 0, .n = n > 0 ? n : 0, .step = 1};
  }
  Tensor *y = tensor_full(to, side > 0 ? (float)c->attr[1].num : 0, e);
  Tensor *part = y ? tensor_slice(x, take, e) : NULL;
  if (part) tensor_slice_put(y, put, part);
  tensor_release(part);
  if (part) return y;
  tensor_release(y);
  return NULL;
}

static Tensor *forward(OpCall *c, Err *e) {
  Shape s = c->in[0]->shape;
  const OpAttr *pads = &c->attr[0];
  if (pads->n < 0 || pads->n % 2 || pads->n > 2 * s.rank) {
    err_set(e, ERR_VALUE,
            _("pad: a pair (before, after) for each of the last dimensions of shape %s, not %d numbers"),
            shape_text(&s).s, pads->n < 0 ? 0 : pads->n);
    return NULL;
  }
  const int64_t most = (int64_t)1 << 40;
  for (int d = 0; d < s.rank; d++) {
    int64_t before = pad_of(c, d, 0), after = pad_of(c, d, 1);
    bool ok = before < most && before > -most && after < most && after > -most;
    if (ok) s.dim[d] += before + after;
    if (ok && s.dim[d] >= 0) continue;
    err_set(e, ERR_VALUE, _("pad: %lld before and %lld after do not fit dim %d of shape %s"),
            (long long)before, (long long)after, d, shape_text(&c->in[0]->shape).s);
    return NULL;
  }
  return padded(c, c->in[0], &s, 1, e);
}

static bool grad(const OpCall *c, const Tensor *out, const Tensor *dout, const bool *needs, Tensor **din,
                 Err *e) {
  (void)out;
  return !needs[0] || (din[0] = padded(c, dout, &c->in[0]->shape, -1, e)) != NULL;
}

static void why(Why *w, const OpCall *c, const Tensor *out, size_t i) { remap_why(w, c, out, i, from); }

const OpDef op_pad = {
  .name = "pad",
  .params = {{"x", ARG_TENSOR, NULL}, {"pad", ARG_INTS, NULL}, {"value", ARG_NUM, "0"}},
  .doc = N_("x with a margin of value: pairs (before, after), the last dimension first"),
  .shape = N_("x: [A, B] -> [A + top + bottom, B + left + right] for pad=[left, right, top, bottom]"),
  .formula = N_("y[i] = x[i - before] where that is inside x, else value"),
  .gradient = N_("dx = the part of dy that came from x"),
  .source = "as torch.nn.functional.pad: Paszke et al., PyTorch, 2019",
  .examples = {{"pad([1, 2], [1, 2])", "[0, 1, 2, 0, 0]"},
               {"pad([[1, 2]], [0, 0, 1, 0], 9)", "[[9, 9],\n [1, 2]]"}},
  .checks = {"x[A]; pad=[1,2]", "x[A,B]; pad=[0,1,2,0]; value=3", "x[A,4]; pad=[-1,-2]",
             "x[A,B,C]; pad=[1,1]"},
  .forward = forward,
  .grad = grad,
  .why = why,
};
