// SPDX-License-Identifier: GPL-3.0-or-later
// vm_arith: the infix and prefix signs on values of any kind, and brackets.
//
// Numbers and tensors go to the operation of that sign; + also joins strings and lists; == and != ask
// deeply of anything else; < and its kin order strings too.
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "lang/machine.h"

const char *const infix_signs[N_INFIX] = {"+", "-", "*", "/", "%", "**", "@", "==", "!=", "<", "<=", ">", ">="};

static bool is_numeric(Value v) { return v.type == VAL_NUM || v.type == VAL_BOOL || v.type == VAL_TENSOR; }
static bool is_joinable(Value v) { return v.type == VAL_LIST || (v.type == VAL_TENSOR && v.as.t->shape.rank > 0); }

static const ObjStr *str_of(Value v) { return (const ObjStr *)v.as.obj; }

// -- joining -----------------------------------------------------------------------------------

// The new list may hold more than its parts together allow: each push checks.
static bool push_items(Vm *vm, Value *list, Value from, Err *e) {
  double cursor = 0;
  Value item;
  while (vm_walk(vm, from, &cursor, &item, e))
    if (!value_push(list, item, e)) return false;
  return e->code == ERR_NONE;
}

static bool join_lists(Vm *vm, Value a, Value b, Value *out, Err *e) {
  if (a.type == VAL_LIST) {
    *out = value_retain(a);
  } else {
    *out = value_list(NULL, 0, e);
    if (out->type == VAL_NIL || !push_items(vm, out, a, e)) goto failed;
  }
  if (push_items(vm, out, b, e)) return true;
failed:
  value_release(*out);
  *out = value_nil();
  return false;
}

static bool join(Vm *vm, Value a, Value b, Value *out, bool *done, Err *e) {
  *done = true;
  if (a.type == VAL_STR && b.type == VAL_STR) {
    *out = value_retain(a);
    if (value_append_str(out, str_of(b)->s, str_of(b)->n, e)) return true;
    value_release(*out);
    *out = value_nil();
    return false;
  }
  if ((a.type == VAL_LIST && is_joinable(b)) || (is_joinable(a) && b.type == VAL_LIST))
    return join_lists(vm, a, b, out, e);
  *done = false;
  return true;
}

// -- infix signs -------------------------------------------------------------------------------

static bool wrong_operands(const char *sign, Value a, Value b, Err *e) {
  Str x = {0}, y = {0};
  value_describe(a, &x);
  value_describe(b, &y);
  err_set(e, ERR_TYPE, _("%s does not go between %s and %s"), sign, str_c(&x), str_c(&y));
  if (strcmp(sign, "+") == 0 && (a.type == VAL_STR || b.type == VAL_STR))
    err_hint(e, _("put values into text with f\"... {x}\""));
  else if ((a.type == VAL_LIST || b.type == VAL_LIST) && a.type != VAL_STR && b.type != VAL_STR)
    err_hint(e, _("tensor(x) makes a tensor of a list of numbers"));
  str_free(&x);
  str_free(&y);
  return false;
}

static bool tell_infix(Vm *vm, const OpDef *op, Value a, Value b, Value *out, Err *e) {
  if (!vm->trace || !op) return true;
  Value args[2] = {a, b};
  VmEvent ev = {.kind = VM_OP, .name = name_of(op->name), .op = op, .args = args, .n_args = 2, .value = *out};
  bool ok = vm_emit(vm, &ev, e);
  *out = ev.value;
  if (ok) return true;
  value_release(*out);
  *out = value_nil();
  return false;
}

static bool compare_strings(int which, Value a, Value b) {
  const ObjStr *s = str_of(a), *t = str_of(b);
  int order = memcmp(s->s, t->s, s->n < t->n ? s->n : t->n);
  if (order == 0) order = (s->n > t->n) - (s->n < t->n);
  switch (which) {
  case INFIX_LT: return order < 0;
  case INFIX_LE: return order <= 0;
  case INFIX_GT: return order > 0;
  default: return order >= 0;
  }
}

// Two tensors, or a tensor and a number: what most signs stand between. No binding of arguments is needed.
static bool apply_tensors(Vm *vm, const OpDef *op, Value a, Value b, Value *out, Err *e) {
  double x;
  Tensor *in[2] = {a.as.t, b.as.t}, *made = NULL;
  if (a.type != VAL_TENSOR) in[0] = made = value_is_number(a, &x) ? tensor_scalar((float)x) : NULL;
  if (b.type != VAL_TENSOR) in[1] = made = value_is_number(b, &x) ? tensor_scalar((float)x) : NULL;
  bool ok = vm_apply(vm, op, in, 2, NULL, out, e);
  tensor_release(made);
  return ok;
}

