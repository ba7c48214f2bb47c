// SPDX-License-Identifier: GPL-3.0-or-later
// explain: writes formulas with the numbers put in.
//
// The text is gb source. So that it reads like a textbook's, parentheses are set only where the
// text in a place binds more loosely than the place allows: why_level tells how loosely it binds.
#include "op/explain.h"

#include <ctype.h>
#include <math.h>
#include <string.h>

#include "base/i18n.h"
#include "base/interrupt.h"
#include "base/mem.h"

void op_why_add(Why *w, const char *fmt, ...) {
  va_list ap;
  va_start(ap, fmt);
  str_addv(&w->text, fmt, ap);
  va_end(ap);
}

void op_why_num(Why *w, double x, WhyLevel at) {
  bool wrap = at != WHY_ANY && (x < 0 || (x == 0 && signbit(x)));
  if (wrap) str_addc(&w->text, '(');
  format_number(&w->text, x, w->digits);
  if (wrap) str_addc(&w->text, ')');
}

// The row-major index into `in` of element i of a tensor shaped `out`: dimensions are paired from
// the last one backwards, and a dimension of 1 stays at 0.
size_t op_broadcast_index_in(const Tensor *in, const Shape *out, size_t i) {
  size_t index = 0, step = 1;
  for (int d = out->rank - 1, k = in->shape.rank - 1; k >= 0 && d >= 0; d--, k--) {
    size_t n = (size_t)out->dim[d], at = n ? i % n : 0;
    i = n ? i / n : 0;
    if (in->shape.dim[k] != 1) index += at * step;
    step *= (size_t)in->shape.dim[k];
  }
  return index;
}

size_t op_broadcast_index(const Tensor *in, const Tensor *out, size_t i) {
  return op_broadcast_index_in(in, &out->shape, i);
}

// How tightly an infix sign holds its operands together; WHY_ATOM for what is no sign.
static WhyLevel sign_level(char c) {
  switch (c) {
  case '=': case '!': case '<': case '>': return WHY_ANY;
  case '+': case '-': return WHY_SUM;
  case '*': case '/': case '%': case '@': return WHY_PRODUCT;
  default: return WHY_ATOM;
  }
}

WhyLevel why_level(const char *text) {
  WhyLevel level = WHY_ATOM;
  int depth = 0;
  if (*text == '-') return WHY_ANY; // a negative number, or a prefix sign
  for (const char *p = text; *p; p++) {
    if (*p == '(' || *p == '[') depth++;
    if (*p == ')' || *p == ']') depth--;
    if (depth > 0 || p == text) continue;
    bool exponent = (p[-1] == 'e' || p[-1] == 'E') && p - text >= 2 && isdigit((unsigned char)p[-2]);
    if (exponent) continue; // 1e-05
    WhyLevel l = sign_level(*p);
    if (*p == '*' && p[1] == '*') {
      l = WHY_POWER;
      p++;
    }
    if (l < level) level = l;
  }
  return level;
}

void op_why_more(Why *w, const char *sign, size_t n) {
  str_add(&w->text, sign);
  str_addf(&w->text, _("... (%zu more)"), n);
}

bool why_each(Why *w, size_t n, const char *separator, size_t *j) {
  if (*j >= n || interrupt_pending() || mem_exhausted()) return false;
  if (*j > 0) str_add(&w->text, separator);
  size_t terms = w->terms > 0 ? (size_t)w->terms : n;
  if (n <= terms) return true;
  size_t tail = terms / 3, head = terms - tail;
  if (*j != head) return true;
  op_why_more(w, "", n - terms);
  *j = n - tail;
  if (*j >= n) return false;
  str_add(&w->text, separator);
  return true;
}

// -- ready-made explanations -------------------------------------------------------------------

void why_call(Why *w, const OpCall *c, const Tensor *out, size_t i) {
  str_addf(&w->text, "%s(", c->def->name);
  for (int k = 0; k < c->n_in; k++) {
    if (k) str_add(&w->text, ", ");
    op_why_at(w, c, k, op_broadcast_index(c->in[k], out, i), WHY_ANY);
  }
  str_addc(&w->text, ')');
}

void why_infix(Why *w, const OpCall *c, const Tensor *out, size_t i) {
  WhyLevel own = strcmp(c->def->symbol, "**") == 0 ? WHY_ATOM : sign_level(c->def->symbol[0]);
  WhyLevel left = own == WHY_ANY ? WHY_SUM : own; // comparisons do not chain
  WhyLevel right = own == WHY_SUM ? WHY_PRODUCT : WHY_ATOM;
  if (own == WHY_ANY || c->def->symbol[0] == '+') right = WHY_SUM;
  op_why_at(w, c, 0, op_broadcast_index(c->in[0], out, i), left);
  str_addf(&w->text, " %s ", c->def->symbol);
  op_why_at(w, c, 1, op_broadcast_index(c->in[1], out, i), right);
}

void why_value(Why *w, const OpCall *c, const Tensor *out, size_t i) {
  (void)c;
  op_why_num(w, (double)out->data[i], WHY_ANY);
}

void why_same(Why *w, const OpCall *c, const Tensor *out, size_t i) {
  (void)out;
  op_why_at(w, c, 0, i, WHY_ANY);
}

// -- rows ----------------------------------------------------------------------------------------

void why_sum(Why *w, const OpCall *c, WhyRow row) {
  if (row.n == 0) str_addc(&w->text, '0');
  for (size_t j = 0; why_each(w, row.n, " + ", &j); j++)
    op_why_at(w, c, row.k, row.first + j * row.stride, row.n == 1 ? WHY_ANY : WHY_SUM);
}

void why_product(Why *w, const OpCall *c, WhyRow row) {
  if (row.n == 0) str_addc(&w->text, '1');
  for (size_t j = 0; why_each(w, row.n, " * ", &j); j++)
    op_why_at(w, c, row.k, row.first + j * row.stride, row.n == 1 ? WHY_ANY : WHY_ATOM);
}

void why_list(Why *w, const OpCall *c, WhyRow row) {
  str_addc(&w->text, '[');
  for (size_t j = 0; why_each(w, row.n, ", ", &j); j++)
    op_why_at(w, c, row.k, row.first + j * row.stride, WHY_ANY);
  str_addc(&w->text, ']');
}

void why_minus_shift(Why *w, const OpCall *c, int k, size_t i, double shift) {
  op_why_at(w, c, k, i, shift != 0 ? WHY_SUM : WHY_ANY);
  if (shift != 0) {
    str_add(&w->text, " - ");
    op_why_num(w, shift, WHY_ATOM);
  }
}

void why_exp_sum(Why *w, const OpCall *c, WhyRow row, double shift) {
  for (size_t j = 0; why_each(w, row.n, " + ", &j); j++) {
    str_add(&w->text, "exp(");
    why_minus_shift(w, c, row.k, row.first + j * row.stride, shift);
    str_addc(&w->text, ')');
  }
}

// exp of a number beyond 700 leaves the range of double precision. The largest element, taken off
// every one, changes nothing in a quotient of exponentials.
double why_shift(const OpCall *c, WhyRow row) {
  double most = -INFINITY;
  for (size_t j = 0; j < row.n; j++) {
    double x = (double)c->in[row.k]->data[row.first + j * row.stride];
    if (x > most) most = x;
  }
  return isfinite(most) && fabs(most) > 300 ? most : 0;
}
