// SPDX-License-Identifier: GPL-3.0-or-later
// clip: x held between two bounds. Beyond a bound the result does not move with x: no gradient there.
#include "op/elementwise.h"

FAST_INLINE float hold(float x, float low, float high) {
  float raised = x < low ? low : x;
  return raised > high ? high : raised;
}
MAP3(kernel, hold(g, x, y))

static Tensor *forward(OpCall *c, Err *e) {
  double low = c->attr[0].num, high = c->attr[1].num;
  if (low > high) {
    err_set(e, ERR_VALUE, _("clip: the lower bound %g is above the upper bound %g"), low, high);
    return NULL;
  }
  Tensor *a = tensor_scalar((float)low), *b = tensor_scalar((float)high);
  Tensor *out = tensor_map3(c->in[0], a, b, kernel, e);
  tensor_release(a);
  tensor_release(b);
  return out;
}

// Where x came through unchanged.
MAP3(grad_kernel, x == y ? g : 0)

static bool grad(const OpCall *c, const Tensor *out, const Tensor *dout, const bool *needs, Tensor **din,
                 Err *e) {
  return !needs[0] || (din[0] = tensor_map3(dout, c->in[0], out, grad_kernel, e)) != NULL;
}

static void why(Why *w, const OpCall *c, const Tensor *out, size_t i) {
  (void)out;
  op_why_add(w, "clip(");
  op_why_at(w, c, 0, i, WHY_ANY);
  for (int k = 0; k < 2; k++) {
    op_why_add(w, ", ");
    op_why_num(w, c->attr[k].num, WHY_ANY);
  }
  op_why_add(w, ")");
}

const OpDef op_clip = {
  .name = "clip",
  .params = {{"x", ARG_TENSOR, NULL}, {"min", ARG_NUM, NULL}, {"max", ARG_NUM, NULL}},
  .doc = N_("x held between min and max"),
  .shape = "x: [A...] -> [A...]",
  .formula = "y_i = min(max(x_i, low), high)",
  .gradient = N_("dx = dy where min <= x <= max, else 0"),
  .source = "NumPy: Harris et al., Array programming with NumPy, 2020",
  .examples = {{"clip([-2, 0, 5], -1, 1)", "[-1, 0, 1]"}},
  .checks = {"x[A,B]; min=-0.05; max=5; away 0", "x[A,B]; min=-9; max=9", "x[]; min=0; max=9; away 0"},
  .forward = forward,
  .grad = grad,
  .why = why,
};
