// SPDX-License-Identifier: GPL-3.0-or-later
// op_case: calls of operations written as text, for the tests that walk the operation table.
//
//   case    = [ input { " " input } ] { ";" setting }
//   input   = name "[" [ size { "," size } ] "]"      a tensor of that shape; sizes are numbers or letters
//   size    = number | letter                          a letter is a size of 1 to 4, drawn each time
//   setting = "domain" [ name ] LO ".." HI             numbers are drawn from there (default -2..2)
//           | "whole" name LO ".." HI                  whole numbers from LO to HI - 1; not differentiated
//           | "distinct"                               no two numbers of any input are close
//           | "away" X                                 no number is close to X
//           | parameter "=" value                      number, letter, word, nil, true, false, [number, ...]
//
// "x[A,B] y[B]; dim=-1; domain 0.1..2". Parameters that are not set have their defaults.
#ifndef TESTS_OP_CASE_H
#define TESTS_OP_CASE_H

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/rng.h"
#include "op/op.h"

#define CASE_MAX_IN 5
#define CASE_MAX_INTS 32

typedef struct CaseInput {
  char name[16];
  double lo, hi;
  bool whole;
  Tensor *t;
} CaseInput;

typedef struct Case {
  const OpDef *def;
  Rng rng;
  int size[26];
  int n_in;
  CaseInput in[CASE_MAX_IN];
  bool distinct, has_away;
  double away;
  OpAttr attr[OP_MAX_PARAMS];
  int64_t ints[OP_MAX_PARAMS][CASE_MAX_INTS];
  char error[200];
} Case;

// A number, or a letter that stands for one.
static double case_number(Case *c, const char **p) {
  if (**p >= 'A' && **p <= 'Z') return c->size[*(*p)++ - 'A'];
  char *end;
  double x = strtod(*p, &end);
  if (end == *p) snprintf(c->error, sizeof c->error, "a number is missing at \"%s\"", *p);
  // "0..2": strtod takes the first point along
  if (end[0] == '.' && end > *p && end[-1] == '.') end--;
  *p = end;
  return x;
}

static void case_spaces(const char **p) { *p += strspn(*p, " "); }

static int case_ints(Case *c, const char **p, int64_t *out) {
  int n = 0;
  for (++*p; **p && **p != ']' && n < CASE_MAX_INTS && !c->error[0]; *p += **p == ',')
    out[n++] = (int64_t)case_number(c, p);
  *p += **p == ']';
  return n;
}

static void case_input(Case *c, const char **p) {
  CaseInput *in = &c->in[c->n_in++];
  *in = (CaseInput){.lo = -2, .hi = 2};
  size_t n = strcspn(*p, "[");
  snprintf(in->name, sizeof in->name, "%.*s", (int)n, *p);
  *p += n;
  int64_t dim[CASE_MAX_INTS];
  Shape s = shape_of(case_ints(c, p, dim), dim);
  Err e = {0};
  in->t = tensor_full(&s, 0, &e);
}

static void case_value(Case *c, const char **p, int a, const ParamDef *param) {
  OpAttr *attr = &c->attr[a];
  *attr = (OpAttr){.ints = c->ints[a]};
  if (param->kind == ARG_TEXT) {
    for (; **p && **p != ';' && attr->n < CASE_MAX_INTS; ++*p) c->ints[a][attr->n++] = **p;
  } else if (**p == '[') attr->n = case_ints(c, p, c->ints[a]);
  else if (str_starts(*p, "nil")) attr->n = -1, *p += 3;
  else if (str_starts(*p, "true")) attr->num = 1, *p += 4;
  else if (str_starts(*p, "false")) *p += 5;
  else if (param->kind == ARG_WORD && !isdigit((unsigned char)**p)) {
    size_t n = strcspn(*p, "; ");
    attr->num = op_word(param->def, *p, n);
    if (attr->num < 0) snprintf(c->error, sizeof c->error, "\"%s\" is none of %s", *p, param->def);
    *p += n;
  }
  else attr->num = case_number(c, p);
  bool one = (param->kind == ARG_INTS || param->kind == ARG_SHAPE) && attr->n == 0 && (*p)[-1] != ']';
  if (!one) return;
  c->ints[a][0] = (int64_t)attr->num; // a number by itself
  attr->n = 1;
}

static bool case_word(const char **p, const char *word) {
  if (!str_starts(*p, word)) return false;
  *p += strlen(word);
  case_spaces(p);
  return true;
}

