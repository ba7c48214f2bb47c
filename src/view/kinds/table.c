// SPDX-License-Identifier: GPL-3.0-or-later
// table: any value as rows and columns of text; numbers at the right, the rest at the left of their
// columns. What is no collection is one cell: its text, wrapped.
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "view/describe.h"
#include "view/frame.h"
#include "view/place.h"

#define GAP 2          // columns between columns: room for the cursor's brackets
#define COLUMN_MOST 32 // columns of a column
#define COLUMN_LEAST 6 // to which it may be cut so that all are seen
#define SHOWN_MOST 100 // columns that are looked at
#define MEASURED 100   // rows whose widths are asked for
#define LABEL_MOST 16
#define ROWS_READ 40

static bool accepts(Value v) {
  (void)v;
  return true;
}

// -- one cell: text ----------------------------------------------------------------------------------

typedef struct Lines { Canvas *c; int row, n, col, cols, most; } Lines; // c NULL: only counts

static void text_line(void *ctx, const char *line, size_t n) {
  Lines *l = ctx;
  if (l->c && l->n < l->most) {
    Str s = {0};
    str_addn(&s, line, n);
    canvas_text(l->c, l->row + l->n, l->col, l->cols, PEN(ROLE_TEXT), str_c(&s));
    str_free(&s);
  }
  int w = utf8_width(line, n);
  if (!l->c && w > l->cols) l->cols = w;
  l->n++;
}

static void text_of(const ViewSpec *s, int rows, Str *out) {
  if (s->value.type == VAL_STR) str_add(out, value_cstr(s->value));
  else value_format(s->value, out, rows, true);
}

static void draw_text(const ViewSpec *s, Canvas *c, int row) {
  Str text = {0};
  text_of(s, c->rows + 1, &text);
  int left = c->cols > 10;
  Lines l = {.c = c, .row = row, .col = left, .cols = c->cols - left, .most = c->rows - row};
  utf8_wrap(str_c(&text), text.n, l.cols, text_line, &l);
  if (l.n > l.most && l.most > 0) canvas_text(c, c->rows - 1, c->cols - 1, 1, PEN_BOLD(ROLE_ACCENT), "↓");
  str_free(&text);
}

static void measure_text(const ViewSpec *s, int title, int *rows, int *cols) {
  Str text = {0};
  text_of(s, MEASURED, &text);
  Lines l = {0};
  utf8_wrap(str_c(&text), text.n, 76, text_line, &l);
  *rows = (title > 0) + (l.n > 0 ? l.n : 1);
  *cols = l.cols + 2 > title ? l.cols + 2 : title;
  str_free(&text);
}

// -- columns -----------------------------------------------------------------------------------------

typedef struct Table {
  Cells t;
  const ViewSpec *s;
  bool has_cursor;
  size_t row, col;       // of the cursor
  int title, header, body, foot; // rows, or -1
  Window rows;
  int label;             // columns of the rows' labels
  size_t first;          // column
  int n;                 // columns shown
  int width[SHOWN_MOST];
} Table;

static bool column_name(const Table *b, size_t col, Str *out) {
  if (frame_has_labels(b->s->cols) && !(b->t.cols == 1 && b->t.kind != CELLS_MATRIX)) {
    frame_label(b->s->cols, col, out);
    return true;
  }
  if (cells_col_name(&b->t, col, out)) return true;
  if (b->t.cols > 1) str_addf(out, "%zu", col);
  return false;
}

static bool has_header(const Table *b) {
  Str s = {0};
  column_name(b, 0, &s);
  bool any = s.n > 0 && b->t.cols > 0;
  str_free(&s);
  return any;
}

static bool row_name(const Table *b, size_t row, Str *out) {
  Value labels = frame_has_labels(b->s->rows) || b->t.cols != 1 ? b->s->rows : b->s->cols;
  if (frame_has_labels(labels)) {
    frame_label(labels, row, out);
    return true;
  }
  if (cells_row_name(&b->t, row, out)) return true;
  str_addf(out, "%zu", row);
  return false;
}

