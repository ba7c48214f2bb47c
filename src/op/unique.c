// SPDX-License-Identifier: GPL-3.0-or-later
// unique: the different numbers of x, each once, from the smallest to the largest; nan comes last.
#include "base/mem.h"
#include "op/order.h"
#include "op/reduce.h"

// The first of each run of equal keys.
static Tensor *firsts(const Tensor *x, const Ordered *items, Err *e) {
  Shape s = {.rank = 1};
  for (size_t i = 0; i < x->size; i++) s.dim[0] += i == 0 || items[i].key != items[i - 1].key;
  Tensor *out = tensor_new(&s, e);
  for (size_t i = 0, k = 0; out && i < x->size; i++)
    if (i == 0 || items[i].key != items[i - 1].key) out->data[k++] = x->data[items[i].at];
  return out;
}

static Tensor *forward(OpCall *c, Err *e) {
  const Tensor *x = c->in[0];
  Ordered *items = x->size < UINT32_MAX ? mem_try((2 * x->size + 1) * sizeof *items) : NULL;
  if (!items) {
    err_set(e, ERR_MEMORY, _("out of memory: there is no room to sort %zu numbers"), x->size);
    return NULL;
  }
  for (size_t i = 0; i < x->size; i++) items[i] = (Ordered){order_key(x->data[i], false), (uint32_t)i};
  size_t work = 0;
  Tensor *out = order_sort(items, items + x->size, x->size, &work, e) ? firsts(x, items, e) : NULL;
  mem_free(items);
  return out;
}

static void why(Why *w, const OpCall *c, const Tensor *out, size_t i) {
  op_why_num(w, (double)out->data[i], WHY_ANY);
  for (size_t k = 0; k < c->in[0]->size; k++)
    if (c->in[0]->data[k] == out->data[i]) op_why_note(w, c, 0, k);
}

const OpDef op_unique = {
  .name = "unique",
  .params = {{"x", ARG_TENSOR, NULL}},
  .doc = N_("The different numbers in x, from the smallest to the largest"),
  .shape = N_("x: [A...] -> [number of different elements]"),
  .formula = N_("y = the set of x_i, sorted"),
  .source = "NumPy: Harris et al., Array programming with NumPy, 2020",
  .examples = {{"unique([3, 1, 3, 2])", "[1, 2, 3]"}},
  .forward = forward,
  .why = why,
};
