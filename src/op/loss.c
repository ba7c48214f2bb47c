// SPDX-License-Identifier: GPL-3.0-or-later
// loss: the loops and the reduction that the element-by-element losses share.
#include "op/loss.h"

#define PIECE ((size_t)1 << 16) // elements between two looks for Ctrl-C

// The operands brought to one shape. Equal shapes, the rule, are used as they are.
typedef struct Pair { Tensor *x, *t; } Pair;

static void pair_free(Pair *p) {
  tensor_release(p->x);
  tensor_release(p->t);
}

static bool pair_of(const OpCall *c, Pair *p, Err *e) {
  Tensor *x = c->in[0], *t = c->in[1];
  Shape s;
  *p = (Pair){0};
  if (!shape_broadcast(&x->shape, &t->shape, &s, e)) return false;
  p->x = shape_eq(&s, &x->shape) ? tensor_retain(x) : tensor_expand(x, &s, e);
  p->t = shape_eq(&s, &t->shape) ? tensor_retain(t) : tensor_expand(t, &s, e);
  if (p->x && p->t) return true;
  pair_free(p);
  return false;
}

static Tensor *run(const OpCall *c, const LossKind *k, const Pair *p, LossLoop *f, Err *e) {
  LossIn in = {0};
  if (k->numbers && !k->numbers(c, &in.p, &in.q, e)) return NULL;
  Tensor *out = tensor_new(&p->x->shape, e);
  for (size_t i = 0, work = 0; out && i < out->size; i += PIECE) {
    size_t n = out->size - i < PIECE ? out->size - i : PIECE;
    in.x = p->x->data + i;
    in.t = p->t->data + i;
    f(out->data + i, &in, n);
    if (op_go_on(&work, 4 * n, e)) continue;
    tensor_release(out);
    return NULL;
  }
  return out;
}

MAP2(product, x * y)

static bool is_one(const Tensor *t) { return t->shape.rank == 0 && t->data[0] == 1; }

// y times the weight; consumes y.
static Tensor *weighted(const OpCall *c, const LossKind *k, Tensor *y, Err *e) {
  if (!y || k->n_tensors < 3 || is_one(c->in[2])) return y;
  Tensor *out = tensor_map2(y, c->in[2], product, e);
  bool fits = out && shape_eq(&out->shape, &y->shape);
  if (out && !fits)
    err_set(e, ERR_SHAPE, _("%s: a weight of shape %s does not fit elements of shape %s"), c->def->name,
            shape_text(&c->in[2]->shape).s, shape_text(&y->shape).s);
  tensor_release(y);
  if (fits) return out;
  tensor_release(out);
  return NULL;
}

static int reduction_of(const OpCall *c, const LossKind *k) { return (int)c->attr[k->reduction].num; }

// By how much the sum of all elements is divided.
static double divisor(int reduction, const Tensor *y) {
  if (reduction == LOSS_MEAN) return (double)y->size;
  return reduction == LOSS_BATCHMEAN && y->shape.rank > 0 ? (double)y->shape.dim[0] : 1;
}

HOT_LOOP static double sum_of(const float *x, size_t n) {
  double sum[4] = {0};
  size_t i = 0;
  for (; i + 4 <= n; i += 4)
    for (int k = 0; k < 4; k++) sum[k] += (double)x[i + (size_t)k];
  for (; i < n; i++) sum[0] += (double)x[i];
  return sum[0] + sum[1] + sum[2] + sum[3];
}

Tensor *loss_forward(OpCall *c, const LossKind *k, Err *e) {
  Pair p;
  if (!pair_of(c, &p, e)) return NULL;
  Tensor *y = weighted(c, k, run(c, k, &p, k->value, e), e);
  pair_free(&p);
  int reduction = reduction_of(c, k);
  if (!y || reduction == LOSS_NONE) return y;
  Tensor *out = tensor_scalar((float)(sum_of(y->data, y->size) / divisor(reduction, y)));
  tensor_release(y);
  return out;
}

