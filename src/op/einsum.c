// SPDX-License-Identifier: GPL-3.0-or-later
// einsum: products and sums by naming dimensions: every letter that the result does not name is summed over.
// "ij,jk->ik" is the matrix product, "ij->ji" the transpose, "ii->" the sum of the diagonal, and "..." the
// dimensions that no letter names.
#include "op/einsum_spec.h"
#include "op/explain.h"
#include "op/reduce.h"

static Tensor *forward(OpCall *c, Err *e) {
  Einsum s;
  return einsum_read(c, &s, e) ? einsum_product(&s, &s.in[0], c->in[0], &s.in[1], c->in[1], &s.out, e) : NULL;
}

// Each element of tensor k gets, from all products it is a factor of, the other factor times dy: an
// einsum again. Where a letter is repeated, or in this tensor alone, element by element.
static Tensor *one_gradient(const OpCall *c, const Einsum *s, const Tensor *dout, int k, Err *e) {
  const Term *own = &s->in[k], *other = &s->in[1 - k];
  bool plain = true;
  for (int d = 0; d < own->rank; d++) {
    bool elsewhere = einsum_has(other, own->letter[d]) || einsum_has(&s->out, own->letter[d]);
    for (int f = 0; f < d; f++) plain = plain && own->letter[d] != own->letter[f];
    plain = plain && elsewhere;
  }
  if (plain) return einsum_product(s, &s->out, (Tensor *)dout, other, c->in[1 - k], own, e);
  Tensor *g = tensor_full(&c->in[k]->shape, 0, e);
  int64_t at[EINSUM_LETTERS] = {0};
  const Term none = {0};
  size_t work = 0;
  bool any = g && c->in[k]->size > 0;
  for (int l = 0; l < s->n; l++) any = any && s->size[l] > 0;
  while (any) {
    g->data[einsum_place(s, own, at)] +=
      dout->data[einsum_place(s, &s->out, at)] * c->in[1 - k]->data[einsum_place(s, other, at)];
    any = einsum_next(s, &none, at);
    if (op_go_on(&work, 16, e)) continue;
    tensor_release(g);
    return NULL;
  }
  return g;
}

static bool grad(const OpCall *c, const Tensor *out, const Tensor *dout, const bool *needs, Tensor **din,
                 Err *e) {
  (void)out;
  Einsum s;
  if (!einsum_read(c, &s, e)) return false;
  for (int k = 0; k < 2; k++)
    if (needs[k] && !(din[k] = one_gradient(c, &s, dout, k, e))) return false;
  return true;
}

static void why(Why *w, const OpCall *c, const Tensor *out, size_t i) {
  Einsum s;
  Err e = {0};
  if (!einsum_read(c, &s, &e)) {
    err_clear(&e);
    return;
  }
  int64_t at[EINSUM_LETTERS] = {0}, cell[TENSOR_MAX_RANK];
  tensor_unravel(&out->shape, i, cell);
  for (int d = 0; d < s.out.rank; d++) at[s.out.letter[d]] = cell[d];
  size_t n = 1, walked = 0;
  for (int l = 0; l < s.n; l++) n *= einsum_has(&s.out, l) ? 1 : (size_t)s.size[l];
  if (n == 0) op_why_add(w, "0");
  for (size_t j = 0; why_each(w, n, " + ", &j); j++) {
    for (; walked < j; walked++) einsum_next(&s, &s.out, at);
    op_why_at(w, c, 0, einsum_place(&s, &s.in[0], at), s.n_in == 2 ? WHY_PRODUCT : n > 1 ? WHY_SUM : WHY_ANY);
    if (s.n_in == 1) continue;
    op_why_add(w, " * ");
    op_why_at(w, c, 1, einsum_place(&s, &s.in[1], at), WHY_ATOM);
  }
}

const OpDef op_einsum = {
  .name = "einsum",
  .params = {{"equation", ARG_TEXT, NULL}, {"x", ARG_TENSOR, NULL}, {"y", ARG_TENSOR, "1"}},
  .doc = N_("Multiplies and sums by the names of dimensions: \"ij,jk->ik\" is the matrix product"),
  .shape = N_("as the equation says: \"ij,jk->ik\" is x: [I, J], y: [J, K] -> [I, K]"),
  .formula = N_("z[i, k] = sum_j x[i, j] * y[j, k] for \"ij,jk->ik\""),
  .gradient = N_("dx = einsum(\"ik,jk->ij\", dz, y), dy = einsum(\"ij,ik->jk\", x, dz), and so for every equation"),
  .source = "Einstein, Die Grundlage der allgemeinen Relativitaetstheorie, 1916; NumPy 2020",
  .examples = {{"einsum(\"ij,jk->ik\", [[1, 2], [3, 4]], [[1, 0], [0, 1]])", "[[1, 2],\n [3, 4]]"},
               {"einsum(\"ii->\", [[1, 2], [3, 4]])", "5"},
               {"einsum(\"i,j\", [1, 2], [3, 4])", "[[3, 4],\n [6, 8]]"},
               {"einsum(\"...j,j->...\", [[1, 2], [3, 4]], [1, 10])", "[21, 43]"}},
  .checks = {"x[A,B] y[B,C]; equation=ij,jk->ik", "x[D,A,B,2] y[D,C,B,2]; equation=bqhd,bkhd->bhqk",
             "x[3,3] y[]; equation=ii->i; whole y 1..2", "x[A,B] y[C]; equation=ij,k->ki",
             "x[A,B,C] y[B]; equation=abc,b->ca", "x[2,A,2] y[A,2]; equation=iji,ji",
             "x[D,A,B] y[D,B,C]; equation=...ij,...jk->...ik"},
  .forward = forward,
  .grad = grad,
  .why = why,
};
