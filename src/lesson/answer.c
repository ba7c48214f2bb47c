// SPDX-License-Identifier: GPL-3.0-or-later
// answer: comparing values as a teacher would.
#include "lesson/answer.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"

#define DIGITS 6

typedef struct Comparison {
  double tolerance;
  bool reveal;
  Str path; // of the element being compared: "[1, 0]", "[2].name"; empty: the value itself
  Str *why; // NULL: nobody asks
} Comparison;

static bool compare(Comparison *c, Value given, Value expected);

// -- the first difference ------------------------------------------------------------------------

static bool differ_in_kind(Comparison *c, Value given, Value expected) {
  if (!c->why) return false;
  Str want = {0}, got = {0};
  value_describe(expected, &want);
  value_describe(given, &got);
  if (c->path.n) str_addf(c->why, _("element %s should be %s, and is %s"), str_c(&c->path), str_c(&want), str_c(&got));
  else str_addf(c->why, _("expected %s, got %s"), str_c(&want), str_c(&got));
  str_free(&want);
  str_free(&got);
  return false;
}

static void say_number(const Comparison *c, const char *got, const char *want, int side) {
  const char *at = str_c(&c->path);
  if (!c->path.n) {
    if (c->reveal) str_addf(c->why, _("expected %s, got %s"), want, got);
    else if (side < 0) str_addf(c->why, _("%s is too small"), got);
    else if (side > 0) str_addf(c->why, _("%s is too large"), got);
    else str_addf(c->why, _("%s is not it"), got);
  } else if (c->reveal) str_addf(c->why, _("element %s should be %s, and is %s"), at, want, got);
  else if (side < 0) str_addf(c->why, _("element %s is %s: too small"), at, got);
  else if (side > 0) str_addf(c->why, _("element %s is %s: too large"), at, got);
  else str_addf(c->why, _("element %s is %s: that is not it"), at, got);
}

static bool differ_in_number(Comparison *c, double given, double expected) {
  if (!c->why) return false;
  Str got = {0}, want = {0};
  format_number(&got, given, DIGITS);
  format_number(&want, expected, DIGITS);
  say_number(c, str_c(&got), str_c(&want), given < expected ? -1 : given > expected ? 1 : 0);
  str_free(&got);
  str_free(&want);
  return false;
}

// -- comparing -----------------------------------------------------------------------------------

static bool compare_numbers(Comparison *c, double given, double expected) {
  if (given == expected || (isnan(given) && isnan(expected))) return true;
  if (isfinite(given) && isfinite(expected) && fabs(given - expected) <= c->tolerance * (1 + fabs(expected)))
    return true;
  return differ_in_number(c, given, expected);
}

static bool compare_tensors(Comparison *c, const Tensor *given, const Tensor *expected) {
  size_t path = c->path.n;
  for (size_t i = 0; i < expected->size; i++) {
    int64_t at[TENSOR_MAX_RANK];
    tensor_unravel(&expected->shape, i, at);
    for (int d = 0; d < expected->shape.rank; d++) str_addf(&c->path, "%s%lld", d ? ", " : "[", (long long)at[d]);
    if (expected->shape.rank > 0) str_addc(&c->path, ']');
    if (!compare_numbers(c, (double)given->data[i], (double)expected->data[i])) return false;
    c->path.n = path;
    if (c->path.s) c->path.s[path] = '\0';
  }
  return true;
}

static bool compare_lists(Comparison *c, const ObjList *given, const ObjList *expected) {
  size_t path = c->path.n;
  for (size_t i = 0; i < expected->n; i++) {
    str_addf(&c->path, "[%zu]", i);
    if (!compare(c, given->items[i], expected->items[i])) return false;
    c->path.n = path;
    c->path.s[path] = '\0';
  }
  return true;
}

// A shape is a list, [2, 3] a tensor: alike where their numbers are. Else both are shown whole.
static bool compare_mixed(Comparison *c, Value given, Value expected) {
  bool given_list = given.type == VAL_LIST;
  const ObjList *l = (const ObjList *)(given_list ? given : expected).as.obj;
  const Tensor *t = (given_list ? expected : given).as.t;
  bool same = t->shape.rank == 1 && l->n == t->size;
  for (size_t i = 0; same && i < l->n; i++) {
    double x;
    same = value_is_number(l->items[i], &x) && fabs(x - (double)t->data[i]) <= c->tolerance * (1 + fabs(x));
  }
  if (same || !c->why) return same;
  Str got = {0}, want = {0};
  value_format(given, &got, 1, false);
  value_format(expected, &want, 1, false);
  if (c->reveal) str_addf(c->why, _("expected %s, got %s"), str_c(&want), str_c(&got));
  else str_addf(c->why, _("%s is not it"), str_c(&got));
  str_free(&got);
  str_free(&want);
  return false;
}

