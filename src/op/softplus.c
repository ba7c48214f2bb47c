// SPDX-License-Identifier: GPL-3.0-or-later
// softplus: log(1 + exp(beta * x)) / beta: a relu with a round corner, the sharper the larger beta. Its
// slope is the sigmoid. Written so that exp is only taken of negative numbers and cannot overflow.
#include <math.h>

#include "op/elementwise.h"

FAST_INLINE float soft(float x, float beta) {
  float z = beta * x;
  return ((z > 0 ? z : 0) + fast_log1p(fast_exp(-fabsf(z)))) / beta;
}
MAP2(kernel, soft(x, y))
MAP3(grad_kernel, g * fast_sigmoid(x * y))

static Tensor *forward(OpCall *c, Err *e) {
  if (c->attr[0].num > 0) return ew_forward_with(c, kernel, e);
  err_set(e, ERR_VALUE, _("softplus: beta must be above 0, not %g"), c->attr[0].num);
  return NULL;
}

static bool grad(const OpCall *c, const Tensor *out, const Tensor *dout, const bool *needs, Tensor **din,
                 Err *e) {
  (void)out;
  return ew_grad_with(c, dout, grad_kernel, needs, din, e);
}

// log(1 + exp(x)); for positive x, x + log(1 + exp(-x)), which is the same and stays in range.
static void why(Why *w, const OpCall *c, const Tensor *out, size_t i) {
  (void)out;
  double beta = c->attr[0].num;
  bool positive = c->in[0]->data[i] > 0;
  if (positive) {
    op_why_at(w, c, 0, i, WHY_SUM);
    op_why_add(w, " + ");
  }
  op_why_add(w, positive ? "log(1 + exp(-" : "log(1 + exp(");
  op_why_at(w, c, 0, i, beta != 1 || positive ? WHY_ATOM : WHY_ANY);
  if (beta != 1) op_why_add(w, " * %.9g)) / %.9g", beta, beta);
  else op_why_add(w, "))");
}

const OpDef op_softplus = {
  .name = "softplus",
  .params = {{"x", ARG_TENSOR, NULL}, {"beta", ARG_NUM, "1"}},
  .doc = N_("Smooth relu: log(1 + exp(beta * x)) / beta"),
  .shape = "x: [A...] -> [A...]",
  .formula = "y_i = log(1 + e^(beta * x_i)) / beta",
  .gradient = "dx = dy * sigmoid(beta * x)",
  .source = "Dugas et al., Incorporating second-order functional knowledge for better option pricing, 2001",
  .examples = {{"softplus([0, 1])", "[0.693, 1.313]"}},
  .checks = {"x[A,B]", "x[A,B]; beta=3", "x[]"},
  .forward = forward,
  .grad = grad,
  .why = why,
};
