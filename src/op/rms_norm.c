// SPDX-License-Identifier: GPL-3.0-or-later
// rms_norm: brings each vector (the last dimension) to a mean square of 1, then scales it by the weight.
// Layer normalisation without taking off the mean, which turned out to matter little.
//
// Saved for the gradient: the normalised vectors, and for each its 1 / sqrt(mean square + eps).
#include <math.h>

#include "op/elementwise.h"
#include "op/reduce.h"
#include "op/rows.h"

static size_t width(const Tensor *x) { return (size_t)x->shape.dim[x->shape.rank - 1]; }

static double mean_square(const float *x, size_t n) { return rows_square_distance(x, 0, n) / (double)n; }

static bool normalise(OpCall *c, Err *e) {
  const Tensor *x = c->in[0];
  size_t n = width(x), rows = n ? x->size / n : 0, work = 0;
  Shape s = {.rank = 1, .dim = {(int64_t)rows}};
  c->saved[0] = tensor_new(&x->shape, e);
  c->saved[1] = c->saved[0] ? tensor_new(&s, e) : NULL;
  if (!c->saved[1]) return false;
  for (size_t r = 0; r < rows; r++) {
    double scale = 1 / sqrt(mean_square(x->data + r * n, n) + c->attr[0].num);
    c->saved[1]->data[r] = (float)scale;
    rows_scale(c->saved[0]->data + r * n, x->data + r * n, 0, scale, n);
    if (!op_go_on(&work, 2 * n, e)) return false;
  }
  return true;
}

MAP2(product, x * y)

static Tensor *forward(OpCall *c, Err *e) {
  if (c->in[0]->shape.rank == 0) {
    err_set(e, ERR_SHAPE, "%s", _("rms_norm: a single number has no dimension to normalise over"));
    return NULL;
  }
  Shape both;
  Err unused = {0};
  const Shape *x = &c->in[0]->shape;
  bool fits = shape_broadcast(x, &c->in[1]->shape, &both, &unused) && shape_eq(&both, x);
  err_clear(&unused);
  if (fits) return normalise(c, e) ? tensor_map2(c->saved[0], c->in[1], product, e) : NULL;
  err_set(e, ERR_SHAPE, _("rms_norm: for x of shape %s, the weight %s should have shape (%zu,)"),
          shape_text(&c->in[0]->shape).s, shape_text(&c->in[1]->shape).s, width(c->in[0]));
  return NULL;
}

HOT_LOOP static void take_off(float *restrict g, const float *restrict h, float along, float scale,
                              size_t n) {
  for (size_t j = 0; j < n; j++) g[j] = scale * (g[j] - h[j] * along);
}

// With g = dy * weight: what is left of g without its part along the normalised x, since stretching x
// along itself is undone.
static bool grad(const OpCall *c, const Tensor *out, const Tensor *dout, const bool *needs, Tensor **din,
                 Err *e) {
  (void)out;
  const Tensor *hat = c->saved[0];
  size_t n = width(hat), rows = n ? hat->size / n : 0;
  if (needs[1] && !(din[1] = ew_sum_to(tensor_map2(dout, hat, product, e), c->in[1], e))) return false;
  if (!needs[0]) return true;
  if (!(din[0] = tensor_map2(dout, c->in[1], product, e))) return false;
  for (size_t r = 0; r < rows; r++) {
    float *g = din[0]->data + r * n;
    const float *h = hat->data + r * n;
    take_off(g, h, (float)(rows_dot(g, h, n) / (double)n), c->saved[1]->data[r], n);
  }
  return true;
}

static void why(Why *w, const OpCall *c, const Tensor *out, size_t i) {
  size_t n = width(out), first = i / n * n;
  op_why_at(w, c, 0, i, WHY_PRODUCT);
  op_why_add(w, " / sqrt(");
  op_why_num(w, mean_square(c->in[0]->data + first, n), WHY_SUM);
  op_why_add(w, " + ");
  op_why_num(w, c->attr[0].num, WHY_SUM);
  op_why_add(w, ") * ");
  op_why_at(w, c, 1, op_broadcast_index(c->in[1], out, i), WHY_ATOM);
  for (size_t j = 0; j < n && j < 64; j++) op_why_note(w, c, 0, first + j);
}

const OpDef op_rms_norm = {
  .name = "rms_norm",
  .params = {{"x", ARG_TENSOR, NULL}, {"weight", ARG_TENSOR, "1"}, {"eps", ARG_NUM, "1e-6"}},
  .doc = N_("Each vector scaled to a mean square of 1, then times weight"),
  .shape = "x: [A..., N], weight: [N] -> [A..., N]",
  .formula = "y = x / sqrt(mean(x^2) + eps) * weight",
  .gradient = N_("g = dy * weight; dx = (g - h * mean(g * h)) / sqrt(mean(x^2) + eps), h the normalised x"),
  .source = "Zhang and Sennrich, Root mean square layer normalization, 2019",
  .examples = {{"rms_norm([1, 7], eps=0)", "[0.2, 1.4]"}},
  .checks = {"x[A,4] w[4]", "x[A,B,5] w[5]; eps=0.1", "x[6] w[]"},
  .forward = forward,
  .grad = grad,
  .why = why,
};
