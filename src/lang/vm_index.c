// SPDX-License-Identifier: GPL-3.0-or-later
// vm_index: parts of values: x[i], x[a:b, :], r.name; and walking and unpacking what has items.
#include <math.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "lang/builtin.h"
#include "lang/machine.h"
#include "lang/subscript.h"

// -- one subscript -----------------------------------------------------------------------------

bool subscript_place(Value at, int64_t n, int64_t *i, Err *e) {
  double x;
  if (!value_is_whole(at, i)) {
    if (value_is_number(at, &x)) return err_set(e, ERR_INDEX, _("an index must be a whole number, not %.6g"), x);
    Str s = {0};
    value_describe(at, &s);
    err_set(e, ERR_TYPE, _("an index must be a whole number, not %s"), str_c(&s));
    str_free(&s);
    return false;
  }
  if (n == 0) return err_set(e, ERR_INDEX, _("index %lld is out of range: there is nothing to pick from"), (long long)*i);
  if (*i < -n || *i >= n)
    return err_set(e, ERR_INDEX, _("index %lld is out of range for a dimension of %lld (0 to %lld, or -%lld to -1)"),
                   (long long)*i, (long long)n, (long long)(n - 1), (long long)n);
  if (*i < 0) *i += n;
  return true;
}

// An end of a slice: counted from the back when negative, and never outside [lo, hi].
static bool slice_end(Value v, int64_t n, int64_t lo, int64_t hi, int64_t *i, Err *e) {
  if (v.type == VAL_NIL) return true;
  double x;
  if (value_is_number(v, &x) && isinf(x)) {
    *i = x < 0 ? lo : hi;
    return true;
  }
  if (!value_is_whole(v, i)) return err_set(e, ERR_INDEX, _("the ends of a slice must be whole numbers"));
  if (*i < 0) *i += n;
  if (*i < lo) *i = lo;
  if (*i > hi) *i = hi;
  return true;
}

bool subscript_slice(const Value *at, int64_t n, Slice *out, Err *e) {
  int64_t step = 1;
  if (at[2].type != VAL_NIL && (!value_is_whole(at[2], &step) || step == 0))
    return err_set(e, ERR_INDEX, _("the step of a slice must be a whole number other than 0"));
  int64_t lo = step < 0 ? -1 : 0, hi = step < 0 ? n - 1 : n;
  int64_t start = step < 0 ? hi : lo, end = step < 0 ? lo : hi;
  if (!slice_end(at[0], n, lo, hi, &start, e) || !slice_end(at[1], n, lo, hi, &end, e)) return false;
  int64_t far = step < 0 ? start - end : end - start, stride = step < 0 ? -step : step;
  *out = (Slice){.start = start, .n = far > 0 ? (far - 1) / stride + 1 : 0, .step = step};
  return true;
}

bool subscript_slices(const Shape *s, const Subs *subs, const Value *at, Slice *out, Err *e) {
  if (subs->n > s->rank) {
    Str text = {0};
    shape_str(s, &text);
    err_set(e, ERR_INDEX, _("%d indices are too many for a tensor of shape %s"), subs->n, str_c(&text));
    str_free(&text);
    return false;
  }
  for (int d = 0; d < s->rank; d++) {
    int64_t i;
    out[d] = (Slice){.start = 0, .n = s->dim[d], .step = 1};
    if (d >= subs->n) continue;
    if (subs->slice[d]) {
      if (!subscript_slice(at, s->dim[d], &out[d], e)) return false;
      at += 3;
    } else {
      if (!subscript_place(*at++, s->dim[d], &i, e)) return false;
      out[d] = (Slice){.start = i, .n = 1, .step = 1, .drop = true};
    }
  }
  return true;
}

// -- tensors -----------------------------------------------------------------------------------

// x[ids] as a table of rows: [n, rest], which the operation wants, and the shape of the answer.
static bool as_table(Vm *vm, Value x, const Tensor *ids, Value *table, Shape *after, Err *e) {
  const Shape *s = &x.as.t->shape;
  int64_t rest = 1;
  *after = ids->shape;
  for (int d = 1; d < s->rank; d++) rest *= s->dim[d];
  if (after->rank + s->rank - 1 > TENSOR_MAX_RANK) return err_set(e, ERR_LIMIT, _("a tensor has at most %d dimensions"), TENSOR_MAX_RANK);
  for (int d = 1; d < s->rank; d++) after->dim[after->rank++] = s->dim[d];
  Value dims[2] = {value_num((double)s->dim[0]), value_num((double)rest)};
  Value args[2] = {x, value_list(dims, 2, e)};
  bool ok = e->code == ERR_NONE && call_op_values(vm, op_find("reshape"), args, 2, table, e);
  value_release(args[1]);
  return ok;
}

