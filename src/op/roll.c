// SPDX-License-Identifier: GPL-3.0-or-later
// roll: moves elements on by some places; what falls off the end comes in at the beginning. Without dims, x
// is rolled as one long row.
#include "op/reduce.h"
#include "op/remap.h"

static int64_t wrapped(int64_t i, int64_t n) { return n ? (i % n + n) % n : 0; }

// How far dimension d is moved.
static int64_t shift_of(const OpCall *c, int d) {
  int64_t shift = 0;
  const OpAttr *shifts = &c->attr[0], *dims = &c->attr[1];
  for (int k = 0; k < dims->n; k++)
    if ((dims->ints[k] < 0 ? dims->ints[k] + c->in[0]->shape.rank : dims->ints[k]) == d)
      shift = wrapped(shift + wrapped(shifts->ints[k], c->in[0]->shape.dim[d]), c->in[0]->shape.dim[d]);
  return shift;
}

static int64_t from(const OpCall *c, const Shape *out, const int64_t *at, size_t i) {
  if (c->attr[1].n < 0) {
    int64_t n = (int64_t)c->in[0]->size;
    return wrapped((int64_t)i - wrapped(c->attr[0].ints[0], n), n);
  }
  int64_t k = 0;
  for (int d = 0; d < out->rank; d++) k = k * out->dim[d] + wrapped(at[d] - shift_of(c, d), out->dim[d]);
  return k;
}

// Places [start, start + n) of dimension d of x go to those from `to` on.
static bool moved(const Tensor *x, Tensor *y, int d, int64_t start, int64_t n, int64_t to, Err *e) {
  Slice take[TENSOR_MAX_RANK], put[TENSOR_MAX_RANK];
  for (int k = 0; k < x->shape.rank; k++) take[k] = put[k] = (Slice){.n = x->shape.dim[k], .step = 1};
  take[d] = (Slice){.start = start, .n = n, .step = 1};
  put[d] = (Slice){.start = to, .n = n, .step = 1};
  Tensor *part = tensor_slice(x, take, e);
  if (part) tensor_slice_put(y, put, part);
  tensor_release(part);
  return part != NULL;
}

// Dimension d of x moved on by `shift` places, at least 0 and fewer than there are; consumes x.
static Tensor *rolled(Tensor *x, int d, int64_t shift, Err *e) {
  if (!x || shift == 0 || x->size == 0) return x;
  int64_t n = x->shape.dim[d];
  Tensor *y = tensor_new(&x->shape, e);
  bool ok = y && moved(x, y, d, 0, n - shift, shift, e) && moved(x, y, d, n - shift, shift, 0, e);
  tensor_release(x);
  if (ok) return y;
  tensor_release(y);
  return NULL;
}

// x rolled (side 1), or rolled back (-1).
static Tensor *roll(const OpCall *c, const Tensor *x, int side, Err *e) {
  bool flat = c->attr[1].n < 0;
  Shape row = {.rank = 1, .dim = {(int64_t)x->size}};
  Tensor *y = tensor_reshape((Tensor *)x, flat ? &row : &x->shape, e);
  for (int d = 0; y && d < y->shape.rank; d++) {
    int64_t n = y->shape.dim[d], shift = flat ? wrapped(c->attr[0].ints[0], n) : shift_of(c, d);
    y = rolled(y, d, wrapped(side * shift, n), e);
  }
  if (!y || !flat) return y;
  Tensor *back = tensor_reshape(y, &x->shape, e);
  tensor_release(y);
  return back;
}

static Tensor *forward(OpCall *c, Err *e) {
  const OpAttr *shifts = &c->attr[0], *dims = &c->attr[1];
  if (shifts->n != (dims->n < 0 ? 1 : dims->n)) {
    err_set(e, ERR_VALUE, _("roll: %d shifts are given for %d dimensions"), shifts->n < 0 ? 0 : shifts->n,
            dims->n < 0 ? 1 : dims->n);
    return NULL;
  }
  for (int k = 0; k < dims->n; k++) {
    int dim;
    if (!op_dim(c, &(OpAttr){.num = (double)dims->ints[k]}, &c->in[0]->shape, &dim, e)) return NULL;
  }
  return roll(c, c->in[0], 1, e);
}

static bool grad(const OpCall *c, const Tensor *out, const Tensor *dout, const bool *needs, Tensor **din,
                 Err *e) {
  (void)out;
  return !needs[0] || (din[0] = roll(c, dout, -1, e)) != NULL;
}

static void why(Why *w, const OpCall *c, const Tensor *out, size_t i) { remap_why(w, c, out, i, from); }

const OpDef op_roll = {
  .name = "roll",
  .params = {{"x", ARG_TENSOR, NULL}, {"shifts", ARG_INTS, NULL}, {"dims", ARG_INTS, "nil"}},
  .doc = N_("Moves elements on by shifts places, from the end to the beginning"),
  .shape = "x: [A...] -> [A...]",
  .formula = "y[i] = x[(i - shift) mod N]",
  .gradient = "dx = roll(dy, -shifts, dims)",
  .source = "NumPy: Harris et al., Array programming with NumPy, 2020",
  .examples = {{"roll([1, 2, 3, 4], 1)", "[4, 1, 2, 3]"},
               {"roll([[1, 2], [3, 4]], 1, 0)", "[[3, 4],\n [1, 2]]"}},
  .checks = {"x[A]; shifts=[2]", "x[A,B,C]; shifts=[-1]; dims=[1]", "x[A,B]; shifts=[1,2]; dims=[0,-1]"},
  .forward = forward,
  .grad = grad,
  .why = why,
};
