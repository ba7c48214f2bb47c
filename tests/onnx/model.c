// SPDX-License-Identifier: GPL-3.0-or-later
// model: from bytes to the structures of model.h.
#include "model.h"

#include <math.h>
#include <stdio.h>

#include "base/arena.h"

static Arena memory; // all that was read, until onnx_forget

static void *grow(void *p, size_t n, size_t size) { // room for one more
  if (n & (n - 1)) return p;
  void *larger = arena_alloc(&memory, (n ? 2 * n : 1) * size);
  if (n) memcpy(larger, p, n * size);
  return larger;
}

static char *text_of(Bytes b) { return arena_strndup(&memory, b.n ? (const char *)b.p : "", b.n); }

void onnx_forget(void) { arena_free(&memory); }

static void add_text(char ***list, size_t *n, Bytes b) {
  *list = grow(*list, *n, sizeof **list);
  (*list)[(*n)++] = text_of(b);
}

typedef struct Numbers { double *x; size_t n; WireKind as; bool is_signed; } Numbers;

static void add_number(void *ctx, uint64_t bits) {
  Numbers *a = ctx;
  a->x = grow(a->x, a->n, sizeof *a->x);
  double v = a->as == WIRE_32 ? (double)wire_float(bits) : a->as == WIRE_64 ? wire_double(bits)
             : a->is_signed ? (double)(int64_t)bits : (double)bits;
  a->x[a->n++] = v;
}

static bool add_numbers(Numbers *a, const Wire *w, WireKind as, bool is_signed) {
  a->as = as;
  a->is_signed = is_signed;
  return wire_numbers(w, as, add_number, a);
}

// -- tensors -----------------------------------------------------------------------------------------

static double half(uint16_t h) {
  int exponent = h >> 10 & 31, fraction = h & 1023;
  double x = exponent == 31 ? (fraction ? NAN : INFINITY)
             : exponent == 0 ? ldexp(fraction, -24) : ldexp(1024 + fraction, exponent - 25);
  return h & 0x8000 ? -x : x;
}

static size_t width_of(int type) {
  switch (type) {
    case ONNX_UINT8: case ONNX_INT8: case ONNX_BOOL: return 1;
    case ONNX_UINT16: case ONNX_INT16: case ONNX_FLOAT16: case ONNX_BFLOAT16: return 2;
    case ONNX_FLOAT: case ONNX_INT32: case ONNX_UINT32: return 4;
    case ONNX_INT64: case ONNX_UINT64: case ONNX_DOUBLE: return 8;
    default: return 0;
  }
}

static double number_of(int type, uint64_t bits) {
  switch (type) {
    case ONNX_FLOAT: return (double)wire_float(bits);
    case ONNX_DOUBLE: return wire_double(bits);
    case ONNX_FLOAT16: return half((uint16_t)bits);
    case ONNX_BFLOAT16: return (double)wire_float(bits << 16);
    case ONNX_INT8: return (int8_t)bits;
    case ONNX_INT16: return (int16_t)bits;
    case ONNX_INT32: return (int32_t)bits;
    case ONNX_INT64: return (double)(int64_t)bits;
    default: return (double)bits;
  }
}

static bool raw(OnnxTensor *t, Bytes b) {
  size_t width = width_of(t->type);
  if (width == 0 || b.n / width != t->n || b.n % width) return false;
  t->data = arena_alloc(&memory, (t->n + 1) * sizeof *t->data);
  for (size_t i = 0; t->data && i < t->n; i++) {
    uint64_t bits;
    if (!wire_fixed(&b, width, &bits)) return false;
    t->data[i] = number_of(t->type, bits);
  }
  return t->data != NULL;
}

// Small floats travel as whole numbers in int32_data.
static void reinterpret(OnnxTensor *t, Numbers *a) {
  for (size_t i = 0; i < a->n; i++)
    if (t->type == ONNX_FLOAT16 || t->type == ONNX_BFLOAT16) a->x[i] = number_of(t->type, (uint64_t)a->x[i]);
}

static bool count(OnnxTensor *t) {
  t->n = 1;
  for (int d = 0; d < t->rank; d++) {
    if (t->dim[d] < 0 || (t->dim[d] > 0 && t->n > ((size_t)1 << 32) / (size_t)t->dim[d])) return false;
    t->n *= (size_t)t->dim[d];
  }
  return true;
}

static bool tensor(Bytes b, OnnxTensor *t) {
  Wire w;
  bool bad = false, has_raw = false;
  Bytes raw_bytes = {0};
  Numbers dims = {0}, data = {0};
  *t = (OnnxTensor){0};
  while (wire_next(&b, &w, &bad)) {
    bool ok = true;
    switch (w.number) {
      case 1: ok = add_numbers(&dims, &w, WIRE_VARINT, true); break;
      case 2: t->type = (int)w.value; break;
      case 4: ok = add_numbers(&data, &w, WIRE_32, true); break;
      case 5: case 7: ok = add_numbers(&data, &w, WIRE_VARINT, true); break;
      case 8: t->name = text_of(w.bytes); break;
      case 9: raw_bytes = w.bytes; has_raw = true; break;
      case 10: ok = add_numbers(&data, &w, WIRE_64, true); break;
      case 11: ok = add_numbers(&data, &w, WIRE_VARINT, false); break;
      default: break;
    }
    if (!ok) return false;
  }
  if (bad || dims.n > ONNX_MAX_DIMS) return false;
  t->rank = (int)dims.n;
  for (size_t d = 0; d < dims.n; d++) t->dim[d] = (int64_t)dims.x[d];
  if (!count(t)) return false;
  if (width_of(t->type) == 0) return true; // strings, complex numbers: no data
  if (has_raw) return raw(t, raw_bytes);
  reinterpret(t, &data);
  t->data = data.x;
  return data.n == t->n;
}

