// SPDX-License-Identifier: GPL-3.0-or-later
// ranking: functions of tensors that answer with several: the largest and where they are, counts and the
// edges between them, the coordinates of a grid. Each is made of operations, so that a recording shows them
// and a gradient goes through.
#include "base/i18n.h"
#include "lang/builtin.h"
#include "lang/machine.h"
#include "lang/subscript.h"

static bool call(Vm *vm, const char *op, const Value *args, int n, Value *out, Err *e) {
  return call_op_values(vm, op_find(op), args, n, out, e);
}

// Both as a list; takes them.
static bool pair(Value a, Value b, Value *out, Err *e) {
  Value items[2] = {a, b};
  *out = value_list(items, 2, e);
  value_release(a);
  value_release(b);
  return e->code == ERR_NONE;
}

// -- topk --------------------------------------------------------------------------------------

static bool first_places(Vm *vm, Value order, int dim, int64_t k, Value *out, Err *e) {
  Slice s[TENSOR_MAX_RANK];
  const Shape *shape = &order.as.t->shape;
  for (int d = 0; d < shape->rank; d++) s[d] = (Slice){.n = shape->dim[d], .step = 1};
  s[dim].n = k;
  return subscript_read(vm, order, s, out, e);
}

static bool call_topk(Vm *vm, int argc, const Value *args, Value *out, Err *e) {
  (void)argc;
  const Shape *s = &args[0].as.t->shape;
  double k = args[1].as.num;
  int dim;
  if (s->rank == 0) return err_set(e, ERR_SHAPE, "%s", _("topk: a single number has nothing to choose from"));
  if (!shape_dim(s, (int64_t)args[2].as.num, &dim, e)) return false;
  if (!(k >= 0 && k <= (double)s->dim[dim]))
    return err_set(e, ERR_VALUE, _("topk: there are %lld to choose from, not %.0f"), (long long)s->dim[dim],
                   k);
  Value by[3] = {args[0], args[2], args[3]}, order, places = value_nil(), values;
  if (!call(vm, "argsort", by, 3, &order, e)) return false;
  bool ok = first_places(vm, order, dim, (int64_t)k, &places, e);
  value_release(order);
  Value pick[3] = {args[0], args[2], places};
  if (ok && call(vm, "gather", pick, 3, &values, e)) return pair(values, places, out, e);
  value_release(places);
  return false;
}

// -- histogram ---------------------------------------------------------------------------------

static bool call_histogram(Vm *vm, int argc, const Value *args, Value *out, Err *e) {
  (void)argc;
  const Tensor *x = args[0].as.t;
  Value counts, edges;
  if (!call(vm, "histc", args, 2, &counts, e)) return false;
  double lo = x->size ? (double)x->data[0] : 0, hi = x->size ? lo : 1;
  for (size_t i = 0; i < x->size; i++) {
    double v = (double)x->data[i];
    if (v < lo) lo = v;
    if (v > hi) hi = v;
  }
  if (lo == hi) lo -= 0.5, hi += 0.5;
  Value ends[3] = {value_num(lo), value_num(hi), value_num(args[1].as.num + 1)};
  if (call(vm, "linspace", ends, 3, &edges, e)) return pair(counts, edges, out, e);
  value_release(counts);
  return false;
}

// -- meshgrid ----------------------------------------------------------------------------------

// x along dimension `dim` of a grid of n by m.
static bool spread(Vm *vm, Value x, int dim, int64_t n, int64_t m, Value *out, Err *e) {
  Value column, one[2] = {x, value_num(1 - dim)};
  if (!call(vm, "unsqueeze", one, 2, &column, e)) return false;
  Value sizes[2] = {value_num((double)n), value_num((double)m)};
  Value to[2] = {column, value_list(sizes, 2, e)};
  bool ok = e->code == ERR_NONE && call(vm, "expand", to, 2, out, e);
  value_release(to[1]);
  value_release(column);
  return ok;
}

static bool call_meshgrid(Vm *vm, int argc, const Value *args, Value *out, Err *e) {
  (void)argc;
  const Tensor *x = args[0].as.t, *y = args[1].as.t;
  if (x->shape.rank != 1 || y->shape.rank != 1)
    return err_set(e, ERR_SHAPE, "%s", _("meshgrid: two tensors of one dimension are needed"));
  Value a, b;
  if (!spread(vm, args[0], 0, x->shape.dim[0], y->shape.dim[0], &a, e)) return false;
  if (spread(vm, args[1], 1, x->shape.dim[0], y->shape.dim[0], &b, e)) return pair(a, b, out, e);
  value_release(a);
  return false;
}

// -- decompositions --------------------------------------------------------------------------------

