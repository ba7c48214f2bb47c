// SPDX-License-Identifier: GPL-3.0-or-later
// npy: a magic string, the header's length, the header (a Python dictionary), the numbers.
#include "io/npy.h"

#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "base/paths.h"
#include "io/dtype.h"

#define MAGIC "\x93NUMPY"
#define MAX_HEADER ((size_t)1 << 20)

typedef struct Header {
  IoType type;
  bool big_endian, fortran, has_type, has_order, has_shape;
  Shape shape;
} Header;

typedef struct Reader {
  IoIn *in;
  const char *from, *p, *end;
  uint64_t base; // where the header's text begins in the file
  Err *e;
} Reader;

static bool wrong(Reader *r, const char *what) {
  return io_wrong(r->in, r->base + (uint64_t)(r->p - r->from), r->e, _("the header of the array is damaged: %s"), what);
}

static void skip_blanks(Reader *r) {
  while (r->p < r->end && strchr(" \n\t", *r->p)) r->p++;
}

static bool take(Reader *r, char c) {
  skip_blanks(r);
  if (r->p == r->end || *r->p != c) return false;
  r->p++;
  return true;
}

static bool want(Reader *r, char c) {
  const char what[] = {'\'', c, '\'', 0};
  Str s = {0};
  if (take(r, c)) return true;
  str_addf(&s, _("%s is missing"), what);
  wrong(r, str_c(&s));
  str_free(&s);
  return false;
}

static bool take_word(Reader *r, const char *word) {
  skip_blanks(r);
  size_t n = strlen(word);
  if ((size_t)(r->end - r->p) < n || memcmp(r->p, word, n) != 0) return false;
  r->p += n;
  return true;
}

// A string in quotes of either kind, without escapes.
static bool string(Reader *r, char *out, size_t size) {
  skip_blanks(r);
  char quote = r->p < r->end ? *r->p : 0;
  if (quote != '\'' && quote != '"') return wrong(r, _("a name in quotes is missing"));
  size_t n = 0;
  for (r->p++; r->p < r->end && *r->p != quote && n + 1 < size; r->p++) out[n++] = *r->p;
  out[n] = 0;
  return r->p < r->end && *r->p == quote ? (r->p++, true) : wrong(r, _("a name does not end"));
}

static bool type_of(Reader *r, const char *text, Header *h) {
  static const struct { const char *code; IoType type; } codes[] = {
    {"f4", IO_F32}, {"f8", IO_F64}, {"f2", IO_F16}, {"b1", IO_BOOL}, {"i1", IO_I8},  {"u1", IO_U8},
    {"i2", IO_I16}, {"u2", IO_U16}, {"i4", IO_I32}, {"u4", IO_U32},  {"i8", IO_I64}, {"u8", IO_U64}};
  h->big_endian = text[0] == '>';
  if (text[0] && strchr("<>|=", text[0]))
    for (size_t i = 0; i < sizeof codes / sizeof *codes; i++)
      if (strcmp(codes[i].code, text + 1) == 0) {
        h->type = codes[i].type;
        h->has_type = true;
        return true;
      }
  return io_wrong(r->in, r->base + (uint64_t)(r->p - r->from), r->e,
                  _("an array of type %s is not for reading here; numbers are"), text);
}

static bool shape_tuple(Reader *r, Header *h) {
  h->shape = (Shape){0};
  h->has_shape = true;
  if (!want(r, '(')) return false;
  while (!take(r, ')')) {
    skip_blanks(r);
    int64_t n = 0;
    if (r->p == r->end || *r->p < '0' || *r->p > '9') return wrong(r, _("a length is missing"));
    for (; r->p < r->end && *r->p >= '0' && *r->p <= '9'; r->p++)
      if (__builtin_mul_overflow(n, 10, &n) || __builtin_add_overflow(n, *r->p - '0', &n)) return wrong(r, _("a length is too large"));
    if (r->p < r->end && *r->p == 'L') r->p++; // Python 2 wrote it
    if (h->shape.rank == TENSOR_MAX_RANK) return wrong(r, _("more than 8 dimensions"));
    h->shape.dim[h->shape.rank++] = n;
    if (!take(r, ',')) return want(r, ')');
  }
  return true;
}

