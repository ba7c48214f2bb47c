// SPDX-License-Identifier: GPL-3.0-or-later
// safetensors: the header is believed only after its ranges were found to lie within the file, side by
// side, and to be as long as type and shape say.
#include "io/safetensors.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/interrupt.h"
#include "base/mem.h"
#include "base/paths.h"
#include "io/dtype.h"

#define MAX_HEADER ((uint64_t)100 << 20)

typedef struct Entry {
  const char *name; // the header's
  size_t order;     // in the header
  IoType type;
  Shape shape;
  uint64_t from, to;
} Entry;

void named_tensors_free(NamedTensors *ts) {
  for (size_t i = 0; i < ts->n; i++) {
    mem_free(ts->items[i].name);
    tensor_release(ts->items[i].t);
  }
  mem_free(ts->items);
  *ts = (NamedTensors){0};
}

// -- the header ----------------------------------------------------------------------------------------

typedef struct Reader {
  IoIn *in;
  const char *text; // the header's JSON
  size_t n;
  uint64_t data;    // bytes of numbers behind it
  Err *e;
} Reader;

// Where an entry is written in the header: the first "name" there.
static uint64_t place_of(const Reader *r, const char *name) {
  size_t n = strlen(name);
  for (const char *p = r->text; (p = memmem(p, (size_t)(r->text + r->n - p), name, n)); p++)
    if (p > r->text && p[-1] == '"' && p[n] == '"') return 8 + (uint64_t)(p - r->text);
  return 8;
}

static bool wrong(Reader *r, const char *name, const char *what) {
  return io_wrong(r->in, place_of(r, name), r->e, _("tensor \"%.80s\": %s"), name, what);
}

static bool type_of(Reader *r, const char *name, const json_t *v, IoType *out) {
  static const struct { const char *name; IoType type; } types[] = {
    {"F32", IO_F32}, {"F64", IO_F64}, {"F16", IO_F16}, {"BF16", IO_BF16}, {"BOOL", IO_BOOL}, {"I8", IO_I8}, {"U8", IO_U8},
    {"I16", IO_I16}, {"U16", IO_U16}, {"I32", IO_I32}, {"U32", IO_U32},   {"I64", IO_I64},   {"U64", IO_U64}};
  if (!json_is_string(v)) return wrong(r, name, _("its dtype is missing"));
  for (size_t i = 0; i < sizeof types / sizeof *types; i++)
    if (strcmp(types[i].name, json_string_value(v)) == 0) {
      *out = types[i].type;
      return true;
    }
  Str s = {0};
  str_addf(&s, _("numbers of dtype %.40s cannot be read"), json_string_value(v));
  wrong(r, name, str_c(&s));
  str_free(&s);
  return false;
}

static bool whole(const json_t *v, int64_t *out) {
  *out = json_is_integer(v) ? (int64_t)json_integer_value(v) : -1;
  return *out >= 0;
}

static bool shape_and_range(Reader *r, const json_t *v, Entry *x) {
  const json_t *shape = json_object_get(v, "shape"), *range = json_object_get(v, "data_offsets");
  int64_t from, to;
  size_t n;
  if (!json_is_array(shape)) return wrong(r, x->name, _("its shape is missing"));
  if (json_array_size(shape) > TENSOR_MAX_RANK) return wrong(r, x->name, _("it has more dimensions than a tensor can"));
  for (size_t d = 0; d < json_array_size(shape); d++, x->shape.rank++)
    if (!whole(json_array_get(shape, d), &x->shape.dim[d])) return wrong(r, x->name, _("a length in its shape is not a whole number from 0 on"));
  if (!json_is_array(range) || json_array_size(range) != 2 || !whole(json_array_get(range, 0), &from) ||
      !whole(json_array_get(range, 1), &to) || from > to)
    return wrong(r, x->name, _("its data_offsets are not two rising numbers"));
  x->from = (uint64_t)from;
  x->to = (uint64_t)to;
  Err none = {0};
  bool fits = shape_size(&x->shape, &n, &none) && n <= (uint64_t)INT64_MAX / 8 && x->to - x->from == n * io_type_size(x->type);
  err_clear(&none);
  if (!fits) return wrong(r, x->name, _("its data_offsets are not as far apart as its shape and dtype ask for"));
  if (x->to > r->data) return wrong(r, x->name, _("its data_offsets lead beyond the end of the file"));
  return true;
}

static int by_place(const void *a, const void *b) {
  const Entry *x = a, *y = b;
  if (x->from != y->from) return x->from < y->from ? -1 : 1;
  return x->to != y->to ? (x->to < y->to ? -1 : 1) : (x->order > y->order) - (x->order < y->order);
}

// The ranges, sorted, must follow one another from the first byte to the last.
static bool side_by_side(Reader *r, const Entry *xs, size_t n) {
  uint64_t at = 0;
  for (size_t i = 0; i < n; i++) {
    if (xs[i].from < at) return wrong(r, xs[i].name, _("its data overlaps that of another tensor"));
    if (xs[i].from > at) return wrong(r, xs[i].name, _("there is a gap before its data"));
    at = xs[i].to;
  }
  if (at == r->data) return true;
  return io_wrong(r->in, 8 + r->n + at, r->e, _("the file goes on after the data of its last tensor"));
}