static bool apply(Vm *vm, const OpDef *op, Value a, Value b, Value *out, Err *e) {
  bool tensors = a.type == VAL_TENSOR || b.type == VAL_TENSOR;
  BoundArgs args = {.args = {a, b}, .n_params = 2, .rest_at = -1};
  if (tensors && op_n_attr(op) == 0) {
    if (vm->trace) vm_intend(vm, false, op->name, op->params, args.args, 2);
    a = args.args[0], b = args.args[1];
    return apply_tensors(vm, op, a, b, out, e) && tell_infix(vm, op, a, b, out, e);
  }
  return call_op(vm, op, &args, out, e);
}

bool vm_infix(Vm *vm, int which, Value a, Value b, Value *out, Err *e) {
  const OpDef *op = vm->infix[which];
  *out = value_nil();
  if (is_numeric(a) && is_numeric(b)) {
    if (op) return apply(vm, op, a, b, out, e);
    return err_set(e, ERR_NAME, _("there is no operation %s"), infix_signs[which]);
  }
  bool done = false;
  if (which == INFIX_ADD && !join(vm, a, b, out, &done, e)) return false;
  if (which == INFIX_EQ || which == INFIX_NE) {
    *out = value_bool(value_equal(a, b) == (which == INFIX_EQ));
    done = true;
  } else if (which > INFIX_NE && a.type == VAL_STR && b.type == VAL_STR) {
    *out = value_bool(compare_strings(which, a, b));
    done = true;
  }
  return done ? tell_infix(vm, op, a, b, out, e) : wrong_operands(infix_signs[which], a, b, e);
}

bool vm_infix_named(Vm *vm, const char *sign, Value a, Value b, Value *out, Err *e) {
  *out = value_nil();
  const OpDef *op = op_find(sign);
  if (!op) return err_set(e, ERR_NAME, _("there is no operation %s"), sign);
  if (!is_numeric(a) || !is_numeric(b)) return wrong_operands(sign, a, b, e);
  return apply(vm, op, a, b, out, e);
}

static bool prefix(Vm *vm, const char *name, const char *sign, Value a, Value *out, Err *e) {
  const OpDef *op = op_find(name);
  if (op && is_numeric(a)) return call_op_values(vm, op, &a, 1, out, e);
  Str s = {0};
  value_describe(a, &s);
  err_set(e, ERR_TYPE, _("%s does not go before %s"), sign, str_c(&s));
  str_free(&s);
  return false;
}

bool vm_negate(Vm *vm, Value a, Value *out, Err *e) {
  *out = value_nil();
  if (a.type == VAL_NUM && !vm->trace) {
    *out = value_num(-a.as.num);
    return true;
  }
  return prefix(vm, "neg", "-", a, out, e);
}

// Of a tensor element by element; of anything else, by its truth.
bool vm_not(Vm *vm, Value a, Value *out, Err *e) {
  bool truth;
  *out = value_nil();
  if (a.type == VAL_TENSOR && a.as.t->shape.rank > 0) return prefix(vm, "logical_not", "not", a, out, e);
  if (!value_truth(a, e, &truth)) return false;
  *out = value_bool(!truth);
  return true;
}

// -- in ----------------------------------------------------------------------------------------

static bool in_tensor(double x, const Tensor *t) {
  for (size_t i = 0; i < t->size; i++)
    if ((double)t->data[i] == x || t->data[i] == (float)x) return true;
  return false;
}

static bool in_range(double x, const ObjRange *r) {
  if (r->n == 0) return false;
  double i = (x - r->start) / r->step;
  return i >= 0 && i < (double)r->n && i == (double)(size_t)i;
}

const char *find_bytes(const char *s, size_t n, const char *part, size_t m) {
  if (m == 0) return s;
  for (const char *end = s + n; (size_t)(end - s) >= m; s++) {
    s = memchr(s, part[0], (size_t)(end - s) - m + 1);
    if (!s || memcmp(s, part, m) == 0) return s;
  }
  return NULL;
}

static bool in_list(Value item, const ObjList *l) {
  for (size_t i = 0; i < l->n; i++)
    if (value_equal(item, l->items[i])) return true;
  return false;
}

