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
  return remap_forward(c, &c->in[0]->shape, from, 0, e);
}

static bool grad(const OpCall *c, const Tensor *out, const Tensor *dout, const bool *needs, Tensor **din,
                 Err *e) {
  (void)out;
  return remap_grad(c, dout, from, needs, din, e);
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
