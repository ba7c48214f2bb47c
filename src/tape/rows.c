// SPDX-License-Identifier: GPL-3.0-or-later
#include "tape/rows.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "op/reduce.h"

Rows *rows_new(const Shape *table) {
  Rows *r = mem_zalloc(sizeof *r);
  r->refs = 1;
  r->shape = *table;
  r->width = (size_t)table->dim[1];
  return r;
}

Rows *rows_retain(Rows *r) {
  r->refs++;
  return r;
}

void rows_release(Rows *r) {
  if (!r || --r->refs > 0) return;
  mem_free(r->ids);
  mem_free(r->x);
  idmap_free(&r->places);
  mem_free(r);
}

bool rows_pay(const Shape *table, size_t n_ids) { return n_ids <= (size_t)table->dim[0] / 4; }

// -- finding a row -----------------------------------------------------------------------------------

static bool no_memory(Err *e) { return err_set(e, ERR_MEMORY, _("out of memory in the backward pass")); }

// Room for `more` rows.
static bool make_room(Rows *r, size_t more, Err *e) {
  size_t need = r->n + more;
  if (need > r->cap) {
    size_t cap = need > 2 * r->cap ? need : 2 * r->cap;
    size_t *ids = mem_try_realloc(r->ids, cap * sizeof *ids);
    if (ids) r->ids = ids;
    float *x = ids ? mem_try_realloc(r->x, cap * r->width * sizeof *x + 1) : NULL;
    if (!x) return no_memory(e);
    r->x = x;
    r->cap = cap;
  }
  return idmap_reserve(&r->places, more) || no_memory(e);
}

static float *row(Rows *r, size_t id) {
  size_t place = r->n;
  if (idmap_add(&r->places, id + 1, place)) {
    r->ids[r->n++] = id;
    memset(r->x + place * r->width, 0, r->width * sizeof *r->x);
  } else {
    idmap_get(&r->places, id + 1, &place);
  }
  return r->x + place * r->width;
}

// -- adding ------------------------------------------------------------------------------------------

bool rows_add(Rows *r, const Tensor *ids, const float *x, Err *e) {
  if (!make_room(r, ids->size, e)) return false;
  size_t work = 0;
  for (size_t i = 0; i < ids->size; i++) {
    tensor_add_numbers(row(r, (size_t)ids->data[i]), x + i * r->width, r->width);
    if (!op_go_on(&work, r->width, e)) return false;
  }
  return true;
}

bool rows_merge(Rows *r, const Rows *more, Err *e) {
  if (!make_room(r, more->n, e)) return false;
  size_t work = 0;
  for (size_t k = 0; k < more->n; k++) {
    tensor_add_numbers(row(r, more->ids[k]), more->x + k * r->width, r->width);
    if (!op_go_on(&work, r->width, e)) return false;
  }
  return true;
}

Tensor *rows_dense(const Rows *r, Err *e) {
  Tensor *t = tensor_full(&r->shape, 0, e);
  if (!t) return NULL;
  for (size_t k = 0; k < r->n; k++)
    memcpy(t->data + r->ids[k] * r->width, r->x + k * r->width, r->width * sizeof *r->x);
  return t;
}

// -- looking -----------------------------------------------------------------------------------------

bool rows_have_nan(const Rows *r) {
  for (size_t i = 0; i < r->n * r->width; i++)
    if (r->x[i] != r->x[i]) return true;
  return false;
}

static int by_id(const void *a, const void *b, void *ids) {
  size_t x = ((const size_t *)ids)[*(const size_t *)a], y = ((const size_t *)ids)[*(const size_t *)b];
  return (x > y) - (x < y);
}

void rows_sort(Rows *r, size_t *places) {
  for (size_t k = 0; k < r->n; k++) places[k] = k;
  qsort_r(places, r->n, sizeof *places, by_id, r->ids);
}
