// SPDX-License-Identifier: GPL-3.0-or-later
// view: the table of kinds, which kind suits a value, and the cursor in a value.
#include "view/view.h"

#include <string.h>

#include "view/frame.h"
#include "view/place.h"

#define ROW(name) extern const ViewDef kind_##name;
#include "view_table.inc"
#undef ROW
#define ROW(name) &kind_##name,
const ViewDef *const view_table[] = {
#include "view_table.inc"
};
#undef ROW
const size_t n_views = sizeof view_table / sizeof *view_table;

#define MOST_BARS 40

const ViewDef *view_find(const char *name) {
  for (size_t i = 0; i < n_views; i++)
    if (strcmp(view_table[i]->name, name) == 0) return view_table[i];
  return NULL;
}

// A matrix of both 0 and 1 and of nothing else. (All of one kind may be a matrix that is not filled yet.)
static bool looks_like_mask(const Tensor *t) {
  bool zero = false, one = false;
  for (size_t i = 0; i < t->size; i++) {
    if (t->data[i] == 0) zero = true;
    else if (t->data[i] == 1) one = true;
    else return false;
  }
  return zero && one;
}

static const char *kind_of(Value v) {
  if (v.type == VAL_LIST || v.type == VAL_RECORD) {
    const ViewDef *tokens = view_find("tokens");
    return tokens && tokens->accepts(v) ? "tokens" : "table";
  }
  if (v.type != VAL_TENSOR || v.as.t->shape.rank == 0 || v.as.t->size == 0) return "table";
  if (v.as.t->shape.rank == 1) return v.as.t->size <= MOST_BARS ? "bars" : "heatmap";
  return looks_like_mask(v.as.t) ? "mask" : "heatmap";
}

const ViewDef *view_for(Value v) {
  const ViewDef *d = view_find(kind_of(v));
  return d && d->accepts(v) ? d : view_find("table");
}

// -- the cursor --------------------------------------------------------------------------------------

// Whose cells the cursor walks: those of a tensor inside the value (*way to it), or of the value.
static ViewSpec walked(const ViewDef *d, const ViewSpec *s, const char **way) {
  ViewSpec in = *s;
  *way = d && d->inner ? d->inner(s, &in) : NULL;
  return *way ? in : *s;
}

static size_t moved(size_t at, int by, size_t n) {
  if (by < 0) return at > (size_t)-(int64_t)by ? at - (size_t)-(int64_t)by : 0;
  return n - 1 - at > (size_t)by ? at + (size_t)by : n - 1;
}

static bool set_cursor(ViewSpec *s, size_t to) {
  bool change = to != s->cursor;
  s->cursor = to;
  return change;
}

// In lines or cells of the view's own. One line of them is walked with all four keys.
static bool move_in(ViewSpec *s, size_t rows, size_t cols, int drow, int dcol) {
  if (rows == 0 || cols == 0) return false;
  size_t at = s->cursor < rows * cols ? s->cursor : rows * cols - 1, row = at / cols, col = at % cols;
  row = moved(row, drow, rows);
  if (cols == 1) row = moved(row, dcol, rows);
  else col = moved(col, dcol, cols);
  return set_cursor(s, row * cols + col);
}

// Has the view lines or cells of its own for this value?
static bool own_cells(const ViewDef *d, const ViewSpec *s, size_t *rows, size_t *cols) {
  return d && d->extent && d->extent(s, rows, cols);
}

bool view_move_cursor(const ViewDef *d, ViewSpec *s, int drow, int dcol) {
  size_t row, col;
  if (own_cells(d, s, &row, &col)) return move_in(s, row, col, drow, dcol);
  const char *way;
  ViewSpec in = walked(d, s, &way);
  Cells t = cells_of(&in);
  if (t.rows == 0 || t.cols == 0) return false;
  cells_cursor(&t, &in, &row, &col);
  if (t.cols == 1 && t.kind != CELLS_MATRIX) { // one line of cells, whichever way it is drawn
    row = moved(row, drow, t.rows);
    row = moved(row, dcol, t.rows);
  } else {
    row = moved(row, drow, t.rows);
    col = moved(col, dcol, t.cols);
  }
  return set_cursor(s, cells_index(&t, row, col));
}

bool view_move_slice(const ViewDef *d, ViewSpec *s, int by) {
  size_t n = d && d->slices ? d->slices(s) : 0;
  if (n > 1) {
    size_t at = moved(s->slice > 0 ? (size_t)s->slice : 0, by, n);
    bool change = (int)at != s->slice;
    s->slice = (int)at;
    return change;
  }
  const char *way;
  ViewSpec in = walked(d, s, &way);
  Cells t = cells_of(&in);
  size_t row, col, to = moved(t.slice, by, t.slices);
  if (t.slices <= 1 || to == t.slice) return false;
  if (own_cells(d, s, &row, &col)) return s->slice = (int)to, true;
  cells_cursor(&t, &in, &row, &col);
  in.slice = s->slice = (int)to;
  t = cells_of(&in);
  s->cursor = cells_index(&t, row, col);
  return true;
}

// Does the cursor's number, in a view that walks cells of its own, count the elements of the tensor?
static bool walks_elements(const ViewDef *d, const ViewSpec *s) {
  size_t rows, cols;
  if (!own_cells(d, s, &rows, &cols)) return true;
  return s->value.type == VAL_TENSOR && rows * cols == s->value.as.t->size;
}

void view_cell(const ViewDef *d, const ViewSpec *s, Str *out) {
  const char *way;
  ViewSpec in = walked(d, s, &way);
  bool element = in.value.type == VAL_TENSOR && in.value.as.t->shape.rank > 0 && in.value.as.t->size > 0;
  frame_subject(s, out);
  if (!element || !walks_elements(d, s)) return;
  if (way) str_add(out, way);
  place_text(&in, out);
}

void view_clamp(const ViewDef *d, ViewSpec *s) {
  size_t rows, cols, n;
  if (own_cells(d, s, &rows, &cols)) {
    n = rows * cols;
  } else {
    const char *way;
    ViewSpec in = walked(d, s, &way);
    Cells t = cells_of(&in);
    n = t.rows * t.cols * t.slices;
    if ((s->slice < 0 || (size_t)s->slice >= t.slices) && !(d && d->slices)) s->slice = (int)t.slice;
  }
  if (s->cursor >= n) s->cursor = n > 0 ? n - 1 : 0;
}

void view_cursor_text(const ViewDef *d, const ViewSpec *s, Str *out) {
  size_t rows, cols;
  if (d && d->under && own_cells(d, s, &rows, &cols)) {
    d->under(s, out);
    return;
  }
  const char *way;
  ViewSpec in = walked(d, s, &way);
  Str place = {0}, value = {0}, subject = {0};
  place_text(&in, &place);
  place_value(&in, &value);
  if (place.n > 0 || way) frame_subject(s, &subject);
  else if (s->title) str_add(&subject, s->title);
  frame_clean(out, str_c(&subject), subject.n, false);
  if (way) str_add(out, way);
  str_add(out, str_c(&place));
  if (value.n > 0) str_addf(out, "%s%s", out->n > 0 ? " = " : "", str_c(&value));
  str_free(&place);
  str_free(&value);
  str_free(&subject);
}