// "x 0..2" or "0..2"
static void case_range(Case *c, const char **p, bool whole) {
  CaseInput *only = NULL;
  for (int k = 0; k < c->n_in; k++)
    if (str_starts(*p, c->in[k].name) && (*p)[strlen(c->in[k].name)] == ' ') only = &c->in[k];
  if (only) *p += strlen(only->name) + 1;
  double lo = case_number(c, p);
  *p += strspn(*p, ".");
  double hi = case_number(c, p);
  for (int k = 0; k < c->n_in; k++) {
    if (only && only != &c->in[k]) continue;
    c->in[k].lo = lo;
    c->in[k].hi = hi;
    c->in[k].whole = whole;
  }
}

static void case_setting(Case *c, const char **p) {
  if (case_word(p, "domain ")) { case_range(c, p, false); return; }
  if (case_word(p, "whole ")) { case_range(c, p, true); return; }
  if (case_word(p, "away ")) { c->has_away = true; c->away = case_number(c, p); return; }
  if (case_word(p, "distinct")) { c->distinct = true; return; }
  for (int i = 0, a = 0; i < OP_MAX_PARAMS && c->def->params[i].kind != ARG_END; i++) {
    const ParamDef *param = &c->def->params[i];
    if (param->kind == ARG_TENSOR || param->kind == ARG_TENSORS) continue;
    size_t n = strlen(param->name);
    if (strncmp(*p, param->name, n) == 0 && (*p)[n] == '=') {
      *p += n + 1;
      case_value(c, p, a, param);
      return;
    }
    a++;
  }
  snprintf(c->error, sizeof c->error, "unknown setting \"%s\"", *p);
}

static void case_defaults(Case *c) {
  for (int i = 0, a = 0; i < OP_MAX_PARAMS && c->def->params[i].kind != ARG_END; i++) {
    const ParamDef *param = &c->def->params[i];
    if (param->kind == ARG_TENSOR || param->kind == ARG_TENSORS) continue;
    const char *def = param->def && param->kind != ARG_WORD ? param->def : "0";
    case_value(c, &def, a++, param);
  }
}

// Numbers from the domain. Distinct ones come from a grid that is shuffled.
static void case_fill(Case *c) {
  size_t total = 0, at = 0;
  for (int k = 0; k < c->n_in; k++) total += c->in[k].whole ? 0 : c->in[k].t->size;
  size_t *place = malloc((total + 1) * sizeof *place);
  for (size_t i = 0; i < total; i++) {
    size_t j = rng_below(&c->rng, i + 1);
    place[i] = place[j];
    place[j] = i;
  }
  for (int k = 0; k < c->n_in; k++) {
    CaseInput *in = &c->in[k];
    for (size_t i = 0; i < in->t->size; i++) {
      double x;
      do {
        double part = rng_uniform(&c->rng);
        if (c->distinct && !in->whole) part = ((double)place[at++] + 0.5) / (double)total;
        x = in->lo + part * (in->hi - in->lo);
      } while (c->has_away && fabs(x - c->away) < 0.1);
      in->t->data[i] = (float)(in->whole ? floor(x) : x);
    }
  }
  free(place);
}

// Parses and draws. False: c->error says what is wrong with the text.
static bool case_read(Case *c, const OpDef *def, const char *text, uint64_t seed) {
  *c = (Case){.def = def};
  rng_seed(&c->rng, seed);
  for (int i = 0; i < 26; i++) c->size[i] = 1 + (int)rng_below(&c->rng, 4);
  case_defaults(c);
  const char *p = text;
  case_spaces(&p);
  while (*p && *p != ';' && !c->error[0]) {
    if (c->n_in == CASE_MAX_IN) { snprintf(c->error, sizeof c->error, "too many inputs"); break; }
    case_input(c, &p);
    case_spaces(&p);
  }
  while (*p == ';' && !c->error[0]) {
    p++;
    case_spaces(&p);
    case_setting(c, &p);
    case_spaces(&p);
  }
  if (*p && !c->error[0]) snprintf(c->error, sizeof c->error, "what is \"%s\"?", p);
  if (!c->error[0]) case_fill(c);
  return !c->error[0];
}

static void case_free(Case *c) {
  for (int k = 0; k < c->n_in; k++) tensor_release(c->in[k].t);
}

static void case_inputs(const Case *c, Tensor **in) {
  for (int k = 0; k < c->n_in; k++) in[k] = c->in[k].t;
}

#endif
