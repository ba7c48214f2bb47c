// SPDX-License-Identifier: GPL-3.0-or-later
// op_cases_more: calls of the operations that have no gradient, and so bring no checks of their own.
#ifndef TESTS_OP_CASES_MORE_H
#define TESTS_OP_CASES_MORE_H

#include "op_case.h"

static const struct MoreCase { const char *op, *text; } more_cases[] = {
  {"eq", "x[A,B] y[B]; whole x 0..2; whole y 0..2"}, {"ne", "x[A,B] y[B]; whole x 0..2; whole y 0..2"},
  {"lt", "x[A,B] y[A,1]"},                           {"le", "x[A,B] y[]; whole x 0..3; whole y 0..3"},
  {"gt", "x[A,B] y[B]"},                             {"ge", "x[A,B] y[A,B]; whole x 0..3; whole y 0..3"},
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