bool vm_contains(Value item, Value in, bool *out, Err *e) {
  double x;
  bool number = value_is_number(item, &x);
  *out = false;
  switch (in.type) {
  case VAL_LIST: *out = in_list(item, (const ObjList *)in.as.obj); return true;
  case VAL_TENSOR: *out = number && in_tensor(x, in.as.t); return true;
  case VAL_RANGE: *out = number && in_range(x, (const ObjRange *)in.as.obj); return true;
  case VAL_RECORD:
  case VAL_MODEL:
    *out = item.type == VAL_STR && value_field(in, name_of(value_cstr(item)));
    return true;
  case VAL_STR:
    if (item.type == VAL_STR) {
      *out = find_bytes(str_of(in)->s, str_of(in)->n, str_of(item)->s, str_of(item)->n) != NULL;
      return true;
    }
    break;
  default: break;
  }
  return wrong_operands("in", item, in, e);
}

// -- changing a variable -------------------------------------------------------------------------

bool vm_add_to(Vm *vm, Value *var, Value b, Err *e) {
  if (!vm->trace && var->type == VAL_STR && b.type == VAL_STR)
    return value_append_str(var, str_of(b)->s, str_of(b)->n, e);
  if (!vm->trace && var->type == VAL_LIST && is_joinable(b)) return push_items(vm, var, b, e);
  Value sum;
  if (!vm_infix(vm, INFIX_ADD, *var, b, &sum, e)) return false;
  value_release(*var);
  *var = sum;
  return true;
}

bool vm_join_to(Vm *vm, Value *var, const Value *items, size_t n, bool nested, Err *e) {
  if (!vm->trace && var->type == VAL_LIST) {
    for (size_t i = 0; i < n; i++)
      if (!value_push(var, value_retain(items[i]), e)) return false;
    return true;
  }
  Value b;
  bool ok = vm_bracket(vm, items, n, nested, &b, e) && vm_add_to(vm, var, b, e);
  value_release(b);
  return ok;
}

// -- brackets ----------------------------------------------------------------------------------

// Whether the items make one tensor: all numbers, or (nested) all tensors of one shape.
static bool is_uniform(const Value *items, size_t n, bool nested, bool *has_node) {
  double x;
  *has_node = false;
  for (size_t i = 0; i < n; i++) {
    bool tensor = items[i].type == VAL_TENSOR;
    if (tensor && tape_node(items[i].as.t)) *has_node = true;
    if (value_is_number(items[i], &x)) {
      if (i && items[0].type == VAL_TENSOR && items[0].as.t->shape.rank > 0) return false;
      continue;
    }
    if (!tensor || !nested || items[0].type != VAL_TENSOR) return false;
    if (!shape_eq(&items[i].as.t->shape, &items[0].as.t->shape)) return false;
  }
  return n > 0 && (items[0].type != VAL_TENSOR || items[0].as.t->shape.rank < TENSOR_MAX_RANK);
}

// As an operation, so that the gradient finds its way back to each item.
static bool stack_items(Vm *vm, const Value *items, size_t n, Value *out, Err *e) {
  const OpDef *stack = op_find("stack");
  Value list = value_list(items, n, e);
  bool ok = list.type != VAL_NIL && stack && call_op_values(vm, stack, &list, 1, out, e);
  value_release(list);
  return ok;
}

static bool copy_items(const Value *items, size_t n, Value *out, Err *e) {
  Shape s = {.rank = 1, .dim = {(int64_t)n}};
  const Tensor *first = items[0].type == VAL_TENSOR ? items[0].as.t : NULL;
  for (int d = 0; first && d < first->shape.rank; d++) s.dim[s.rank++] = first->shape.dim[d];
  size_t part = first ? first->size : 1;
  Tensor *t = tensor_new(&s, e);
  if (!t) return false;
  for (size_t i = 0; i < n; i++) {
    double x;
    if (value_is_number(items[i], &x)) t->data[i] = (float)x;
    else if (part) memcpy(t->data + i * part, items[i].as.t->data, part * sizeof *t->data);
  }
  *out = value_tensor(t);
  return true;
}

bool vm_bracket(Vm *vm, const Value *items, size_t n, bool nested, Value *out, Err *e) {
  bool has_node;
  *out = value_nil();
  if (is_uniform(items, n, nested, &has_node))
    return has_node ? stack_items(vm, items, n, out, e) : copy_items(items, n, out, e);
  *out = value_list(items, n, e);
  return e->code == ERR_NONE;
}