static bool entries_of(Reader *r, json_t *root, Entry **out, size_t *n) {
  const char *name;
  json_t *v;
  size_t order = 0;
  *n = 0;
  *out = mem_alloc((json_object_size(root) + 1) * sizeof **out);
  json_object_foreach(root, name, v) {
    if (strcmp(name, "__metadata__") == 0) continue;
    Entry *x = &(*out)[(*n)++];
    *x = (Entry){.name = name, .order = order++};
    if (!json_is_object(v)) return wrong(r, name, _("its entry is no object"));
    if (!type_of(r, name, json_object_get(v, "dtype"), &x->type) || !shape_and_range(r, v, x)) return false;
  }
  qsort(*out, *n, sizeof **out, by_place);
  return side_by_side(r, *out, *n);
}

// -- reading -------------------------------------------------------------------------------------------

static bool read_all(Reader *r, const Entry *xs, size_t n, NamedTensors *out) {
  out->items = mem_zalloc((n + 1) * sizeof *out->items);
  out->n = n;
  for (size_t i = 0; i < n; i++) {
    Str what = {0};
    str_addf(&what, _("tensor \"%.80s\""), xs[i].name);
    NamedTensor *to = &out->items[xs[i].order];
    to->name = mem_strdup(xs[i].name);
    to->t = io_read_tensor(r->in, xs[i].type, false, &xs[i].shape, str_c(&what), r->e);
    str_free(&what);
    if (!to->t) return false;
  }
  return true;
}

static bool read_after_header(Reader *r, NamedTensors *out) {
  json_error_t je;
  Entry *xs = NULL;
  size_t n = 0;
  json_t *root = json_loadb(r->text, r->n, JSON_REJECT_DUPLICATES, &je);
  if (!root) return io_wrong(r->in, 8 + (uint64_t)(je.position > 0 ? je.position : 0), r->e, _("the header is damaged: %s"), je.text);
  bool ok = json_is_object(root) || io_wrong(r->in, 8, r->e, _("the header is no JSON object"));
  ok = ok && entries_of(r, root, &xs, &n) && read_all(r, xs, n, out);
  mem_free(xs);
  json_decref(root);
  return ok;
}

static bool read_file(IoIn *in, NamedTensors *out, Err *e) {
  unsigned char head[8];
  uint64_t n = 0, left;
  if (!io_left(in, &left)) return err_set(e, ERR_IO, _("%s is no plain file, as safetensors must be"), io_path(in));
  if (!io_need(in, head, 8, _("the header's length"), e)) return false;
  for (int i = 0; i < 8; i++) n |= (uint64_t)head[i] << (8 * i);
  if (n > MAX_HEADER) return io_wrong(in, 0, e, _("a header of %llu bytes is not believable"), (unsigned long long)n);
  if (n > left - 8) return io_wrong(in, 0, e, _("the header is to have %llu bytes, but only %llu follow"), (unsigned long long)n, (unsigned long long)(left - 8));
  char *text = mem_try((size_t)n + 1);
  if (!text) return err_set(e, ERR_MEMORY, _("no memory left to read %s"), io_path(in));
  text[n] = 0;
  Reader r = {.in = in, .text = text, .n = (size_t)n, .data = left - 8 - n, .e = e};
  bool ok = io_need(in, text, (size_t)n, _("the header"), e) && read_after_header(&r, out);
  mem_free(text);
  return ok;
}

bool safetensors_read(const char *path, NamedTensors *out, Err *e) {
  *out = (NamedTensors){0};
  IoIn *in = io_open(path, true, e);
  bool ok = in && read_file(in, out, e);
  io_close(in);
  if (!ok) named_tensors_free(out);
  return ok;
}

// -- writing -------------------------------------------------------------------------------------------

static void add_json_string(Str *s, const char *text) {
  str_addc(s, '"');
  for (const unsigned char *p = (const unsigned char *)text; *p; p++) {
    if (*p == '"' || *p == '\\') str_addf(s, "\\%c", *p);
    else if (*p < 32) str_addf(s, "\\u%04x", *p);
    else str_addc(s, (char)*p);
  }
  str_addc(s, '"');
}

static void add_entry(Str *s, const NamedTensor *x, uint64_t *at) {
  uint64_t to = *at + x->t->size * sizeof *x->t->data;
  add_json_string(s, x->name);
  str_add(s, ":{\"dtype\":\"F32\",\"shape\":[");
  for (int d = 0; d < x->t->shape.rank; d++) str_addf(s, d ? ",%lld" : "%lld", (long long)x->t->shape.dim[d]);
  str_addf(s, "],\"data_offsets\":[%llu,%llu]}", (unsigned long long)*at, (unsigned long long)to);
  *at = to;
}

// The format has the lowest byte first, as memory does on the machines this is built for.
_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "safetensors_write would have to swap bytes here");

bool safetensors_write(const char *path, const NamedTensors *tensors, Err *e) {
  uint64_t at = 0;
  Str s = {0};
  str_addn(&s, "\0\0\0\0\0\0\0\0{", 9);
  for (size_t i = 0; i < tensors->n; i++) {
    if (i) str_addc(&s, ',');
    add_entry(&s, &tensors->items[i], &at);
  }
  str_addc(&s, '}');
  while (s.n % 8) str_addc(&s, ' ');
  for (int i = 0; i < 8; i++) s.s[i] = (char)((s.n - 8) >> (8 * i) & 255);
  FilePart *parts = mem_alloc((tensors->n + 1) * sizeof *parts);
  parts[0] = (FilePart){s.s, s.n};
  for (size_t i = 0; i < tensors->n; i++)
    parts[i + 1] = (FilePart){tensors->items[i].t->data, tensors->items[i].t->size * sizeof(float)};
  bool ok = file_write_parts(path, parts, tensors->n + 1, e);
  mem_free(parts);
  str_free(&s);
  return ok;
}
