// SPDX-License-Identifier: GPL-3.0-or-later
// leaky_relu: x, or a small part of it where it is negative, so that a gradient comes through there too.
#include "op/elementwise.h"

MAP2(kernel, x > 0 ? x : x * y)
MAP3(grad_kernel, x > 0 ? g : g * y)

static Tensor *forward(OpCall *c, Err *e) { return ew_forward_with(c, kernel, e); }

static bool grad(const OpCall *c, const Tensor *out, const Tensor *dout, const bool *needs, Tensor **din,
                 Err *e) {
  (void)out;
  return ew_grad_with(c, dout, grad_kernel, needs, din, e);
}

static void why(Why *w, const OpCall *c, const Tensor *out, size_t i) {
  (void)out;
  bool kept = c->in[0]->data[i] > 0;
  if (!kept) op_why_num(w, c->attr[0].num, WHY_PRODUCT), op_why_add(w, " * ");
  op_why_at(w, c, 0, i, kept ? WHY_ANY : WHY_ATOM);
}

const OpDef op_leaky_relu = {
  .name = "leaky_relu",
  .params = {{"x", ARG_TENSOR, NULL}, {"negative_slope", ARG_NUM, "0.01"}},
  .doc = N_("x where it is positive, else negative_slope times x"),
  .shape = "x: [A...] -> [A...]",
  .formula = "y_i = x_i if x_i > 0 else slope * x_i",
  .gradient = N_("dx = dy where x > 0, else slope * dy"),
  .source = "Maas, Hannun and Ng, Rectifier nonlinearities improve neural network acoustic models, 2013",
  .examples = {{"leaky_relu([2, -2])", "[2.00, -0.02]"}, {"leaky_relu([2, -2], 0.5)", "[2, -1]"}},
  .checks = {"x[A,B]; away 0", "x[A,B]; negative_slope=0.3; away 0", "x[]; negative_slope=-1; away 0"},
  .forward = forward,
  .grad = grad,
  .why = why,
};
