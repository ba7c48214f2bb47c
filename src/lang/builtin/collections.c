// SPDX-License-Identifier: GPL-3.0-or-later
// collections: what has items: listing, sorting, pairing, mapping.
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "lang/builtin.h"
#include "lang/machine.h"

static bool call_list(Vm *vm, int argc, const Value *args, Value *out, Err *e) {
  (void)argc;
  return vm_items(vm, args[0], out, e);
}

static bool call_tensor(Vm *vm, int argc, const Value *args, Value *out, Err *e) {
  (void)argc;
  Tensor *t = tensor_of_value(vm, args[0], e);
  if (t) *out = value_tensor(t);
  else if (e->code == ERR_NONE) {
    Str s = {0};
    value_describe(args[0], &s);
    err_set(e, ERR_TYPE, _("tensor wants numbers, or lists of them of one length, not %s"), str_c(&s));
    str_free(&s);
  }
  return t != NULL;
}

static bool wants_record(const char *name, Value v, Err *e) {
  Str s = {0};
  value_describe(v, &s);
  err_set(e, ERR_TYPE, _("%s wants a record, not %s"), name, str_c(&s));
  str_free(&s);
  return false;
}

static const Field *fields_of(Value v, size_t *n) {
  if (v.type == VAL_RECORD) {
    *n = ((const ObjRecord *)v.as.obj)->n;
    return ((const ObjRecord *)v.as.obj)->fields;
  }
  if (v.type == VAL_MODEL) {
    *n = ((const ObjModel *)v.as.obj)->n;
    return ((const ObjModel *)v.as.obj)->fields;
  }
  return NULL;
}

static bool call_keys(Vm *vm, int argc, const Value *args, Value *out, Err *e) {
  (void)vm, (void)argc;
  size_t n;
  const Field *fields = fields_of(args[0], &n);
  if (!fields) return wants_record("keys", args[0], e);
  *out = value_list(NULL, 0, e);
  for (size_t i = 0; i < n && e->code == ERR_NONE; i++) {
    Value name = value_str(fields[i].name, strlen(fields[i].name), e);
    if (name.type != VAL_NIL) value_push(out, name, e);
  }
  return e->code == ERR_NONE;
}

static bool call_values(Vm *vm, int argc, const Value *args, Value *out, Err *e) {
  (void)vm, (void)argc;
  size_t n;
  const Field *fields = fields_of(args[0], &n);
  if (!fields) return wants_record("values", args[0], e);
  *out = value_list(NULL, 0, e);
  for (size_t i = 0; i < n && e->code == ERR_NONE; i++) value_push(out, value_retain(fields[i].value), e);
  return e->code == ERR_NONE;
}

// -- sorting -----------------------------------------------------------------------------------

static int by_value(const void *a, const void *b) {
  const Value *v = a, *w = b;
  double x = 0, y = 0;
  if (v->type == VAL_STR) {
    const ObjStr *s = (const ObjStr *)v->as.obj, *t = (const ObjStr *)w->as.obj;
    int order = memcmp(s->s, t->s, s->n < t->n ? s->n : t->n);
    return order ? order : (s->n > t->n) - (s->n < t->n);
  }
  value_is_number(*v, &x);
  value_is_number(*w, &y);
  if (isnan(x) || isnan(y)) return isnan(x) - isnan(y);
  return (x > y) - (x < y);
}

static int by_value_falling(const void *a, const void *b) { return by_value(b, a); }

// The places in order, and what stands there: so the gradient finds its way back.
static bool sort_tensor(Vm *vm, const Value *args, Value *out, Err *e) {
  Value places, pick[3] = {args[0], args[1], value_nil()};
  if (!call_op_values(vm, op_find("argsort"), args, 3, &places, e)) return false;
  pick[2] = places;
  bool ok = call_op_values(vm, op_find("gather"), pick, 3, out, e);
  value_release(places);
  return ok;
}

// All numbers or all strings.
static bool can_be_sorted(const ObjList *l) {
  double x;
  for (size_t i = 0; i < l->n; i++)
    if (l->items[0].type == VAL_STR ? l->items[i].type != VAL_STR : !value_is_number(l->items[i], &x)) return false;
  return true;
}