static int label_columns(const Table *b, int cols) {
  if (cols < 10) return 0;
  int most = cols / 3 < LABEL_MOST ? cols / 3 : LABEL_MOST, want = 0;
  Str s = {0};
  for (int i = 0; i < b->rows.shown; i++) {
    str_clear(&s);
    row_name(b, b->rows.first + (size_t)i, &s);
    int w = frame_columns(str_c(&s));
    if (w > want) want = w;
  }
  str_free(&s);
  return want < most ? want : most;
}

// Columns that column `col` would take: the widest of what is shown of it.
static int column_width(const Table *b, size_t col) {
  Str s = {0};
  column_name(b, col, &s);
  int most = frame_columns(str_c(&s));
  for (int i = 0; i < b->rows.shown && i < MEASURED && most < COLUMN_MOST; i++) {
    str_clear(&s);
    cells_text(&b->t, b->rows.first + (size_t)i, col, &s);
    int w = frame_columns(str_c(&s));
    if (w > most) most = w;
  }
  str_free(&s);
  return most < 1 ? 1 : most < COLUMN_MOST ? most : COLUMN_MOST;
}

// A width to which all columns may be cut so that they fit in `room`; 0: there is none.
static int common_limit(const int *width, size_t n, int room) {
  for (int limit = COLUMN_MOST; limit >= COLUMN_LEAST; limit--) {
    int sum = 0;
    for (size_t i = 0; i < n; i++) sum += (width[i] < limit ? width[i] : limit) + GAP;
    if (sum <= room) return limit;
  }
  return 0;
}

static int cut(int width, int room) { return width + GAP <= room ? width : room - GAP > 1 ? room - GAP : 1; }

// Takes columns from `first` on while they fit; true where the cursor's is among them.
static bool take_columns(Table *b, int room) {
  b->n = 0;
  while (b->n < SHOWN_MOST && b->first + (size_t)b->n < b->t.cols) {
    int w = cut(column_width(b, b->first + (size_t)b->n), b->n == 0 ? room : COLUMN_MOST + GAP);
    if (b->n > 0 && w + GAP > room) break;
    b->width[b->n++] = w;
    room -= w + GAP;
  }
  return !b->has_cursor || (b->col >= b->first && b->col < b->first + (size_t)b->n);
}

static void layout_columns(Table *b, int room) {
  b->first = 0;
  if (b->t.cols <= SHOWN_MOST && b->t.cols * (COLUMN_LEAST + GAP) <= (size_t)room * 2) {
    for (size_t i = 0; i < b->t.cols; i++) b->width[i] = column_width(b, i);
    int limit = common_limit(b->width, b->t.cols, room);
    for (size_t i = 0; i < b->t.cols; i++)
      if (b->width[i] > limit) b->width[i] = limit;
    b->n = (int)b->t.cols;
    if (limit > 0) return;
  }
  room -= GAP; // for the marks
  b->first = b->s->scroll_col > 0 ? (size_t)b->s->scroll_col : 0;
  if (b->first >= b->t.cols) b->first = b->t.cols > 0 ? b->t.cols - 1 : 0;
  if (b->has_cursor && b->col < b->first) b->first = b->col;
  if (take_columns(b, room)) return;
  int left = room - cut(column_width(b, b->col), room) - GAP; // the cursor's column last
  b->first = b->col;
  while (b->first > 0) {
    left -= column_width(b, b->first - 1) + GAP;
    if (left < 0) break;
    b->first--;
  }
  take_columns(b, room);
}

static void layout(const ViewSpec *s, bool title, int rows, int cols, Table *b) {
  *b = (Table){.t = cells_of(s), .s = s, .title = -1, .header = -1, .foot = -1};
  b->has_cursor = cells_cursor(&b->t, s, &b->row, &b->col);
  bool foot = rows >= 3 || (rows == 2 && b->has_cursor);
  int room = rows - foot, next = 0;
  if (title && room >= 2) b->title = next++, room--;
  if (room >= 2 && has_header(b)) b->header = next++, room--;
  b->body = next;
  b->rows = frame_window(b->t.rows, room, s->scroll_row, b->has_cursor, b->row);
  if (foot) b->foot = next + b->rows.shown;
  b->label = label_columns(b, cols);
  int left = b->label > 0 ? b->label + 1 + GAP : 1;
  layout_columns(b, cols - left + 1 > 1 ? cols - left + 1 : 1);
}

