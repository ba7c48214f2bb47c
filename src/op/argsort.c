// SPDX-License-Identifier: GPL-3.0-or-later
// argsort: the places of a row's elements from the smallest to the largest; equal ones keep their order,
// nan comes last. gather with it sorts, and sorts other tensors along.
#include "base/mem.h"
#include "op/order.h"
#include "op/reduce.h"

static Tensor *forward(OpCall *c, Err *e) {
  Axis rows;
  if (!op_rows(c, &rows, e)) return NULL;
  if (rows.n > (size_t)1 << 24) {
    err_set(e, ERR_LIMIT, _("argsort: a row has at most %d elements, this one has %zu"), 1 << 24, rows.n);
    return NULL;
  }
  Ordered *items = mem_try((2 * rows.n + 1) * sizeof *items);
  if (!items) {
    err_set(e, ERR_MEMORY, _("out of memory: there is no room to sort %zu numbers"), rows.n);
    return NULL;
  }
  Tensor *out = tensor_new(&c->in[0]->shape, e);
  size_t work = 0;
  bool ok = out != NULL, falling = c->attr[1].num != 0;
  for (size_t r = 0; ok && out->size && r < rows.outer * rows.inner; r++) {
    WhyRow row = op_row(rows, r);
    for (size_t j = 0; j < row.n; j++)
      items[j] = (Ordered){order_key(c->in[0]->data[row.first + j * row.stride], falling), (uint32_t)j};
    ok = order_sort(items, items + row.n, row.n, &work, e);
    for (size_t j = 0; j < row.n; j++) out->data[row.first + j * row.stride] = (float)items[j].at;
  }
  mem_free(items);
  if (ok) return out;
  tensor_release(out);
  return NULL;
}

static void why(Why *w, const OpCall *c, const Tensor *out, size_t i) {
  Axis rows = op_rows_again(c);
  size_t j = i / rows.inner % rows.n, first = i - j * rows.inner;
  op_why_add(w, "argsort(");
  why_list(w, c, (WhyRow){0, first, rows.n, rows.inner});
  op_why_add(w, c->attr[1].num != 0 ? ", descending=true)[%zu]" : ")[%zu]", j);
  (void)out;
}

const OpDef op_argsort = {
  .name = "argsort",
  .params = {{"x", ARG_TENSOR, NULL}, {"dim", ARG_DIM, "-1"}, {"descending", ARG_BOOL, "false"}},
  .doc = N_("The places of the elements along dim from the smallest to the largest"),
  .shape = "x: [A..., N, B...] -> [A..., N, B...]",
  .formula = "x[y_1] <= x[y_2] <= ... <= x[y_N]",
  .source = "NumPy: Harris et al., Array programming with NumPy, 2020",
  .examples = {{"argsort([3, 1, 2])", "[1, 2, 0]"}, {"argsort([3, 1, 2], descending=true)", "[0, 2, 1]"}},
  .forward = forward,
  .why = why,
};