static bool call_sort(Vm *vm, int argc, const Value *args, Value *out, Err *e) {
  (void)argc;
  Value v = args[0];
  if (v.type == VAL_TENSOR && v.as.t->shape.rank > 0) return sort_tensor(vm, args, out, e);
  if (v.type == VAL_TENSOR || !vm_items(vm, v, out, e))
    return e->code == ERR_NONE ? err_set(e, ERR_SHAPE, _("sort wants a list, or a tensor with dimensions")) : false;
  if (!value_unshare(out, e)) return false;
  ObjList *l = (ObjList *)out->as.obj;
  if (!can_be_sorted(l)) return err_set(e, ERR_TYPE, _("sort wants items that are all numbers or all strings"));
  if (l->n > 1) qsort(l->items, l->n, sizeof *l->items, args[2].as.b ? by_value_falling : by_value);
  return true;
}

static bool call_reversed(Vm *vm, int argc, const Value *args, Value *out, Err *e) {
  (void)argc;
  Value v = args[0];
  if (v.type == VAL_LIST || v.type == VAL_STR || v.type == VAL_RANGE || v.type == VAL_TENSOR) {
    Value back[3] = {value_nil(), value_nil(), value_num(-1)};
    const Subs whole = {.n = 1, .n_values = 3, .slice = {true}};
    return vm_index(vm, v, &whole, back, out, e);
  }
  Value list;
  if (!vm_items(vm, v, &list, e)) return false;
  bool ok = call_reversed(vm, 1, &list, out, e);
  value_release(list);
  return ok;
}

// -- pairing -----------------------------------------------------------------------------------

// The i-th pair, as a list, onto the end of *out.
static bool push_pair(Value *out, Value a, Value b, Err *e) {
  Value items[2] = {a, b};
  Value pair = value_list(items, 2, e);
  return pair.type != VAL_NIL && value_push(out, pair, e);
}

static bool call_zip(Vm *vm, int argc, const Value *args, Value *out, Err *e) {
  (void)argc;
  double i = 0, k = 0;
  Value a, b;
  if (!vm_walkable(args[0], e) || !vm_walkable(args[1], e)) return false;
  *out = value_list(NULL, 0, e);
  while (e->code == ERR_NONE && vm_walk(vm, args[0], &i, &a, e)) {
    bool both = vm_walk(vm, args[1], &k, &b, e);
    if (both) {
      if (push_pair(out, a, b, e)) vm_poll(vm, e);
      value_release(b);
    }
    value_release(a);
    if (!both) break;
  }
  return e->code == ERR_NONE;
}

static bool call_enumerate(Vm *vm, int argc, const Value *args, Value *out, Err *e) {
  (void)argc;
  double i = 0, count = 0;
  Value a;
  if (!vm_walkable(args[0], e)) return false;
  *out = value_list(NULL, 0, e);
  while (e->code == ERR_NONE && vm_walk(vm, args[0], &i, &a, e)) {
    if (push_pair(out, value_num(count++), a, e)) vm_poll(vm, e);
    value_release(a);
  }
  return e->code == ERR_NONE;
}

// -- mapping -----------------------------------------------------------------------------------

// Results that are all numbers come back as a tensor, as a bracket of them would.
static bool as_bracket(Vm *vm, Value *list, Err *e) {
  const ObjList *l = (const ObjList *)list->as.obj;
  Value out;
  if (!vm_bracket(vm, l->items, l->n, false, &out, e)) return false;
  value_release(*list);
  *list = out;
  return true;
}

static bool call_map(Vm *vm, int argc, const Value *args, Value *out, Err *e) {
  (void)argc;
  double cursor = 0;
  Value item, y;
  if (!vm_walkable(args[1], e)) return false;
  *out = value_list(NULL, 0, e);
  while (e->code == ERR_NONE && vm_walk(vm, args[1], &cursor, &item, e)) {
    if (vm_call(vm, args[0], &item, 1, &y, e)) value_push(out, y, e);
    value_release(item);
  }
  return e->code == ERR_NONE && as_bracket(vm, out, e);
}

