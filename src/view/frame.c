// SPDX-License-Identifier: GPL-3.0-or-later
// frame: the parts of a drawing that every kind of view has: see frame.h.
#include "view/frame.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/settings.h"
#include "base/utf8.h"
#include "view/place.h"

// -- text ------------------------------------------------------------------------------------------

int frame_columns(const char *s) { return utf8_width(s, strlen(s)); }

int frame_left(Canvas *c, int row, int col, int cols, Pen pen, const char *s) {
  if (cols <= 0) return col;
  if (frame_columns(s) <= cols) {
    canvas_text(c, row, col, cols, pen, s);
    return col + cols;
  }
  Str cut = {0};
  str_addn(&cut, s, utf8_fit(s, strlen(s), cols - 1));
  str_add(&cut, "…");
  canvas_text(c, row, col, cols, pen, str_c(&cut));
  str_free(&cut);
  return col + cols;
}

int frame_right(Canvas *c, int row, int col, int cols, Pen pen, const char *s) {
  int blank = cols - frame_columns(s);
  if (blank > 0) frame_left(c, row, col + blank, cols - blank, pen, s);
  else frame_left(c, row, col, cols, pen, s);
  return cols > 0 ? col + cols : col;
}

void frame_clean(Str *out, const char *s, size_t n, bool exact) {
  for (size_t i = 0; i < n;) {
    uint32_t cp;
    size_t k = utf8_next(s + i, n - i, &cp);
    if (cp == '\n') str_add(out, "⏎");
    else if (cp == ' ' && exact) str_add(out, "␣");
    else if (cp < 0x20 || cp == 0x7F) str_addc(out, ' ');
    else str_addn(out, s + i, k);
    i += k;
  }
}

void frame_value(Value v, Str *out) {
  double x;
  if (value_is_number(v, &x) && v.type != VAL_BOOL) {
    format_number(out, x, (int)settings.precision);
  } else if (v.type == VAL_STR) {
    const ObjStr *s = (const ObjStr *)v.as.obj;
    frame_clean(out, s->s, s->n, false);
  } else if (v.type == VAL_TENSOR && (v.as.t->size > 8 || v.as.t->shape.rank > 1)) {
    str_add(out, "tensor ");
    shape_str(&v.as.t->shape, out);
  } else {
    Str text = {0};
    value_format(v, &text, 4, false);
    size_t end = strcspn(str_c(&text), "\n");
    frame_clean(out, str_c(&text), end, false);
    if (end + 1 < text.n) str_add(out, " …");
    str_free(&text);
  }
}

// Two decimals where they fit, then fewer; then a power of ten. No 0 before the point.
void frame_number(double x, int cols, bool whole, char out[NUMBER_BYTES]) {
  if (isnan(x) || isinf(x)) {
    snprintf(out, NUMBER_BYTES, "%s", isnan(x) ? "nan" : x < 0 ? "-inf" : "inf");
    return;
  }
  if (x == 0) { // exactly: not .00, which may be rounded
    snprintf(out, NUMBER_BYTES, "0");
    return;
  }
  if (fabs(x) < 1e15) {
    for (int decimals = whole ? 0 : 2; decimals >= 0; decimals--) {
      char buf[NUMBER_BYTES];
      snprintf(buf, sizeof buf, "%.*f", decimals, x);
      const char *sign = buf[0] == '-' ? "-" : "", *digits = buf + (buf[0] == '-');
      if (decimals > 0 && digits[0] == '0') digits++;
      snprintf(out, NUMBER_BYTES, "%s%s", sign, digits);
      if ((int)strlen(out) <= cols) return;
    }
  }
  int exponent = (int)floor(log10(fabs(x)));
  double digit = round(x / pow(10, exponent));
  if (fabs(digit) > 9) {
    digit /= 10;
    exponent++;
  }
  snprintf(out, NUMBER_BYTES, "%.0fe%d", digit, exponent);
}

// -- labels ----------------------------------------------------------------------------------------

bool frame_has_labels(Value labels) { return labels.type == VAL_LIST && ((const ObjList *)labels.as.obj)->n > 0; }

void frame_label(Value labels, size_t i, Str *out) {
  const ObjList *l = frame_has_labels(labels) ? (const ObjList *)labels.as.obj : NULL;
  if (l && i < l->n) frame_value(l->items[i], out);
  else str_addf(out, "%zu", i);
}

int frame_label_columns(Value labels, size_t n) {
  int most = 0;
  Str s = {0};
  if (frame_has_labels(labels)) {
    const ObjList *l = (const ObjList *)labels.as.obj;
    for (size_t i = 0; i < n && i < l->n; i++) {
      str_clear(&s);
      frame_label(labels, i, &s);
      int w = frame_columns(str_c(&s));
      if (w > most) most = w;
    }
    if (n <= l->n) {
      str_free(&s);
      return most;
    }
  }
  str_clear(&s);
  str_addf(&s, "%zu", n > 0 ? n - 1 : 0);
  int w = (int)s.n;
  str_free(&s);
  return w > most ? w : most;
}

// -- the window over an axis -----------------------------------------------------------------------

