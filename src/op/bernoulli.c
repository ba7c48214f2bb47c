// SPDX-License-Identifier: GPL-3.0-or-later
// bernoulli: a coin toss for each element: 1 with probability p, else 0.
#include "op/random.h"

static Tensor *forward(OpCall *c, Err *e) {
  const Tensor *p = c->in[0];
  Tensor *out = tensor_new(&p->shape, e);
  for (size_t i = 0, work = 0; out && i < p->size; i++) {
    bool fits = p->data[i] >= 0 && p->data[i] <= 1;
    if (!fits) err_set(e, ERR_VALUE, _("bernoulli: a probability is between 0 and 1, not %g"),
                       (double)p->data[i]);
    else out->data[i] = rng_uniform(rng_global()) < (double)p->data[i];
    if (fits && op_go_on(&work, 4, e)) continue;
    tensor_release(out);
    return NULL;
  }
  return out;
}

const OpDef op_bernoulli = {
  .name = "bernoulli",
  .params = {{"p", ARG_TENSOR, NULL}},
  .doc = N_("1 with probability p, else 0, drawn anew for each element"),
  .shape = "p: [A...] -> [A...]",
  .formula = N_("y_i = 1 where u_i < p_i, else 0; u_i ~ U[0, 1)"),
  .source = "J. Bernoulli, Ars conjectandi, 1713",
  .examples = {{"bernoulli([0, 1])", "[0, 1]"}, {"mean(bernoulli(full([1000], 0.3))) < 0.4", "1"}},
  .forward = forward,
  .why = why_value,
};