static int first_column(const Table *b) { return b->label > 0 ? b->label + 1 + GAP : 1; }

static int right_end(const Table *b) {
  int at = first_column(b);
  for (int i = 0; i < b->n; i++) at += b->width[i] + GAP;
  return at - (b->n > 0 ? GAP - 1 : 0);
}

// -- drawing -----------------------------------------------------------------------------------------

static void draw_cell(const Table *b, Canvas *c, int y, int x, int cols, size_t row, size_t col) {
  Str s = {0};
  double number;
  bool right = cells_number(&b->t, row, col, &number), here = b->has_cursor && row == b->row && col == b->col;
  cells_text(&b->t, row, col, &s);
  int w = frame_columns(str_c(&s));
  if (w > cols) w = cols;
  int at = right ? x + cols - w : x;
  Pen pen = PEN(here ? ROLE_CURSOR : ROLE_TEXT);
  frame_left(c, y, at, w, pen, str_c(&s));
  if (here) canvas_text(c, y, at - 1, 1, pen, "[");
  if (here) canvas_text(c, y, at + w, 1, pen, "]");
  str_free(&s);
}

static void draw_column(const Table *b, Canvas *c, int x, int cols, size_t col) {
  double number;
  bool right = b->rows.shown > 0 && cells_number(&b->t, b->rows.first, col, &number);
  if (b->header >= 0) {
    Str s = {0};
    bool named = column_name(b, col, &s);
    Pen pen = b->has_cursor && col == b->col ? PEN_BOLD(ROLE_ACCENT) : PEN(named ? ROLE_LABEL : ROLE_DIM);
    if (right) frame_right(c, b->header, x, cols, pen, str_c(&s));
    else frame_left(c, b->header, x, cols, pen, str_c(&s));
    str_free(&s);
  }
  for (int i = 0; i < b->rows.shown; i++) draw_cell(b, c, b->body + i, x, cols, b->rows.first + (size_t)i, col);
}

static void draw_row_names(const Table *b, Canvas *c) {
  Str s = {0};
  for (int i = 0; i < b->rows.shown && b->label > 0; i++) {
    size_t row = b->rows.first + (size_t)i;
    str_clear(&s);
    bool named = row_name(b, row, &s);
    Pen pen = b->has_cursor && row == b->row ? PEN_BOLD(ROLE_ACCENT) : PEN(named ? ROLE_LABEL : ROLE_DIM);
    if (named) frame_left(c, b->body + i, 1, b->label, pen, str_c(&s));
    else frame_right(c, b->body + i, 1, b->label, pen, str_c(&s));
  }
  str_free(&s);
}

static void draw_marks(const Table *b, Canvas *c) {
  Pen mark = PEN_BOLD(ROLE_ACCENT);
  int y = b->header >= 0 ? b->header : b->body, end = right_end(b);
  if (b->label > 0 && b->rows.before) canvas_text(c, b->body, 0, 1, mark, "↑");
  if (b->label > 0 && b->rows.after) canvas_text(c, b->body + b->rows.shown - 1, 0, 1, mark, "↓");
  if (b->first > 0) canvas_text(c, y, first_column(b) - (b->label > 0 ? 2 : 1), 1, mark, "‹");
  if (b->first + (size_t)b->n < b->t.cols) canvas_text(c, y, end < c->cols ? end : c->cols - 1, 1, mark, "›");
}

static void draw_foot(const Table *b, Canvas *c, int cols) {
  Str left = {0}, right = {0};
  size_t rows = b->t.rows - (size_t)b->rows.shown, more = b->t.cols - (size_t)b->n;
  if (rows > 0) str_addf(&left, ngettext("+%zu row", "+%zu rows", rows), rows);
  if (rows > 0 && more > 0) str_addc(&left, ' ');
  if (more > 0) str_addf(&left, ngettext("+%zu column", "+%zu columns", more), more);
  if (b->has_cursor) frame_cursor_text(b->s, &right);
  int at = b->label > 0, n = left.n > 0 ? at + frame_columns(str_c(&left)) : 0;
  if (frame_foot(c, b->foot, cols, str_c(&right), b->has_cursor, n) && left.n > 0)
    canvas_text(c, b->foot, at, c->cols, PEN(ROLE_DIM), str_c(&left));
  str_free(&left);
  str_free(&right);
}

