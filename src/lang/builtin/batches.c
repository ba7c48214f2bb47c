// SPDX-License-Identifier: GPL-3.0-or-later
// batches: data in pieces: batches, windows, a part to test on. Names and options are those of PyTorch's
// DataLoader and scikit-learn's train_test_split. Data has no gradient; what has one is refused.
#include <string.h>

#include "base/i18n.h"
#include "base/interrupt.h"
#include "base/mem.h"
#include "base/rng.h"
#include "lang/builtin.h"
#include "lang/machine.h"

static bool wrong(const char *fmt, Value v, Err *e) {
  Str s = {0};
  value_describe(v, &s);
  err_set(e, ERR_TYPE, fmt, str_c(&s));
  str_free(&s);
  return false;
}

static bool is_data(Value v) {
  return v.type == VAL_LIST || (v.type == VAL_TENSOR && v.as.t->shape.rank > 0);
}

static size_t rows_of(Value v) {
  return v.type == VAL_LIST ? ((const ObjList *)v.as.obj)->n : (size_t)v.as.t->shape.dim[0];
}

static bool has_gradient(const char *name, Value v, Err *e) {
  if (v.type != VAL_TENSOR || !tape_requires_grad(v.as.t)) return false;
  err_set(e, ERR_VALUE, _("%s is for data, and this tensor carries a gradient"), name);
  return true;
}

// -- picking rows --------------------------------------------------------------------------------------

// Rows order[0..n) of a tensor; order NULL: the n rows from `from` on, which share its memory.
static Tensor *tensor_rows(Tensor *t, const size_t *order, size_t from, size_t n, Err *e) {
  if (!order) return tensor_block(t, (int64_t)from, (int64_t)n, false, e);
  Shape s = t->shape;
  size_t width = t->shape.dim[0] ? t->size / (size_t)t->shape.dim[0] : 0;
  s.dim[0] = (int64_t)n;
  Tensor *out = tensor_new(&s, e);
  for (size_t i = 0; out && i < n; i++) memcpy(out->data + i * width, t->data + order[i] * width, width * sizeof(float));
  return out;
}

static bool rows(Value v, const size_t *order, size_t from, size_t n, Value *out, Err *e) {
  if (v.type == VAL_TENSOR) {
    Tensor *t = tensor_rows(v.as.t, order, from, n, e);
    *out = t ? value_tensor(t) : value_nil();
    return t != NULL;
  }
  const Value *items = ((const ObjList *)v.as.obj)->items;
  if (!order) {
    *out = value_list(items + from, n, e);
    return out->type != VAL_NIL;
  }
  *out = value_list(NULL, 0, e);
  for (size_t i = 0; i < n && e->code == ERR_NONE; i++) value_push(out, value_retain(items[order[i]]), e);
  return e->code == ERR_NONE;
}

// 0 .. n-1, shuffled (Fisher and Yates 1938, as Durstenfeld 1964 put it).
static size_t *shuffled(size_t n, Err *e) {
  size_t *order = mem_try((n ? n : 1) * sizeof *order);
  if (!order) {
    err_set(e, ERR_MEMORY, _("out of memory: %zu rows cannot be shuffled"), n);
    return NULL;
  }
  for (size_t i = 0; i < n; i++) order[i] = i;
  for (size_t i = n; i > 1; i--) {
    size_t k = (size_t)rng_below(rng_global(), i), swap = order[i - 1];
    order[i - 1] = order[k];
    order[k] = swap;
  }
  return order;
}

static bool call_shuffle(Vm *vm, int argc, const Value *args, Value *out, Err *e) {
  (void)vm, (void)argc;
  if (!is_data(args[0])) return wrong(_("shuffle wants a tensor, or a list, not %s"), args[0], e);
  if (has_gradient("shuffle", args[0], e)) return false;
  size_t *order = shuffled(rows_of(args[0]), e);
  bool ok = order && rows(args[0], order, 0, rows_of(args[0]), out, e);
  mem_free(order);
  return ok;
}

// -- batches -------------------------------------------------------------------------------------------

// Data that goes together: one thing, or a list of tensors of as many rows: batches([x, y], 32).
typedef struct Together { const Value *parts; size_t n, rows; bool one; } Together;

