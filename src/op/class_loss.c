// SPDX-License-Identifier: GPL-3.0-or-later
// class_loss: the checks, the mean over the rows that count, and the frame of the explanation.
#include "op/class_loss.h"

#include <math.h>

#include "base/mem.h"

static bool shapes_fit(const OpCall *c, Err *e) {
  const Shape *x = &c->in[0]->shape, *t = &c->in[1]->shape, *w = &c->in[2]->shape;
  const char *scores = c->def->params[0].name;
  Shape expected = *x;
  if (x->rank > 0) expected.rank--;
  if (x->rank == 0 || !shape_eq(&expected, t))
    return err_set(e, ERR_SHAPE, _("%s: %s of shape %s take targets of shape %s, not %s"), c->def->name, scores,
                   shape_text(x).s, shape_text(&expected).s, shape_text(t).s);
  if (w->rank == 0 || (w->rank == 1 && w->dim[0] == x->dim[x->rank - 1])) return true;
  return err_set(e, ERR_SHAPE, _("%s: the weight of %lld classes has shape (%lld,), not %s"), c->def->name,
                 (long long)x->dim[x->rank - 1], (long long)x->dim[x->rank - 1], shape_text(w).s);
}

static bool targets_fit(const OpCall *c, const ClassLoss *l, Err *e) {
  for (size_t r = 0; r < l->rows; r++) {
    double id = (double)l->target[r];
    if (class_ignored(l, r) || (id >= 0 && id < (double)l->classes && id == floor(id))) continue;
    return err_set(e, ERR_INDEX, _("%s: target %g is not one of the %lld classes (0 to %lld)"), c->def->name, id,
                   (long long)l->classes, (long long)l->classes - 1);
  }
  return true;
}

static ClassLoss layout(const OpCall *c) {
  const Tensor *x = c->in[0], *w = c->in[2];
  bool plain = w->shape.rank == 0 && w->data[0] == 1;
  return (ClassLoss){.rows = c->in[1]->size, .classes = (size_t)x->shape.dim[x->shape.rank - 1],
                     .target = c->in[1]->data, .weight = plain || w->shape.rank == 0 ? NULL : w->data,
                     .ignore = c->attr[0].num, .reduction = (int)c->attr[1].num};
}

bool class_loss_check(const OpCall *c, Err *e) {
  if (!shapes_fit(c, e)) return false;
  if (c->in[2]->shape.rank == 0 && c->in[2]->data[0] != 1)
    return err_set(e, ERR_VALUE, _("%s: a weight is given for each class, not one for all"), c->def->name);
  ClassLoss l = layout(c);
  return targets_fit(c, &l, e);
}

ClassLoss class_loss_again(const OpCall *c) {
  ClassLoss l = layout(c);
  for (size_t r = 0; r < l.rows; r++)
    if (!class_ignored(&l, r)) l.total += class_weight(&l, class_target(&l, r));
  return l;
}

Tensor *class_loss_forward(OpCall *c, ClassRow *row, Err *e) {
  ClassLoss l = class_loss_again(c);
  Tensor *each = l.reduction == LOSS_NONE ? tensor_new(&c->in[1]->shape, e) : NULL;
  if (l.reduction == LOSS_NONE && !each) return NULL;
  double sum = 0;
  size_t work = 0;
  for (size_t r = 0; r < l.rows; r++) {
    double loss = row(c, &l, r);
    sum += loss;
    if (each) each->data[r] = (float)loss;
    if (op_go_on(&work, 2 * l.classes, e)) continue;
    tensor_release(each);
    return NULL;
  }
  return each ? each : tensor_scalar((float)(l.reduction == LOSS_MEAN ? sum / l.total : sum));
}

double class_loss_scale(const ClassLoss *l, const Tensor *dout, size_t r) {
  if (class_ignored(l, r)) return 0;
  if (l->reduction == LOSS_NONE) return (double)dout->data[r];
  return (double)dout->data[0] / (l->reduction == LOSS_MEAN ? l->total : 1);
}

// The mean is a quotient: with the weights, what it is divided by moves too.
Tensor *class_loss_weight_grad(const OpCall *c, const Tensor *out, const Tensor *dout, ClassSlopes *add, Err *e) {
  ClassLoss l = class_loss_again(c);
  Tensor *dw = tensor_full(&c->in[2]->shape, 0, e);
  double *sum = dw && dw->shape.rank ? mem_try((l.classes + 1) * sizeof *sum) : NULL;
  if (!sum) {
    if (!dw || dw->shape.rank == 0) return dw; // a weight that is not given
    err_set(e, ERR_MEMORY, _("out of memory: a weight of %zu classes"), l.classes);
    tensor_release(dw);
    return NULL;
  }
  for (size_t j = 0; j < l.classes; j++) sum[j] = 0;
  for (size_t r = 0; r < l.rows; r++) {
    double scale = class_loss_scale(&l, dout, r);
    if (class_ignored(&l, r)) continue;
    add(sum, c, &l, r, scale);
    if (l.reduction == LOSS_MEAN) sum[class_target(&l, r)] -= scale * (double)out->data[0];
  }
  for (size_t j = 0; j < l.classes; j++) dw->data[j] = (float)sum[j];
  mem_free(sum);
  return dw;
}

void class_loss_why(Why *w, const OpCall *c, bool negative, ClassTerm *term, size_t i) {
  ClassLoss l = class_loss_again(c);
  size_t n = 0, only = i;
  for (size_t r = 0; l.reduction != LOSS_NONE && r < l.rows; r++) {
    if (class_ignored(&l, r)) continue;
    only = n++ ? only : r;
  }
  bool divided = l.reduction == LOSS_MEAN && l.total != 1, single = l.reduction == LOSS_NONE || n == 1;
  if (l.reduction == LOSS_NONE && class_ignored(&l, i)) {
    op_why_add(w, "0");
    op_why_note(w, c, 1, i);
    return;
  }
  bool wrap = divided || (negative && !single);
  if (negative) op_why_add(w, "-");
  if (wrap) op_why_add(w, "(");
  if (single) term(w, c, &l, only, !divided);
  else if (n == 0) op_why_add(w, "0");
  // Terms are counted without the rows that do not count: r is the row of term j.
  for (size_t j = 0, at = 0, r = 0; !single && why_each(w, n, " + ", &j); j++) {
    for (; class_ignored(&l, r) || at < j; r++) at += !class_ignored(&l, r);
    term(w, c, &l, r, false);
  }
  if (wrap) op_why_add(w, ")");
  if (!divided) return;
  op_why_add(w, " / ");
  op_why_num(w, l.total, WHY_ATOM);
}
