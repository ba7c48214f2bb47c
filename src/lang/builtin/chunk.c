// SPDX-License-Identifier: GPL-3.0-or-later
// chunk: a tensor in pieces along a dimension.
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

const BuiltinDef builtin_chunk[] = {
  {.name = "chunk", .params = {{"x", ARG_TENSOR, NULL}, {"chunks", ARG_INT, NULL}, {"dim", ARG_INT, "0"}},
   .call = call_chunk, .doc = N_("A list of the pieces of a tensor, cut along dim into so many of one size"),
   .examples = {{"chunk([1, 2, 3, 4], 2)", "[[1, 2], [3, 4]]"}, {"a, b = chunk([[1, 2]], 2, dim=-1); b", "[[2]]"}}},
  {.name = NULL},
};
