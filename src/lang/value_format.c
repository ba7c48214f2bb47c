// SPDX-License-Identifier: GPL-3.0-or-later
// value_format: a value as the prompt shows it.
//
// What can be typed back in, is shown so. Within other values everything is on one line; a tensor at the
// top has its rows on lines of their own.
#include <string.h>

#include "base/i18n.h"
#include "base/settings.h"
#include "lang/builtin.h"
#include "lang/lexer.h"
#include "lang/model_format.h"
#include "lang/proto.h"

enum {
  MOST_ITEMS = 24,     // of a list, record or tensor within another value, when lines are bounded
  KEPT_ITEMS = 10,     // of a longer one, at the beginning
  MOST_ELEMENTS = 1000 // of a tensor that is shown whole
};

static void inline_value(Value v, Str *out, bool bounded);

static int digits(void) { return (int)settings.precision; }

static void quoted(const char *s, size_t n, Str *out) {
  str_addc(out, '"');
  for (size_t i = 0; i < n; i++) {
    char c = s[i];
    if (c == '"' || c == '\\') str_addf(out, "\\%c", c);
    else if (c == '\n') str_add(out, "\\n");
    else if (c == '\t') str_add(out, "\\t");
    else if (c == '\r') str_add(out, "\\r");
    else if ((unsigned char)c < 0x20 || c == 0x7F) str_addf(out, "\\u{%x}", (unsigned)(unsigned char)c);
    else str_addc(out, c);
  }
  str_addc(out, '"');
}

static void key_text(const char *name, Str *out) {
  if (lexer_is_name(name)) str_add(out, name);
  else quoted(name, strlen(name), out);
}

// -- within other values -------------------------------------------------------------------------

static void inline_rows(const float *data, const int64_t *dim, int rank, Str *out) {
  if (rank == 0) {
    format_number(out, (double)*data, digits());
    return;
  }
  size_t part = 1;
  for (int d = 1; d < rank; d++) part *= (size_t)dim[d];
  str_addc(out, '[');
  for (int64_t i = 0; i < dim[0]; i++) {
    if (i) str_add(out, ", ");
    inline_rows(data + (size_t)i * part, dim + 1, rank - 1, out);
  }
  str_addc(out, ']');
}

static void inline_tensor(const Tensor *t, Str *out, bool bounded) {
  if (!bounded || t->size <= MOST_ITEMS) {
    inline_rows(t->data, t->shape.dim, t->shape.rank, out);
    return;
  }
  str_add(out, "<tensor of shape ");
  shape_str(&t->shape, out);
  str_addc(out, '>');
}

// How many of n items are shown at the front; the others are counted.
static size_t shown(size_t n, bool bounded) { return bounded && n > MOST_ITEMS ? KEPT_ITEMS : n; }

static void elided(size_t n, size_t k, Str *out) {
  if (k < n) str_addf(out, _(", ... (%zu more)"), n - k);
}

static void inline_list(const ObjList *l, Str *out, bool bounded) {
  size_t k = shown(l->n, bounded);
  str_addc(out, '[');
  for (size_t i = 0; i < k; i++) {
    if (i) str_add(out, ", ");
    inline_value(l->items[i], out, bounded);
  }
  elided(l->n, k, out);
  str_addc(out, ']');
}

static void inline_record(const ObjRecord *r, Str *out, bool bounded) {
  size_t k = shown(r->n, bounded);
  str_addc(out, '{');
  for (size_t i = 0; i < k; i++) {
    if (i) str_add(out, ", ");
    key_text(r->fields[i].name, out);
    str_add(out, ": ");
    inline_value(r->fields[i].value, out, bounded);
  }
  elided(r->n, k, out);
  str_addc(out, '}');
}

static void range_text(const ObjRange *r, Str *out) {
  str_add(out, "range(");
  format_number(out, r->start, 17);
  str_add(out, ", ");
  format_number(out, r->start + (double)r->n * r->step, 17);
  if (r->step != 1) {
    str_add(out, ", ");
    format_number(out, r->step, 17);
  }
  str_addc(out, ')');
}

