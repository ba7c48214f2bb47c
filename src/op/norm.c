// SPDX-License-Identifier: GPL-3.0-or-later
// norm: the length of a vector, (sum |x_j|^p)^(1/p): p = 2 is the distance as the crow flies, 1 along the
// streets, inf the largest coordinate alone, 0 how many are not 0.
#include <math.h>

#include "op/reduce.h"

static double power(const OpCall *c) { return c->attr[0].num; }

static double row_norm(const OpCall *c, const float *x, size_t n, size_t step) {
  double p = power(c), sum = 0, most = 0;
  for (size_t j = 0; j < n; j++) {
    double a = fabs((double)x[j * step]);
    if (p == 2) sum += a * a;
    else if (p == 1) sum += a;
    else if (p == 0) sum += a != 0;
    else if (isinf(p)) most = a > most || isnan(a) ? a : most;
    else sum += pow(a, p);
  }
  if (isinf(p)) return most;
  return p == 2 ? sqrt(sum) : p == 1 || p == 0 ? sum : pow(sum, 1 / p);
}

// At a corner (a coordinate or a vector of 0) the slope is taken to be 0.
static double slope(double p, double x, double y) {
  double sign = (x > 0) - (x < 0);
  if (p == 0 || y == 0 || x == 0) return 0;
  if (p == 2) return x / y;
  return p == 1 ? sign : sign * pow(fabs(x) / y, p - 1);
}

static void row_grad(const OpCall *c, float *dx, const float *x, size_t n, size_t step, double y, double g) {
  double p = power(c);
  bool taken = false; // of several largest, the first
  for (size_t j = 0; j < n; j++) {
    double v = (double)x[j * step];
    bool largest = isinf(p) && !taken && (float)fabs(v) == (float)y;
    if (isinf(p)) dx[j * step] = largest ? (float)(v < 0 ? -g : v > 0 ? g : 0) : 0;
    else dx[j * step] = (float)(g * slope(p, v, y));
    taken = taken || largest;
  }
}

static Tensor *forward(OpCall *c, Err *e) {
  if (power(c) >= 0) return op_reduce(c, op_keepdim(c, 2), row_norm, e);
  err_set(e, ERR_VALUE, _("norm: p must be 0 or more, not %g"), power(c));
  return NULL;
}

static bool grad(const OpCall *c, const Tensor *out, const Tensor *dout, const bool *needs, Tensor **din,
                 Err *e) {
  return op_reduce_grad(c, out, dout, row_grad, needs, din, e);
}

// One coordinate's part of the sum.
static void why_term(Why *w, const OpCall *c, size_t at) {
  double p = power(c);
  bool even = p == 2;
  if (even) op_why_at(w, c, 0, at, WHY_ATOM);
  else if (p == 0) op_why_add(w, "("), op_why_at(w, c, 0, at, WHY_SUM);
  else op_why_add(w, "abs("), op_why_at(w, c, 0, at, WHY_ANY);
  if (even) op_why_add(w, " ** 2");
  else if (p == 0) op_why_add(w, " != 0)");
  else if (p == 1 || isinf(p)) op_why_add(w, ")");
  else op_why_add(w, ") ** %.9g", p);
}

static void why(Why *w, const OpCall *c, const Tensor *out, size_t i) {
  (void)out;
  double p = power(c);
  WhyRow row = op_row(op_rows_again(c), i);
  bool plain = p == 0 || p == 1;
  op_why_add(w, p == 2 ? "sqrt(" : isinf(p) ? "max([" : plain ? "" : "(");
  if (row.n == 0) op_why_add(w, "0");
  for (size_t j = 0; why_each(w, row.n, isinf(p) ? ", " : " + ", &j); j++)
    why_term(w, c, row.first + j * row.stride);
  if (!plain && p != 2 && !isinf(p)) op_why_add(w, ") ** (1 / %.9g)", p);
  else op_why_add(w, p == 2 ? ")" : isinf(p) ? "])" : "");
}

const OpDef op_norm = {
  .name = "norm",
  .params = {{"x", ARG_TENSOR, NULL}, {"p", ARG_NUM, "2"}, {"dim", ARG_DIMS, "nil"},
             {"keepdim", ARG_BOOL, "false"}},
  .doc = N_("Length of all elements taken as one vector, or of those along one dimension"),
  .shape = "x: [A..., N, B...] -> [A..., B...]",
  .formula = "y = (sum_j |x_j|^p)^(1/p)",
  .gradient = "dx_j = dy * sign(x_j) * (|x_j| / y)^(p - 1)",
  .source = "Minkowski, Geometrie der Zahlen, 1896",
  .examples = {{"norm([3, 4])", "5"}, {"norm([3, -4], 1)", "7"},
               {"norm([[3, 4], [6, 8]], dim=1)", "[5, 10]"}},
  .checks = {"x[A,B]; away 0", "x[A,B,C]; dim=1; away 0", "x[A,B]; dim=-1; keepdim=true; p=1; away 0",
             "x[A,B]; p=3; domain 0.5..2", "x[A,B]; dim=0; p=inf; domain 0.5..2; distinct",
             "x[A,B]; p=0; domain 1..2"},
  .forward = forward,
  .grad = grad,
  .why = why,
};
