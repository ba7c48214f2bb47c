// SPDX-License-Identifier: GPL-3.0-or-later
// l1_loss: the mean of the absolute differences: twice as far counts twice as much. At equality the slope is
// taken as 0.
#include <math.h>

#include "op/loss.h"

LOSS_LOOP(value, fabsf(x - t))
LOSS_LOOP(dx, (float)((x > t) - (x < t)))
LOSS_LOOP(dt, (float)((x < t) - (x > t)))

static void term(Why *w, const OpCall *c, size_t kx, size_t kt) {
  op_why_add(w, "abs(");
  loss_difference(w, c, kx, kt);
  op_why_add(w, ")");
}

static const LossKind kind = {.value = value, .dx = dx, .dt = dt, .n_tensors = 2, .term = term};

LOSS_FUNCTIONS

const OpDef op_l1_loss = {
  .name = "l1_loss",
  .params = {{"input", ARG_TENSOR, NULL}, {"target", ARG_TENSOR, NULL}, {"reduction", ARG_WORD, LOSS_REDUCTION}},
  .doc = N_("Mean absolute difference of input and target"),
  .shape = N_("input, target: [A...] -> [], or [A...] with reduction=none"),
  .formula = "y = mean_i |x_i - t_i|",
  .gradient = "dx_i = dy * sign(x_i - t_i) / N, dt = -dx",
  .source = "Laplace, Sur quelques points du systeme du monde, 1789",
  .examples = {{"l1_loss([1, 2], [1, 4])", "1"}, {"l1_loss([1, 2], [1, 4], reduction=\"sum\")", "2"}},
  .checks = {"x[A,B] t[A,B]; distinct", "x[A,B] t[A,B]; reduction=sum; distinct",
             "x[A,B] t[A,B]; reduction=none; distinct",
             "x[A,B] t[B]; distinct"},
  .forward = forward,
  .grad = grad,
  .why = why,
};
