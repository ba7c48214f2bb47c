// SPDX-License-Identifier: GPL-3.0-or-later
// join: tensors end to end along one dimension. Seen as [outer, n, inner], each input is a band of
// n * inner elements in every one of the outer blocks of the result.
#include "op/join.h"

#include <string.h>

#include "op/reduce.h"

// Elements of in[k] in one outer block.
static size_t band(const OpCall *c, int k, Axis a) { return a.outer ? c->in[k]->size / a.outer : 0; }

Tensor *join_forward(const OpCall *c, const Join *j, Err *e) {
  Tensor *out = tensor_new(&j->s, e);
  if (!out) return NULL;
  Axis a = tensor_axis(out, j->dim);
  size_t block = a.n * a.inner, first = 0, work = 0;
  for (int k = 0; k < c->n_in; k++) {
    size_t n = band(c, k, a);
    for (size_t o = 0; n && o < a.outer; o++) {
      memcpy(out->data + o * block + first, c->in[k]->data + o * n, n * sizeof *out->data);
      if (op_go_on(&work, n, e)) continue;
      tensor_release(out);
      return NULL;
    }
    first += n;
  }
  return out;
}

bool join_grad(const OpCall *c, int dim, const Tensor *dout, const bool *needs, Tensor **din, Err *e) {
  Axis a = tensor_axis(dout, dim);
  size_t block = a.n * a.inner, first = 0, work = 0;
  for (int k = 0; k < c->n_in; k++) {
    size_t n = band(c, k, a);
    if (needs[k]) {
      if (!(din[k] = tensor_new(&c->in[k]->shape, e))) return false;
      for (size_t o = 0; n && o < a.outer; o++) {
        memcpy(din[k]->data + o * n, dout->data + o * block + first, n * sizeof *dout->data);
        if (!op_go_on(&work, n, e)) return false;
      }
    }
    first += n;
  }
  return true;
}

void join_why(Why *w, const OpCall *c, int dim, const Tensor *out, size_t i) {
  Axis a = tensor_axis(out, dim);
  size_t block = a.n * a.inner, o = i / block, at = i % block;
  for (int k = 0; k < c->n_in; k++) {
    size_t n = band(c, k, a);
    if (at < n) {
      op_why_at(w, c, k, o * n + at, WHY_ANY);
      return;
    }
    at -= n;
  }
}
