// SPDX-License-Identifier: GPL-3.0-or-later
// searchsorted: where each number would go in a sorted list: how many of the list are below it (with
// right=true: not above it). With running totals of probabilities as the list, it draws from them.
#include "op/reduce.h"

// How many of the first elements are below v, by halving what is left.
static size_t place(const float *list, size_t n, float v, bool right) {
  size_t lo = 0, hi = n;
  while (lo < hi) {
    size_t mid = (lo + hi) / 2;
    if (right ? list[mid] <= v : list[mid] < v) lo = mid + 1;
    else hi = mid;
  }
  return lo;
}

static Tensor *forward(OpCall *c, Err *e) {
  const Tensor *list = c->in[0], *x = c->in[1];
  if (list->shape.rank != 1) {
    err_set(e, ERR_SHAPE, _("searchsorted: the sorted list has one dimension, not shape %s"),
            shape_text(&list->shape).s);
    return NULL;
  }
  Tensor *out = tensor_new(&x->shape, e);
  size_t work = 0;
  for (size_t i = 0; out && i < x->size; i++) {
    out->data[i] = (float)place(list->data, list->size, x->data[i], c->attr[0].num != 0);
    if (op_go_on(&work, 32, e)) continue;
    tensor_release(out);
    return NULL;
  }
  return out;
}

static void why(Why *w, const OpCall *c, const Tensor *out, size_t i) {
  (void)out;
  if (c->in[0]->size == 0) op_why_add(w, "0");
  for (size_t j = 0; why_each(w, c->in[0]->size, " + ", &j); j++) {
    op_why_add(w, "(");
    op_why_at(w, c, 0, j, WHY_SUM);
    op_why_add(w, c->attr[0].num != 0 ? " <= " : " < ");
    op_why_at(w, c, 1, i, WHY_SUM);
    op_why_add(w, ")");
  }
}

const OpDef op_searchsorted = {
  .name = "searchsorted",
  .params = {{"sorted", ARG_TENSOR, NULL}, {"x", ARG_TENSOR, NULL}, {"right", ARG_BOOL, "false"}},
  .doc = N_("Where each number of x would go in a sorted list"),
  .shape = "sorted: [N], x: [A...] -> [A...]",
  .formula = N_("y_i = number of j with sorted_j < x_i (right: <=)"),
  .source = "NumPy: Harris et al., Array programming with NumPy, 2020",
  .examples = {{"searchsorted([1, 3, 5], [0, 3, 9])", "[0, 1, 3]"},
               {"searchsorted([1, 3, 5], 3, true)", "2"}},
  .forward = forward,
  .why = why,
};
