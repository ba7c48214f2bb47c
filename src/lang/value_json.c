// SPDX-License-Identifier: GPL-3.0-or-later
// value_json: a value as JSON (RFC 8259) with every digit: 17 significant ones for numbers, 9 for the
// float32 of tensors. JSON has no infinities: they are the strings "inf", "-inf" and "nan".
#include <math.h>
#include <string.h>

#include "base/i18n.h"
#include "lang/builtin.h"
#include "lang/proto.h"

static void add_number(Str *out, double x, int digits) {
  if (isnan(x)) str_add(out, "\"nan\"");
  else if (isinf(x)) str_add(out, x > 0 ? "\"inf\"" : "\"-inf\"");
  else if (x == floor(x) && fabs(x) < 1e15) str_addf(out, "%.0f", x == 0 ? 0.0 : x);
  else str_addf(out, "%.*g", digits, x);
}

static void add_string(Str *out, const char *s, size_t n) {
  str_addc(out, '"');
  for (size_t i = 0; i < n; i++) {
    char c = s[i];
    if (c == '"' || c == '\\') str_addf(out, "\\%c", c);
    else if (c == '\n') str_add(out, "\\n");
    else if (c == '\t') str_add(out, "\\t");
    else if ((unsigned char)c < 0x20) str_addf(out, "\\u%04x", (unsigned)(unsigned char)c);
    else str_addc(out, c);
  }
  str_addc(out, '"');
}

static void add_rows(Str *out, const float *data, const int64_t *dim, int rank) {
  if (rank == 0) {
    add_number(out, (double)*data, 9);
    return;
  }
  size_t part = 1;
  for (int d = 1; d < rank; d++) part *= (size_t)dim[d];
  str_addc(out, '[');
  for (int64_t i = 0; i < dim[0]; i++) {
    if (i) str_add(out, ", ");
    add_rows(out, data + (size_t)i * part, dim + 1, rank - 1);
  }
  str_addc(out, ']');
}

static bool add_list(const ObjList *l, Str *out, Err *e) {
  str_addc(out, '[');
  for (size_t i = 0; i < l->n; i++) {
    if (i) str_add(out, ", ");
    if (!value_json(l->items[i], out, e)) return false;
  }
  str_addc(out, ']');
  return true;
}

static bool add_fields(const Field *fields, size_t n, Str *out, Err *e) {
  str_addc(out, '{');
  for (size_t i = 0; i < n; i++) {
    if (i) str_add(out, ", ");
    add_string(out, fields[i].name, strlen(fields[i].name));
    str_add(out, ": ");
    if (!value_json(fields[i].value, out, e)) return false;
  }
  str_addc(out, '}');
  return true;
}

static void add_range(const ObjRange *r, Str *out) {
  str_addc(out, '[');
  for (size_t i = 0; i < r->n; i++) {
    if (i) str_add(out, ", ");
    add_number(out, r->start + (double)i * r->step, 17);
  }
  str_addc(out, ']');
}

bool value_json(Value v, Str *out, Err *e) {
  switch (v.type) {
  case VAL_NIL: str_add(out, "null"); return true;
  case VAL_BOOL: str_add(out, v.as.b ? "true" : "false"); return true;
  case VAL_NUM: add_number(out, v.as.num, 17); return true;
  case VAL_TENSOR: add_rows(out, v.as.t->data, v.as.t->shape.dim, v.as.t->shape.rank); return true;
  case VAL_STR: add_string(out, value_cstr(v), ((const ObjStr *)v.as.obj)->n); return true;
  case VAL_LIST: return add_list((const ObjList *)v.as.obj, out, e);
  case VAL_RECORD: return add_fields(((const ObjRecord *)v.as.obj)->fields, ((const ObjRecord *)v.as.obj)->n, out, e);
  case VAL_MODEL: return add_fields(((const ObjModel *)v.as.obj)->fields, ((const ObjModel *)v.as.obj)->n, out, e);
  case VAL_RANGE: add_range((const ObjRange *)v.as.obj, out); return true;
  default: return err_set(e, ERR_TYPE, _("%s cannot be written as JSON"), value_phrase(v));
  }
}
