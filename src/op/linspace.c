// SPDX-License-Identifier: GPL-3.0-or-later
// linspace: so many numbers at equal distances from start to stop, both included.
#include "op/reduce.h"

static Tensor *forward(OpCall *c, Err *e) {
  double start = c->attr[0].num, stop = c->attr[1].num;
  Shape s = shape_of(1, (int64_t[]){op_int(&c->attr[2])});
  Tensor *out = tensor_new(&s, e);
  size_t work = 0;
  for (size_t i = 0; out && i < out->size; i++) {
    double part = out->size > 1 ? (double)i / (double)(out->size - 1) : 0;
    out->data[i] = (float)(start * (1 - part) + stop * part); // exact at both ends
    if (op_go_on(&work, 1, e)) continue;
    tensor_release(out);
    return NULL;
  }
  return out;
}

static void why(Why *w, const OpCall *c, const Tensor *out, size_t i) {
  op_why_num(w, c->attr[0].num, WHY_SUM);
  if (out->size < 2) return;
  op_why_add(w, " + %zu * (", i);
  op_why_num(w, c->attr[1].num, WHY_SUM);
  op_why_add(w, " - ");
  op_why_num(w, c->attr[0].num, WHY_ATOM);
  op_why_add(w, ") / %zu", out->size - 1);
}

const OpDef op_linspace = {
  .name = "linspace",
  .params = {{"start", ARG_NUM, NULL}, {"stop", ARG_NUM, NULL}, {"num", ARG_INT, "50"}},
  .doc = N_("num numbers at equal distances from start to stop"),
  .shape = "[num]",
  .formula = "y_i = start + i * (stop - start) / (num - 1)",
  .source = "NumPy: Harris et al., Array programming with NumPy, 2020",
  .examples = {{"linspace(0, 1, 3)", "[0.0, 0.5, 1.0]"}},
  .forward = forward,
  .why = why,
};
