// SPDX-License-Identifier: GPL-3.0-or-later
// layer_norm: shifts and scales each vector (the last dimension) to mean 0 and variance 1, then lets
// weight and bias choose a new scale and place. Without them, they are 1 and 0.
//
// Saved for the gradient: the normalised vectors, and for each its 1 / sqrt(var + eps).
#include <math.h>

#include "op/elementwise.h"
#include "op/reduce.h"
#include "op/rows.h"

// Mean and variance of one vector (divided by n, as the paper has it).
typedef struct Moments { double mean, var; } Moments;

static Moments moments(const float *x, size_t n) {
  double mean = rows_sum(x, n) / (double)n;
  return (Moments){mean, rows_square_distance(x, mean, n) / (double)n};
}

static size_t width(const Tensor *x) { return (size_t)x->shape.dim[x->shape.rank - 1]; }

// saved[0]: x_hat, of the shape of x. saved[1]: 1 / sqrt(var + eps), one number a vector.
static bool normalise(OpCall *c, Err *e) {
  const Tensor *x = c->in[0];
  size_t n = width(x), rows = n ? x->size / n : 0, work = 0;
  Shape s = shape_of(1, (int64_t[]){(int64_t)rows});
  c->saved[0] = tensor_new(&x->shape, e);
  c->saved[1] = c->saved[0] ? tensor_new(&s, e) : NULL;
  if (!c->saved[1]) return false;
  for (size_t r = 0; r < rows; r++) {
    Moments m = moments(x->data + r * n, n);
    double scale = 1 / sqrt(m.var + c->attr[0].num);
    c->saved[1]->data[r] = (float)scale;
    rows_scale(c->saved[0]->data + r * n, x->data + r * n, m.mean, scale, n);
    if (!op_go_on(&work, 4 * n, e)) return false;
  }
  return true;
}

MAP3(scale_and_shift, g * x + y)
MAP2(product, x * y)

static Tensor *forward(OpCall *c, Err *e) {
  if (c->in[0]->shape.rank == 0) {
    err_set(e, ERR_SHAPE, _("layer_norm: a single number has no dimension to normalise over"));
    return NULL;
  }
  if (!normalise(c, e)) return NULL;
  Tensor *out = tensor_map3(c->saved[0], c->in[1], c->in[2], scale_and_shift, e);
  if (!out || shape_eq(&out->shape, &c->in[0]->shape)) return out;
  err_set(e, ERR_SHAPE, _("layer_norm: for x of shape %s, weight %s and bias %s should have shape (%zu,)"),
          shape_text(&c->in[0]->shape).s, shape_text(&c->in[1]->shape).s, shape_text(&c->in[2]->shape).s,
          width(c->in[0]));
  tensor_release(out);
  return NULL;
}

HOT_LOOP static void take_off(float *restrict g, const float *restrict h, float mean, float along,
                              float scale, size_t n) {
  for (size_t j = 0; j < n; j++) g[j] = scale * (g[j] - mean - h[j] * along);
}

// With g = dy * weight: what is left of g without its mean, and without its part along x_hat, since
// moving x along either is undone by the normalisation.
static Tensor *grad_x(const OpCall *c, const Tensor *dout, Err *e) {
  Tensor *g = tensor_map2(dout, c->in[1], product, e);
  const Tensor *hat = c->saved[0];
  size_t n = width(hat), rows = n ? hat->size / n : 0;
  for (size_t r = 0; g && r < rows; r++) {
    float *row = g->data + r * n;
    const float *h = hat->data + r * n;
    double mean = rows_sum(row, n) / (double)n, along = rows_dot(row, h, n) / (double)n;
    take_off(row, h, (float)mean, (float)along, c->saved[1]->data[r], n);
  }
  return g;
}

static bool grad(const OpCall *c, const Tensor *out, const Tensor *dout, const bool *needs, Tensor **din,
                 Err *e) {
  (void)out;
  if (needs[0] && !(din[0] = grad_x(c, dout, e))) return false;
  if (needs[1]) {
    din[1] = ew_sum_to(tensor_map2(dout, c->saved[0], product, e), c->in[1], e);
    if (!din[1]) return false;
  }
  return !needs[2] || (din[2] = ew_sum_to(tensor_retain((Tensor *)dout), c->in[2], e)) != NULL;
}

// A weight of 1 or bias of 0 that was not asked for is left out of the formula.
static bool is_default(const Tensor *t, float value) {
  return t->shape.rank == 0 && !t->name && t->data[0] == value;
}

static void why(Why *w, const OpCall *c, const Tensor *out, size_t i) {
  size_t n = width(out), first = i / n * n;
  Moments m = moments(c->in[0]->data + first, n);
  op_why_add(w, "(");
  op_why_at(w, c, 0, i, WHY_SUM);
  op_why_add(w, " - ");
  op_why_num(w, m.mean, WHY_ATOM);
  op_why_add(w, ") / sqrt(");
  op_why_num(w, m.var, WHY_SUM);
  op_why_add(w, " + ");
  op_why_num(w, c->attr[0].num, WHY_SUM);
  op_why_add(w, ")");
  if (!is_default(c->in[1], 1)) {
    op_why_add(w, " * ");
    op_why_at(w, c, 1, op_broadcast_index(c->in[1], out, i), WHY_ATOM);
  }
  if (!is_default(c->in[2], 0)) {
    op_why_add(w, " + ");
    op_why_at(w, c, 2, op_broadcast_index(c->in[2], out, i), WHY_SUM);
  }
  for (size_t j = 0; j < n && j < 64; j++) op_why_note(w, c, 0, first + j); // mean and variance
}

const OpDef op_layer_norm = {
  .name = "layer_norm",
  .params = {{"x", ARG_TENSOR, NULL}, {"weight", ARG_TENSOR, "1"}, {"bias", ARG_TENSOR, "0"},
             {"eps", ARG_NUM, "1e-5"}},
  .doc = N_("Each vector shifted and scaled to mean 0 and variance 1, then times weight plus bias"),
  .shape = "x: [A..., N], weight: [N], bias: [N] -> [A..., N]",
  .formula = "y = (x - mean x) / sqrt(var x + eps) * weight + bias",
  .gradient = N_("g = dy * weight; dx = (g - mean g - h * mean(g * h)) / sqrt(var x + eps), h the normalised x"),
  .source = "Ba, Kiros and Hinton, Layer normalization, 2016",
  .examples = {{"layer_norm([-1, 1], eps=0)", "[-1, 1]"}, {"layer_norm([1, 3], 2, 1, eps=0)", "[-1, 3]"}},
  .checks = {"x[A,4] w[4] b[4]", "x[A,B,5] w[5] b[5]; eps=0.1", "x[6] w[] b[]", "x[A,4] w[1] b[4]"},
  .forward = forward,
  .grad = grad,
  .why = why,
};