static bool reshaped(Vm *vm, Value *v, const Shape *s, Err *e) {
  Value dims[TENSOR_MAX_RANK], out;
  for (int d = 0; d < s->rank; d++) dims[d] = value_num((double)s->dim[d]);
  Value args[2] = {*v, value_list(dims, (size_t)s->rank, e)};
  bool ok = e->code == ERR_NONE && call_op_values(vm, op_find("reshape"), args, 2, &out, e);
  value_release(args[1]);
  value_release(*v);
  *v = ok ? out : value_nil();
  return ok;
}

// Row numbers from 0: negative ones count from the end.
static Tensor *row_numbers(const Tensor *ids, int64_t n, Err *e) {
  Tensor *rows = tensor_copy(ids, e);
  for (size_t i = 0; rows && i < rows->size; i++) {
    int64_t at;
    if (subscript_place(value_num((double)ids->data[i]), n, &at, e)) {
      rows->data[i] = (float)at;
      continue;
    }
    tensor_release(rows);
    return NULL;
  }
  return rows;
}

static bool pick(Vm *vm, Value x, const Tensor *ids, Value *out, Err *e) {
  if (ids->mask) {
    Value args[2] = {value_retain(x), value_tensor(tensor_retain((Tensor *)ids))};
    bool ok = call_op_values(vm, op_find("masked_select"), args, 2, out, e);
    value_release(args[0]);
    value_release(args[1]);
    return ok;
  }
  Tensor *rows = row_numbers(ids, x.as.t->shape.dim[0], e);
  if (!rows) return false;
  rows->name = ids->name;
  Value args[2] = {value_tensor(rows), value_retain(x)};
  Shape after = {0};
  bool is_table = x.as.t->shape.rank == 2, ok = true;
  if (!is_table) {
    value_release(args[1]);
    args[1] = value_nil();
    ok = as_table(vm, x, ids, &args[1], &after, e);
  }
  ok = ok && call_op_values(vm, op_find("embedding"), args, 2, out, e);
  if (ok && !is_table) ok = reshaped(vm, out, &after, e);
  value_release(args[0]);
  value_release(args[1]);
  return ok;
}

static bool pick_rows(Vm *vm, Value x, Value at, Value *out, Err *e) {
  Tensor *ids = tensor_of_value(vm, at, e);
  if (!ids) return e->code == ERR_NONE ? err_set(e, ERR_INDEX, _("an index must be a whole number or a tensor of them")) : false;
  bool ok = pick(vm, x, ids, out, e);
  tensor_release(ids);
  return ok;
}

static bool index_tensor(Vm *vm, Value x, const Subs *subs, const Value *at, Value *out, Err *e) {
  double num;
  Slice slices[TENSOR_MAX_RANK];
  const Tensor *t = x.as.t;
  bool one = subs->n == 1 && !subs->slice[0] && t->shape.rank > 0;
  if (one && (at->type == VAL_TENSOR || at->type == VAL_LIST) && !value_is_number(*at, &num))
    return pick_rows(vm, x, *at, out, e);
  return subscript_slices(&t->shape, subs, at, slices, e) && subscript_read(vm, x, slices, out, e);
}

// -- lists, strings, ranges ------------------------------------------------------------------------

static bool slice_list(const ObjList *l, const Slice *s, Value *out, Err *e) {
  Value *items = mem_try((size_t)(s->n + 1) * sizeof *items);
  if (!items) return err_set(e, ERR_MEMORY, _("out of memory: there is no room for %lld items"), (long long)s->n);
  for (int64_t i = 0; i < s->n; i++) items[i] = l->items[s->start + i * s->step];
  *out = value_list(items, (size_t)s->n, e);
  mem_free(items);
  return e->code == ERR_NONE;
}

