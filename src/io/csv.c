// SPDX-License-Identifier: GPL-3.0-or-later
// csv: the whole file is read into memory once and cut into cells there; then each column that has
// nothing but numbers becomes a tensor.
#include "io/csv.h"

#include <math.h>
#include <string.h>

#include "base/i18n.h"
#include "base/interrupt.h"
#include "base/map.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "io/in.h"
#include "io/number.h"

typedef struct Parser {
  IoIn *in;
  const CsvOptions *o;
  Csv *out;
  char *p, *end;
  size_t n_cells, cap_cells;
  CsvCell *cells;      // of all rows, the one with the names too
  size_t line;         // from 1, for messages
  Err *e;
} Parser;

void csv_free(Csv *c) {
  for (size_t i = 0; c->columns && i < c->n_columns; i++) tensor_release(c->columns[i].numbers);
  mem_free(c->columns);
  mem_free(c->cells);
  mem_free(c->text);
  *c = (Csv){0};
}

static uint64_t place(const Parser *p, const char *at) { return (uint64_t)(at - p->out->text); }

// -- the text ------------------------------------------------------------------------------------------

static bool read_text(Parser *p) {
  uint64_t left;
  size_t cap = 4096, n = 0, got;
  if (io_left(p->in, &left) && left < SIZE_MAX - 1) cap = (size_t)left;
  for (;;) {
    char *more = mem_try_realloc(p->out->text, cap + 1);
    if (!more) return err_set(p->e, ERR_MEMORY, _("no memory left to read %s"), io_path(p->in));
    p->out->text = more;
    if (!io_read(p->in, more + n, cap + 1 - n, &got, p->e)) return false;
    n += got;
    if (n < cap + 1) break; // its end was seen
    cap *= 2;
  }
  char *text = p->out->text;
  size_t valid = utf8_valid(text, n);
  if (valid < n) return io_wrong(p->in, valid, p->e, _("the text is not UTF-8"));
  const char *zero = memchr(text, 0, n);
  if (zero) return io_wrong(p->in, place(p, zero), p->e, _("a zero byte does not belong in text"));
  p->p = text + (n >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0 ? 3 : 0);
  p->end = text + n;
  return true;
}

// -- cells ---------------------------------------------------------------------------------------------

static bool at_cell_end(const Parser *p) {
  return p->p == p->end || *p->p == p->o->sep || *p->p == '\n' || (*p->p == '\r' && (p->p + 1 == p->end || p->p[1] == '\n'));
}

static bool quoted(Parser *p, CsvCell *c) {
  char *open = p->p++, *to = open;
  size_t opened = p->line;
  for (;; p->p++) {
    if (p->p == p->end)
      return io_wrong(p->in, place(p, open), p->e, _("the quote that opens in line %zu is never closed"), opened);
    if (*p->p == '"' && (p->p + 1 == p->end || p->p[1] != '"')) break;
    if (*p->p == '"') p->p++;
    if (*p->p == '\n') p->line++;
    *to++ = *p->p;
  }
  p->p++;
  *c = (CsvCell){open, (size_t)(to - open)};
  return at_cell_end(p) ||
         io_wrong(p->in, place(p, p->p), p->e, _("line %zu: after a closing quote the cell must end"), p->line);
}

static bool cell(Parser *p) {
  if (p->n_cells == p->cap_cells) {
    size_t cap = p->cap_cells ? p->cap_cells * 2 : 256;
    CsvCell *more = mem_try_realloc(p->cells, cap * sizeof *more);
    if (!more) return err_set(p->e, ERR_MEMORY, _("no memory left to read %s"), io_path(p->in));
    p->cells = more;
    p->cap_cells = cap;
  }
  CsvCell *c = &p->cells[p->n_cells++];
  if (p->p < p->end && *p->p == '"') return quoted(p, c);
  *c = (CsvCell){p->p, 0};
  while (!at_cell_end(p)) p->p++;
  c->n = (size_t)(p->p - c->s);
  return true;
}

// One row; *n cells. The line end is passed over.
static bool row(Parser *p, size_t *n) {
  for (*n = 1; cell(p); ++*n) {
    if (p->p < p->end && *p->p == p->o->sep) {
      p->p++;
      continue;
    }
    if (p->p < p->end && *p->p == '\r') p->p++;
    if (p->p < p->end) p->p++;
    p->line++;
    return true;
  }
  return false;
}

static bool empty_line(Parser *p) {
  if (*p->p != '\n' && !(*p->p == '\r' && p->p + 1 < p->end && p->p[1] == '\n')) return false;
  p->p += *p->p == '\r' ? 2 : 1;
  p->line++;
  return true;
}

