// SPDX-License-Identifier: GPL-3.0-or-later
// class_loss: what cross_entropy and nll_loss have in common. Each row of scores (the last dimension) has a
// target class, or ignore_index: then it does not count. Classes may have weights; the mean is weighted.
#ifndef OP_CLASS_LOSS_H
#define OP_CLASS_LOSS_H

#include "op/loss.h"

#define CLASS_LOSS_PARAMS \
  {"target", ARG_TENSOR, NULL}, {"weight", ARG_TENSOR, "1"}, {"ignore_index", ARG_INT, "-100"}, \
  {"reduction", ARG_WORD, LOSS_REDUCTION}

typedef struct ClassLoss {
  size_t rows, classes;
  const float *target, *weight; // weight NULL: every class counts once
  double ignore;
  int reduction;
  double total;                 // weight of all rows that count
} ClassLoss;

// Checks shapes and targets; again: the same, once that has succeeded.
bool class_loss_check(const OpCall *c, Err *e);
ClassLoss class_loss_again(const OpCall *c);

static inline bool class_ignored(const ClassLoss *l, size_t r) { return (double)l->target[r] == l->ignore; }
static inline size_t class_target(const ClassLoss *l, size_t r) { return (size_t)l->target[r]; }
static inline double class_weight(const ClassLoss *l, size_t j) { return l->weight ? (double)l->weight[j] : 1; }

// From the loss of one row (its weight included) to the result.
typedef double ClassRow(OpCall *c, const ClassLoss *l, size_t r);
Tensor *class_loss_forward(OpCall *c, ClassRow *row, Err *e);
// By how much the gradient of row r's loss is multiplied.
double class_loss_scale(const ClassLoss *l, const Tensor *dout, size_t r);

// The gradient by the weight: add puts `scale` times the slopes of row r's loss on dw. NULL with e filled on error.
typedef void ClassSlopes(double *dw, const OpCall *c, const ClassLoss *l, size_t r, double scale);
Tensor *class_loss_weight_grad(const OpCall *c, const Tensor *out, const Tensor *dout, ClassSlopes *add, Err *e);

// The frame of `why`: the terms of the rows, and what they are divided by.
typedef void ClassTerm(Why *w, const OpCall *c, const ClassLoss *l, size_t r, bool alone);
void class_loss_why(Why *w, const OpCall *c, bool negative, ClassTerm *term, size_t i);

#endif
