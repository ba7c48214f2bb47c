// SPDX-License-Identifier: GPL-3.0-or-later
// place: rows and columns of any value, and the place of the cursor in them.
#include "view/place.h"

#include <string.h>

#include "base/map.h"
#include "base/settings.h"
#include "view/frame.h"

#define LOOK_AT 200 // records whose fields are collected as columns, lists whose lengths are

static const ObjList *list_of(Value v) { return (const ObjList *)v.as.obj; }

static bool all_of(Value v, ValueType type) {
  const ObjList *l = list_of(v);
  for (size_t i = 0; i < l->n; i++)
    if (l->items[i].type != type) return false;
  return l->n > 0;
}

// -- what a value looks like -------------------------------------------------------------------------

static void collect_fields(Cells *t) {
  const ObjList *l = list_of(t->v);
  t->cols = 0;
  for (size_t i = 0; i < l->n && i < LOOK_AT; i++) {
    const ObjRecord *r = (const ObjRecord *)l->items[i].as.obj;
    for (size_t k = 0; k < r->n && t->cols < CELLS_MAX_FIELDS; k++) {
      size_t j = 0;
      while (j < t->cols && t->fields[j] != r->fields[k].name) j++;
      if (j == t->cols) t->fields[t->cols++] = r->fields[k].name;
    }
  }
}

static void list_cells(Cells *t) {
  const ObjList *l = list_of(t->v);
  t->rows = l->n;
  t->kind = all_of(t->v, VAL_RECORD) ? CELLS_RECORDS : all_of(t->v, VAL_LIST) ? CELLS_LISTS : CELLS_LIST;
  if (t->kind == CELLS_RECORDS) collect_fields(t);
  for (size_t i = 0; t->kind == CELLS_LISTS && i < l->n && i < LOOK_AT; i++) {
    size_t n = list_of(l->items[i])->n;
    if (n > t->cols) t->cols = n;
  }
}

static void tensor_cells(Cells *t, const ViewSpec *s) {
  const Shape *sh = &s->value.as.t->shape;
  size_t size = s->value.as.t->size;
  t->kind = sh->rank == 0 || size == 0 ? CELLS_ONE : sh->rank == 1 ? CELLS_VECTOR : CELLS_MATRIX;
  if (t->kind == CELLS_VECTOR) t->rows = size;
  if (t->kind != CELLS_MATRIX) return;
  t->rows = (size_t)sh->dim[sh->rank - 2];
  t->cols = (size_t)sh->dim[sh->rank - 1];
  t->slices = size / (t->rows * t->cols);
  t->slice = s->slice < 0 ? 0 : (size_t)s->slice >= t->slices ? t->slices - 1 : (size_t)s->slice;
  t->offset = t->slice * t->rows * t->cols;
}

static const Value *tokens_of(const Cells *t) { return value_field(t->v, name_of("tokens")); }
static const Value *weights_of(const Cells *t) { return value_field(t->v, name_of("weights")); }

static void record_cells(Cells *t) {
  t->kind = CELLS_FIELDS;
  t->rows = t->v.type == VAL_MODEL ? ((const ObjModel *)t->v.as.obj)->n : ((const ObjRecord *)t->v.as.obj)->n;
  const Value *tokens = t->v.type == VAL_RECORD ? tokens_of(t) : NULL;
  if (!tokens || tokens->type != VAL_LIST || !all_of(*tokens, VAL_STR)) return;
  if (t->rows > (weights_of(t) ? 2 : 1)) return; // other fields must be seen too
  t->kind = CELLS_TOKENS;
  t->rows = list_of(*tokens)->n;
}

Cells cells_of(const ViewSpec *s) {
  Cells t = {.kind = CELLS_ONE, .v = s->value, .rows = 1, .cols = 1, .slices = 1};
  switch (s->value.type) {
    case VAL_TENSOR: tensor_cells(&t, s); break;
    case VAL_LIST: list_cells(&t); break;
    case VAL_RECORD:
    case VAL_MODEL: record_cells(&t); break;
    case VAL_RANGE:
      t.kind = CELLS_RANGE;
      t.rows = ((const ObjRange *)s->value.as.obj)->n;
      break;
    default: break;
  }
  return t;
}

// -- one cell ----------------------------------------------------------------------------------------

static const Field *field_of(Value v, size_t i) {
  return v.type == VAL_MODEL ? &((const ObjModel *)v.as.obj)->fields[i] : &((const ObjRecord *)v.as.obj)->fields[i];
}

static bool token_weight(const Cells *t, size_t row, double *x) {
  const Value *w = weights_of(t);
  if (!w) return false;
  if (w->type == VAL_TENSOR && row < w->as.t->size) {
    *x = (double)w->as.t->data[row];
    return true;
  }
  return w->type == VAL_LIST && row < list_of(*w)->n && value_is_number(list_of(*w)->items[row], x);
}