static bool is_text(const ViewSpec *s) {
  Cells t = cells_of(s);
  return t.kind == CELLS_ONE || t.rows == 0 || t.cols == 0;
}

static Title title_of(const ViewSpec *s) {
  Matrix m;
  return matrix_of(s, &m) ? matrix_title(s, &m) : frame_title(s, NULL, NULL);
}

static void draw(const ViewSpec *s, Canvas *c) {
  if (c->rows < 1 || c->cols < 1) return;
  Title t = title_of(s);
  bool titled = frame_title_columns(&t) > 0;
  if (is_text(s)) {
    if (titled && c->rows >= 2) frame_title_draw(c, 0, frame_drawn(&t, 0, c->cols), &t);
    draw_text(s, c, titled && c->rows >= 2);
    frame_title_free(&t);
    return;
  }
  Table *b = mem_alloc(sizeof *b);
  layout(s, titled, c->rows, c->cols, b);
  int cols = frame_drawn(&t, right_end(b), c->cols), x = first_column(b);
  if (b->title >= 0) frame_title_draw(c, b->title, cols, &t);
  draw_row_names(b, c);
  for (int i = 0; i < b->n; i++) {
    draw_column(b, c, x, b->width[i], b->first + (size_t)i);
    x += b->width[i] + GAP;
  }
  draw_marks(b, c);
  if (b->foot >= 0) draw_foot(b, c, cols);
  mem_free(b);
  frame_title_free(&t);
}

static void measure(const ViewSpec *s, int *rows, int *cols) {
  Title t = title_of(s);
  int title = frame_title_columns(&t);
  if (is_text(s)) {
    measure_text(s, title, rows, cols);
  } else {
    Table *b = mem_alloc(sizeof *b);
    layout(s, title > 0, MEASURED, 120, b);
    *rows = (title > 0) + (b->header >= 0) + (int)(b->t.rows < 100000 ? b->t.rows : 100000) + 1;
    *cols = frame_drawn(&t, right_end(b), 200);
    mem_free(b);
  }
  frame_title_free(&t);
}

// -- in words ----------------------------------------------------------------------------------------

static void describe_rows(const Table *b, Str *out) {
  Str s = {0};
  for (size_t r = 0; r < b->t.rows && r < ROWS_READ; r++) {
    row_name(b, r, out);
    str_add(out, ": ");
    for (size_t k = 0; k < b->t.cols && k < SHOWN_MOST; k++) {
      str_clear(&s);
      if (column_name(b, k, &s)) str_addc(&s, ' ');
      else str_clear(&s);
      str_addf(out, "%s%s", k > 0 ? ", " : "", str_c(&s));
      cells_text(&b->t, r, k, out);
    }
    str_addc(out, '\n');
  }
  if (b->t.rows > ROWS_READ) str_addf(out, _("And %zu more.\n"), b->t.rows - ROWS_READ);
  str_free(&s);
}

static void describe(const ViewSpec *s, Str *out) {
  if (s->value.type == VAL_TENSOR && s->value.as.t->shape.rank > 0 && s->value.as.t->size > 0) {
    describe_matrix(s, out);
    return;
  }
  describe_subject(s, out);
  if (is_text(s)) {
    text_of(s, ROWS_READ, out);
    if (out->n == 0 || out->s[out->n - 1] != '\n') str_addc(out, '\n');
    return;
  }
  Table *b = mem_alloc(sizeof *b);
  layout(s, false, 1, 80, b);
  str_addf(out, _("%s of %zu rows and %zu columns.\n"), value_phrase(s->value), b->t.rows, b->t.cols);
  describe_rows(b, out);
  describe_cursor(s, out);
  mem_free(b);
}

const ViewDef kind_table = {
  .name = "table",
  .doc = N_("any value as rows and columns of text"),
  .accepts = accepts,
  .measure = measure,
  .draw = draw,
  .describe = describe,
};
