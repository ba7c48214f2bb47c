// SPDX-License-Identifier: GPL-3.0-or-later
// series: see series.h. Numbers are copied out, so that the kinds need not know what held them.
#include "view/series.h"

#include <math.h>
#include <string.h>

#include "base/i18n.h"
#include "base/map.h"
#include "base/mem.h"
#include "base/settings.h"

#define NAMED_MOST 8 // moments that are read out one by one

// -- taking numbers out --------------------------------------------------------------------------------

static Series *add(SeriesSet *set, size_t n) {
  set->full = set->full || set->n == SERIES_MOST;
  if (set->full || n == 0) return NULL;
  Series *s = &set->s[set->n++];
  *s = (Series){.y = mem_zalloc(n * sizeof *s->y), .n = n};
  if (n > set->longest) set->longest = n;
  return s;
}

static bool is_vector(Value v) {
  ViewSpec s = {.value = v};
  Cells t = cells_of(&s);
  if (t.kind == CELLS_RANGE) return t.rows > 0;
  if (t.kind != CELLS_VECTOR && t.kind != CELLS_LIST) return false;
  double x;
  for (size_t i = 0; i < t.rows; i++)
    if (!cells_number(&t, i, 0, &x)) return false;
  return t.rows > 0;
}

static bool is_matrix(Value v) { return v.type == VAL_TENSOR && v.as.t->shape.rank == 2 && v.as.t->size > 0; }

static void add_vector(SeriesSet *set, Value v, const char *name) {
  ViewSpec s = {.value = v};
  Cells t = cells_of(&s);
  Series *to = add(set, t.rows);
  if (!to) return;
  str_add(&to->name, name);
  for (size_t i = 0; i < t.rows; i++) cells_number(&t, i, 0, &to->y[i]);
}

// A matrix of time × units in a record: one of the units, or the mean over all.
static void add_mean(SeriesSet *set, Value v, const char *name) {
  const Tensor *t = v.as.t;
  size_t rows = (size_t)t->shape.dim[0], cols = (size_t)t->shape.dim[1];
  Series *to = add(set, rows);
  if (!to) return;
  str_add(&to->name, name);
  for (size_t r = 0; r < rows; r++) {
    const float *row = t->data + r * cols;
    for (size_t c = 0; c < cols && set->unit < 0; c++) to->y[r] += (double)row[c];
    if (set->unit < 0) to->y[r] /= (double)cols;
    else to->y[r] = (double)row[(size_t)set->unit < cols ? (size_t)set->unit : cols - 1];
  }
  if ((int)cols > set->units) set->units = (int)cols;
}

static void add_rows(SeriesSet *set, const ViewSpec *spec) {
  const Tensor *t = spec->value.as.t;
  size_t rows = (size_t)t->shape.dim[0], cols = (size_t)t->shape.dim[1];
  for (size_t r = 0; r < rows; r++) {
    Series *to = add(set, cols);
    if (!to) return;
    frame_label(spec->rows, r, &to->name);
    for (size_t c = 0; c < cols; c++) to->y[c] = (double)t->data[r * cols + c];
  }
}

static bool add_fields(SeriesSet *set, Value v) {
  const ObjRecord *r = (const ObjRecord *)v.as.obj;
  for (size_t i = 0; i < r->n; i++) {
    Value x = r->fields[i].value;
    const char *name = r->fields[i].name;
    if (strcmp(name, "words") == 0 || strcmp(name, "tokens") == 0) set->words = x;
    else if (strcmp(name, "log") == 0 && x.type == VAL_BOOL) set->log = x.as.b;
    else if (is_vector(x)) add_vector(set, x, name);
    else if (is_matrix(x)) add_mean(set, x, name);
    else return false;
  }
  return set->n > 0;
}

static bool counts_time(const char *name) {
  static const char *const names[] = {"step", "epoch", "episode", "iteration", "t"};
  for (size_t i = 0; i < sizeof names / sizeof *names; i++)
    if (strcmp(name, names[i]) == 0) return true;
  return false;
}

// A list of records: each field of numbers is a series, but for the one that counts the records.
static void add_columns(SeriesSet *set, const Cells *t) {
  for (size_t c = 0; c < t->cols; c++) {
    double x;
    size_t numbers = 0;
    for (size_t r = 0; r < t->rows; r++) numbers += cells_number(t, r, c, &x);
    if (numbers == 0 || (t->cols > 1 && counts_time(t->fields[c]))) continue;
    Series *to = add(set, t->rows);
    if (!to) return;
    str_add(&to->name, t->fields[c]);
    for (size_t r = 0; r < t->rows; r++) to->y[r] = cells_number(t, r, c, &x) ? x : NAN;
  }
}

