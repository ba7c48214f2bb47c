// SPDX-License-Identifier: GPL-3.0-or-later
// elu: x where it is positive; below, a smooth curve down to -alpha, which lets means come near 0.
#include "op/elementwise.h"

MAP2(kernel, x > 0 ? x : y * fast_expm1(x))
MAP3(grad_kernel, x > 0 ? g : g * y * fast_exp(x))

static Tensor *forward(OpCall *c, Err *e) { return ew_forward_with(c, kernel, e); }

static bool grad(const OpCall *c, const Tensor *out, const Tensor *dout, const bool *needs, Tensor **din,
                 Err *e) {
  (void)out;
  return ew_grad_with(c, dout, grad_kernel, needs, din, e);
}

static void why(Why *w, const OpCall *c, const Tensor *out, size_t i) {
  (void)out;
  if (c->in[0]->data[i] > 0) {
    op_why_at(w, c, 0, i, WHY_ANY);
    return;
  }
  bool scaled = c->attr[0].num != 1;
  if (scaled) op_why_num(w, c->attr[0].num, WHY_PRODUCT);
  op_why_add(w, scaled ? " * (exp(" : "exp(");
  op_why_at(w, c, 0, i, WHY_ANY);
  op_why_add(w, scaled ? ") - 1)" : ") - 1");
}

const OpDef op_elu = {
  .name = "elu",
  .params = {{"x", ARG_TENSOR, NULL}, {"alpha", ARG_NUM, "1"}},
  .doc = N_("x where it is positive, else alpha * (exp(x) - 1)"),
  .shape = "x: [A...] -> [A...]",
  .formula = "y_i = x_i if x_i > 0 else alpha * (e^x_i - 1)",
  .gradient = N_("dx = dy where x > 0, else dy * alpha * e^x"),
  .source = "Clevert, Unterthiner and Hochreiter, Exponential linear units, 2015",
  .examples = {{"elu([2, -inf])", "[2, -1]"}, {"elu([-1], 2)", "[-1.264]"}},
  .checks = {"x[A,B]; away 0", "x[A,B]; alpha=0.5; away 0", "x[]; away 0"},
  .forward = forward,
  .grad = grad,
  .why = why,
};
