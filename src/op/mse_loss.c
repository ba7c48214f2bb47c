// SPDX-License-Identifier: GPL-3.0-or-later
// mse_loss: the mean of the squared differences: far misses count much more than near ones.
#include "op/loss.h"

LOSS_LOOP(value, (x - t) * (x - t))
LOSS_LOOP(dx, 2 * (x - t))
LOSS_LOOP(dt, 2 * (t - x))

static void term(Why *w, const OpCall *c, size_t kx, size_t kt) {
  op_why_add(w, "(");
  loss_difference(w, c, kx, kt);
  op_why_add(w, ") ** 2");
}

static const LossKind kind = {.value = value, .dx = dx, .dt = dt, .n_tensors = 2, .term = term};

LOSS_FUNCTIONS

const OpDef op_mse_loss = {
  .name = "mse_loss",
  .params = {{"input", ARG_TENSOR, NULL}, {"target", ARG_TENSOR, NULL}, {"reduction", ARG_WORD, LOSS_REDUCTION}},
  .doc = N_("Mean squared difference of input and target"),
  .shape = N_("input, target: [A...] -> [], or [A...] with reduction=none"),
  .formula = "y = mean_i (x_i - t_i)^2",
  .gradient = "dx_i = dy * 2 (x_i - t_i) / N, dt = -dx",
  .source = "Legendre, Nouvelles methodes pour la determination des orbites des cometes, 1805",
  .examples = {{"mse_loss([1, 2], [1, 4])", "2"}, {"mse_loss([1, 2], [1, 4], reduction=\"none\")", "[0, 4]"}},
  .checks = {"x[A,B] t[A,B]", "x[A,B] t[A,B]; reduction=sum", "x[A,B] t[A,B]; reduction=none", "x[A,B] t[B]",
             "x[A,1] t[1,B]; reduction=none",
             "x[] t[]"},
  .forward = forward,
  .grad = grad,
  .why = why,
};
