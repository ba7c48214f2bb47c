// SPDX-License-Identifier: GPL-3.0-or-later
// arange: numbers from start up to, but not including, stop: as many as ceil((stop - start) / step).
// With one argument it counts from 0 up to it.
#include <math.h>

#include "op/reduce.h"

typedef struct Steps { double start, step, n; } Steps;

static Steps steps_of(const OpCall *c) {
  double start = c->attr[0].num, stop = c->attr[1].num, step = c->attr[2].num;
  if (c->attr[1].n < 0 || isnan(stop)) { // not given
    stop = start;
    start = 0;
  }
  double n = ceil((stop - start) / step);
  return (Steps){start, step, n > 0 ? n : 0};
}

static Tensor *forward(OpCall *c, Err *e) {
  if (c->attr[2].num == 0) {
    err_set(e, ERR_VALUE, _("arange: a step of 0 never gets anywhere"));
    return NULL;
  }
  Steps a = steps_of(c);
  if (!(a.n < 0x1p53) || !isfinite(a.start) || !isfinite(a.step)) {
    err_set(e, ERR_LIMIT, _("arange: there is no end to these numbers"));
    return NULL;
  }
  Shape s = shape_of(1, (int64_t[]){(int64_t)a.n});
  Tensor *out = tensor_new(&s, e);
  size_t work = 0;
  for (size_t i = 0; out && i < out->size; i++) {
    out->data[i] = (float)(a.start + (double)i * a.step);
    if (op_go_on(&work, 1, e)) continue;
    tensor_release(out);
    return NULL;
  }
  return out;
}

static void why(Why *w, const OpCall *c, const Tensor *out, size_t i) {
  (void)out;
  Steps a = steps_of(c);
  op_why_num(w, a.start, WHY_SUM);
  op_why_add(w, " + %zu * ", i);
  op_why_num(w, a.step, WHY_ATOM);
}

const OpDef op_arange = {
  .name = "arange",
  .params = {{"start", ARG_NUM, NULL}, {"stop", ARG_NUM, "nil"}, {"step", ARG_NUM, "1"}},
  .doc = N_("Numbers from start (or 0) up to, but not including, stop"),
  .shape = "[ceil((stop - start) / step)]",
  .formula = "y_i = start + i * step",
  .source = "NumPy: Harris et al., Array programming with NumPy, 2020",
  .examples = {{"arange(5)", "[0, 1, 2, 3, 4]"}, {"arange(2, 5)", "[2, 3, 4]"},
               {"arange(0, 1, 0.25)", "[0.00, 0.25, 0.50, 0.75]"}},
  .forward = forward,
  .why = why,
};
