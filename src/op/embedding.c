// SPDX-License-Identifier: GPL-3.0-or-later
// embedding: looks rows up in a table: id k becomes row k of the weight. A row's gradient is the sum
// over all places where its id stood; a row that was not looked up has none.
#include <string.h>

#include "op/ids.h"
#include "op/reduce.h"

static Tensor *forward(OpCall *c, Err *e) {
  const Tensor *ids = c->in[0], *weight = c->in[1];
  if (weight->shape.rank != 2 || ids->shape.rank >= TENSOR_MAX_RANK) {
    err_set(e, ERR_SHAPE, _("embedding: the weight is a matrix with a row for each id, not of shape %s"),
            shape_text(&weight->shape).s);
    return NULL;
  }
  const char *what = _("embedding: id %g is not one of the %lld rows of the weight (0 to %lld)");
  if (!ids_check(ids, weight->shape.dim[0], what, e)) return NULL;
  Shape s = ids->shape;
  size_t n = (size_t)(s.dim[s.rank++] = weight->shape.dim[1]), work = 0;
  Tensor *out = tensor_new(&s, e);
  for (size_t i = 0; out && i < ids->size; i++) {
    memcpy(out->data + i * n, weight->data + (size_t)ids->data[i] * n, n * sizeof *out->data);
    if (op_go_on(&work, n, e)) continue;
    tensor_release(out);
    return NULL;
  }
  return out;
}

static bool grad(const OpCall *c, const Tensor *out, const Tensor *dout, const bool *needs, Tensor **din,
                 Err *e) {
  (void)out;
  if (!needs[1]) return true;
  const Tensor *ids = c->in[0];
  if (!din[1] && !(din[1] = tensor_full(&c->in[1]->shape, 0, e))) return false;
  size_t n = (size_t)c->in[1]->shape.dim[1], work = 0;
  for (size_t i = 0; i < ids->size; i++) {
    float *row = din[1]->data + (size_t)ids->data[i] * n;
    for (size_t j = 0; j < n; j++) row[j] += dout->data[i * n + j];
    if (!op_go_on(&work, n, e)) return false;
  }
  return true;
}

static void why(Why *w, const OpCall *c, const Tensor *out, size_t i) {
  (void)out;
  size_t n = (size_t)c->in[1]->shape.dim[1], k = i / n;
  op_why_at(w, c, 1, (size_t)c->in[0]->data[k] * n + i % n, WHY_ANY);
  op_why_note(w, c, 0, k);
}

const OpDef op_embedding = {
  .name = "embedding",
  .params = {{"ids", ARG_TENSOR, NULL}, {"weight", ARG_TENSOR, NULL}},
  .doc = N_("Looks up the row of weight for each id"),
  .shape = "ids: [A...], weight: [V, D] -> [A..., D]",
  .formula = "y[i, :] = weight[ids_i, :]",
  .gradient = N_("dweight[k, :] = sum of dy[i, :] over i with ids_i = k"),
  .source = "Bengio et al., A neural probabilistic language model, 2003",
  .examples = {{"embedding([1, 0], [[1, 2], [3, 4]])", "[[3, 4],\n [1, 2]]"}},
  .checks = {"i[A] w[C,B]; whole i 0..C", "i[A,B] w[C,D]; whole i 0..C", "i[] w[C,B]; whole i 0..C"},
  .forward = forward,
  .grad = grad, .grad_adds = true, .grad_rows = true,
  .why = why,
};
