// SPDX-License-Identifier: GPL-3.0-or-later
// scatter_add: adds each element of src to the place of x that the index gives along one dimension: the
// way back of gather. Several may be added to one place.
#include "op/along.h"
#include "op/reduce.h"
#include "op/remap.h"

// The element of x that element `at` of the index and of src goes to, and the one of src.
static size_t place_in_x(const OpCall *c, const int64_t *at, size_t i) {
  return (size_t)along_place(c->in[0], along_dim(c, c->in[0]), at, (int64_t)c->in[1]->data[i]);
}

static size_t place_in_src(const OpCall *c, const int64_t *at) { return tensor_ravel(&c->in[2]->shape, at); }

static bool src_fits(const OpCall *c, Err *e) {
  const Shape *index = &c->in[1]->shape, *src = &c->in[2]->shape;
  bool fits = index->rank == src->rank;
  for (int d = 0; fits && d < src->rank; d++) fits = index->dim[d] <= src->dim[d];
  return fits || err_set(e, ERR_SHAPE,
                         _("scatter_add: src of shape %s has no element for each of an index of shape %s"),
                         shape_text(src).s, shape_text(index).s);
}

static Tensor *forward(OpCall *c, Err *e) {
  const Tensor *index = c->in[1];
  if (!along_check(c, c->in[0], index, e) || !src_fits(c, e)) return NULL;
  Tensor *out = tensor_copy(c->in[0], e);
  int64_t at[TENSOR_MAX_RANK] = {0};
  size_t work = 0;
  for (size_t i = 0; out && i < index->size; i++, remap_next(&index->shape, at)) {
    out->data[place_in_x(c, at, i)] += c->in[2]->data[place_in_src(c, at)];
    if (op_go_on(&work, 8, e)) continue;
    tensor_release(out);
    return NULL;
  }
  return out;
}

static bool grad(const OpCall *c, const Tensor *out, const Tensor *dout, const bool *needs, Tensor **din,
                 Err *e) {
  (void)out;
  const Tensor *index = c->in[1];
  if (needs[0] && !(din[0] = tensor_retain((Tensor *)dout))) return false;
  if (!needs[2]) return true;
  if (!(din[2] = tensor_full(&c->in[2]->shape, 0, e))) return false;
  int64_t at[TENSOR_MAX_RANK] = {0};
  for (size_t i = 0; i < index->size; i++, remap_next(&index->shape, at))
    din[2]->data[place_in_src(c, at)] = dout->data[place_in_x(c, at, i)];
  return true;
}

// x, and then what was added to it.
static void why(Why *w, const OpCall *c, const Tensor *out, size_t i) {
  (void)out;
  const Tensor *index = c->in[1];
  size_t n = 0, shown = 0, most = w->terms > 0 ? (size_t)w->terms : index->size;
  int64_t at[TENSOR_MAX_RANK] = {0};
  for (size_t k = 0; k < index->size; k++, remap_next(&index->shape, at)) n += place_in_x(c, at, k) == i;
  op_why_at(w, c, 0, i, n ? WHY_SUM : WHY_ANY);
  for (int d = 0; d < TENSOR_MAX_RANK; d++) at[d] = 0;
  for (size_t k = 0; k < index->size && shown < most && shown < n; k++, remap_next(&index->shape, at)) {
    if (place_in_x(c, at, k) != i) continue;
    op_why_add(w, " + ");
    op_why_at(w, c, 2, place_in_src(c, at), WHY_SUM);
    op_why_note(w, c, 1, k);
    shown++;
  }
  if (shown < n) op_why_more(w, " + ", n - shown);
}

const OpDef op_scatter_add = {
  .name = "scatter_add",
  .params = {{"x", ARG_TENSOR, NULL}, {"dim", ARG_INT, NULL}, {"index", ARG_TENSOR, NULL},
             {"src", ARG_TENSOR, NULL}},
  .doc = N_("x with each element of src added at the place that index gives along dim"),
  .shape = N_("x: [A, N, B], index: [A', M, B'], src: [A' or more, M or more, B' or more] -> [A, N, B]"),
  .formula = N_("y = x, then y[i, index[i, j, k], k] += src[i, j, k]"),
  .gradient = "dx = dy, dsrc[i, j, k] = dy[i, index[i, j, k], k]",
  .source = "as torch.scatter_add: Paszke et al., PyTorch, 2019",
  .examples = {{"scatter_add(zeros(3), 0, [2, 0, 2], [1, 5, 10])", "[5, 0, 11]"}},
  .checks = {"x[A,C] i[A,B] s[A,B]; dim=1; whole i 0..C", "x[C,B] i[A,B] s[A,B]; dim=0; whole i 0..C",
             "x[C] i[A] s[A]; dim=-1; whole i 0..C", "x[A,C] i[1,B] s[2,B]; dim=1; whole i 0..C"},
  .forward = forward,
  .grad = grad,
  .why = why,
};
