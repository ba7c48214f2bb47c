// SPDX-License-Identifier: GPL-3.0-or-later
// op_cases_more: calls of the operations that have no gradient, and so bring no checks of their own.
#ifndef TESTS_OP_CASES_MORE_H
#define TESTS_OP_CASES_MORE_H

#include "op_case.h"

static const struct MoreCase { const char *op, *text; } more_cases[] = {
  {"eq", "x[A,B] y[B]; whole x 0..2; whole y 0..2"}, {"ne", "x[A,B] y[B]; whole x 0..2; whole y 0..2"},
  {"lt", "x[A,B] y[A,1]"},                           {"le", "x[A,B] y[]; whole x 0..3; whole y 0..3"},
  {"gt", "x[A,B] y[B]"},                             {"ge", "x[A,B] y[A,B]; whole x 0..3; whole y 0..3"},
  {"isnan", "x[A,B]"},                               {"isinf", "x[A,B]"},
  {"isfinite", "x[A,B]"},                            {"one_hot", "i[A,B]; num_classes=3; whole i 0..3"},
  {"one_hot", "i[A]; whole i 0..4"},                 {"argsort", "x[A,B]"},
  {"argsort", "x[A,B,C]; dim=1; descending=true; whole x 0..3"},
  {"svd_parts", "x[A,B]"},                           {"svd_parts", "x[3,2]"},
  {"nonzero", "x[A,B]; whole x -1..2"},              {"unique", "x[A,B]; whole x -2..3"},
  {"bincount", "i[A,B]; whole i 0..4"},              {"bincount", "i[A]; minlength=6; whole i 0..3"},
  {"searchsorted", "s[4] x[A,B]; domain s 0..0.001"}, {"searchsorted", "s[1] x[A]; right=true; whole s 0..2; whole x 0..2"},
  {"histc", "x[A,B]; bins=3"},                       {"histc", "x[A,B]; bins=4; min=-1; max=1"},
  {"logical_not", "x[A,B]; whole x -1..2"},          {"all", "x[A,B]; dim=0; whole x 0..4"},
  {"all", "x[A,B]; whole x 0..20"},                  {"any", "x[A,B]; dim=-1; whole x 0..2"},
  {"argmax", "x[A,B]; dim=1"},                       {"argmax", "x[A,B]"},
  {"argmin", "x[A,B,C]; dim=1"},                     {"argmin", "x[A]; dim=0; keepdim=true"},
  {"zeros", "; shape=[A,B]"},                        {"ones", "; shape=[A,B]"},
  {"full", "; shape=[A,B]; value=-2.5"},             {"eye", "; n=3"},
  {"causal_mask", "; n=4"},                          {"arange", "; start=5; stop=nil"},
  {"arange", "; start=2; stop=-3; step=-0.7"},       {"arange", "; start=0; stop=1; step=0.1"},
  {"linspace", "; start=-1; stop=2; num=7"},         {"linspace", "; start=3; stop=9; num=1"},
  {"randn", "; shape=[A,B]"},                        {"rand", "; shape=[A]"},
  {"gumbel", "; shape=[A,B]"},                       {"bernoulli", "p[A,B]; domain 0..1"},
  {"randint", "; low=-3; high=4; shape=[A,B]"},      {"randperm", "; n=7"},
  {"multinomial", "p[A,4]; num_samples=3; domain 0.1..9"},
  {"multinomial", "p[A,2]; num_samples=5; replacement=true; domain 0..9"},
  {"categorical", "x[A,B]"},
  {"xavier", "; shape=[A,B]"},                       {"allclose", "a[A,B] b[A,B]"},
  {"allclose", "a[A,B] b[A,B]; atol=9"},             {"allclose", "a[] b[]"},
};
enum { n_more_cases = sizeof more_cases / sizeof *more_cases };

typedef void CaseFn(const OpDef *def, const char *text, uint64_t seed);

// Calls f for each case of one operation: its own checks, and those above.
static int each_case_of(const OpDef *def, CaseFn *f, uint64_t seed) {
  int n = 0;
  for (; n < 6 && def->checks[n]; n++) f(def, def->checks[n], seed);
  for (int k = 0; k < n_more_cases; k++) {
    if (strcmp(more_cases[k].op, def->name) != 0) continue;
    f(def, more_cases[k].text, seed);
    n++;
  }
  return n;
}

static void each_case(CaseFn *f, int draws) {
  for (size_t i = 0; i < n_ops; i++)
    for (int seed = 1; seed <= draws; seed++)
      if (each_case_of(op_table[i], f, (uint64_t)seed) == 0)
        fail_msg("%s: no case; give it checks, or a line in op_cases_more.h", op_table[i]->name);
}

#endif
