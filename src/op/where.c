// SPDX-License-Identifier: GPL-3.0-or-later
// where: x where the condition is not 0, else y. The gradient goes to the side that was chosen; the
// condition chooses and is not part of the sum, so it gets none.
#include "op/elementwise.h"

MAP3(choose, g != 0 ? x : y)

MAP2(if_chosen, y != 0 ? x : 0)
MAP2(if_not_chosen, y != 0 ? 0 : x)

static Tensor *forward(OpCall *c, Err *e) { return tensor_map3(c->in[0], c->in[1], c->in[2], choose, e); }

static bool grad(const OpCall *c, const Tensor *out, const Tensor *dout, const bool *needs, Tensor **din,
                 Err *e) {
  (void)out;
  if (needs[1] && !(din[1] = ew_sum_to(tensor_map2(dout, c->in[0], if_chosen, e), c->in[1], e))) return false;
  if (needs[2] && !(din[2] = ew_sum_to(tensor_map2(dout, c->in[0], if_not_chosen, e), c->in[2], e)))
    return false;
  return true;
}

// Only the branch that was taken; the condition is named as one of the cells that mattered.
static void why(Why *w, const OpCall *c, const Tensor *out, size_t i) {
  size_t at = op_broadcast_index(c->in[0], out, i);
  int k = c->in[0]->data[at] != 0 ? 1 : 2;
  op_why_at(w, c, k, op_broadcast_index(c->in[k], out, i), WHY_ANY);
  op_why_note(w, c, 0, at);
}

const OpDef op_where = {
  .name = "where",
  .params = {{"condition", ARG_TENSOR, NULL}, {"x", ARG_TENSOR, NULL}, {"y", ARG_TENSOR, NULL}},
  .doc = N_("x where the condition is not 0, else y"),
  .shape = N_("condition: [A...], x: [B...], y: [C...] -> [all three, broadcast]"),
  .formula = "z_i = x_i if condition_i != 0 else y_i",
  .gradient = N_("dx = dz where condition != 0, dy = dz where it is 0, else 0"),
  .source = "NumPy: Harris et al., Array programming with NumPy, 2020",
  .examples = {{"where([1, 0], [1, 2], -inf)", "[1, -inf]"}},
  .checks = {"c[A,B] x[A,B] y[A,B]; whole c 0..2", "c[B] x[A,1] y[]; whole c 0..2",
             "c[A,1] x[] y[A,B]; whole c 0..2"},
  .forward = forward,
  .grad = grad,
  .why = why,
};