Window frame_window(size_t n, int room, int scroll, bool has_cursor, size_t cursor) {
  if (room < 1) room = 1;
  if ((size_t)room >= n) return (Window){.shown = (int)n};
  size_t first = scroll > 0 ? (size_t)scroll : 0, last = n - (size_t)room;
  if (has_cursor && cursor < first) first = cursor;
  if (has_cursor && cursor >= first + (size_t)room) first = cursor - (size_t)room + 1;
  if (first > last) first = last;
  return (Window){.first = first, .shown = room, .before = first > 0, .after = first < last};
}

// -- title and foot --------------------------------------------------------------------------------

// May an index follow without parentheses? Names, calls and indices of them may.
static bool is_tight(const char *e) {
  int depth = 0;
  for (; *e; e++) {
    if (strchr("([{", *e)) depth++;
    else if (strchr(")]}", *e)) depth--;
    else if (depth == 0 && !(isalnum((unsigned char)*e) || *e == '_' || *e == '.' || (unsigned char)*e >= 0x80))
      return false;
  }
  return true;
}

void frame_subject(const ViewSpec *s, Str *out) {
  if (!s->title) return;
  str_addf(out, is_tight(s->title) ? "%s" : "(%s)", s->title);
}

Title frame_title(const ViewSpec *s, const char *place, const char *note2) {
  Title t = {0};
  Str left = {0};
  if (place) frame_subject(s, &left);
  else if (s->title) str_add(&left, s->title);
  if (place) str_add(&left, place);
  frame_clean(&t.left, str_c(&left), left.n, false);
  str_free(&left);
  if (s->note) frame_clean(&t.right, s->note, strlen(s->note), false);
  if (note2) str_addf(&t.right, "%s%s", t.right.n > 0 ? " · " : "", note2);
  return t;
}

int frame_title_columns(const Title *t) {
  int l = frame_columns(str_c(&t->left)), r = frame_columns(str_c(&t->right));
  return l + (l > 0 && r > 0 ? 3 : 0) + r;
}

void frame_title_draw(Canvas *c, int row, int cols, const Title *t) {
  int r = frame_columns(str_c(&t->right));
  bool both = frame_title_columns(t) <= cols;
  if (!both && t->left.n > 0) r = 0;
  frame_left(c, row, 0, r > 0 ? cols - r : cols, PEN_BOLD(ROLE_TITLE), str_c(&t->left));
  if (r > 0) frame_right(c, row, t->left.n > 0 ? cols - r : 0, t->left.n > 0 ? r : cols, PEN(ROLE_DIM), str_c(&t->right));
}

void frame_title_free(Title *t) {
  str_free(&t->left);
  str_free(&t->right);
}

void frame_cursor_text(const ViewSpec *s, Str *out) {
  place_text(s, out);
  Str value = {0}, labels = {0};
  place_value(s, &value);
  place_labels(s, &labels);
  if (value.n > 0) str_addf(out, "%s= %s", out->n > 0 ? " " : "", str_c(&value));
  if (labels.n > 0) str_addf(out, "  %s", str_c(&labels));
  str_free(&value);
  str_free(&labels);
}

bool frame_foot(Canvas *c, int row, int cols, const char *right, bool is_cursor, int left_cols) {
  int w = frame_columns(right);
  if (w == 0) return true;
  if (left_cols + 2 + w <= cols) {
    frame_right(c, row, left_cols + 2, cols - left_cols - 2, PEN(is_cursor ? ROLE_TEXT : ROLE_DIM), right);
    return true;
  }
  if (!is_cursor) return true;
  frame_left(c, row, 0, cols, PEN(ROLE_TEXT), right);
  return false;
}

static int legend_steps(int cols) { return cols >= FOOT_COLUMNS ? 10 : 5; }

static void legend_ends(double min, double max, Str *lo, Str *hi) {
  format_number(lo, min, 3);
  format_number(hi, max, 3);
}

int frame_legend_columns(int cols, double min, double max) {
  Str lo = {0}, hi = {0};
  legend_ends(min, max, &lo, &hi);
  int n = (int)lo.n + (int)hi.n + legend_steps(cols) + 2;
  str_free(&lo);
  str_free(&hi);
  return n;
}

void frame_legend(Canvas *c, int row, int col, int cols, double min, double max) {
  Str lo = {0}, hi = {0};
  legend_ends(min, max, &lo, &hi);
  int steps = legend_steps(cols);
  col = canvas_text(c, row, col, c->cols, PEN(ROLE_DIM), str_c(&lo)) + 1;
  for (int i = 0; i < steps; i++, col++)
    canvas_fill(c, row, col, 1, 1, (Pen){.role = ROLE_TEXT, .heat = (int16_t)(i * 255 / (steps - 1))}, " ");
  canvas_text(c, row, col + 1, c->cols, PEN(ROLE_DIM), str_c(&hi));
  str_free(&lo);
  str_free(&hi);
}

int frame_drawn(const Title *t, int body, int cols) {
  int want = frame_title_columns(t);
  if (want < body) want = body;
  if (want < FOOT_COLUMNS) want = FOOT_COLUMNS;
  return want < cols ? want : cols;
}
