// SPDX-License-Identifier: GPL-3.0-or-later
// allclose: 1 where two tensors agree within a tolerance: |a - b| <= atol + rtol * |b| for every
// element. nan is close to nothing; an infinity only to itself.
#include <math.h>

#include "op/reduce.h"

static bool close_enough(double a, double b, double rtol, double atol) {
  if (!isfinite(a) || !isfinite(b)) return a == b;
  return fabs(a - b) <= atol + rtol * fabs(b);
}

static Tensor *forward(OpCall *c, Err *e) {
  const Tensor *a = c->in[0], *b = c->in[1];
  Shape both;
  size_t n, work = 0;
  if (!shape_broadcast(&a->shape, &b->shape, &both, e) || !shape_size(&both, &n, e)) return NULL;
  for (size_t i = 0; i < n; i++) {
    double x = (double)a->data[op_broadcast_index_in(a, &both, i)];
    double y = (double)b->data[op_broadcast_index_in(b, &both, i)];
    if (!close_enough(x, y, c->attr[0].num, c->attr[1].num)) return tensor_scalar(0);
    if (!op_go_on(&work, 4, e)) return NULL;
  }
  return tensor_scalar(1);
}

static void why(Why *w, const OpCall *c, const Tensor *out, size_t i) {
  (void)out, (void)i;
  op_why_add(w, "allclose(");
  for (int k = 0; k < 2; k++) {
    if (c->in[k]->shape.rank == 0) op_why_at(w, c, k, 0, WHY_ANY);
    else why_list(w, c, (WhyRow){k, 0, c->in[k]->size, 1});
    op_why_add(w, ", ");
  }
  op_why_num(w, c->attr[0].num, WHY_ANY);
  op_why_add(w, ", ");
  op_why_num(w, c->attr[1].num, WHY_ANY);
  op_why_add(w, ")");
}

const OpDef op_allclose = {
  .name = "allclose",
  .params = {{"a", ARG_TENSOR, NULL}, {"b", ARG_TENSOR, NULL}, {"rtol", ARG_NUM, "1e-5"},
             {"atol", ARG_NUM, "1e-8"}},
  .doc = N_("1 where two tensors agree within a tolerance, else 0"),
  .shape = "a: [A...], b: [B...] -> []",
  .formula = N_("1 if |a_i - b_i| <= atol + rtol * |b_i| for all i else 0"),
  .source = "NumPy: Harris et al., Array programming with NumPy, 2020",
  .examples = {{"allclose([1, 2], [1, 2.5])", "0"}, {"allclose([1, 2], [1, 2.5], atol=1)", "1"}},
  .forward = forward,
  .why = why,
};