// The value at a place that holds one (not an element of a tensor or range); NULL: nothing there.
static const Value *value_at(const Cells *t, size_t row, size_t col) {
  switch (t->kind) {
    case CELLS_ONE: return &t->v;
    case CELLS_LIST: return &list_of(t->v)->items[row];
    case CELLS_LISTS: {
      const ObjList *inner = list_of(list_of(t->v)->items[row]);
      return col < inner->n ? &inner->items[col] : NULL;
    }
    case CELLS_FIELDS: return &field_of(t->v, row)->value;
    case CELLS_RECORDS: return value_field(list_of(t->v)->items[row], t->fields[col]);
    case CELLS_TOKENS: return &list_of(*tokens_of(t))->items[row];
    default: return NULL;
  }
}

bool cells_number(const Cells *t, size_t row, size_t col, double *x) {
  if (row >= t->rows || col >= t->cols) return false;
  if (t->kind == CELLS_VECTOR || t->kind == CELLS_MATRIX) {
    *x = (double)t->v.as.t->data[t->offset + row * t->cols + col];
    return true;
  }
  if (t->kind == CELLS_RANGE) {
    const ObjRange *r = (const ObjRange *)t->v.as.obj;
    *x = r->start + (double)row * r->step;
    return true;
  }
  if (t->kind == CELLS_TOKENS) return token_weight(t, row, x);
  const Value *v = value_at(t, row, col);
  return v && v->type != VAL_BOOL && value_is_number(*v, x);
}

void cells_text(const Cells *t, size_t row, size_t col, Str *out) {
  double x;
  if (row >= t->rows || col >= t->cols) return;
  if (cells_number(t, row, col, &x)) {
    format_number(out, x, (int)settings.precision);
    return;
  }
  const Value *v = value_at(t, row, col);
  if (v) frame_value(*v, out);
}

bool cells_row_name(const Cells *t, size_t row, Str *out) {
  if (row >= t->rows) return false;
  if (t->kind == CELLS_FIELDS) str_add(out, field_of(t->v, row)->name);
  else if (t->kind == CELLS_TOKENS && weights_of(t)) frame_value(list_of(*tokens_of(t))->items[row], out);
  else return false;
  return true;
}

bool cells_col_name(const Cells *t, size_t col, Str *out) {
  if (t->kind != CELLS_RECORDS || col >= t->cols) return false;
  str_add(out, t->fields[col]);
  return true;
}

// -- the cursor --------------------------------------------------------------------------------------

size_t cells_index(const Cells *t, size_t row, size_t col) { return t->offset + row * t->cols + col; }

bool cells_cursor(const Cells *t, const ViewSpec *s, size_t *row, size_t *col) {
  size_t n = t->rows * t->cols;
  *row = *col = 0;
  if (n == 0) return false;
  size_t i = t->slices > 1 ? s->cursor % n : s->cursor < n ? s->cursor : n - 1;
  *row = i / t->cols;
  *col = i % t->cols;
  return s->has_cursor;
}

void place_slice(const Cells *t, Str *out) {
  if (t->kind != CELLS_MATRIX || t->v.as.t->shape.rank < 3) return;
  int64_t idx[TENSOR_MAX_RANK];
  tensor_unravel(&t->v.as.t->shape, t->offset, idx);
  for (int d = 0; d < t->v.as.t->shape.rank - 2; d++) str_addf(out, "%s%lld", d ? ", " : "", (long long)idx[d]);
}

void place_text(const ViewSpec *s, Str *out) {
  Cells t = cells_of(s);
  size_t row, col;
  cells_cursor(&t, s, &row, &col);
  if (row >= t.rows || col >= t.cols || t.kind == CELLS_ONE) return;
  Str lead = {0};
  switch (t.kind) {
    case CELLS_MATRIX:
      place_slice(&t, &lead);
      str_addf(out, "[%s%s%zu, %zu]", str_c(&lead), lead.n > 0 ? ", " : "", row, col);
      break;
    case CELLS_LISTS: str_addf(out, "[%zu][%zu]", row, col); break;
    case CELLS_FIELDS: str_addf(out, ".%s", field_of(t.v, row)->name); break;
    case CELLS_RECORDS: str_addf(out, "[%zu].%s", row, t.fields[col]); break;
    case CELLS_TOKENS: str_addf(out, ".%s[%zu]", weights_of(&t) ? "weights" : "tokens", row); break;
    default: str_addf(out, "[%zu]", row); break;
  }
  str_free(&lead);
}

void place_value(const ViewSpec *s, Str *out) {
  Cells t = cells_of(s);
  size_t row, col;
  cells_cursor(&t, s, &row, &col);
  cells_text(&t, row, col, out);
}

void place_labels(const ViewSpec *s, Str *out) {
  Cells t = cells_of(s);
  size_t row, col;
  cells_cursor(&t, s, &row, &col);
  if (row >= t.rows || col >= t.cols) return;
  bool vector = t.cols == 1 && t.kind != CELLS_MATRIX; // its labels may be given as rows or as columns
  if (frame_has_labels(s->rows)) frame_label(s->rows, row, out);
  else if (vector && frame_has_labels(s->cols)) frame_label(s->cols, row, out);
  if (!vector && frame_has_labels(s->cols)) {
    if (out->n > 0) str_add(out, ", ");
    frame_label(s->cols, col, out);
  }
  if (t.kind == CELLS_TOKENS && out->n == 0) cells_row_name(&t, row, out);
}
