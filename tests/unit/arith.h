// SPDX-License-Identifier: GPL-3.0-or-later
// arith: a small evaluator of arithmetic, written apart from the language, to hold the text of `why`
// against the cell that it explains. Numbers, lists of numbers, infix signs, and a few functions.
#ifndef TESTS_ARITH_H
#define TESTS_ARITH_H

#include <ctype.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#define ARITH_MAX 64

typedef struct Arith { const char *p; bool bad; } Arith;
typedef struct Val { int n; double x[ARITH_MAX]; } Val; // a number has n == 1

static Val arith_compare(Arith *a);

static void arith_space(Arith *a) { while (*a->p == ' ') a->p++; }

static bool arith_eat(Arith *a, const char *s) {
  arith_space(a);
  if (strncmp(a->p, s, strlen(s)) != 0) return false;
  a->p += strlen(s);
  return true;
}

static Val arith_num(double x) { return (Val){1, {x}}; }

static bool arith_close(const Val *v) {
  for (int i = 0; i < v[0].n; i++) {
    double a = v[0].x[i], b = v[1].x[v[1].n == 1 ? 0 : i];
    if (!(fabs(a - b) <= v[3].x[0] + v[2].x[0] * fabs(b))) return false;
  }
  return true;
}

static double arith_reduce(const char *f, const Val *v) {
  int best = 0;
  bool all = true, any = false, largest = strstr(f, "max") != NULL;
  for (int i = 0; i < v->n; i++) {
    if (largest ? v->x[i] > v->x[best] : v->x[i] < v->x[best]) best = i;
    all = all && v->x[i] != 0;
    any = any || v->x[i] != 0;
  }
  if (!strcmp(f, "all")) return all;
  if (!strcmp(f, "any")) return any;
  return f[0] == 'a' ? best : v->x[best];
}

static double arith_call(Arith *a, const char *f, const Val *v, int n) {
  double x = v[0].x[0], y = v[1].x[0];
  static const struct { const char *name; double (*f)(double); } plain[] = {
    {"exp", exp}, {"log", log}, {"sqrt", sqrt}, {"tanh", tanh}, {"erf", erf}, {"sin", sin}, {"cos", cos},
    {"abs", fabs}, {"floor", floor}, {"ceil", ceil}, {"trunc", trunc}, {"tan", tan}, {"asin", asin}, {"acos", acos},
    {"atan", atan}, {"sinh", sinh}, {"cosh", cosh}};
  for (size_t i = 0; i < sizeof plain / sizeof *plain; i++)
    if (!strcmp(f, plain[i].name) && n == 1) return plain[i].f(x);
  if (!strcmp(f, "sign")) return (x > 0) - (x < 0);
  if (!strcmp(f, "logical_not")) return x == 0;
  if (!strcmp(f, "isnan")) return isnan(x) != 0;
  if (!strcmp(f, "isinf")) return isinf(x) != 0;
  if (!strcmp(f, "isfinite")) return isfinite(x) != 0;
  if (!strcmp(f, "maximum")) return fmax(x, y);
  if (!strcmp(f, "minimum")) return fmin(x, y);
  if (!strcmp(f, "clip")) return fmin(fmax(x, y), v[2].x[0]);
  if (!strcmp(f, "round")) return n == 2 ? rint(x * pow(10, y)) / pow(10, y) : rint(x);
  if (!strcmp(f, "allclose") && n == 4) return arith_close(v);
  if (strstr("max min argmax argmin all any", f)) return arith_reduce(f, v);
  a->bad = true;
  return 0;
}

static int arith_list(Arith *a, const char *end, Val *v, int max) {
  int n = 0;
  while (!a->bad && !arith_eat(a, end)) {
    if (n == max || (n > 0 && !arith_eat(a, ","))) a->bad = true;
    else v[n++] = arith_compare(a);
  }
  return n;
}