// -- nodes ---------------------------------------------------------------------------------------------

static bool attribute(Bytes b, OnnxAttr *a) {
  Wire w;
  bool bad = false;
  Numbers x = {0};
  *a = (OnnxAttr){0};
  while (wire_next(&b, &w, &bad)) {
    bool ok = true;
    switch (w.number) {
      case 1: a->name = text_of(w.bytes); break;
      case 2: case 7: ok = add_numbers(&x, &w, WIRE_32, true); break;
      case 3: case 8: ok = add_numbers(&x, &w, WIRE_VARINT, true); break;
      case 4: case 9: add_text(&a->str, &a->n_str, w.bytes); break;
      case 5: ok = tensor(w.bytes, &a->t); break;
      case 20: a->type = (int)w.value; break;
      default: break;
    }
    if (!ok) return false;
  }
  a->num = x.x;
  a->n = x.n;
  return !bad && a->name;
}

static bool node(Bytes b, OnnxNode *n) {
  Wire w;
  bool bad = false;
  *n = (OnnxNode){0};
  while (wire_next(&b, &w, &bad)) {
    bool ok = true;
    if (w.number == 1) add_text(&n->in, &n->n_in, w.bytes);
    else if (w.number == 2) add_text(&n->out, &n->n_out, w.bytes);
    else if (w.number == 4) n->op = text_of(w.bytes);
    else if (w.number == 7) n->domain = text_of(w.bytes);
    else if (w.number == 5) {
      n->attr = grow(n->attr, n->n_attr, sizeof *n->attr);
      ok = attribute(w.bytes, &n->attr[n->n_attr++]);
    }
    if (!ok) return false;
  }
  return !bad && n->op;
}

// -- models ----------------------------------------------------------------------------------------------

// ValueInfoProto: its name, and whether its type is a tensor (field 1 of TypeProto).
static bool value_info(Bytes b, char ***names, size_t *n, OnnxModel *m) {
  Wire w, inner;
  bool bad = false;
  while (wire_next(&b, &w, &bad)) {
    if (w.number == 1) add_text(names, n, w.bytes);
    Bytes type = w.bytes;
    if (w.number == 2 && wire_next(&type, &inner, &bad) && inner.number != 1) m->only_tensors = false;
  }
  return !bad;
}

static bool graph(Bytes b, OnnxModel *m) {
  Wire w;
  bool bad = false;
  while (wire_next(&b, &w, &bad)) {
    bool ok = true;
    if (w.number == 1) {
      m->node = grow(m->node, m->n_nodes, sizeof *m->node);
      ok = node(w.bytes, &m->node[m->n_nodes++]);
    } else if (w.number == 5) {
      m->initial = grow(m->initial, m->n_initial, sizeof *m->initial);
      ok = tensor(w.bytes, &m->initial[m->n_initial++]);
    } else if (w.number == 11) ok = value_info(w.bytes, &m->in, &m->n_in, m);
    else if (w.number == 12) ok = value_info(w.bytes, &m->out, &m->n_out, m);
    if (!ok) return false;
  }
  return !bad;
}

static bool operator_set(Bytes b, OnnxModel *m) {
  Wire w;
  bool bad = false, standard = true;
  int64_t version = 0;
  while (wire_next(&b, &w, &bad)) {
    if (w.number == 1) standard = w.bytes.n == 0;
    if (w.number == 2) version = (int64_t)w.value;
  }
  if (standard) m->opset = version;
  return !bad;
}

static bool model(Bytes b, OnnxModel *m) {
  Wire w;
  bool bad = false;
  *m = (OnnxModel){.only_tensors = true};
  while (wire_next(&b, &w, &bad)) {
    if (w.number == 7 && !graph(w.bytes, m)) return false;
    if (w.number == 8 && !operator_set(w.bytes, m)) return false;
  }
  return !bad;
}

static bool whole_file(const char *path, Bytes *b) {
  FILE *f = fopen(path, "rb");
  if (!f) return false;
  long size = fseek(f, 0, SEEK_END) == 0 ? ftell(f) : -1;
  uint8_t *p = size >= 0 ? arena_alloc(&memory, (size_t)size + 1) : NULL;
  rewind(f);
  *b = (Bytes){p, p ? fread(p, 1, (size_t)size, f) : 0};
  fclose(f);
  return p && b->n == (size_t)size;
}

bool onnx_read_model(const char *path, OnnxModel *m) {
  Bytes b;
  return whole_file(path, &b) && model(b, m);
}

bool onnx_read_tensor(const char *path, OnnxTensor *t) {
  Bytes b;
  return whole_file(path, &b) && tensor(b, t);
}

const char *onnx_type_name(int type) {
  static const char *const names[] = {"no type", "float32", "uint8", "int8", "uint16", "int16", "int32",
                                      "int64", "string",
                                      "bool", "float16", "float64", "uint32", "uint64", "complex64",
                                        "complex128", "bfloat16"};
  return type >= 0 && type < (int)(sizeof names / sizeof *names) ? names[type] : "unknown type";
}
