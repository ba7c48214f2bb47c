// SPDX-License-Identifier: GPL-3.0-or-later
// multinomial: draws n places from each row of weights, each with a probability in proportion to its weight.
//
// Without replacement, each place is drawn at most once. That is a race: place j arrives after a time drawn
// from the exponential distribution with rate p_j, and the first n to arrive are the draws, in that order.
#include <math.h>
#include <stdlib.h>

#include "base/mem.h"
#include "op/random.h"

typedef struct Runner { double time; size_t place; } Runner;

static int by_time(const void *a, const void *b) {
  const Runner *x = a, *y = b;
  if (x->time != y->time) return x->time < y->time ? -1 : 1;
  return (x->place > y->place) - (x->place < y->place);
}

static bool weights_fit(const float *p, size_t n, size_t draws, bool replacement, Err *e) {
  size_t possible = 0;
  for (size_t j = 0; j < n; j++) {
    if (!(p[j] >= 0) || isinf(p[j])) return err_set(e, ERR_VALUE, _("multinomial: a weight is %g"), (double)p[j]);
    possible += p[j] > 0;
  }
  if (possible == 0 && draws > 0) return err_set(e, ERR_VALUE, _("multinomial: all weights of a row are 0"));
  if (replacement || draws <= possible) return true;
  return err_set(e, ERR_VALUE,
                 _("multinomial: %zu draws without replacement, but only %zu weights are above 0"), draws,
                 possible);
}

static void race(const float *p, size_t n, size_t draws, Runner *r, float *out) {
  for (size_t j = 0; j < n; j++) {
    double u = ((double)(rng_next(rng_global()) >> 12) + 0.5) * 0x1p-52; // never 0 or 1
    r[j] = (Runner){p[j] > 0 ? -log(u) / (double)p[j] : INFINITY, j};
  }
  qsort(r, n, sizeof *r, by_time);
  for (size_t k = 0; k < draws; k++) out[k] = (float)r[k].place;
}

// r[j].time is the sum of the weights up to j; each draw is the first place whose sum is above it.
static void draw_again(const float *p, size_t n, size_t draws, Runner *r, float *out) {
  double sum = 0;
  for (size_t j = 0; j < n; j++) r[j] = (Runner){sum += (double)p[j], j};
  for (size_t k = 0; k < draws; k++) {
    double u = rng_uniform(rng_global()) * sum;
    size_t low = 0, high = n - 1;
    while (low < high) {
      size_t mid = (low + high) / 2;
      if (u < r[mid].time) high = mid;
      else low = mid + 1;
    }
    while (p[low] <= 0) low--; // rounding may leave u at the very end
    out[k] = (float)low;
  }
}

static bool shape_fits(const OpCall *c, Shape *s, Err *e) {
  *s = c->in[0]->shape;
  int64_t draws = op_int(&c->attr[0]);
  if (s->rank == 0 || s->dim[s->rank - 1] == 0)
    return err_set(e, ERR_SHAPE, _("multinomial: there are no weights in a tensor of shape %s"), shape_text(s).s);
  if (draws < 0) return err_set(e, ERR_VALUE, _("multinomial: the number of draws is negative"));
  s->dim[s->rank - 1] = draws;
  return true;
}

static Tensor *forward(OpCall *c, Err *e) {
  const Tensor *p = c->in[0];
  Shape s;
  if (!shape_fits(c, &s, e)) return NULL;
  size_t n = (size_t)p->shape.dim[p->shape.rank - 1], draws = (size_t)s.dim[s.rank - 1], work = 0;
  bool replacement = c->attr[1].num != 0;
  Tensor *out = tensor_new(&s, e);
  Runner *r = out ? mem_try(n * sizeof *r) : NULL;
  if (out && !r) err_set(e, ERR_MEMORY, _("out of memory: multinomial of %zu weights"), n);
  for (size_t i = 0; r && i < p->size / n; i++) {
    if (!weights_fit(p->data + i * n, n, draws, replacement, e)) break;
    (replacement ? draw_again : race)(p->data + i * n, n, draws, r, out->data + i * draws);
    if (!op_go_on(&work, 20 * (n + draws), e)) break;
  }
  mem_free(r);
  if (e->code == ERR_NONE) return out;
  tensor_release(out);
  return NULL;
}

const OpDef op_multinomial = {
  .name = "multinomial",
  .params = {{"p", ARG_TENSOR, NULL}, {"num_samples", ARG_INT, "1"}, {"replacement", ARG_BOOL, "false"}},
  .doc = N_("Places drawn from each row, with probabilities in proportion to p"),
  .shape = "p: [A..., N] -> [A..., num_samples]",
  .formula = N_("P(y_k = j) = p_j / sum_i p_i, without replacement over those not drawn yet"),
  .source = "Efraimidis and Spirakis, Weighted random sampling with a reservoir, 2006",
  .examples = {{"multinomial([0, 2, 0], 1)", "[1]"}, {"multinomial([0, 2], 3, replacement=true)", "[1, 1, 1]"},
               {"sum(multinomial([1, 1, 5], 3))", "3"}},
  .forward = forward,
  .why = why_value,
};