static bool pick_items(Vm *vm, const ObjList *l, Value ids, Value *out, Err *e) {
  double cursor = 0;
  Value id;
  *out = value_list(NULL, 0, e);
  while (e->code == ERR_NONE && vm_walk(vm, ids, &cursor, &id, e)) {
    int64_t i;
    if (subscript_place(id, (int64_t)l->n, &i, e)) value_push(out, value_retain(l->items[i]), e);
    value_release(id);
  }
  if (e->code == ERR_NONE) return true;
  value_release(*out);
  *out = value_nil();
  return false;
}

static bool index_list(Vm *vm, const ObjList *l, const Subs *subs, const Value *at, Value *out, Err *e) {
  Slice s;
  int64_t i;
  double x;
  if (subs->slice[0]) return subscript_slice(at, (int64_t)l->n, &s, e) && slice_list(l, &s, out, e);
  if ((at->type == VAL_TENSOR && !value_is_number(*at, &x)) || at->type == VAL_LIST) return pick_items(vm, l, *at, out, e);
  if (!subscript_place(*at, (int64_t)l->n, &i, e)) return false;
  *out = value_retain(l->items[i]);
  return true;
}

static bool index_string(const ObjStr *s, const Subs *subs, const Value *at, Value *out, Err *e) {
  Slice cut = {.n = 1, .step = 1};
  bool ok = subs->slice[0] ? subscript_slice(at, (int64_t)s->len, &cut, e)
                           : subscript_place(*at, (int64_t)s->len, &cut.start, e);
  if (!ok) return false;
  Str part = {0};
  bool ascii = s->n == s->len;
  for (int64_t i = 0; i < cut.n; i++) {
    size_t k = (size_t)(cut.start + i * cut.step);
    size_t from = ascii ? k : utf8_offset(s->s, s->n, k);
    size_t run = cut.step == 1 ? (size_t)cut.n : 1; // neighbours are copied at once
    size_t to = ascii ? from + run : from + utf8_offset(s->s + from, s->n - from, run);
    str_addn(&part, s->s + from, to - from);
    if (cut.step == 1) break;
  }
  *out = value_str(str_c(&part), part.n, e);
  str_free(&part);
  return e->code == ERR_NONE;
}

static bool index_range(const ObjRange *r, const Subs *subs, const Value *at, Value *out, Err *e) {
  Slice s;
  int64_t i;
  if (subs->slice[0]) {
    if (!subscript_slice(at, (int64_t)r->n, &s, e)) return false;
    *out = value_range(r->start + (double)s.start * r->step, r->step * (double)s.step, (size_t)s.n);
    return true;
  }
  if (!subscript_place(*at, (int64_t)r->n, &i, e)) return false;
  *out = value_num(r->start + (double)i * r->step);
  return true;
}

bool vm_index(Vm *vm, Value v, const Subs *subs, const Value *at, Value *out, Err *e) {
  *out = value_nil();
  if (v.type == VAL_TENSOR && v.as.t->shape.rank > 0) return index_tensor(vm, v, subs, at, out, e);
  bool key = (v.type == VAL_RECORD || v.type == VAL_MODEL) && subs->n == 1 && at->type == VAL_STR;
  if (key) return vm_get_field(vm, v, name_of(value_cstr(*at)), out, e);
  if (v.type == VAL_RECORD) return err_set(e, ERR_INDEX, _("the index of a record is one of its names, as text"));
  bool many = v.type == VAL_LIST || v.type == VAL_STR || v.type == VAL_RANGE;
  if (many && subs->n != 1) return err_set(e, ERR_INDEX, _("%s takes one index, not %d"), value_phrase(v), subs->n);
  const HandleType *handle = v.type == VAL_HANDLE ? ((const ObjHandle *)v.as.obj)->type : NULL;
  if (handle && handle->index && subs->n == 1 && !subs->slice[0]) return handle->index(((const ObjHandle *)v.as.obj)->p, *at, out, e);
  switch (v.type) {
  case VAL_LIST: return index_list(vm, (const ObjList *)v.as.obj, subs, at, out, e);
  case VAL_STR: return index_string((const ObjStr *)v.as.obj, subs, at, out, e);
  case VAL_RANGE: return index_range((const ObjRange *)v.as.obj, subs, at, out, e);
  default: return err_set(e, ERR_TYPE, _("%s has no items to pick from"), value_phrase(v));
  }
}

// -- fields ------------------------------------------------------------------------------------