// Elements [start, start + n) of the vector or rows of the matrix `all`, in a shape of their own.
static bool part(Vm *vm, Value all, int64_t start, int64_t n, const Shape *s, Value *out, Err *e) {
  Slice cut[2] = {{.start = start, .n = n, .step = 1}, {.step = 1}};
  if (all.as.t->shape.rank == 2) cut[1].n = all.as.t->shape.dim[1];
  Value v, dims[TENSOR_MAX_RANK];
  if (!subscript_read(vm, all, cut, &v, e)) return false;
  for (int d = 0; d < s->rank; d++) dims[d] = value_num((double)s->dim[d]);
  Value args[2] = {v, value_list(dims, (size_t)s->rank, e)};
  bool ok = e->code == ERR_NONE && call(vm, "reshape", args, 2, out, e);
  value_release(args[1]);
  value_release(v);
  return ok;
}

static bool call_eigh(Vm *vm, int argc, const Value *args, Value *out, Err *e) {
  (void)argc;
  Value all, w, v;
  if (!call(vm, "eigh_parts", args, 1, &all, e)) return false;
  int64_t n = args[0].as.t->shape.dim[0];
  Shape values = {.rank = 1, .dim = {n}}, vectors = {.rank = 2, .dim = {n, n}};
  bool ok = part(vm, all, 0, 1, &values, &w, e);
  if (ok && !part(vm, all, 1, n, &vectors, &v, e)) value_release(w), ok = false;
  value_release(all);
  return ok && pair(w, v, out, e);
}

static bool call_svd(Vm *vm, int argc, const Value *args, Value *out, Err *e) {
  (void)argc;
  Value all, parts[3] = {{0}};
  if (!call(vm, "svd_parts", args, 1, &all, e)) return false;
  int64_t n = args[0].as.t->shape.dim[0], m = args[0].as.t->shape.dim[1], k = n < m ? n : m;
  const Shape s[3] = {{.rank = 2, .dim = {n, k}}, {.rank = 1, .dim = {k}}, {.rank = 2, .dim = {k, m}}};
  const int64_t start[4] = {0, n * k, n * k + k, n * k + k + k * m};
  bool ok = true;
  for (int i = 0; ok && i < 3; i++)
    ok = part(vm, all, start[i], start[i + 1] - start[i], &s[i], &parts[i], e);
  if (ok) *out = value_list(parts, 3, e);
  for (int i = 0; i < 3; i++) value_release(parts[i]);
  value_release(all);
  return ok && e->code == ERR_NONE;
}

const BuiltinDef builtin_ranking[] = {
  {.name = "topk", .call = call_topk,
   .params = {{"x", ARG_TENSOR, NULL}, {"k", ARG_INT, NULL}, {"dim", ARG_INT, "-1"},
              {"largest", ARG_BOOL, "true"}},
   .doc = N_("The k largest (or smallest) along dim, in order, and their places"),
   .examples = {{"values, places = topk([3, 9, 5], 2); values", "[9, 5]"},
                {"values, places = topk([3, 9, 5], 2); places", "[1, 2]"}}},
  {.name = "histogram", .params = {{"x", ARG_TENSOR, NULL}, {"bins", ARG_INT, "10"}}, .call = call_histogram,
   .doc = N_("How many numbers fall into each of the equal parts of their range, and the edges of the parts"),
   .examples = {{"counts, edges = histogram([1, 2, 2, 9], 4); counts", "[3, 0, 0, 1]"},
                {"counts, edges = histogram([1, 2, 2, 9], 4); edges", "[1, 3, 5, 7, 9]"}}},
  {.name = "meshgrid", .params = {{"x", ARG_TENSOR, NULL}, {"y", ARG_TENSOR, NULL}}, .call = call_meshgrid,
   .doc = N_("The coordinates of a grid: x along its rows, y along its columns"),
   .examples = {{"a, b = meshgrid([1, 2], [5, 6, 7]); a", "[[1, 1, 1],\n [2, 2, 2]]"},
                {"a, b = meshgrid([1, 2], [5, 6, 7]); b", "[[5, 6, 7],\n [5, 6, 7]]"}}},
  {.name = "eigh", .params = {{"x", ARG_TENSOR, NULL}}, .call = call_eigh,
   .doc = N_("Eigenvalues of a symmetric matrix, from the smallest, and its eigenvectors as columns"),
   .examples = {{"values, vectors = eigh([[2, 1], [1, 2]]); values", "[1, 3]"},
                {"values, vectors = eigh([[2, 0], [0, 1]]); vectors", "[[0, 1],\n [1, 0]]"}}},
  {.name = "svd", .params = {{"x", ARG_TENSOR, NULL}}, .call = call_svd,
   .doc = N_("U, s and Vh with x = U @ diag(s) @ Vh: singular values s from the largest"),
   .examples = {{"U, s, Vh = svd([[3, 0], [0, 4]]); s", "[4, 3]"},
                {"U, s, Vh = svd([[3, 0], [0, 4]]); U @ diag(s) @ Vh", "[[3, 0],\n [0, 4]]"}}},
  {.name = NULL},
};