// -- the scale -------------------------------------------------------------------------------------------

static void find_scale(SeriesSet *set) {
  set->whole = true;
  for (int k = 0; k < set->n; k++)
    for (size_t i = 0; i < set->s[k].n; i++) {
      double y = set->s[k].y[i];
      if (!isfinite(y)) continue;
      if (!set->finite || y < set->min) set->min = y;
      if (!set->finite || y > set->max) set->max = y;
      set->finite = true;
      set->whole = set->whole && y == floor(y);
    }
  bool far = set->finite && set->min > 0 && set->max >= 999 * set->min;
  set->log = set->finite && set->max > 0 && (far || set->log);
  if (!set->log || set->min > 0) return;
  set->min = set->max; // on a log scale the smallest positive one is the bottom
  for (int k = 0; k < set->n; k++)
    for (size_t i = 0; i < set->s[k].n; i++)
      if (set->s[k].y[i] > 0 && set->s[k].y[i] < set->min) set->min = set->s[k].y[i];
}

bool series_of(const ViewSpec *s, SeriesSet *out) {
  *out = (SeriesSet){.words = s->cols, .unit = s->value.type == VAL_RECORD && s->slice > 0 ? s->slice - 1 : -1};
  Cells t = cells_of(s);
  bool ok = true;
  if (is_vector(s->value)) add_vector(out, s->value, "");
  else if (is_matrix(s->value)) add_rows(out, s);
  else if (t.kind == CELLS_RECORDS) add_columns(out, &t);
  else if (s->value.type == VAL_RECORD) ok = add_fields(out, s->value);
  else ok = false;
  if (ok && out->n > 0 && !out->full) {
    find_scale(out);
    return true;
  }
  series_free(out);
  return false;
}

void series_free(SeriesSet *set) {
  for (int k = 0; k < set->n; k++) {
    str_free(&set->s[k].name);
    mem_free(set->s[k].y);
  }
  set->n = 0;
}

bool series_accepts(Value v) {
  ViewSpec s = {.value = v};
  s.rows = s.cols = value_nil();
  SeriesSet set;
  if (!series_of(&s, &set)) return false;
  series_free(&set);
  return true;
}

double series_part(const SeriesSet *set, double x) {
  if (!isfinite(x) || (set->log && x <= 0)) return NAN;
  double lo = set->log ? log10(set->min) : set->min, hi = set->log ? log10(set->max) : set->max;
  if (hi <= lo) return 0.5;
  double part = ((set->log ? log10(x) : x) - lo) / (hi - lo);
  return part < 0 ? 0 : part > 1 ? 1 : part;
}

double series_at(const SeriesSet *set, const Series *s, int col, int cols) {
  size_t n = set->longest;
  if (cols < 1 || n == 0) return NAN;
  if ((size_t)cols >= n) { // between two moments the line goes straight
    double x = n > 1 && cols > 1 ? (double)col * (double)(n - 1) / (cols - 1) : 0;
    size_t i = (size_t)x;
    if (i >= s->n) return NAN;
    if (i + 1 >= s->n || x == floor(x)) return x - floor(x) < 0.5 ? s->y[i] : NAN;
    return s->y[i] + (x - floor(x)) * (s->y[i + 1] - s->y[i]);
  }
  size_t from = (size_t)col * n / (size_t)cols, to = (size_t)(col + 1) * n / (size_t)cols, count = 0;
  double sum = 0;
  for (size_t i = from; i < to && i < s->n; i++)
    if (isfinite(s->y[i])) sum += s->y[i], count++;
  return count > 0 ? sum / (double)count : NAN;
}

void series_scale(const SeriesSet *set, Str *out) {
  Str lo = {0}, hi = {0};
  format_number(&lo, set->min, 3);
  format_number(&hi, set->max, 3);
  str_addf(out, set->log ? _("log scale, %s to %s") : _("%s to %s"), str_c(&lo), str_c(&hi));
  str_free(&lo);
  str_free(&hi);
}

