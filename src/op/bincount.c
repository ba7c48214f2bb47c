// SPDX-License-Identifier: GPL-3.0-or-later
// bincount: how often each id occurs: element k counts the ids that are k.
#include "op/ids.h"
#include "op/reduce.h"

static Tensor *forward(OpCall *c, Err *e) {
  const Tensor *ids = c->in[0];
  double most = c->attr[0].num - 1;
  for (size_t i = 0; i < ids->size; i++)
    if ((double)ids->data[i] > most && ids->data[i] < 0x1p40f) most = (double)ids->data[i];
  Shape s = {.rank = 1, .dim = {most < 0 ? 0 : (int64_t)most + 1}};
  if (!ids_check(ids, s.dim[0],
                 _("bincount: %g is not one of the whole numbers that are counted (0, 1, ...)"), e))
    return NULL;
  Tensor *out = tensor_full(&s, 0, e);
  for (size_t i = 0; out && i < ids->size; i++) out->data[(size_t)ids->data[i]]++;
  return out;
}

static void why(Why *w, const OpCall *c, const Tensor *out, size_t i) {
  (void)out;
  if (c->in[0]->size == 0) op_why_add(w, "0");
  for (size_t j = 0; why_each(w, c->in[0]->size, " + ", &j); j++) {
    op_why_add(w, "(");
    op_why_at(w, c, 0, j, WHY_SUM);
    op_why_add(w, " == %zu)", i);
  }
}

const OpDef op_bincount = {
  .name = "bincount",
  .params = {{"ids", ARG_TENSOR, NULL}, {"minlength", ARG_INT, "0"}},
  .doc = N_("How often each of the whole numbers 0, 1, ... occurs"),
  .shape = N_("ids: [A...] -> [largest id + 1, or minlength if that is more]"),
  .formula = N_("y_k = number of i with ids_i = k"),
  .source = "NumPy: Harris et al., Array programming with NumPy, 2020",
  .examples = {{"bincount([1, 3, 1])", "[0, 2, 0, 1]"}, {"bincount([0], 3)", "[1, 0, 0]"}},
  .forward = forward,
  .why = why,
};
