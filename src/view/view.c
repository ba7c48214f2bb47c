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

static size_t moved(size_t at, int by, size_t n) {
  if (by < 0) return at > (size_t)-(int64_t)by ? at - (size_t)-(int64_t)by : 0;
  return n - 1 - at > (size_t)by ? at + (size_t)by : n - 1;
}

bool view_move_cursor(ViewSpec *s, int drow, int dcol) {
  Cells t = cells_of(s);
  size_t row, col;
  if (t.rows == 0 || t.cols == 0) return false;
  cells_cursor(&t, s, &row, &col);
  if (t.cols == 1 && t.kind != CELLS_MATRIX) { // one line of cells, whichever way it is drawn
    row = moved(row, drow, t.rows);
    row = moved(row, dcol, t.rows);
  } else {
    row = moved(row, drow, t.rows);
    col = moved(col, dcol, t.cols);
  }
  size_t to = cells_index(&t, row, col);
  bool change = to != s->cursor;
  s->cursor = to;
  return change;
}

bool view_move_slice(ViewSpec *s, int by) {
  Cells t = cells_of(s);
  size_t row, col, to = moved(t.slice, by, t.slices);
  if (t.slices <= 1 || to == t.slice) return false;
  cells_cursor(&t, s, &row, &col);
  s->slice = (int)to;
  t = cells_of(s);
  s->cursor = cells_index(&t, row, col);
  return true;
}

void view_cursor_text(const ViewSpec *s, Str *out) {
  Str place = {0}, value = {0}, subject = {0};
  place_text(s, &place);
  place_value(s, &value);
  if (place.n > 0) frame_subject(s, &subject);
  else if (s->title) str_add(&subject, s->title);
  frame_clean(out, str_c(&subject), subject.n, false);
  str_add(out, str_c(&place));
  if (value.n > 0) str_addf(out, "%s%s", out->n > 0 ? " = " : "", str_c(&value));
  str_free(&place);
  str_free(&value);
  str_free(&subject);
}
