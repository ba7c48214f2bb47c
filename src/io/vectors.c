// SPDX-License-Identifier: GPL-3.0-or-later
// vectors: reading them line by line into one tensor, whose rows are guessed from the size of the file.
#include "io/vectors.h"

#include <math.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "io/in.h"
#include "io/number.h"

#define MAX_DIM 100000

typedef struct Reader {
  IoIn *in;
  size_t most, dim, cap; // rows the tensor has room for
  size_t words_n, words_cap;
  WordVectors *out;
  Err *e;
} Reader;

typedef struct Line { const char *s; size_t n; uint64_t at; } Line;

void vectors_free(WordVectors *v) {
  mem_free(v->words);
  tensor_release(v->rows);
  *v = (WordVectors){0};
}

static bool blank(char c) { return c == ' ' || c == '\t'; }

// How many parts the blanks of the line make.
static size_t count_parts(const Line *l) {
  size_t parts = 0;
  for (size_t i = 0; i < l->n; i++) parts += !blank(l->s[i]) && (i == 0 || blank(l->s[i - 1]));
  return parts;
}

// "400000 300": so many words, so many numbers each.
static bool is_header(const Line *l, double *rows, double *dim) {
  size_t gap = 0, end = l->n;
  while (end > 0 && blank(l->s[end - 1])) end--;
  while (gap < end && !blank(l->s[gap])) gap++;
  if (gap == end || !number_parse(l->s, gap, rows) || !number_parse(l->s + gap + 1, end - gap - 1, dim)) return false;
  return *rows >= 0 && *rows < 1e12 && *dim >= 1 && *dim <= MAX_DIM && *rows == floor(*rows) && *dim == floor(*dim);
}

static bool make_rows(Reader *r, size_t cap) {
  Tensor *t = tensor_new(&(Shape){.rank = 2, .dim = {(int64_t)cap, (int64_t)r->dim}}, r->e);
  if (!t) return false;
  if (r->out->rows) memcpy(t->data, r->out->rows->data, r->out->n * r->dim * sizeof(float));
  tensor_release(r->out->rows);
  r->out->rows = t;
  r->cap = cap;
  return true;
}

static bool add_word(Reader *r, const char *s, size_t n, uint64_t at) {
  size_t valid = utf8_valid(s, n);
  if (valid < n) return io_wrong(r->in, at + valid, r->e, _("a word is not UTF-8"));
  if (memchr(s, 0, n)) return io_wrong(r->in, at, r->e, _("a word has a zero byte in it"));
  if (r->words_n + n + 1 > r->words_cap) {
    size_t cap = (r->words_n + n + 1) * 2;
    char *p = mem_try_realloc(r->out->words, cap);
    if (!p) return err_set(r->e, ERR_MEMORY, _("no memory left to read %s"), io_path(r->in));
    r->out->words = p;
    r->words_cap = cap;
  }
  memcpy(r->out->words + r->words_n, s, n);
  r->words_n += n;
  r->out->words[r->words_n++] = 0;
  return true;
}

// The numbers are the last parts of the line: a word may have blanks in it.
static bool add_line(Reader *r, const Line *l) {
  if (r->out->n == r->cap && !make_rows(r, r->cap + r->cap / 2 + 16)) return false;
  float *row = r->out->rows->data + r->out->n * r->dim;
  size_t end = l->n;
  for (size_t k = r->dim; k-- > 0;) {
    while (end > 0 && blank(l->s[end - 1])) end--;
    size_t from = end;
    while (from > 0 && !blank(l->s[from - 1])) from--;
    double x;
    if (from == 0)
      return io_wrong(r->in, l->at, r->e, _("line %zu has %zu numbers, not %zu"), r->out->n + 1, r->dim - k - 1, r->dim);
    if (!number_parse(l->s + from, end - from, &x))
      return io_wrong(r->in, l->at + from, r->e, _("\"%.*s\" is not a number"), (int)utf8_fit(l->s + from, end - from, 40), l->s + from);
    row[k] = (float)x;
    end = from;
  }
  while (end > 0 && blank(l->s[end - 1])) end--;
  if (!add_word(r, l->s, end, l->at)) return false;
  r->out->n++;
  return true;
}

static bool next(Reader *r, Line *l) { return io_line(r->in, &l->s, &l->n, &l->at, r->e); }

// Room for as many lines as this one promises the file to have.
static size_t guess(const Reader *r, const Line *l) {
  uint64_t left;
  size_t shortest = l->n + 1 > 2 * r->dim ? l->n + 1 : 2 * r->dim;
  size_t rows = io_left(r->in, &left) ? (size_t)((left + ((uint64_t)1 << 17)) / shortest) : 1024;
  rows += rows / 16 + 16;
  return r->most && r->most < rows ? r->most : rows;
}

static bool read_lines(Reader *r) {
  Line l;
  double rows = 0, dim = 0;
  if (!next(r, &l)) return r->e->code == ERR_NONE && io_wrong(r->in, 0, r->e, _("the file is empty"));
  bool header = is_header(&l, &rows, &dim);
  r->dim = header ? (size_t)dim : count_parts(&l) - (count_parts(&l) > 0);
  if (r->dim == 0 || r->dim > MAX_DIM) return io_wrong(r->in, 0, r->e, _("the first line is no word with its numbers"));
  if (header && !next(r, &l)) return r->e->code == ERR_NONE && io_wrong(r->in, io_at(r->in), r->e, _("the file ends after its first line"));
  size_t most = header && (!r->most || (double)r->most > rows) ? (size_t)rows : r->most;
  if (!make_rows(r, guess(r, &l))) return false;
  do {
    if (header && r->out->n == (size_t)rows) return io_wrong(r->in, l.at, r->e, _("there are more words than the first line says"));
    if (l.n == 0 && r->out->n > 0) continue; // an empty line at the end
    if (!add_line(r, &l)) return false;
    if (r->most && r->out->n == r->most) return true;
  } while (next(r, &l));
  if (r->e->code != ERR_NONE) return false;
  if (header && r->out->n < most) return io_wrong(r->in, io_at(r->in), r->e, _("the first line says %zu words, there are %zu"), (size_t)rows, r->out->n);
  return true;
}

bool vectors_read(const char *path, size_t most, WordVectors *out, Err *e) {
  *out = (WordVectors){0};
  Reader r = {.in = io_open(path, false, e), .most = most, .out = out, .e = e};
  bool ok = r.in && read_lines(&r);
  if (ok) { // the rows that were filled
    Tensor *rows = tensor_block(out->rows, 0, (int64_t)out->n, false, e);
    tensor_release(out->rows);
    out->rows = rows;
    ok = rows != NULL;
  }
  io_close(r.in);
  if (!ok) vectors_free(out);
  return ok;
}