static bool compare_records(Comparison *c, Value given, const ObjRecord *expected) {
  size_t path = c->path.n;
  for (size_t i = 0; i < expected->n; i++) {
    const Field *f = &expected->fields[i];
    const Value *own = value_field(given, f->name);
    if (!own) {
      if (c->why) str_addf(c->why, _("the field %s is missing"), f->name);
      return false;
    }
    str_addf(&c->path, ".%s", f->name);
    if (!compare(c, *own, f->value)) return false;
    c->path.n = path;
    c->path.s[path] = '\0';
  }
  return true;
}

static bool compare_strings(Comparison *c, const char *given, const char *expected) {
  while (isspace((unsigned char)*given)) given++;
  while (isspace((unsigned char)*expected)) expected++;
  size_t n = strlen(given), m = strlen(expected);
  while (n > 0 && isspace((unsigned char)given[n - 1])) n--;
  while (m > 0 && isspace((unsigned char)expected[m - 1])) m--;
  if (n == m && memcmp(given, expected, n) == 0) return true;
  if (c->why && c->reveal) str_addf(c->why, _("expected \"%.*s\", got \"%.*s\""), (int)m, expected, (int)n, given);
  else if (c->why) str_addf(c->why, _("\"%.*s\" is not it"), (int)n, given);
  return false;
}

static bool compare(Comparison *c, Value given, Value expected) {
  double a, b;
  if (value_is_number(expected, &b))
    return value_is_number(given, &a) ? compare_numbers(c, a, b) : differ_in_kind(c, given, expected);
  if ((given.type == VAL_LIST && expected.type == VAL_TENSOR) || (given.type == VAL_TENSOR && expected.type == VAL_LIST))
    return compare_mixed(c, given, expected);
  if (given.type != expected.type) return differ_in_kind(c, given, expected);
  switch (expected.type) {
  case VAL_TENSOR:
    if (!shape_eq(&given.as.t->shape, &expected.as.t->shape)) return differ_in_kind(c, given, expected);
    return compare_tensors(c, given.as.t, expected.as.t);
  case VAL_STR: return compare_strings(c, value_cstr(given), value_cstr(expected));
  case VAL_LIST: {
    const ObjList *own = (const ObjList *)given.as.obj, *other = (const ObjList *)expected.as.obj;
    return own->n == other->n ? compare_lists(c, own, other) : differ_in_kind(c, given, expected);
  }
  case VAL_RECORD: return compare_records(c, given, (const ObjRecord *)expected.as.obj);
  default: return value_equal(given, expected) || differ_in_kind(c, given, expected);
  }
}

bool answer_matches(Value given, Value expected, double tolerance, bool reveal, Str *why) {
  Comparison c = {.tolerance = tolerance, .reveal = reveal, .why = why};
  bool same = compare(&c, given, expected);
  str_free(&c.path);
  return same;
}

// -- what is typed -------------------------------------------------------------------------------

char answer_letter(const Block *b, const char *text) {
  while (isspace((unsigned char)*text)) text++;
  char letter = (char)tolower((unsigned char)*text);
  if (letter < 'a' || letter >= 'a' + b->n_choices) return 0;
  text++;
  text += strspn(text, ".) \t\r\n");
  return *text ? 0 : letter;
}

static bool is_number(const char *s, const char *end) {
  char *stop;
  if (strspn(s, "+-.0123456789eE") != (size_t)(end - s)) return false; // no inf, no hexadecimal
  strtod(s, &stop);
  return stop == end;
}

bool answer_is_bare(const Block *b, const char *line) {
  if (b->kind != BLOCK_ASK) return false;
  if (b->n_choices) return answer_letter(b, line) != 0;
  while (isspace((unsigned char)*line)) line++;
  const char *end = line + strlen(line);
  while (end > line && isspace((unsigned char)end[-1])) end--;
  if (end == line) return false;
  size_t n = (size_t)(end - line);
  if (*line == '"') return n >= 2 && memchr(line + 1, '"', n - 1) == end - 1;
  if (*line == '[') return strspn(line, "[], \t+-.0123456789eE") == n;
  return is_number(line, end);
}
