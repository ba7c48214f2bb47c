// SPDX-License-Identifier: GPL-3.0-or-later
// basics: showing and telling: print, type, len, text and numbers from one another, errors on purpose.
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/i18n.h"
#include "base/rng.h"
#include "lang/builtin.h"
#include "lang/machine.h"

static bool call_print(Vm *vm, int argc, const Value *args, Value *out, Err *e) {
  (void)out, (void)e;
  Str s = {0};
  for (int i = 0; i < argc; i++) {
    if (i) str_addc(&s, ' ');
    value_format(args[i], &s, 0, true);
  }
  str_addc(&s, '\n');
  if (vm->hooks.print) vm->hooks.print(vm->hooks.self, str_c(&s), s.n);
  else fwrite(str_c(&s), 1, s.n, stdout);
  str_free(&s);
  return true;
}

static bool no_length(Value v, Err *e) {
  Str s = {0};
  value_describe(v, &s);
  err_set(e, ERR_TYPE, _("%s has no length"), str_c(&s));
  str_free(&s);
  return false;
}

static bool handle_len(const ObjHandle *h, size_t *n) {
  if (h->type->len) *n = h->type->len(h->p);
  return h->type->len != NULL;
}

static bool call_len(Vm *vm, int argc, const Value *args, Value *out, Err *e) {
  (void)vm, (void)argc;
  size_t n = 0;
  switch (args[0].type) {
  case VAL_STR: n = ((const ObjStr *)args[0].as.obj)->len; break;
  case VAL_LIST: n = ((const ObjList *)args[0].as.obj)->n; break;
  case VAL_RECORD: n = ((const ObjRecord *)args[0].as.obj)->n; break;
  case VAL_RANGE: n = ((const ObjRange *)args[0].as.obj)->n; break;
  case VAL_TENSOR:
    if (args[0].as.t->shape.rank == 0) return no_length(args[0], e);
    n = (size_t)args[0].as.t->shape.dim[0];
    break;
  case VAL_HANDLE:
    if (!handle_len((const ObjHandle *)args[0].as.obj, &n)) return no_length(args[0], e);
    break;
  default: return no_length(args[0], e);
  }
  *out = value_num((double)n);
  return true;
}

static bool call_range(Vm *vm, int argc, const Value *args, Value *out, Err *e) {
  (void)vm, (void)argc;
  double start = args[0].as.num, stop, step = args[2].as.num;
  if (args[1].type == VAL_NIL) {
    stop = start;
    start = 0;
  } else {
    stop = args[1].as.num;
  }
  if (step == 0 || !isfinite(step)) return err_set(e, ERR_VALUE, _("range: the step must be a number other than 0"));
  if (!isfinite(start) || !isfinite(stop)) return err_set(e, ERR_VALUE, _("range: its ends must be numbers"));
  double n = ceil((stop - start) / step);
  if (n > 9007199254740992.0) return err_set(e, ERR_LIMIT, _("range: %.6g numbers are too many"), n);
  *out = value_range(start, step, n > 0 ? (size_t)n : 0);
  return true;
}

static bool call_type(Vm *vm, int argc, const Value *args, Value *out, Err *e) {
  (void)vm, (void)argc;
  const char *name = value_type_name(args[0]);
  *out = value_str(name, strlen(name), e);
  return out->type != VAL_NIL;
}

static bool call_str(Vm *vm, int argc, const Value *args, Value *out, Err *e) {
  (void)vm, (void)argc;
  Str s = {0};
  value_format(args[0], &s, 0, true);
  *out = value_str(str_c(&s), s.n, e);
  str_free(&s);
  return out->type != VAL_NIL;
}

static bool call_num(Vm *vm, int argc, const Value *args, Value *out, Err *e) {
  (void)vm, (void)argc;
  double x;
  if (args[0].type == VAL_TENSOR && args[0].as.t->size == 1) x = (double)args[0].as.t->data[0];
  else if (args[0].type == VAL_STR) {
    const char *s = value_cstr(args[0]);
    char *end;
    x = strtod(s, &end);
    end += strspn(end, " \t\r\n");
    if (end == s || *end) return err_set(e, ERR_VALUE, _("num: \"%s\" is not a number"), s);
  } else if (!value_is_number(args[0], &x)) {
    Str s = {0};
    value_describe(args[0], &s);
    err_set(e, ERR_TYPE, _("num wants a text, or one number, not %s"), str_c(&s));
    str_free(&s);
    return false;
  }
  *out = value_num(x);
  return true;
}

static bool call_json(Vm *vm, int argc, const Value *args, Value *out, Err *e) {
  (void)vm, (void)argc;
  Str s = {0};
  if (value_json(args[0], &s, e)) *out = value_str(str_c(&s), s.n, e);
  str_free(&s);
  return out->type != VAL_NIL;
}

