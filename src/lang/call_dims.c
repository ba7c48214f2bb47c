// SPDX-License-Identifier: GPL-3.0-or-later
// call_dims: sum(x, dim=[0, 2]) and its kin, where the dimensions do not lie side by side: they are moved to the
// end first, as an operation of its own, so that the gradient and `:why` find their way.
#include <string.h>

#include "lang/machine.h"

// The place among the attributes of the parameter of that kind; -1: there is none.
static int attr_of(const OpDef *def, ArgKind kind) {
  int k = 0;
  for (const ParamDef *p = def->params; p < def->params + OP_MAX_PARAMS && p->kind != ARG_END; p++) {
    if (p->kind == kind) return k;
    k += p->kind != ARG_TENSOR && p->kind != ARG_TENSORS;
  }
  return -1;
}

// Marks the dimensions; false where one is out of range or named twice: the operation says so.
static bool mark(const OpAttr *dims, int rank, bool gone[TENSOR_MAX_RANK]) {
  memset(gone, 0, TENSOR_MAX_RANK * sizeof *gone);
  for (int i = 0; i < dims->n; i++) {
    int64_t d = dims->ints[i] < 0 ? dims->ints[i] + rank : dims->ints[i];
    if (d < 0 || d >= rank || gone[d]) return false;
    gone[d] = true;
  }
  return true;
}

bool dims_are_apart(const OpDef *def, Tensor **in, int n_in, const OpAttr *attr) {
  int k = attr_of(def, ARG_DIMS);
  if (k < 0 || n_in < 1 || attr[k].n < 2) return false;
  bool gone[TENSOR_MAX_RANK];
  int rank = in[0]->shape.rank, first = -1, last = -1;
  if (!mark(&attr[k], rank, gone)) return false;
  for (int d = 0; d < rank; d++) {
    if (!gone[d]) continue;
    if (first < 0) first = d;
    last = d;
  }
  return last - first + 1 != attr[k].n;
}

// The dimensions that stay, then those that go.
static bool moved(Vm *vm, Tensor *x, const bool *gone, Value *out, Err *e) {
  int64_t axes[TENSOR_MAX_RANK];
  int n = 0, rank = x->shape.rank;
  for (int goes = 0; goes < 2; goes++)
    for (int d = 0; d < rank; d++)
      if (gone[d] == goes) axes[n++] = d;
  return vm_apply(vm, op_find("permute"), &x, 1, &(OpAttr){.n = rank, .ints = axes}, out, e);
}

// Ones where the dimensions were.
static bool kept(Vm *vm, const Shape *before, const bool *gone, Value *y, Err *e) {
  int64_t shape[TENSOR_MAX_RANK];
  for (int d = 0; d < before->rank; d++) shape[d] = gone[d] ? 1 : before->dim[d];
  Value flat = *y;
  bool ok = vm_apply(vm, op_find("reshape"), &flat.as.t, 1, &(OpAttr){.n = before->rank, .ints = shape}, y, e);
  value_release(flat);
  return ok;
}

bool vm_apply_apart(Vm *vm, const OpDef *def, Tensor **in, int n_in, const OpAttr *attr, Value *out, Err *e) {
  bool gone[TENSOR_MAX_RANK];
  OpAttr own[OP_MAX_PARAMS];
  int64_t last[TENSOR_MAX_RANK];
  int k = attr_of(def, ARG_DIMS), keep = attr_of(def, ARG_BOOL), rank = in[0]->shape.rank, n = attr[k].n;
  memcpy(own, attr, (size_t)op_n_attr(def) * sizeof *own);
  mark(&attr[k], rank, gone);
  for (int i = 0; i < n; i++) last[i] = rank - n + i;
  own[k].ints = last;
  bool keepdim = keep >= 0 && attr[keep].num != 0;
  if (keep >= 0) own[keep].num = 0;
  Value x;
  if (!moved(vm, in[0], gone, &x, e)) return false;
  Tensor *first = in[0];
  in[0] = x.as.t;
  bool ok = vm_apply(vm, def, in, n_in, own, out, e);
  in[0] = first;
  value_release(x);
  return ok && (!keepdim || kept(vm, &first->shape, gone, out, e));
}