// Of a tensor it is the cell under the cursor; of anything else the cursor walks series down and moments across.
bool series_cursor(const ViewSpec *s, const SeriesSet *set, int *which, size_t *at) {
  if (!s->has_cursor || set->n == 0) return false;
  if (s->value.type == VAL_TENSOR) {
    Cells t = cells_of(s);
    size_t row, col;
    cells_cursor(&t, s, &row, &col);
    *which = t.kind == CELLS_MATRIX ? (int)row : 0;
    *at = t.kind == CELLS_MATRIX ? col : row;
  } else {
    size_t n = (size_t)set->n * set->longest, i = s->cursor < n ? s->cursor : n - 1;
    *which = (int)(i / set->longest);
    *at = i % set->longest;
  }
  if (*which >= set->n) return false;
  if (*at >= set->s[*which].n) *at = set->s[*which].n - 1; // a shorter one
  return true;
}

size_t series_slices(const ViewSpec *s) {
  SeriesSet set;
  if (s->value.type != VAL_RECORD || !series_of(s, &set)) return 0;
  int n = set.units;
  series_free(&set);
  return n > 1 ? (size_t)n + 1 : 0;
}

Title series_title(const ViewSpec *s, const SeriesSet *set) {
  Str which = {0};
  if (set->units > 1 && set->unit < 0) str_addf(&which, _("mean of %d units"), set->units);
  if (set->units > 1 && set->unit >= 0) str_addf(&which, _("unit %d of %d"), set->unit + 1, set->units);
  if (set->units > 1 && s->has_cursor) str_addf(&which, " · %s", _("[ ] the next"));
  Title t = frame_title(s, NULL, which.n > 0 ? str_c(&which) : NULL);
  str_free(&which);
  return t;
}

bool series_extent(const ViewSpec *s, size_t *rows, size_t *cols) {
  SeriesSet set;
  if (!series_of(s, &set)) return false;
  bool tensor = s->value.type == VAL_TENSOR;
  Cells t = cells_of(s);
  *rows = tensor && t.kind == CELLS_VECTOR ? 1 : (size_t)set.n;
  *cols = set.longest;
  series_free(&set);
  return true;
}

// "loss[3] = 0.25  the"
void series_cursor_text(const ViewSpec *s, const SeriesSet *set, Str *out) {
  int k;
  size_t at;
  if (!series_cursor(s, set, &k, &at)) return;
  if (s->value.type == VAL_TENSOR) {
    frame_cursor_text(s, out);
    return;
  }
  const Series *x = &set->s[k];
  str_addf(out, "%s[%zu] = ", str_c(&x->name), at);
  format_number(out, x->y[at], (int)settings.precision);
  if (!frame_has_labels(set->words)) return;
  str_add(out, "  ");
  frame_label(set->words, at, out);
}

void series_under(const ViewSpec *s, Str *out) {
  SeriesSet set;
  if (!series_of(s, &set)) return;
  Str subject = {0};
  if (s->value.type == VAL_TENSOR) frame_subject(s, &subject);
  str_add(out, str_c(&subject));
  series_cursor_text(s, &set, out);
  str_free(&subject);
  series_free(&set);
}

// -- in words ----------------------------------------------------------------------------------------

static void add_number(Str *out, double x) { format_number(out, x, (int)settings.precision); }

static void describe_one(const SeriesSet *set, const Series *s, Str *out) {
  size_t lo = 0, hi = 0, bad = 0;
  for (size_t i = 0; i < s->n; i++) {
    if (!isfinite(s->y[i])) bad++;
    if (!(s->y[lo] <= s->y[i]) && isfinite(s->y[i])) lo = i;
    if (!(s->y[hi] >= s->y[i]) && isfinite(s->y[i])) hi = i;
  }
  Str first = {0}, last = {0}, least = {0}, most = {0};
  add_number(&first, s->y[0]);
  add_number(&last, s->y[s->n - 1]);
  add_number(&least, s->y[lo]);
  add_number(&most, s->y[hi]);
  if (s->name.n > 0) str_addf(out, "%s: ", str_c(&s->name));
  str_addf(out, _("from %s to %s, at least %s (at %zu), at most %s (at %zu).\n"), str_c(&first), str_c(&last),
           str_c(&least), lo, str_c(&most), hi);
  if (bad > 0) str_addf(out, ngettext("%zu moment has no finite number.\n", "%zu moments have no finite number.\n", bad), bad);
  for (size_t i = 0; i < s->n && set->longest <= NAMED_MOST; i++) {
    str_add(out, i > 0 ? ", " : "");
    if (frame_has_labels(set->words)) {
      frame_label(set->words, i, out);
      str_addc(out, ' ');
    }
    add_number(out, s->y[i]);
    if (i + 1 == s->n) str_add(out, ".\n");
  }
  str_free(&first);
  str_free(&last);
  str_free(&least);
  str_free(&most);
}