static void builtin_text(const ObjBuiltin *b, Str *out) {
  str_add(out, "<function ");
  if (b->op) op_usage(b->op->name, b->op->params, out);
  else op_usage(b->builtin->name, b->builtin->params, out);
  str_addc(out, '>');
}

static void function_text(const ObjFunc *f, Str *out) {
  str_add(out, f->proto->kind == PROTO_MODEL ? "<model " : "<function ");
  proto_usage(f->proto, out);
  str_addc(out, '>');
}

static void handle_text(const ObjHandle *h, Str *out) {
  if (h->type->format) h->type->format(h->p, out);
  else str_addf(out, "<%s>", h->type->name);
}

static void inline_value(Value v, Str *out, bool bounded) {
  switch (v.type) {
  case VAL_NIL: str_add(out, "nil"); break;
  case VAL_BOOL: str_add(out, v.as.b ? "true" : "false"); break;
  case VAL_NUM: format_number(out, v.as.num, digits()); break;
  case VAL_TENSOR: inline_tensor(v.as.t, out, bounded); break;
  case VAL_STR: quoted(value_cstr(v), ((const ObjStr *)v.as.obj)->n, out); break;
  case VAL_LIST: inline_list((const ObjList *)v.as.obj, out, bounded); break;
  case VAL_RECORD: inline_record((const ObjRecord *)v.as.obj, out, bounded); break;
  case VAL_RANGE: range_text((const ObjRange *)v.as.obj, out); break;
  case VAL_FUNC: function_text((const ObjFunc *)v.as.obj, out); break;
  case VAL_BUILTIN: builtin_text((const ObjBuiltin *)v.as.obj, out); break;
  case VAL_MODEL: model_format(v, out, false); break;
  case VAL_HANDLE: handle_text((const ObjHandle *)v.as.obj, out); break;
  }
}

// -- at the top --------------------------------------------------------------------------------

static int count_lines(const char *s) {
  int n = 1;
  for (; (s = strchr(s, '\n')); s++) n++;
  return n;
}

// Keeps `rows` lines of what was added from byte `from` on; the last one tells how many are left out.
static void cut_lines(Str *out, size_t from, int rows) {
  int lines = out->s ? count_lines(out->s + from) : 1;
  if (rows <= 0 || lines <= rows) return;
  char *end = out->s + from;
  for (int i = 0; i < rows - 1; i++) end = strchr(end, '\n') + 1;
  out->n = (size_t)(end - out->s);
  *end = 0;
  str_addf(out, _("... (%d more lines)"), lines - rows + 1);
}

static void top_tensor(const Tensor *t, Str *out, int rows) {
  size_t from = out->n, max = rows > 0 ? MOST_ELEMENTS : 0;
  tensor_format(out, t, digits(), max, (int)settings.edge);
  // Too many lines: only the edges, fewer of them where they are still too many.
  for (int edge = (int)settings.edge; rows > 0 && edge > 0 && out->s && count_lines(out->s + from) > rows; edge--) {
    out->n = from;
    out->s[from] = 0;
    tensor_format(out, t, digits(), 1, edge);
  }
}

void value_format(Value v, Str *out, int rows, bool bare) {
  size_t from = out->n;
  if (v.type == VAL_STR && bare) str_addn(out, value_cstr(v), ((const ObjStr *)v.as.obj)->n);
  else if (v.type == VAL_TENSOR && v.as.t->shape.rank > 0) top_tensor(v.as.t, out, rows);
  else if (v.type == VAL_MODEL) model_format(v, out, true);
  else inline_value(v, out, rows > 0);
  cut_lines(out, from, rows);
}

void value_literal(Value v, Str *out) {
  double precision = settings.precision;
  settings.precision = 17;
  inline_value(v, out, false);
  settings.precision = precision;
}