// argsort([..])[k]: the element that has k others before it.
static Val arith_argsort(Arith *a) {
  Val list = arith_compare(a);
  bool falling = arith_eat(a, ", descending=true");
  if (!arith_eat(a, ")[")) a->bad = true;
  double k = arith_compare(a).x[0];
  if (!arith_eat(a, "]")) a->bad = true;
  for (int i = 0; i < list.n; i++) {
    int before = 0;
    for (int j = 0; j < list.n; j++) {
      bool smaller = falling ? list.x[j] > list.x[i] : list.x[j] < list.x[i];
      before += smaller || (list.x[j] == list.x[i] && j < i);
    }
    if (before == (int)k) return arith_num(i);
  }
  return arith_num(NAN);
}

static Val arith_name(Arith *a) {
  char name[32] = {0};
  for (size_t n = 0; n < 31 && (isalnum((unsigned char)*a->p) || *a->p == '_');) name[n++] = *a->p++;
  if (!strcmp(name, "inf")) return arith_num(INFINITY);
  if (!strcmp(name, "nan")) return arith_num(NAN);
  Val v[4] = {0};
  if (!arith_eat(a, "(")) a->bad = true;
  if (!strcmp(name, "argsort")) return arith_argsort(a);
  int n = arith_list(a, ")", v, 4);
  return arith_num(arith_call(a, name, v, n));
}

static Val arith_atom(Arith *a) {
  arith_space(a);
  if (arith_eat(a, "(")) {
    Val v = arith_compare(a);
    if (!arith_eat(a, ")")) a->bad = true;
    return v;
  }
  if (arith_eat(a, "[")) {
    Val *v = calloc(ARITH_MAX, sizeof *v), out = {0};
    out.n = arith_list(a, "]", v, ARITH_MAX);
    for (int i = 0; i < out.n; i++) out.x[i] = v[i].x[0];
    free(v);
    return out;
  }
  if (isalpha((unsigned char)*a->p)) return arith_name(a);
  char *end;
  double x = strtod(a->p, &end);
  if (!isdigit((unsigned char)*a->p)) a->bad = true;
  a->p = end;
  return arith_num(x);
}

static Val arith_unary(Arith *a) {
  if (arith_eat(a, "-")) {
    Val v = arith_unary(a);
    return arith_num(-v.x[0]);
  }
  Val v = arith_atom(a);
  if (arith_eat(a, "**")) v = arith_num(pow(v.x[0], arith_unary(a).x[0]));
  return v;
}

static Val arith_product(Arith *a) {
  Val v = arith_unary(a);
  while (!a->bad) {
    arith_space(a);
    char c = *a->p;
    if (c != '*' && c != '/' && c != '%') break;
    a->p++;
    double x = v.x[0], y = arith_unary(a).x[0];
    v = arith_num(c == '*' ? x * y : c == '/' ? x / y : x - floor(x / y) * y);
  }
  return v;
}

static Val arith_sum(Arith *a) {
  Val v = arith_product(a);
  while (!a->bad) {
    if (arith_eat(a, "+")) v = arith_num(v.x[0] + arith_product(a).x[0]);
    else if (arith_eat(a, "-")) v = arith_num(v.x[0] - arith_product(a).x[0]);
    else break;
  }
  return v;
}

static Val arith_compare(Arith *a) {
  Val v = arith_sum(a);
  double x = v.x[0];
  if (arith_eat(a, "==")) return arith_num(x == arith_sum(a).x[0]);
  if (arith_eat(a, "!=")) return arith_num(x != arith_sum(a).x[0]);
  if (arith_eat(a, "<=")) return arith_num(x <= arith_sum(a).x[0]);
  if (arith_eat(a, ">=")) return arith_num(x >= arith_sum(a).x[0]);
  if (arith_eat(a, "<")) return arith_num(x < arith_sum(a).x[0]);
  if (arith_eat(a, ">")) return arith_num(x > arith_sum(a).x[0]);
  return v;
}

// False where the text is no arithmetic.
static bool arith_eval(const char *text, double *out) {
  Arith a = {text, false};
  *out = arith_compare(&a).x[0];
  arith_space(&a);
  return !a.bad && !*a.p;
}

#endif