void series_describe(const ViewSpec *s, const SeriesSet *set, Str *out) {
  str_addf(out, ngettext("%d quantity over %zu moments.\n", "%d quantities over %zu moments.\n", (unsigned long)set->n),
           set->n, set->longest);
  if (set->units > 0 && set->unit < 0) str_addf(out, _("Each number is the mean of %d units.\n"), set->units);
  if (set->units > 0 && set->unit >= 0) str_addf(out, _("This is unit %d of %d.\n"), set->unit + 1, set->units);
  for (int k = 0; k < set->n; k++) describe_one(set, &set->s[k], out);
  Str at = {0};
  series_cursor_text(s, set, &at);
  if (at.n > 0) str_addf(out, _("Under the cursor: %s.\n"), str_c(&at));
  str_free(&at);
}

// -- levels ------------------------------------------------------------------------------------------

const char *series_level(double part) {
  static const char *const levels[] = {"▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
  int k = (int)floor(part * 8);
  return levels[k < 0 ? 0 : k > 7 ? 7 : k];
}

void series_cells(size_t n, int cols, int *cell, int *gap) {
  *gap = 1;
  for (*cell = 6; *cell >= 2; --*cell)
    if (n * (size_t)(*cell + 1) <= (size_t)(cols > 0 ? cols + 1 : 0)) return;
  *gap = 0;
  *cell = n <= (size_t)(cols > 0 ? cols : 0) ? 1 : 0;
}

static const char *mark_of(const SeriesSet *set, double x) {
  double part = series_part(set, x);
  if (!isnan(part)) return series_level(part);
  return isnan(x) ? "?" : x > 0 ? "^" : set->log && isfinite(x) ? "·" : "v";
}

void series_draw_levels(const SeriesSet *set, const Series *s, Canvas *c, int row, int col, int cols, Pen pen) {
  int cell, gap;
  series_cells(set->longest, cols, &cell, &gap);
  for (int i = 0; cell == 0 && i < cols; i++) {
    double y = series_at(set, s, i, cols);
    if (isfinite(y)) canvas_text(c, row, col + i, 1, pen, mark_of(set, y));
  }
  for (size_t i = 0; cell > 0 && i < s->n; i++) {
    bool odd = isnan(series_part(set, s->y[i]));
    int at = col + (int)i * (cell + gap);
    if (odd) canvas_text(c, row, at, 1, PEN(ROLE_WARN), mark_of(set, s->y[i]));
    else canvas_fill(c, row, at, 1, cell, pen, mark_of(set, s->y[i]));
  }
}

void series_draw_cursor(const SeriesSet *set, size_t at, Canvas *c, int row, int col, int cols) {
  int cell, gap;
  series_cells(set->longest, cols, &cell, &gap);
  int from = col + (cell > 0 ? (int)at * (cell + gap) : (int)(at * (size_t)cols / set->longest));
  for (int i = 0; i < (cell > 0 ? cell : 1) && from + i < col + cols; i++) {
    Cell *x = canvas_at(c, row, from + i);
    if (x) x->role = ROLE_CURSOR;
  }
}

bool series_has_words(const SeriesSet *set) { return frame_has_labels(set->words); }

void series_draw_words(const SeriesSet *set, Canvas *c, int row, int col, int cols) {
  int cell, gap;
  series_cells(set->longest, cols, &cell, &gap);
  Str s = {0};
  for (size_t i = 0; cell >= 2 && i < set->longest; i++) {
    str_clear(&s);
    frame_label(set->words, i, &s);
    frame_left(c, row, col + (int)i * (cell + gap), cell, PEN(series_has_words(set) ? ROLE_LABEL : ROLE_DIM), str_c(&s));
  }
  if (cell < 2) {
    canvas_text(c, row, col, cols, PEN(ROLE_DIM), "0");
    int used = cell == 1 ? (int)set->longest : cols;
    str_addf(&s, "%zu", set->longest - 1);
    frame_right(c, row, col + 2, used - 2, PEN(ROLE_DIM), str_c(&s));
  }
  str_free(&s);
}

int series_name_columns(const SeriesSet *set, int most) {
  int want = 0;
  for (int k = 0; k < set->n; k++) {
    int w = frame_columns(str_c(&set->s[k].name));
    if (w > want) want = w;
  }
  return want < most ? want : most;
}