typedef struct FieldNames { Value v; size_t i; } FieldNames;

static const char *next_field(void *ctx) {
  FieldNames *c = ctx;
  size_t i = c->i++;
  if (c->v.type == VAL_RECORD) {
    const ObjRecord *r = (const ObjRecord *)c->v.as.obj;
    return i < r->n ? r->fields[i].name : NULL;
  }
  if (c->v.type == VAL_HANDLE) {
    const char *const *names = ((const ObjHandle *)c->v.as.obj)->type->fields;
    for (size_t k = 0; names && k < i; k++)
      if (!names[k]) return NULL;
    return names ? names[i] : NULL;
  }
  if (c->v.type != VAL_MODEL) return NULL;
  const ObjModel *m = (const ObjModel *)c->v.as.obj;
  if (i < m->n) return m->fields[i].name;
  return i - m->n < m->n_methods ? m->methods[i - m->n].name : NULL;
}

static bool is_function(Vm *vm, const char *name) {
  const Value *v = vm_get(vm, name);
  return (v && (v->type == VAL_FUNC || v->type == VAL_BUILTIN)) || builtin_find(name) || op_find(name);
}

static bool no_field(Vm *vm, Value v, const char *name, Err *e) {
  Str s = {0};
  value_describe(v, &s);
  if (v.type == VAL_MODEL) {
    str_clear(&s);
    str_addf(&s, _("the model %s"), ((const ObjModel *)v.as.obj)->proto->name);
  }
  err_set(e, ERR_NAME, _("%s has no field %s"), str_c(&s), name);
  str_free(&s);
  if (is_function(vm, name)) err_hint(e, _("%s is a function: write x.%s() or %s(x)"), name, name, name);
  else err_did_you_mean(e, name, next_field, &(FieldNames){v, 0});
  return false;
}

static bool shape_value(const Shape *s, Value *out, Err *e) {
  Value dims[TENSOR_MAX_RANK];
  for (int d = 0; d < s->rank; d++) dims[d] = value_num((double)s->dim[d]);
  *out = value_list(dims, (size_t)s->rank, e);
  return out->type != VAL_NIL;
}

static bool transposed(Vm *vm, Value v, Value *out, Err *e) {
  const OpDef *op = op_find("transpose");
  if (v.as.t->shape.rank >= 2 && op) return call_op_values(vm, op, &v, 1, out, e);
  *out = value_retain(v);
  return true;
}

bool vm_get_field(Vm *vm, Value v, const char *name, Value *out, Err *e) {
  *out = value_nil();
  const Value *field = value_field(v, name);
  if (field) {
    *out = value_retain(*field);
    return true;
  }
  if (v.type == VAL_MODEL) {
    *out = value_method(v, name, e);
    if (out->type != VAL_NIL || e->code != ERR_NONE) return e->code == ERR_NONE;
  }
  if (v.type == VAL_HANDLE) {
    const ObjHandle *h = (const ObjHandle *)v.as.obj;
    if (h->type->get && h->type->get(h->p, name, out, e)) return true;
    return e->code == ERR_NONE ? no_field(vm, v, name, e) : false;
  }
  double x;
  if (v.type == VAL_TENSOR) {
    if (name == vm->name_T) return transposed(vm, v, out, e);
    if (name == vm->name_shape) return shape_value(&v.as.t->shape, out, e);
    if (name == vm->name_grad) {
      if (!tape_settle_grad(v.as.t, e)) return false;
      Tensor *g = tape_grad_of(v.as.t);
      if (g) *out = value_tensor(tensor_retain(g));
      return true;
    }
  } else if (value_is_number(v, &x) && (name == vm->name_shape || name == vm->name_T)) {
    *out = value_retain(v);
    return name == vm->name_T || shape_value(&(Shape){0}, out, e);
  }
  return no_field(vm, v, name, e);
}

// -- walking -----------------------------------------------------------------------------------

bool vm_walkable(Value v, Err *e) {
  double x;
  if (value_is_number(v, &x)) {
    err_set(e, ERR_TYPE, _("a number has no items to walk over"));
    if (x == floor(x) && x >= 0 && x < 1e15) err_hint(e, _("did you mean range(%.0f)?"), x);
    return false;
  }
  switch (v.type) {
  case VAL_TENSOR:
  case VAL_LIST:
  case VAL_STR:
  case VAL_RANGE:
  case VAL_RECORD: return true;
  default: return err_set(e, ERR_TYPE, _("%s has no items to walk over"), value_phrase(v));
  }
}

