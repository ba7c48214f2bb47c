// SPDX-License-Identifier: GPL-3.0-or-later
// optim: optimisers: how parameters change by their gradients. Formulas, names of options and their
// defaults are PyTorch's; the papers are named beside the rules in optim_rules.c.
//
// An optimiser holds its parameters and has identity as they do. Parameters lie in groups, each with
// options of its own. A frozen parameter, or one without a gradient, is left alone by a step.
#ifndef TAPE_OPTIM_H
#define TAPE_OPTIM_H

#include "tape/tape.h"

#define OPTIM_MAX_STATE 3

typedef enum OptimKind { OPTIM_SGD, OPTIM_ADAM, OPTIM_ADAMW, OPTIM_ADAGRAD, OPTIM_RMSPROP } OptimKind;

typedef struct OptimOptions {
  double lr, weight_decay, momentum, dampening; // sgd; momentum also rmsprop
  double beta1, beta2, eps;                     // adam, adamw; eps also the others
  double alpha;                                 // rmsprop
  double lr_decay, initial_accumulator_value;   // adagrad
  bool nesterov, amsgrad, centered, maximize;
} OptimOptions;

typedef struct OptimParam {
  Tensor *leaf;       // retained
  const char *name;   // interned
  size_t group;
  double steps;       // that changed it
  Tensor *state[OPTIM_MAX_STATE]; // as the rule names them; NULL until needed
} OptimParam;

typedef struct Optim {
  OptimKind kind;
  OptimOptions *groups;
  size_t n_groups, cap_groups;
  OptimParam *params;
  size_t n, cap;
} Optim;

// A rule of change.
typedef struct OptimRule {
  const char *name;
  const char *state[OPTIM_MAX_STATE + 1];           // names, ended by NULL
  bool (*uses)(const OptimOptions *o, int state);   // is that state kept under these options?
  // Does a gradient of zero leave a number and its state as they are? Then a step looks only at the rows there are.
  bool (*by_rows)(const OptimOptions *o);
  // p: the new numbers, w: the old ones (perhaps the same), g: the gradient, s: the state.
  void (*update)(const OptimOptions *o, double step, float *p, const float *w, const float *g,
                 float *const s[OPTIM_MAX_STATE], size_t n);
} OptimRule;
extern const OptimRule optim_rules[]; // by OptimKind

Optim *optim_new(OptimKind kind);
void optim_free(Optim *o); // NULL is fine
size_t optim_add_group(Optim *o, const OptimOptions *options); // its number
// Retains the leaf. False with e filled where it is in the optimiser already.
bool optim_add(Optim *o, Tensor *leaf, const char *name, size_t group, Err *e);

// Told of each parameter that a step changed: its numbers before.
typedef bool OptimTell(void *ctx, const OptimParam *p, Tensor *before, Err *e);
// All parameters change or, on failure, none. tell may be NULL.
bool optim_step(Optim *o, OptimTell *tell, void *ctx, Err *e);
void optim_zero_grad(Optim *o);

// State k of a parameter is a new tensor of zeros (or adagrad's initial value), unless it is there.
bool optim_make_state(const Optim *o, OptimParam *p, int k, Err *e);

// Scales the gradients so that their common norm is at most max (Pascanu et al. 2013), as PyTorch's
// clip_grad_norm_ does; *norm is what it was. norm_type may be infinite.
bool optim_clip_grad_norm(Tensor *const *leaves, size_t n, double max, double norm_type, double *norm, Err *e);

// Gives a parameter other numbers.
bool optim_assign(Tensor *leaf, const Tensor *value, Err *e);

#endif