static bool call_filter(Vm *vm, int argc, const Value *args, Value *out, Err *e) {
  (void)argc;
  double cursor = 0;
  Value item, y;
  bool keep;
  if (!vm_walkable(args[1], e)) return false;
  *out = value_list(NULL, 0, e);
  while (e->code == ERR_NONE && vm_walk(vm, args[1], &cursor, &item, e)) {
    if (vm_call(vm, args[0], &item, 1, &y, e)) {
      if (value_truth(y, e, &keep) && keep) value_push(out, value_retain(item), e);
      value_release(y);
    }
    value_release(item);
  }
  return e->code == ERR_NONE && (args[1].type == VAL_LIST || as_bracket(vm, out, e));
}

const BuiltinDef builtin_collections[] = {
  {.name = "list", .params = {{"x", ARG_ANY, NULL}}, .call = call_list,
   .doc = N_("The items of x, one by one: of a tensor its rows, of a string its characters"),
   .examples = {{"list(\"ab\")", "[\"a\", \"b\"]"}}},
  {.name = "tensor", .params = {{"x", ARG_ANY, NULL}}, .call = call_tensor,
   .doc = N_("A tensor of the numbers in x: a list, a list of lists, a range"),
   .examples = {{"tensor(range(3)) * 2", "[0, 2, 4]"}}},
  {.name = "keys", .params = {{"r", ARG_ANY, NULL}}, .call = call_keys,
   .doc = N_("The names in a record, in the order in which they were written"),
   .examples = {{"keys({a: 1, b: 2})", "[\"a\", \"b\"]"}}},
  {.name = "values", .params = {{"r", ARG_ANY, NULL}}, .call = call_values,
   .doc = N_("The values in a record, in the order in which they were written"),
   .examples = {{"values({a: 1, b: \"x\"})", "[1, \"x\"]"}}},
  {.name = "sort", .params = {{"x", ARG_ANY, NULL}, {"dim", ARG_INT, "-1"}, {"descending", ARG_BOOL, "false"}},
   .call = call_sort, .doc = N_("The items of x from the smallest to the largest; of a tensor, along dim"),
   .examples = {{"sort([3, 1, 2])", "[1, 2, 3]"}, {"sort([\"b\", \"a\"])", "[\"a\", \"b\"]"},
                {"sort([[3, 1], [2, 4]], descending=true)", "[[3, 1],\n [4, 2]]"}}},
  {.name = "reversed", .params = {{"x", ARG_ANY, NULL}}, .call = call_reversed,
   .doc = N_("x from its last item to its first"),
   .examples = {{"reversed([1, 2, 3])", "[3, 2, 1]"}, {"reversed(\"abc\")", "cba"}}},
  {.name = "zip", .params = {{"x", ARG_ANY, NULL}, {"y", ARG_ANY, NULL}}, .call = call_zip,
   .doc = N_("Pairs of an item of x and one of y, until one of them ends"),
   .examples = {{"zip([\"a\", \"b\"], [1, 2])", "[[\"a\", 1], [\"b\", 2]]"}}},
  {.name = "enumerate", .params = {{"x", ARG_ANY, NULL}}, .call = call_enumerate,
   .doc = N_("Pairs of a number, from 0 on, and an item of x"),
   .examples = {{"enumerate([\"a\", \"b\"])", "[[0, \"a\"], [1, \"b\"]]"}}},
  {.name = "map", .params = {{"f", ARG_ANY, NULL}, {"xs", ARG_ANY, NULL}}, .call = call_map,
   .doc = N_("f of each item: a list, or a tensor where all results are numbers"),
   .examples = {{"map(fn(x) x * x, [1, 2, 3])", "[1, 4, 9]"}, {"map(upper, [\"a\", \"b\"])", "[\"A\", \"B\"]"}}},
  {.name = "filter", .params = {{"f", ARG_ANY, NULL}, {"xs", ARG_ANY, NULL}}, .call = call_filter,
   .doc = N_("The items of which f is true"),
   .examples = {{"filter(fn(x) x > 1, [1, 2, 3])", "[2, 3]"}}},
  {.name = NULL},
};
