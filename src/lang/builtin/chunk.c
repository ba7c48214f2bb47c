// SPDX-License-Identifier: GPL-3.0-or-later
// chunk: a tensor in pieces along a dimension: chunk(x, how many), and split(x, how large).
#include "base/i18n.h"
#include "lang/builtin.h"
#include "lang/machine.h"
#include "lang/subscript.h"

static bool piece(Vm *vm, Value x, int dim, int64_t start, int64_t n, Value *out, Err *e) {
  Slice s[TENSOR_MAX_RANK];
  const Shape *shape = &x.as.t->shape;
  for (int d = 0; d < shape->rank; d++) s[d] = (Slice){.n = shape->dim[d], .step = 1};
  s[dim] = (Slice){.start = start, .n = n, .step = 1};
  return subscript_read(vm, x, s, out, e);
}

static bool call_chunk(Vm *vm, int argc, const Value *args, Value *out, Err *e) {
  (void)argc;
  const Shape *s = &args[0].as.t->shape;
  double chunks = args[1].as.num;
  int dim;
  if (chunks < 1) return err_set(e, ERR_VALUE, "%s", _("chunk: a tensor is cut into at least 1 piece"));
  if (s->rank == 0) return err_set(e, ERR_SHAPE, "%s", _("chunk: a single number has no pieces"));
  if (!shape_dim(s, (int64_t)args[2].as.num, &dim, e)) return false;
  int64_t n = s->dim[dim], size = chunks >= (double)n ? 1 : (n + (int64_t)chunks - 1) / (int64_t)chunks;
  *out = value_list(NULL, 0, e);
  for (int64_t start = 0; start < n && !e->code; start += size) {
    Value v;
    if (piece(vm, args[0], dim, start, size < n - start ? size : n - start, &v, e)) value_push(out, v, e);
  }
  return e->code == ERR_NONE;
}

// The sizes asked for, as a list of whole numbers that add up to n.
static bool split_sizes(Vm *vm, Value x, int dim, Value sizes, Value *out, Err *e) {
  int64_t n = x.as.t->shape.dim[dim], start = 0, size;
  double cursor = 0;
  Value item, v;
  while (e->code == ERR_NONE && vm_walk(vm, sizes, &cursor, &item, e)) {
    bool ok = value_is_whole(item, &size) && size >= 0 && size <= n - start;
    value_release(item);
    if (!ok) break;
    if (piece(vm, x, dim, start, size, &v, e)) value_push(out, v, e);
    start += size;
  }
  if (start == n || e->code) return e->code == ERR_NONE;
  return err_set(e, ERR_VALUE, _("split: the sizes must add up to the %lld places of dim %d"), (long long)n,
                 dim);
}

bool split_tensor(Vm *vm, Value x, Value size, int64_t dim, Value *out, Err *e) {
  const Shape *s = &x.as.t->shape;
  int64_t each;
  int d;
  if (s->rank == 0) return err_set(e, ERR_SHAPE, "%s", _("split: a single number has no pieces"));
  if (!shape_dim(s, dim, &d, e)) return false;
  *out = value_list(NULL, 0, e);
  double x1;
  bool list = !value_is_number(size, &x1) && size.type != VAL_NIL;
  if (list) return vm_walkable(size, e) && split_sizes(vm, x, d, size, out, e);
  if (!value_is_whole(size, &each) || each < 1)
    return err_set(e, ERR_VALUE, "%s",
                   _("split of a tensor wants the size of a piece, 1 or more, or a list of sizes"));
  for (int64_t start = 0; start < s->dim[d] && !e->code; start += each) {
    Value v;
    int64_t left = s->dim[d] - start;
    if (piece(vm, x, d, start, each < left ? each : left, &v, e)) value_push(out, v, e);
  }
  return e->code == ERR_NONE;
}

const BuiltinDef builtin_chunk[] = {
  {.name = "chunk", .params = {{"x", ARG_TENSOR, NULL}, {"chunks", ARG_INT, NULL}, {"dim", ARG_INT, "0"}},
   .call = call_chunk, .doc = N_("A list of the pieces of a tensor, cut along dim into so many of one size"),
   .examples = {{"chunk([1, 2, 3, 4], 2)", "[[1, 2], [3, 4]]"},
                {"a, b = chunk([[1, 2]], 2, dim=-1); b", "[[2]]"}}},
  {.name = NULL},
};