static bool rows(Parser *p, size_t *n_rows) {
  size_t n;
  *n_rows = 0;
  while (p->p < p->end) {
    if (interrupt_pending()) return !interrupt_check(p->e);
    if (empty_line(p)) continue;
    char *from = p->p;
    size_t line = p->line;
    if (!row(p, &n)) return false;
    if (*n_rows == 0) p->out->n_columns = n;
    if (n != p->out->n_columns)
      return io_wrong(p->in, place(p, from), p->e, _("line %zu has %zu cells, the first has %zu"), line, n, p->out->n_columns);
    ++*n_rows;
  }
  return *n_rows > 0 || io_wrong(p->in, 0, p->e, _("the table is empty"));
}

// -- columns -------------------------------------------------------------------------------------------

// A name that comes twice gets a number behind it: x, x.1, x.2.
static void name_columns(Parser *p) {
  Csv *c = p->out;
  Map taken = {0};
  c->columns = mem_zalloc(c->n_columns * sizeof *c->columns);
  for (size_t i = 0; i < c->n_columns; i++) {
    Str s = {0};
    if (p->o->header) str_addn(&s, p->cells[i].s, p->cells[i].n);
    if (s.n == 0) str_addf(&s, "%zu", i);
    size_t n = s.n;
    int first = map_get(&taken, name_of(str_c(&s))); // the column of that name, whose count goes on
    for (size_t k = first < 0 ? 0 : c->columns[first].again + 1; k > 0 && map_get(&taken, name_of(str_c(&s))) >= 0; k++) {
      s.n = n;
      str_addf(&s, ".%zu", k);
      c->columns[first].again = k;
    }
    c->columns[i].name = name_of(str_c(&s));
    map_put(&taken, c->columns[i].name, (int)i);
    str_free(&s);
  }
  map_free(&taken);
}

static bool missing(CsvCell c) {
  return c.n == 0 || (c.n == 2 && memcmp(c.s, "NA", 2) == 0);
}

static bool as_number(CsvCell c, double *x) {
  while (c.n > 0 && *c.s == ' ') c.s++, c.n--;
  while (c.n > 0 && c.s[c.n - 1] == ' ') c.n--;
  if (!missing(c)) return number_parse(c.s, c.n, x);
  *x = (double)NAN;
  return true;
}

// Is there nothing but numbers, and at least one?
static bool is_numeric(const Csv *c, size_t column) {
  double x;
  bool some = false;
  for (size_t r = 0; r < c->rows; r++) {
    CsvCell v = c->cells[r * c->n_columns + column];
    if (!as_number(v, &x)) return false;
    some = some || !missing(v);
  }
  return some;
}

static bool fill_numbers(Parser *p, size_t column) {
  Csv *c = p->out;
  double x = 0;
  Tensor *t = tensor_new(&(Shape){.rank = 1, .dim = {(int64_t)c->rows}}, p->e);
  c->columns[column].numbers = t;
  if (!t) return false;
  for (size_t r = 0; r < c->rows; r++) {
    CsvCell v = c->cells[r * c->n_columns + column];
    as_number(v, &x);
    t->data[r] = (float)x;
    bool whole = x == floor(x) && fabs(x) < 1e15;
    if ((whole && (double)t->data[r] != x) || (isinf(t->data[r]) && !isinf(x))) {
      io_wrong(p->in, place(p, v.s), p->e, _("column %.80s: float32, which tensors are made of, cannot hold %.*s"),
               c->columns[column].name, (int)utf8_fit(v.s, v.n, 40), v.s);
      err_hint(p->e, _("read_csv(path, text=[\"%.80s\"]) keeps the column as text"), c->columns[column].name);
      return false;
    }
  }
  return true;
}

static bool columns(Parser *p, size_t n_rows) {
  Csv *c = p->out;
  size_t names = p->o->header ? c->n_columns : 0;
  name_columns(p);
  c->rows = n_rows - (p->o->header ? 1 : 0);
  c->cells = p->cells;
  p->cells = NULL;
  if (names) memmove(c->cells, c->cells + names, c->rows * c->n_columns * sizeof *c->cells);
  for (size_t i = 0; i < c->n_columns; i++) {
    if (interrupt_pending() && interrupt_check(p->e)) return false;
    bool text = p->o->is_text && p->o->is_text(p->o->ctx, c->columns[i].name);
    if (!text && is_numeric(c, i) && !fill_numbers(p, i)) return false;
  }
  return true;
}

bool csv_read(const char *path, const CsvOptions *o, Csv *out, Err *e) {
  size_t n_rows;
  *out = (Csv){0};
  Parser p = {.in = io_open(path, false, e), .o = o, .out = out, .line = 1, .e = e};
  bool ok = p.in && read_text(&p) && rows(&p, &n_rows) && columns(&p, n_rows);
  mem_free(p.cells);
  io_close(p.in);
  if (!ok) csv_free(out);
  return ok;
}