// The gradient by one operand: its slopes times dout, spread over the elements that were summed.
static Tensor *slopes(const OpCall *c, const LossKind *k, const Pair *p, LossLoop *f, const Tensor *dout,
                      const Tensor *in, Err *e) {
  Tensor *g = weighted(c, k, run(c, k, p, f, e), e);
  if (!g) return NULL;
  int reduction = reduction_of(c, k);
  if (reduction == LOSS_NONE) {
    for (size_t i = 0; i < g->size; i++) g->data[i] *= dout->data[i];
  } else {
    float scale = (float)((double)dout->data[0] / divisor(reduction, g));
    for (size_t i = 0; i < g->size; i++) g->data[i] *= scale;
  }
  return ew_sum_to(g, in, e);
}

// By the weight: the elements' losses themselves.
static Tensor *weight_slopes(const OpCall *c, const LossKind *k, const Pair *p, const Tensor *dout, Err *e) {
  LossKind plain = *k;
  plain.n_tensors = 2;
  return slopes(c, &plain, p, k->value, dout, c->in[2], e);
}

bool loss_grad(const OpCall *c, const LossKind *k, const Tensor *dout, const bool *needs, Tensor **din, Err *e) {
  Pair p;
  if (!pair_of(c, &p, e)) return false;
  bool ok = true;
  if (needs[0]) ok = (din[0] = slopes(c, k, &p, k->dx, dout, c->in[0], e)) != NULL;
  if (ok && needs[1]) ok = (din[1] = slopes(c, k, &p, k->dt, dout, c->in[1], e)) != NULL;
  if (ok && k->n_tensors > 2 && needs[2]) ok = (din[2] = weight_slopes(c, k, &p, dout, e)) != NULL;
  pair_free(&p);
  return ok;
}

// -- why -------------------------------------------------------------------------------------------

static void one_term(Why *w, const OpCall *c, const LossKind *k, const Shape *s, size_t i, bool alone) {
  size_t kx = op_broadcast_index_in(c->in[0], s, i), kt = op_broadcast_index_in(c->in[1], s, i);
  bool has_weight = k->n_tensors > 2 && !is_one(c->in[2]);
  if (has_weight) {
    op_why_at(w, c, 2, op_broadcast_index_in(c->in[2], s, i), WHY_PRODUCT);
    op_why_add(w, " * ");
  }
  bool wrap = has_weight || (alone && k->negative);
  if (wrap) op_why_add(w, "(");
  k->term(w, c, kx, kt);
  if (wrap) op_why_add(w, ")");
}

void loss_why(Why *w, const OpCall *c, const LossKind *k, const Tensor *out, size_t i) {
  (void)out;
  Shape s;
  Err e = {0};
  bool ok = shape_broadcast(&c->in[0]->shape, &c->in[1]->shape, &s, &e);
  err_clear(&e);
  if (!ok) return; // forward has succeeded, so they do
  int reduction = reduction_of(c, k);
  size_t n = 1;
  for (int d = 0; d < s.rank; d++) n *= (size_t)s.dim[d];
  if (k->negative) op_why_add(w, "-");
  if (reduction == LOSS_NONE || n == 1) {
    one_term(w, c, k, &s, reduction == LOSS_NONE ? i : 0, true);
    return;
  }
  double by = reduction == LOSS_MEAN ? (double)n : reduction == LOSS_BATCHMEAN ? (double)s.dim[0] : 1;
  bool wrap = by != 1 || k->negative;
  if (wrap) op_why_add(w, n ? "(" : "(0");
  else if (n == 0) op_why_add(w, "0");
  for (size_t j = 0; why_each(w, n, " + ", &j); j++) one_term(w, c, k, &s, j, false);
  if (wrap) op_why_add(w, ")");
  if (by != 1) op_why_add(w, " / %.0f", by);
}

void loss_difference(Why *w, const OpCall *c, size_t kx, size_t kt) {
  op_why_at(w, c, 0, kx, WHY_SUM);
  op_why_add(w, " - ");
  op_why_at(w, c, 1, kt, WHY_PRODUCT);
}