static bool dictionary(Reader *r, Header *h) {
  char key[32], text[32];
  if (!want(r, '{')) return false;
  while (!take(r, '}')) {
    if (!string(r, key, sizeof key) || !want(r, ':')) return false;
    if (strcmp(key, "descr") == 0) {
      skip_blanks(r);
      if (r->p < r->end && *r->p == '[') return wrong(r, _("an array of records is not for reading here; numbers are"));
      if (!string(r, text, sizeof text) || !type_of(r, text, h)) return false;
    } else if (strcmp(key, "fortran_order") == 0) {
      h->fortran = take_word(r, "True");
      if (!h->fortran && !take_word(r, "False")) return wrong(r, _("True or False is missing"));
      h->has_order = true;
    } else if (strcmp(key, "shape") != 0) {
      return wrong(r, _("an unknown name"));
    } else if (!shape_tuple(r, h)) {
      return false;
    }
    if (!take(r, ',')) {
      if (!want(r, '}')) return false;
      break;
    }
  }
  skip_blanks(r);
  if (r->p < r->end) return wrong(r, _("it goes on after its end"));
  return (h->has_type && h->has_order && h->has_shape) || wrong(r, _("descr, fortran_order or shape is missing"));
}

static bool read_header(IoIn *in, Header *h, Err *e) {
  unsigned char head[12] = {0};
  if (!io_need(in, head, 8, _("the first bytes"), e)) return false;
  if (memcmp(head, MAGIC, 6) != 0) return io_wrong(in, 0, e, _("this is no NumPy array: it does not begin with \\x93NUMPY"));
  if (head[6] < 1 || head[6] > 3 || head[7] != 0) return io_wrong(in, 6, e, _("version %d.%d of the format is unknown"), head[6], head[7]);
  size_t bytes = head[6] == 1 ? 2 : 4, n = 0;
  if (!io_need(in, head + 8, bytes, _("the first bytes"), e)) return false;
  for (size_t i = 0; i < bytes; i++) n |= (size_t)head[8 + i] << (8 * i);
  if (n > MAX_HEADER) return io_wrong(in, 8, e, _("a header of %zu bytes is not believable"), n);
  uint64_t base = io_at(in);
  char *text = mem_alloc(n + 1);
  bool ok = io_need(in, text, n, _("the header"), e);
  Reader r = {.in = in, .from = text, .p = text, .end = text + n, .base = base, .e = e};
  ok = ok && dictionary(&r, h);
  mem_free(text);
  return ok;
}

// Column-major order is the transposed array in ours.
static Tensor *read_fortran(IoIn *in, const Header *h, Err *e) {
  Shape back = {.rank = h->shape.rank};
  int axes[TENSOR_MAX_RANK];
  for (int d = 0; d < back.rank; d++) {
    back.dim[d] = h->shape.dim[back.rank - 1 - d];
    axes[d] = back.rank - 1 - d;
  }
  Tensor *t = io_read_tensor(in, h->type, h->big_endian, &back, _("the numbers"), e);
  Tensor *out = t ? tensor_permute(t, axes, e) : NULL;
  tensor_release(t);
  return out;
}

Tensor *npy_read(const char *path, Err *e) {
  Header h = {0};
  IoIn *in = io_open(path, false, e);
  Tensor *t = NULL;
  if (in && read_header(in, &h, e))
    t = h.fortran ? read_fortran(in, &h, e) : io_read_tensor(in, h.type, h.big_endian, &h.shape, _("the numbers"), e);
  if (t && !io_end(in, e)) {
    tensor_release(t);
    t = NULL;
  }
  io_close(in);
  return t;
}

bool npy_write(const char *path, const Tensor *t, Err *e) {
  const uint16_t one = 1;
  Str s = {0};
  str_addn(&s, MAGIC "\x01\x00\x00\x00", 10);
  str_addf(&s, "{'descr': '%cf4', 'fortran_order': False, 'shape': (", *(const char *)&one ? '<' : '>');
  for (int d = 0; d < t->shape.rank; d++) str_addf(&s, d ? ", %lld" : "%lld", (long long)t->shape.dim[d]);
  str_add(&s, t->shape.rank == 1 ? ",), }" : "), }"); // a tuple of one is written (3,)
  while (s.n % 64 != 63) str_addc(&s, ' ');
  str_addc(&s, '\n');
  s.s[8] = (char)((s.n - 10) & 255);
  s.s[9] = (char)((s.n - 10) >> 8);
  const FilePart parts[] = {{s.s, s.n}, {t->data, t->size * sizeof *t->data}};
  bool ok = file_write_parts(path, parts, 2, e);
  str_free(&s);
  return ok;
}