static bool call_error(Vm *vm, int argc, const Value *args, Value *out, Err *e) {
  (void)vm, (void)argc, (void)out;
  Str s = {0};
  value_format(args[0], &s, 0, true);
  err_set(e, ERR_VALUE, "%s", str_c(&s));
  str_free(&s);
  return false;
}

static bool call_assert(Vm *vm, int argc, const Value *args, Value *out, Err *e) {
  (void)vm, (void)argc, (void)out;
  bool truth;
  if (!value_truth(args[0], e, &truth) || truth) return truth && e->code == ERR_NONE;
  Str s = {0};
  value_format(args[1], &s, 0, true);
  err_set(e, ERR_VALUE, "%s", s.n ? str_c(&s) : _("this should hold, but does not"));
  str_free(&s);
  return false;
}

static bool call_seed(Vm *vm, int argc, const Value *args, Value *out, Err *e) {
  (void)vm, (void)argc, (void)out;
  if (args[0].as.num < 0) return err_set(e, ERR_VALUE, _("seed wants a whole number from 0 on, not %.0f"), args[0].as.num);
  rng_seed(rng_global(), (uint64_t)args[0].as.num);
  return true;
}

static bool call_clock(Vm *vm, int argc, const Value *args, Value *out, Err *e) {
  (void)vm, (void)argc, (void)args, (void)e;
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  *out = value_num((double)t.tv_sec + (double)t.tv_nsec * 1e-9);
  return true;
}

const BuiltinDef builtin_basics[] = {
  {.name = "print", .params = {{"values", ARG_REST, NULL}}, .call = call_print,
   .doc = N_("Prints the values, with blanks in between"),
   .examples = {{"print(\"loss\", 0.5)", "loss 0.5"}}},
  {.name = "len", .params = {{"x", ARG_ANY, NULL}}, .call = call_len,
   .doc = N_("How many items, rows, fields or characters x has"),
   .examples = {{"len([1, 2, 3])", "3"}, {"len(\"世界\")", "2"}}},
  {.name = "range", .params = {{"start", ARG_NUM, NULL}, {"stop", ARG_NUM, "nil"}, {"step", ARG_NUM, "1"}},
   .call = call_range,
   .doc = N_("The numbers from start up to, not including, stop; range(n) begins at 0"),
   .examples = {{"list(range(3))", "[0, 1, 2]"}, {"list(range(6, 0, -2))", "[6, 4, 2]"}}},
  {.name = "type", .params = {{"x", ARG_ANY, NULL}}, .call = call_type,
   .doc = N_("What kind of value x is, as text"),
   .examples = {{"type([1, 2])", "tensor"}, {"type(\"a\")", "string"}}},
  {.name = "str", .params = {{"x", ARG_ANY, NULL}}, .call = call_str,
   .doc = N_("x as the text that print shows"),
   .examples = {{"str(1.5) + \"!\"", "1.5!"}}},
  {.name = "num", .params = {{"x", ARG_ANY, NULL}}, .call = call_num,
   .doc = N_("The number that a text spells, or the one element of a tensor as a plain number"),
   .examples = {{"num(\"2.5\") + 1", "3.5"}}},
  {.name = "json", .params = {{"x", ARG_ANY, NULL}}, .call = call_json,
   .doc = N_("x as JSON text with every digit"),
   .examples = {{"print(json({a: [1, 2], b: \"x\"}))", "{\"a\": [1, 2], \"b\": \"x\"}"}}},
  {.name = "error", .params = {{"message", ARG_ANY, NULL}}, .call = call_error,
   .doc = N_("Stops the statement with this message"),
   .examples = {{"if 1 > 2 { error(\"numbers have changed\") }", ""}}},
  {.name = "assert", .params = {{"condition", ARG_ANY, NULL}, {"msg", ARG_ANY, "\"\""}}, .call = call_assert,
   .doc = N_("Stops the statement, with msg, unless the condition is true"),
   .examples = {{"assert(1 < 2, \"so it is\")", ""}}},
  {.name = "seed", .params = {{"n", ARG_INT, NULL}}, .call = call_seed,
   .doc = N_("Starts the random numbers anew from n: the same n gives the same numbers"),
   .examples = {{"seed(1); a = randn(2); seed(1); all(a == randn(2))", "1"}}},
  {.name = "clock", .params = {{NULL, ARG_END, NULL}}, .call = call_clock,
   .doc = N_("Seconds since some moment: the difference of two calls is how long what lies between took"),
   .examples = {{"start = clock(); clock() >= start", "true"}}},
  {.name = NULL},
};
