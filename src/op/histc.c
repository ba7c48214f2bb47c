// SPDX-License-Identifier: GPL-3.0-or-later
// histc: counts how many numbers fall into each of `bins` equal parts of the range from min to max. An upper
// end belongs to the next part, but the last one's to itself. What lies outside is not counted.
#include <math.h>

#include "op/reduce.h"

typedef struct Range { double lo, hi; } Range;

// The range asked for, or that of x where it is nil.
static Range range_of(const OpCall *c) {
  const Tensor *x = c->in[0];
  Range r = {c->attr[1].num, c->attr[2].num};
  if (c->attr[1].n < 0) r.lo = x->size ? (double)x->data[op_extreme(x->data, x->size, 1, -1)] : 0;
  if (c->attr[2].n < 0) r.hi = x->size ? (double)x->data[op_extreme(x->data, x->size, 1, 1)] : 1;
  if (r.lo == r.hi) r = (Range){r.lo - 0.5, r.hi + 0.5};
  return r;
}

static int64_t bin_of(Range r, double bins, double v) {
  if (!(v >= r.lo && v <= r.hi)) return -1;
  double k = floor((v - r.lo) / (r.hi - r.lo) * bins);
  return (int64_t)(k >= bins ? bins - 1 : k);
}

static Tensor *forward(OpCall *c, Err *e) {
  const Tensor *x = c->in[0];
  Range r = range_of(c);
  double bins = c->attr[0].num;
  if (bins < 1 || !(r.lo < r.hi) || !isfinite(r.lo) || !isfinite(r.hi)) {
    err_set(e, ERR_VALUE,
            _("histc: at least one bin and a finite range are needed, not %.0f bins from %g to %g"),
            bins, r.lo, r.hi);
    return NULL;
  }
  Shape s = {.rank = 1, .dim = {op_int(&c->attr[0])}};
  Tensor *out = tensor_full(&s, 0, e);
  size_t work = 0;
  for (size_t i = 0; out && i < x->size; i++) {
    int64_t k = bin_of(r, bins, (double)x->data[i]);
    if (k >= 0) out->data[k]++;
    if (op_go_on(&work, 4, e)) continue;
    tensor_release(out);
    return NULL;
  }
  return out;
}

static void why(Why *w, const OpCall *c, const Tensor *out, size_t i) {
  Range r = range_of(c);
  bool first = true;
  size_t shown = 0, count = (size_t)out->data[i], most = w->terms > 0 ? (size_t)w->terms : count;
  for (size_t k = 0; k < c->in[0]->size && shown < most; k++) {
    if (bin_of(r, c->attr[0].num, (double)c->in[0]->data[k]) != (int64_t)i) continue;
    op_why_add(w, first ? "1" : " + 1");
    op_why_note(w, c, 0, k);
    first = false;
    shown++;
  }
  if (first) op_why_add(w, "0");
  if (shown < count) op_why_more(w, " + ", count - shown);
}

const OpDef op_histc = {
  .name = "histc",
  .params = {{"x", ARG_TENSOR, NULL}, {"bins", ARG_INT, "100"}, {"min", ARG_NUM, "nil"},
             {"max", ARG_NUM, "nil"}},
  .doc = N_("Histogram: how many numbers fall into each of the equal parts from min to max"),
  .shape = "x: [A...] -> [bins]",
  .formula = N_("y_k = number of i with edge_k <= x_i < edge_(k+1)"),
  .source = "Pearson, 1895; as torch.histc: Paszke et al., PyTorch, 2019",
  .examples = {{"histc([1, 2, 2, 9], 4)", "[3, 0, 0, 1]"},
               {"histc([1, 2, 3], bins=2, min=0, max=4)", "[1, 2]"}},
  .forward = forward,
  .why = why,
};