static bool together(const Value *v, Together *out, Err *e) {
  const ObjList *l = v->type == VAL_LIST ? (const ObjList *)v->as.obj : NULL;
  bool several = l && l->n > 0;
  for (size_t i = 0; l && i < l->n; i++) several = several && is_data(l->items[i]) && l->items[i].type == VAL_TENSOR;
  *out = several ? (Together){l->items, l->n, 0, false} : (Together){v, 1, 0, true};
  for (size_t i = 0; i < out->n; i++) {
    if (!is_data(out->parts[i])) return wrong(_("batches wants a tensor, or a list, not %s"), out->parts[i], e);
    if (has_gradient("batches", out->parts[i], e)) return false;
    if (i && rows_of(out->parts[i]) != out->rows)
      return err_set(e, ERR_SHAPE, _("batches: the tensors have %zu and %zu rows"), out->rows, rows_of(out->parts[i]));
    out->rows = rows_of(out->parts[i]);
  }
  return true;
}

static bool one_batch(const Together *d, const size_t *order, size_t from, size_t n, Value *out, Err *e) {
  const size_t *picked = order ? order + from : NULL;
  if (d->one) return rows(d->parts[0], picked, from, n, out, e);
  *out = value_list(NULL, 0, e);
  for (size_t i = 0; i < d->n && e->code == ERR_NONE; i++) {
    Value part;
    if (rows(d->parts[i], picked, from, n, &part, e)) value_push(out, part, e);
  }
  return e->code == ERR_NONE;
}

static bool call_batches(Vm *vm, int argc, const Value *args, Value *out, Err *e) {
  (void)vm, (void)argc;
  Together d;
  double size = args[1].as.num;
  if (size < 1) return err_set(e, ERR_VALUE, _("batches: batch_size must be 1 or more, not %.0f"), size);
  if (!together(&args[0], &d, e)) return false;
  size_t n = size > (double)d.rows ? (d.rows ? d.rows : 1) : (size_t)size;
  size_t *order = args[2].as.b ? shuffled(d.rows, e) : NULL;
  if (e->code == ERR_NONE) *out = value_list(NULL, 0, e);
  for (size_t at = 0; at < d.rows && e->code == ERR_NONE; at += n) {
    size_t k = d.rows - at < n ? d.rows - at : n;
    Value batch = value_nil();
    if (args[3].as.b && (double)k < size) break;
    if (interrupt_pending() && interrupt_check(e)) break;
    if (one_batch(&d, order, at, k, &batch, e)) value_push(out, batch, e);
    else value_release(batch);
  }
  mem_free(order);
  return e->code == ERR_NONE;
}

// -- windows -------------------------------------------------------------------------------------------

static bool tensor_windows(Tensor *t, size_t n, size_t step, size_t count, Value *out, Err *e) {
  Shape s = {.rank = t->shape.rank + 1, .dim = {(int64_t)count, (int64_t)n}};
  if (s.rank > TENSOR_MAX_RANK) return err_set(e, ERR_LIMIT, _("a tensor has at most %d dimensions"), TENSOR_MAX_RANK);
  for (int d = 1; d < t->shape.rank; d++) s.dim[d + 1] = t->shape.dim[d];
  size_t width = t->shape.dim[0] ? t->size / (size_t)t->shape.dim[0] : 0;
  Tensor *w = tensor_new(&s, e);
  for (size_t i = 0; w && i < count; i++)
    memcpy(w->data + i * n * width, t->data + i * step * width, n * width * sizeof(float));
  if (w) *out = value_tensor(w);
  return w != NULL;
}

static bool call_windows(Vm *vm, int argc, const Value *args, Value *out, Err *e) {
  (void)vm, (void)argc;
  Value x = args[0];
  double n = args[1].as.num, step = args[2].as.num;
  if (!is_data(x)) return wrong(_("windows wants a tensor, or a list, not %s"), x, e);
  if (n < 1 || step < 1) return err_set(e, ERR_VALUE, _("windows: size and step must be 1 or more"));
  if (has_gradient("windows", x, e)) return false;
  size_t total = rows_of(x);
  size_t count = n > (double)total ? 0 : (size_t)(((double)total - n) / step) + 1;
  if (x.type == VAL_TENSOR) return tensor_windows(x.as.t, (size_t)n, (size_t)step, count, out, e);
  *out = value_list(NULL, 0, e);
  for (size_t i = 0; i < count && e->code == ERR_NONE; i++) {
    Value w = value_list(((const ObjList *)x.as.obj)->items + i * (size_t)step, (size_t)n, e);
    if (w.type != VAL_NIL) value_push(out, w, e);
  }
  return e->code == ERR_NONE;
}