static bool walk_tensor(Vm *vm, Value v, size_t i, Value *item, Err *e) {
  const Tensor *t = v.as.t;
  if (t->shape.rank == 0 || (int64_t)i >= t->shape.dim[0]) return false;
  Slice slices[TENSOR_MAX_RANK];
  for (int d = 1; d < t->shape.rank; d++) slices[d] = (Slice){.n = t->shape.dim[d], .step = 1};
  slices[0] = (Slice){.start = (int64_t)i, .n = 1, .step = 1, .drop = true};
  return subscript_read(vm, v, slices, item, e);
}

static bool walk_string(const ObjStr *s, double *cursor, Value *item, Err *e) {
  size_t at = (size_t)*cursor;
  uint32_t cp;
  size_t n = utf8_next(s->s + at, s->n - at, &cp);
  if (n == 0) return false;
  *cursor += (double)n;
  *item = value_str(s->s + at, n, e);
  return e->code == ERR_NONE;
}

// The cursor is a position: an item's number, or a byte of a string.
bool vm_walk(Vm *vm, Value v, double *cursor, Value *item, Err *e) {
  size_t i = (size_t)*cursor;
  *item = value_nil();
  switch (v.type) {
  case VAL_RANGE: {
    const ObjRange *r = (const ObjRange *)v.as.obj;
    if (i >= r->n) return false;
    *item = value_num(r->start + (double)i * r->step);
    break;
  }
  case VAL_LIST: {
    const ObjList *l = (const ObjList *)v.as.obj;
    if (i >= l->n) return false;
    *item = value_retain(l->items[i]);
    break;
  }
  case VAL_RECORD: {
    const ObjRecord *r = (const ObjRecord *)v.as.obj;
    if (i >= r->n) return false;
    *item = value_str(r->fields[i].name, strlen(r->fields[i].name), e);
    if (e->code != ERR_NONE) return false;
    break;
  }
  case VAL_STR: return walk_string((const ObjStr *)v.as.obj, cursor, item, e);
  case VAL_TENSOR:
    if (!walk_tensor(vm, v, i, item, e)) return false;
    break;
  default: return false;
  }
  *cursor += 1;
  return true;
}

bool vm_items(Vm *vm, Value v, Value *list, Err *e) {
  *list = value_nil();
  if (!vm_walkable(v, e)) return false;
  if (v.type == VAL_LIST) {
    *list = value_retain(v);
    return true;
  }
  double cursor = 0;
  Value item;
  *list = value_list(NULL, 0, e);
  while (e->code == ERR_NONE && vm_walk(vm, v, &cursor, &item, e))
    if (value_push(list, item, e)) vm_poll(vm, e);
  if (e->code == ERR_NONE) return true;
  value_release(*list);
  *list = value_nil();
  return false;
}

static size_t count_items(Value v) {
  switch (v.type) {
  case VAL_LIST: return ((const ObjList *)v.as.obj)->n;
  case VAL_RANGE: return ((const ObjRange *)v.as.obj)->n;
  case VAL_TENSOR: return v.as.t->shape.rank ? (size_t)v.as.t->shape.dim[0] : 0;
  default: return 0;
  }
}

// out[n - 1] is the first item.
bool vm_unpack(Vm *vm, Value v, size_t n, Value *out, Err *e) {
  bool has_items = v.type == VAL_LIST || v.type == VAL_RANGE || (v.type == VAL_TENSOR && v.as.t->shape.rank > 0);
  if (!has_items) {
    Str s = {0};
    value_describe(v, &s);
    err_set(e, ERR_TYPE, _("there are %zu names on the left, but %s is one value"), n, str_c(&s));
    str_free(&s);
    return false;
  }
  if (count_items(v) != n)
    return err_set(e, ERR_VALUE, _("there are %zu names on the left, but %zu values on the right"), n, count_items(v));
  double cursor = 0;
  for (size_t i = 0; i < n; i++) {
    if (vm_walk(vm, v, &cursor, &out[n - 1 - i], e)) continue;
    while (i-- > 0) value_release(out[n - 1 - i]);
    return false;
  }
  return true;
}
