// SPDX-License-Identifier: GPL-3.0-or-later
// one_hot: each id as a row of zeros with a 1 at its place. Times a table, it is the row of that id.
#include "op/ids.h"
#include "op/reduce.h"

// As many classes as were asked for, or as there are up to the largest id.
static int64_t classes(const OpCall *c) {
  if (c->attr[0].num >= 0) return op_int(&c->attr[0]);
  double most = -1;
  for (size_t i = 0; i < c->in[0]->size; i++) {
    double id = (double)c->in[0]->data[i];
    if (id > most && id < 0x1p53) most = id;
  }
  return (int64_t)most + 1;
}

static Tensor *forward(OpCall *c, Err *e) {
  const Tensor *ids = c->in[0];
  int64_t n = classes(c);
  if (!ids_check(ids, n, _("one_hot: id %g is not one of %lld classes (0 to %lld)"), e)) return NULL;
  if (ids->shape.rank >= TENSOR_MAX_RANK) {
    err_set(e, ERR_LIMIT, _("one_hot: a tensor has at most %d dimensions"), TENSOR_MAX_RANK);
    return NULL;
  }
  Shape s = ids->shape;
  s.dim[s.rank++] = n;
  Tensor *out = tensor_full(&s, 0, e);
  for (size_t i = 0; out && i < ids->size; i++) out->data[i * (size_t)n + (size_t)ids->data[i]] = 1;
  return out;
}

static void why(Why *w, const OpCall *c, const Tensor *out, size_t i) {
  size_t n = (size_t)out->shape.dim[out->shape.rank - 1];
  op_why_at(w, c, 0, i / n, WHY_SUM);
  op_why_add(w, " == %zu", i % n);
}

const OpDef op_one_hot = {
  .name = "one_hot",
  .params = {{"ids", ARG_TENSOR, NULL}, {"num_classes", ARG_INT, "-1"}},
  .doc = N_("A row for each id: 1 at its place, else 0 (num_classes=-1: up to the largest id)"),
  .shape = "ids: [A...] -> [A..., num_classes]",
  .formula = "y[i, j] = 1 if ids_i = j else 0",
  .source = "as torch.nn.functional.one_hot: Paszke et al., PyTorch, 2019",
  .examples = {{"one_hot([2, 0])", "[[0, 0, 1],\n [1, 0, 0]]"}, {"one_hot(1, 3)", "[0, 1, 0]"}},
  .forward = forward,
  .why = why,
};