// -- a part to test on ---------------------------------------------------------------------------------

static bool push_split(Value x, const size_t *order, size_t train, Value *out, Err *e) {
  size_t n = rows_of(x);
  Value part;
  return rows(x, order, 0, train, &part, e) && value_push(out, part, e) &&
         rows(x, order ? order + train : NULL, train, n - train, &part, e) && value_push(out, part, e);
}

static bool test_rows(double test_size, size_t n, size_t *out, Err *e) {
  bool share = test_size > 0 && test_size < 1;
  if (!share && (test_size < 1 || test_size != (double)(size_t)test_size))
    return err_set(e, ERR_VALUE, _("train_test_split: test_size is a share between 0 and 1, or a number of rows"));
  double k = share ? test_size * (double)n : test_size;
  *out = (size_t)k;
  if (share && k - (double)*out > 1e-9 * k) ++*out; // rounded up, as scikit-learn does
  if (*out < n) return true;
  return err_set(e, ERR_VALUE, _("train_test_split: of %zu rows, none would be left to train on"), n);
}

static bool call_train_test_split(Vm *vm, int argc, const Value *args, Value *out, Err *e) {
  (void)vm, (void)argc;
  bool both = args[1].type != VAL_NIL;
  size_t test = 0;
  for (int i = 0; i <= both; i++) {
    if (!is_data(args[i])) return wrong(_("train_test_split wants tensors or lists, not %s"), args[i], e);
    if (has_gradient("train_test_split", args[i], e)) return false;
  }
  size_t n = rows_of(args[0]);
  if (both && rows_of(args[1]) != n) return err_set(e, ERR_SHAPE, _("train_test_split: x has %zu rows, y has %zu"), n, rows_of(args[1]));
  if (!test_rows(args[2].as.num, n, &test, e)) return false;
  size_t *order = args[3].as.b ? shuffled(n, e) : NULL;
  if (e->code == ERR_NONE) *out = value_list(NULL, 0, e);
  for (int i = 0; i <= both && e->code == ERR_NONE; i++) push_split(args[i], order, n - test, out, e);
  mem_free(order);
  return e->code == ERR_NONE;
}

const BuiltinDef builtin_batches[] = {
  {.name = "batches",
   .params = {{"x", ARG_ANY, NULL}, {"batch_size", ARG_INT, NULL}, {"shuffle", ARG_BOOL, "false"}, {"drop_last", ARG_BOOL, "false"}},
   .call = call_batches,
   .doc = N_("The rows of x in pieces of batch_size; of a list of tensors, the rows that belong together"),
   .examples = {{"batches([1, 2, 3, 4, 5], 2)", "[[1, 2], [3, 4], [5]]"},
                {"x = arange(4); y = x * 10; for b in batches([x, y], 2) { print(b) }", "[[0, 1], [0, 10]]\n[[2, 3], [20, 30]]"}}},
  {.name = "shuffle", .params = {{"x", ARG_ANY, NULL}}, .call = call_shuffle,
   .doc = N_("The rows of a tensor, or the items of a list, in random order"),
   .examples = {{"sort(shuffle([3, 1, 2]))", "[1, 2, 3]"}, {"len(shuffle([\"a\", \"b\"]))", "2"}}},
  {.name = "windows", .params = {{"x", ARG_ANY, NULL}, {"size", ARG_INT, NULL}, {"step", ARG_INT, "1"}}, .call = call_windows,
   .doc = N_("Every stretch of `size` rows of x, each `step` rows after the one before"),
   .examples = {{"windows([1, 2, 3, 4], 3)", "[[1, 2, 3],\n [2, 3, 4]]"}, {"windows([\"a\", \"b\", \"c\"], 2)", "[[\"a\", \"b\"], [\"b\", \"c\"]]"}}},
  {.name = "train_test_split",
   .params = {{"x", ARG_ANY, NULL}, {"y", ARG_ANY, "nil"}, {"test_size", ARG_NUM, "0.25"}, {"shuffle", ARG_BOOL, "true"}},
   .call = call_train_test_split,
   .doc = N_("Rows to train on and rows to test on: [x_train, x_test], with y [x_train, x_test, y_train, y_test]"),
   .examples = {{"train_test_split(arange(4), shuffle=false)", "[[0, 1, 2], [3]]"}}},
  {.name = NULL},
};
